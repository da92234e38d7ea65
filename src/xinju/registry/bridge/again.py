"""A superseded fact told again: a copy that is known from now on, sealed for its own row."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from django.db import models

from xinju.registry.bridge import secrets
from xinju.registry.models import Particulars, Record, Stay

Fact = TypeVar("Fact", Record, Stay, Particulars)
_ANEW = ("id", "key", "recorded_at", "superseded_at", "superseded_by", "client_id")
_SEALED = ("number", "phone", "hukou_address", "address")


def again_of(row: Fact, at: datetime) -> Fact:
    """The same fact with the same source and delivery, recorded at `at`; not saved."""
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if isinstance(field, models.Field) and field.attname not in _ANEW
    }
    key = uuid4()
    for column in _SEALED:
        if f"{column}_sealed" in kept:
            kept[f"{column}_sealed"] = secrets.seal(column, key, secrets.opened(row, column))
    return type(row)(**kept, key=key, recorded_at=at)
