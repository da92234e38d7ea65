"""What is held on one person, field by field: the value that counts, where it came from, and what other sources say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xinju.engines.linkage.choosing import Offered, choose
from xinju.packs.registry_rules import RegistryRules
from xinju.registry.bridge import secrets
from xinju.registry.bridge.rules import record_types
from xinju.registry.models import Particulars
from xinju.registry.models.identities import DocumentKind

FIELDS = ("name", "sex", "birth_date", "document", "phone", "ethnic_group", "hukou", "hukou_address", "died_on")
_SEALED = ("phone", "hukou_address")
SPEAKS_FOR = "person"  # the record type that says whose master the particulars have
CHILD_UNTIL = 18


@dataclass(frozen=True)
class Value:
    """One field as one source tells it. `is_masters`: the source is the field's master, and the value read-only here.

    A document is its kind and its number; `row` is the opaque reference of the row that holds it.
    """

    field: str
    value: Any = field(repr=False)
    kind: str
    source: str
    door: str
    on: date
    verification: str
    is_masters: bool
    row: str


@dataclass(frozen=True)
class Held:
    """The value of a field that counts, and those that contradict it, the most trusted first."""

    best: Value
    others: tuple[Value, ...] = ()


def held(rows: Sequence[Particulars], rules: RegistryRules) -> tuple[Held, ...]:
    """Every field that some source fills, in the order of FIELDS."""
    by_order = {row.pk: row for row in rows}
    found = []
    for name in FIELDS:
        offered = {row.pk: _clear(row, name) for row in rows}
        chosen = choose(
            (
                Offered(value, by_order[pk].source, by_order[pk].verification_of(name), by_order[pk].observed_on, pk)
                for pk, value in offered.items()
            ),
            rules.ranking_of(name),
        )
        if chosen is not None:
            others = {one.value: one for one in reversed(chosen.against)}  # of two alike the more trusted
            against = [one for one in chosen.against if others[one.value] is one]
            found.append(Held(*_values(name, [chosen.best], by_order), tuple(_values(name, against, by_order))))
    return tuple(found)


def as_told(rows: Iterable[Particulars]) -> list[Value]:
    """Every value of every source, as it tells it: row by row, in the order of FIELDS."""
    return [
        _value(name, _clear(row, name), row) for row in rows for name in FIELDS if _clear(row, name) not in (None, "")
    ]


def is_child(born: date | None, on: date) -> bool:
    """Has the person not reached eighteen on that day? Whose birth is not known is taken for grown up."""
    return born is not None and (on.year - CHILD_UNTIL, on.month, on.day) < (born.year, born.month, born.day)


def _values(name: str, offered: Iterable[Offered], rows: dict[int, Particulars]) -> list[Value]:
    return [_value(name, one.value, rows[one.order]) for one in offered]


def _value(name: str, value: Any, row: Particulars) -> Value:
    kind = row.document_kind if name == "document" else ""
    return Value(
        name, value, kind, row.source, row.door, row.observed_on, row.verification_of(name),
        is_masters(row.source), f"{row._meta.label_lower}:{row.pk}",
    )  # fmt: skip


def is_masters(source: str) -> bool:
    """Is this source the master of who somebody is, as the pack declares it?"""
    declared = record_types().get(SPEAKS_FOR)
    return declared is not None and declared.master != "self" and source == declared.master


def _clear(row: Particulars, name: str) -> Any:
    if name == "document":
        own = row.document_kind not in (DocumentKind.NONE, "") and not row.is_guardians
        return secrets.opened(row, "number") if own else ""
    return secrets.opened(row, name) if name in _SEALED else getattr(row, name)
