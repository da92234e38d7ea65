"""Typed facts on their way in: what a row says of one person, the slot it fills, and whether it says anything new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xinju.packs.records import DeclaredRecord
from xinju.registry.models import Record
from xinju.registry.models.records import Strength

_OWN = {"start": "start", "end": "end", "month": "start", "date": "start"}


@dataclass(frozen=True)
class Recorded:
    """One row: whose, which days, which values (texts by column key, as the declaration's kinds write them).

    A month's `start` and `end` are its first and last day, an event's the same day, a state has none.
    """

    identity: int
    start: date | None = None
    end: date | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    strength: str = Strength.ROW
    line: int | None = None


def slot_of(row: Recorded, declared: DeclaredRecord) -> bytes:
    """16 bytes that are the same for two rows which the declaration calls the same record of one identity."""
    parts = [str(row.identity), declared.type.key, row.strength]
    for column in declared.type.identity:
        own = _OWN.get(column)
        parts.append(str(getattr(row, own)) if own else row.values.get(column, ""))
    return hashlib.sha256("\x1f".join(parts).encode()).digest()[:16]


def says_the_same(held: Record, row: Recorded, verification: str) -> bool:
    """Does the row add nothing to what is held in its slot?"""
    return (held.start, held.end, _text(held.values), held.verification) == (
        row.start,
        row.end,
        _text(row.values),
        verification,
    )


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False)
