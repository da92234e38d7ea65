"""The audit's tables: events, what a list showed, what waits for the seal, and the chain that seals.

The chain points to events by number only: it has to outlive an event that somebody removed, so that it can say so.
"""

from django.db import models

from xinju.audit.added import Added

LOOKED = "looked"


class Event(Added):
    """One act: opaque references only, no name, number or address of a person.

    `shown` holds the references of a list that was looked at, grouped by their kind: {"registry.person": ["12", "15"]}.
    """

    kind = models.CharField(max_length=80)
    about = models.CharField(max_length=120)
    by = models.CharField(max_length=120)
    purpose = models.CharField(max_length=120)
    at = models.DateTimeField()
    shown = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["about", "at"]), models.Index(fields=["by", "at"])]
        constraints = [
            models.CheckConstraint(condition=~models.Q(**{field: ""}), name=f"audit_event_says_{field}")
            for field in ("kind", "about", "by", "purpose")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.about} by {self.by}"


class Shown(models.Model):
    """One reference of a list that was looked at, as eight bytes: found fast, and cheap for a list of 100,000 rows."""

    pk = models.CompositePrimaryKey("event", "trace")
    event = models.BigIntegerField()
    trace = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["trace"])]


class Waiting(models.Model):
    """An event that is not sealed yet; written with it, removed by the sealer."""

    event = models.BigIntegerField(primary_key=True)


class Link(models.Model):
    """One event in the chain. `number` has no gaps; `hash` covers the link before it and everything in this row."""

    number = models.BigIntegerField(primary_key=True)
    event = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64, help_text="SM3 of the event's canonical form.")
    hints = models.CharField(
        max_length=48, help_text="Eight hex digits for each field: they tell which one was changed."
    )
    sealed_at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["sealed_at"])]
