"""Writing down typed facts: a row fills its slot, supersedes what the same source said of it before, or changes nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Q

from xinju.audit.actions import Reference, record, reference
from xinju.packs.records import DeclaredRecord
from xinju.registry.actions.linking import refresh
from xinju.registry.actions.origin import Origin
from xinju.registry.actions.telling_again import note_again
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge.permits import PERMIT
from xinju.registry.bridge.projection import PROTECTION
from xinju.registry.bridge.recorded import Recorded, says_the_same, slot_of
from xinju.registry.models import Identity, Person, Record
from xinju.registry.models.inserting import insert_plain
from xinju.values.legal_days import day_of

_AT_ONCE = 500
_COLUMNS = ("key", "identity_id", "start", "end", "values", "strength", "slot", "line")


@dataclass(frozen=True)
class Kept:
    """What became of some rows."""

    new: int = 0
    superseding: int = 0
    unchanged: int = 0

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.new + other.new, self.superseding + other.superseding, self.unchanged + other.unchanged)


@transaction.atomic
def keep_records(*, declared: DeclaredRecord, rows: Sequence[Recorded], origin: Origin, purpose: Reference) -> Kept:
    """Keep these rows of one type. Of two rows for one slot the later in the order given counts."""
    take_turn()
    kept = Kept()
    for start in range(0, len(rows), _AT_ONCE):
        kept += _keep(declared, rows[start : start + _AT_ONCE], origin)
    record(
        "registry.records_kept", about=origin.delivery or f"registry:{declared.type.key}", by=origin.by, purpose=purpose
    )
    return kept


@transaction.atomic
def supersede_records(*, records: Iterable[Record], by: Reference, at: datetime, purpose: Reference) -> int:
    """These facts are no longer held to be so; they stay readable as what was known before `at`."""
    take_turn()
    those = [(row.pk, row.identity_id) for row in records]
    keys = [pk for pk, _ in those]
    count = 0
    for start in range(0, len(keys), _AT_ONCE):
        rows = Record.objects.current().filter(pk__in=keys[start : start + _AT_ONCE])
        count += rows.update(superseded_at=at, superseded_by=reference(by))
    refresh({identity for _, identity in those}, on=day_of(at))
    record("registry.records_superseded", about=f"registry:records {count}", by=by, purpose=purpose)
    return count


def _shown(identities: set[int], type_key: str, at: datetime) -> None:
    """Bring the persons up to what was kept: who is seen again has a newer sign, which needs no projection of all else."""
    if not identities:
        return
    if type_key in (PROTECTION, PERMIT):
        refresh(identities, on=day_of(at))
        return
    persons = Person.objects.filter(pk__in=Identity.objects.filter(pk__in=identities).values("person"))
    persons.filter(Q(last_sign_on__isnull=True) | Q(last_sign_on__lt=day_of(at))).update(last_sign_on=day_of(at))


def _keep(declared: DeclaredRecord, rows: Sequence[Recorded], origin: Origin) -> Kept:
    slots = {slot_of(row, declared): row for row in rows}
    held = (
        {bytes(one.slot): one for one in Record.objects.current().filter(slot__in=list(slots))} if _any(slots) else {}
    )
    fresh = {
        slot: row
        for slot, row in slots.items()
        if slot not in held or not says_the_same(held[slot], row, origin.verification)
    }
    old = [held[slot].pk for slot in fresh if slot in held]
    Record.objects.filter(pk__in=old).update(superseded_at=origin.at, superseded_by=reference(origin.by))
    rows_in = [_plain(slot, row) for slot, row in fresh.items()]
    insert_plain(Record, _COLUMNS, rows_in, type=declared.type.key, **origin.columns)
    note_again(((one, ()) for slot, one in held.items() if slot not in fresh), origin)
    _shown({row.identity for row in fresh.values()}, declared.type.key, origin.at)
    return Kept(len(fresh) - len(old), len(old), len(rows) - len(fresh))


def _any(slots: Collection[bytes]) -> bool:
    """Is anything held in one of these slots? Of a new file nothing is, and asking so costs a tenth of asking for the rows."""
    table, quote = Record._meta, connection.ops.quote_name
    marks = ", ".join(["%s"] * len(slots))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {quote(table.db_table)} WHERE superseded_at IS NULL AND slot IN ({marks}) LIMIT 1",
            list(slots),
        )
        return cursor.fetchone() is not None


@lru_cache(maxsize=5_000)
def _json(values: tuple[tuple[str, Any], ...]) -> str:
    return json.dumps(dict(values))


def _plain(slot: bytes, row: Recorded) -> tuple[Any, ...]:
    """One row as the database takes it."""
    start, end = (day.isoformat() if day else None for day in (row.start, row.end))
    return uuid4().hex, row.identity, start, end, _json(tuple(row.values.items())), row.strength, slot, row.line
