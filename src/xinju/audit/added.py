"""Rows that are written once: what happened is added, and nothing of it is ever changed or removed."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class OnlyAdded(Exception):
    """A row that is only ever added was to be changed or removed."""


class AddedQuerySet(models.QuerySet):
    """Rows that can be read and added."""

    def update(self, **values: Any) -> NoReturn:
        raise OnlyAdded(f"{self.model._meta.label} rows are never changed")

    def delete(self) -> NoReturn:
        raise OnlyAdded(f"{self.model._meta.label} rows are never removed")

    def bulk_create(self, objs: Any, *args: Any, update_conflicts: bool = False, **options: Any) -> Any:
        if update_conflicts:
            raise OnlyAdded(f"{self.model._meta.label} rows are never changed")
        return super().bulk_create(objs, *args, **options)


class Added(models.Model):
    """A row that is written once."""

    objects = AddedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise OnlyAdded(f"{self._meta.label} {self.pk} is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise OnlyAdded(f"{self._meta.label} {self.pk} is never removed")
