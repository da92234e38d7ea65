"""What landing a delivery would change, told before anybody decides; nothing is written."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from xinju.registry.bridge import rules, secrets
from xinju.registry.bridge.recorded import Recorded, says_the_same, slot_of
from xinju.registry.bridge.told import Told, comparable_name
from xinju.registry.models import Delivery, Particulars, Record

_AT_ONCE = 500


class Landing(Protocol):
    """A good row of the file."""

    told: Told
    says_none: bool

    def recorded(self, identity: int) -> Recorded: ...


def forecast(delivery: Delivery, rows: Iterable[Landing], tell: Callable[[int], None]) -> dict[str, int]:
    """People that this source tells of for the first time, and rows that are new, supersede another, or say the same again.

    Rows without a number are counted by name and birthday. `tell` hears how many rows are done.
    """
    counts = {"new_people": 0, "new": 0, "superseding": 0, "unchanged": 0}
    seen: set[int] = set()
    for done, some in _batches(row for row in rows if not row.says_none):
        held = _identities(delivery, some)
        fresh = {hash((row.told.number or row.told.name, row.told.birth_date)) for row in some} - seen
        known = {hash((row.told.number, row.told.birth_date)) for row in some if _who(row.told) in held}
        counts["new_people"] += len(fresh - known)
        seen |= fresh
        for name, more in _facts(delivery, some, held).items():
            counts[name] += more
        tell(done)
    return counts


def _who(told: Told) -> tuple[str, str]:
    return told.number, comparable_name(told.name)


def _identities(delivery: Delivery, some: Sequence[Landing]) -> dict[tuple[str, str], int]:
    """Under which identity this source has told of each number and name before."""
    numbers = sorted({row.told.number for row in some if row.told.number and not row.told.is_guardians})
    by_index = {index: number for number in numbers for index in secrets.number_candidates(number)}
    rows = Particulars.objects.current().filter(
        number_index__in=list(by_index), source=delivery.source, is_guardians=False
    )
    found = rows.values_list("number_index", "name", "identity")
    return {(by_index[bytes(index)], comparable_name(name)): pk for index, name, pk in found}


def _facts(delivery: Delivery, some: Sequence[Landing], held: dict[tuple[str, str], int]) -> dict[str, int]:
    declared = rules.record_types()[delivery.record_type]
    if delivery.record_type in ("person", "stay"):
        return {"new": sum(_who(row.told) not in held for row in some)}
    told = [row.recorded(held[_who(row.told)]) for row in some if _who(row.told) in held]
    slots = {slot_of(row, declared): row for row in told}
    there = {bytes(one.slot): one for one in Record.objects.current().filter(slot__in=list(slots))}
    same = sum(says_the_same(one, slots[slot], delivery.verification) for slot, one in there.items())
    return {"new": len(some) - len(there), "superseding": len(there) - same, "unchanged": same}


def _batches(rows: Iterable[Landing]) -> Iterator[tuple[int, list[Landing]]]:
    rows, done = iter(rows), 0
    while some := list(itertools.islice(rows, _AT_ONCE)):
        done += len(some)
        yield done, some
