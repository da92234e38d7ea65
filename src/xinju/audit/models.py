"""The audit's one table."""

from typing import Any, NoReturn

from django.db import models


class OnlyAdded(Exception):
    """An event was to be changed or removed."""


class EventQuerySet(models.QuerySet):
    """Events can be read and added."""

    def update(self, **values: Any) -> NoReturn:
        raise OnlyAdded("audit events are never changed")

    def delete(self) -> NoReturn:
        raise OnlyAdded("audit events are never removed")


class Event(models.Model):
    """One act: opaque references only, no name, number or address of a person."""

    kind = models.CharField(max_length=80)
    about = models.CharField(max_length=120)
    by = models.CharField(max_length=120)
    purpose = models.CharField(max_length=120)
    at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["about", "at"]), models.Index(fields=["by", "at"])]
        constraints = [
            models.CheckConstraint(condition=~models.Q(**{field: ""}), name=f"audit_event_says_{field}")
            for field in ("kind", "about", "by", "purpose")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.about} by {self.by}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise OnlyAdded("audit events are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise OnlyAdded("audit events are never removed")
