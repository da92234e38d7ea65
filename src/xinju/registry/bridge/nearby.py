"""Who among millions may be the person of one new telling: one statement, each part of it a short walk along an index."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import connection

from xinju.engines.linkage.cleaning import clean_one
from xinju.engines.linkage.numbers import one_slip_away
from xinju.engines.linkage.particulars import Cleaned
from xinju.engines.linkage.particulars import Particulars as Written
from xinju.registry.bridge import secrets
from xinju.registry.bridge.candidates import MOST
from xinju.registry.bridge.told import pinyin_of
from xinju.registry.models import Particulars, Place, Stay
from xinju.registry.models.known import Door, Verification

RESIDENTS = 1_500  # of one building: where more are known, who shares its name or birthday is not looked for
_AFTER = "}"  # the character after the bar that ends the building in a comparable address
_TOLD, _STAY, _PLACE = (table._meta.db_table for table in (Particulars, Stay, Place))
# Written out: somebody waits, and putting these together would take longer than running them.
_PROVEN = f"t.superseded_at IS NULL AND NOT (t.door = '{Door.SELF}' AND t.verification = '{Verification.PENDING}')"
_AT = f"SELECT s.identity_id FROM {_PLACE} l JOIN {_STAY} s ON s.place_id = l.id AND s.superseded_at IS NULL"
_IN_BUILDING = f"l.search >= %s AND l.search < %s LIMIT {RESIDENTS + 1}"
_ALIKE_THERE = f"{_TOLD} t ON t.identity_id = here.identity_id WHERE"
Part = tuple[str, list[Any]]


def identities_near(record: Written) -> set[int]:
    """Identities that share with the record a number or one that is a slip away, a phone, sound and birthday, or door or
    building and one of these. What more than MOST share says nothing and brings nobody."""
    cleaned = clean_one(record)
    parts = {"number": _numbered(cleaned), "phone": _called(cleaned), "birth": _born(record, cleaned)}
    found = _found(parts | {"home": _at_home(record, cleaned)})
    if (
        cleaned.numbered and not found["number"]
    ):  # two hundred more looks into the index, for a number that nobody bears
        found |= _found({"slip": _slipped(cleaned)})
    return {identity for some in found.values() if len(some) <= MOST for identity in some}


def _found(parts: dict[str, Part | None]) -> dict[str, set[int]]:
    asked = {kind: part for kind, part in parts.items() if part}
    found: dict[str, set[int]] = defaultdict(set)
    if asked:
        some = [
            f"SELECT '{kind}', identity_id FROM ({text} LIMIT {MOST + 1}) {kind}" for kind, (text, _) in asked.items()
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(some), [value for _, values in asked.values() for value in values])
            for kind, identity in cursor.fetchall():
                found[kind].add(identity)
    return found


def _numbered(one: Cleaned) -> Part | None:
    """Its own number and the guardian's; of one that cannot be right, also what it may have been meant to be."""
    numbers = [number for number in (one.number, one.kin) if number]
    if one.number and one.kind == "id" and not one.numbered:
        numbers += one_slip_away(one.number)
    return _shared("number_index", _indexes(numbers))


def _slipped(one: Cleaned) -> Part | None:
    """Numbers as somebody may have mistyped this one, whose holder would otherwise be entered twice."""
    return _shared("number_index", _indexes(one_slip_away(one.number) if one.number and one.kind == "id" else []))


def _indexes(numbers: list[str]) -> list[bytes]:
    return [index for some in secrets.candidates_of_numbers(numbers).values() for index in some]


def _called(one: Cleaned) -> Part | None:
    return _shared("phone_index", secrets.phone_candidates(one.phone or ""))


def _shared(column: str, indexes: list[bytes]) -> Part | None:
    if not indexes:
        return None
    return f"SELECT t.identity_id FROM {_TOLD} t WHERE t.{column} IN ({_marks(indexes)}) AND {_PROVEN}", list(indexes)


def _born(record: Written, one: Cleaned) -> Part | None:
    """Of the same sound and birthday, or the birthday with day and month exchanged."""
    sounds, days = _sounds(record, one), _days(one)
    if not sounds or not days:
        return None
    condition = f"t.pinyin IN ({_marks(sounds)}) AND t.birth_date IN ({_marks(days)})"
    return f"SELECT t.identity_id FROM {_TOLD} t WHERE {condition} AND {_PROVEN}", [*sounds, *days]


def _at_home(record: Written, one: Cleaned) -> Part | None:
    """Who has stayed in the same building and bears the same sound or birthday."""
    likeness = {"pinyin": _sounds(record, one), "birth_date": _days(one)}
    asked = {column: values for column, values in likeness.items() if values}
    if not one.place or not asked:
        return None
    condition = " OR ".join(f"t.{column} IN ({_marks(values)})" for column, values in asked.items())
    there = f"SELECT here.identity_id FROM ({_AT} WHERE {_IN_BUILDING}) here JOIN {_ALIKE_THERE} ({condition}) AND {_PROVEN}"
    return there, [f"{one.place}|", f"{one.place}{_AFTER}", *(value for some in asked.values() for value in some)]


def _sounds(record: Written, one: Cleaned) -> list[str]:
    """How the tables may hold the name: as it is written here, and in one form."""
    return sorted({pinyin_of(name) for name in (record.name, one.name or "") if name})


def _days(one: Cleaned) -> list[str]:
    told = [day for day in (one.birth, one.turned) if day]
    return [date(int(day[:4]), int(day[4:6]), int(day[6:])).isoformat() for day in told]


def _marks(values: list[Any]) -> str:
    return ", ".join(["%s"] * len(values))
