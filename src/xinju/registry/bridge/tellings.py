"""What is left of a slot when deliveries were withdrawn: what those who told it, one after the other, still say.

A function of rows: the first telling of everything is a row, what was told again in the same words a line beside it. The
tellings that nobody has taken back are gone through in the order in which they came, as if there had never been others; so
it makes no difference in which order deliveries are withdrawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from xinju.registry.bridge import secrets
from xinju.registry.bridge.again import again_of
from xinju.registry.bridge.told import Told, adds_nothing, fields_of, filled_from, indexed, rows_of, told_in
from xinju.registry.models import Occasion, Particulars, Record, Stay
from xinju.registry.models.tellings import ToldAgain

Fact = TypeVar("Fact", Record, Stay, Particulars)
_OF_AN_OCCASION = ("door", "by", "legal_basis", "verification", "delivery")


@dataclass(frozen=True)
class Telling(Generic[Fact]):
    """One telling: the row whose words it used, the occasion if it told them again, and the fields that it filled where those
    are not all."""

    row: Fact
    occasion: Occasion | None = None
    fields: tuple[str, ...] = ()

    @property
    def provenance(self) -> dict[str, Any]:
        """The columns of `Known` but for the days."""
        of = self.occasion or self.row
        return {"source": self.row.source, **{name: getattr(of, name) for name in _OF_AN_OCCASION}}


def left_of(
    rows: Sequence[Fact], again: Mapping[int, Sequence[ToldAgain]], withdrawn: Container[int | None]
) -> list[Telling[Fact]]:
    """The tellings of one slot that nobody has taken back, the first one first; those since somebody removed the fact.

    rows       all rows of the slot, superseded ones too, in the order in which they were written
    again      by row, who told it again, in order
    withdrawn  deliveries that were taken back
    """
    left: list[Telling[Fact]] = []
    written = {row.recorded_at for row in rows}
    for row in rows:
        if row.delivery_id not in withdrawn:
            left.append(Telling(row))
        for one in again.get(row.pk, ()):
            if one.occasion.delivery_id not in withdrawn:
                left.append(Telling(row, one.occasion, tuple(one.fields.split())))
        if row.superseded_at is not None and row.superseded_at not in written and not _went_with_its_delivery(row):
            left.clear()
    return left


def _went_with_its_delivery(row: Fact) -> bool:
    return row.delivery is not None and row.delivery.withdrawn_at == row.superseded_at


def record_left(tellings: Sequence[Telling[Record]], at: Any) -> Record | None:
    """The record as whoever told it last says it; not saved."""
    if not tellings:
        return None
    last = tellings[-1]
    again = again_of(last.row, at)
    return _told_by(again, last) if last.occasion else again


@dataclass(frozen=True)
class StayWords:
    """What a source says of a stay, beside whose it is, from when, and in which division."""

    end: date | None
    place: int | None
    dwelling: str
    reason: str
    address: str

    def adds_nothing_to(self, held: StayWords) -> bool:
        """Another end is news; what is left blank contradicts nothing."""
        rest = ("place", "dwelling", "reason", "address")
        return self.end == held.end and all(getattr(self, name) in (None, "", getattr(held, name)) for name in rest)

    @property
    def fields(self) -> tuple[str, ...]:
        """Those that may be left blank and are not."""
        return tuple(name for name in ("place", "dwelling", "reason", "address") if getattr(self, name))


def words_of(row: Stay) -> StayWords:
    """What a row says."""
    return StayWords(row.end, row.place_id, row.dwelling, row.reason, secrets.opened(row, "address"))


def stay_left(tellings: Sequence[Telling[Stay]], at: Any) -> Stay | None:
    """The stay as the tellings make it; not saved."""
    held: tuple[Telling[Stay], StayWords] | None = None
    for one in tellings:
        words = words_of(one.row)
        if one.occasion:
            blank = {name: None if name == "place" else "" for name in words.fields if name not in one.fields}
            words = StayWords(**{**vars(words), **blank})
        if held is None or not words.adds_nothing_to(held[1]):
            held = one, words
    if held is None:
        return None
    last, words = held
    again = again_of(last.row, at)
    if last.occasion is None:
        return again
    again.place_id, again.dwelling, again.reason = words.place, words.dwelling, words.reason
    again.address_sealed = again.address_sealed if words.address else None
    return _told_by(again, last)


def particulars_left(tellings: Sequence[Telling[Particulars]], at: Any) -> Particulars | None:
    """Who somebody is as the tellings make it, blanks filled from earlier ones; not saved."""
    held: tuple[Telling[Particulars], Told] | None = None
    carried: tuple[str, ...] = ()
    for one in tellings:
        own = one.fields if one.occasion else own_fields(one.row)
        told = told_in(one.row, own)
        if held is None:
            held, carried = (one, told), ()
        elif not adds_nothing(told, held[1]):
            whole = filled_from(told, held[1])
            held, carried = (one, whole), tuple(name for name in fields_of(whole) if name not in own)
    if held is None:
        return None
    last, told = held
    seen = last.occasion.on if last.occasion else last.row.observed_on
    (row,) = rows_of(
        indexed([told]), [last.row.identity_id], observed_on=seen, recorded_at=at, carried=" ".join(carried),
        **last.provenance,
    )  # fmt: skip
    return row


def own_fields(row: Particulars) -> tuple[str, ...]:
    """The fields that the row's own telling filled."""
    carried = set(row.carried.split())
    return tuple(name for name in fields_of(told_in(row)) if name not in carried)


def by_row(lines: Iterable[ToldAgain]) -> dict[int, list[ToldAgain]]:
    """Who told each row again, in order."""
    found: dict[int, list[ToldAgain]] = defaultdict(list)
    for one in sorted(lines, key=lambda line: line.pk):
        found[one.row_id].append(one)
    return found


def _told_by(row: Fact, telling: Telling[Fact]) -> Fact:
    for name, value in telling.provenance.items():
        setattr(row, name, value)
    if isinstance(row, Record):
        row.line = None
    return row
