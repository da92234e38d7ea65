"""A delivery is taken back as a whole: what it alone told is no longer held to be so, what others tell too stays theirs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from xinju.audit.actions import Reference, record, reference
from xinju.registry.actions.linking import refresh
from xinju.registry.actions.telling_again import LINES
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import tellings
from xinju.registry.bridge.told import same_name, told_in
from xinju.registry.models import (
    Delivery,
    Link,
    Particulars,
    ParticularsToldAgain,
    Record,
    Stay,
)
from xinju.registry.models.deliveries import DeliveryState
from xinju.registry.models.identities import How, Verdict
from xinju.registry.models.inserting import insert
from xinju.registry.models.slices import AT_ONCE, slices
from xinju.registry.models.tellings import ToldAgain
from xinju.values.legal_days import day_of

Fact = TypeVar("Fact", Record, Stay, Particulars)
_REASON = "withdrawn"


@transaction.atomic
def withdraw(*, delivery: Delivery, because: str, by: Reference, at: datetime) -> Mapping[str, int]:
    """Take a whole delivery back: what is held afterwards is what those say that nobody has taken back, in whatever order
    deliveries are withdrawn.

    What it alone told is superseded; what it took the place of comes back, and what another delivery or a door told in the
    same words stays, from then on as theirs: as new rows, so that the old ones keep telling what was known. Links are undone
    that rest on whom nobody tells of any more. Answers with how many of each. A second withdrawal changes nothing.
    """
    take_turn()
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state == DeliveryState.WITHDRAWN:
        return {}
    delivery.state, delivery.withdrawn_at = DeliveryState.WITHDRAWN, at
    delivery.withdrawn_by, delivery.withdrawn_because = reference(by), because
    delivery.save()
    going = _Going(delivery, reference(by), at)
    going.records()
    going.stays()
    going.people()
    for some in slices(sorted(going.touched)):
        refresh(some, on=day_of(at))
    record("registry.delivery_withdrawn", about=delivery, by=by, purpose=delivery)
    return dict(going.counts)


class _Going:
    """One withdrawal under way, some hundred rows at a time; `touched` are the identities whose persons are to be made anew."""

    def __init__(self, delivery: Delivery, by: str, at: datetime) -> None:
        self._delivery, self._by, self._at = delivery, by, at
        self.touched: set[int] = set()
        self.counts: Counter[str] = Counter(
            dict.fromkeys(("links", "records", "records_back", "stays", "stays_back", "people", "people_back"), 0)
        )

    def records(self) -> None:
        """A record is as it was told last: only where that was this delivery's word, something changes."""
        mine = Record.objects.current().filter(delivery=self._delivery).order_by("pk")
        while rows := list(mine[:AT_ONCE]):
            slots = {bytes(row.slot) for row in rows}
            held = Record.objects.filter(identity__in={row.identity_id for row in rows}, slot__in=slots)
            left = self._left(_by(held, lambda row: bytes(row.slot)))
            back = [tellings.record_left(some, self._at) for some in left.values()]
            self._replace("records", rows, [row for row in back if row is not None])

    def stays(self) -> None:
        """A stay is what one source says of one person, first day and division."""
        mine = Stay.objects.current().filter(delivery=self._delivery).order_by("pk")
        while rows := list(mine[:AT_ONCE]):
            slots = {_stay_slot(row) for row in rows}
            held = Stay.objects.filter(identity__in={row.identity_id for row in rows})
            left = self._left({slot: those for slot, those in _by(held, _stay_slot).items() if slot in slots})
            back = [tellings.stay_left(some, self._at) for some in left.values()]
            self._replace("stays", rows, [row for row in back if row is not None])

    def people(self) -> None:
        """Who somebody is may hold blanks that this delivery filled for others, so everybody is looked at of whom it spoke."""
        told = set(Particulars.objects.filter(delivery=self._delivery).values_list("identity", flat=True))
        again = ParticularsToldAgain.objects.filter(occasion__delivery=self._delivery)
        told |= set(again.values_list("row__identity", flat=True))
        for some in slices(sorted(told)):
            held = _by(Particulars.objects.filter(identity__in=some), lambda row: row.identity_id)
            current = {one: row for one, rows in held.items() for row in rows if row.superseded_at is None}
            resting = {one for one, row in current.items() if row.delivery_id == self._delivery.pk or row.carried}
            left = self._left({one: held[one] for one in sorted(resting)})
            anew = {one: tellings.particulars_left(those, self._at) for one, those in left.items()}
            changed = {one: row for one, row in anew.items() if not self._is_so(current[one], row)}
            for one, row in changed.items():
                if row is not None:
                    row.disputed = _disputed(held[one], row)
            self._unlink({one: (current[one], row) for one, row in changed.items()})
            self._replace("people", [current[one] for one in changed], [row for row in changed.values() if row])

    def _left(self, held: Mapping[object, Sequence[Fact]]) -> dict[object, list[tellings.Telling[Fact]]]:
        """By slot, the tellings that are left."""
        rows = [row for those in held.values() for row in those]
        again = self._again(rows)
        deliveries = {row.delivery_id for row in rows} | {
            one.occasion.delivery_id for lines in again.values() for one in lines
        }
        withdrawn = Delivery.objects.filter(pk__in=deliveries - {None}, state=DeliveryState.WITHDRAWN)
        gone = set(withdrawn.values_list("pk", flat=True))
        return {slot: tellings.left_of(those, again, gone) for slot, those in held.items()}

    def _again(self, rows: Sequence[Fact]) -> dict[int, list[ToldAgain]]:
        if not rows:
            return {}
        table = LINES[type(rows[0])].objects.select_related("occasion__delivery")
        return tellings.by_row(one for some in slices([row.pk for row in rows]) for one in table.filter(row__in=some))

    def _is_so(self, row: Particulars, anew: Particulars | None) -> bool:
        """Does what is held say what is left, by somebody who still says it?"""
        return anew is not None and row.delivery_id != self._delivery.pk and told_in(row) == told_in(anew)

    def _replace(self, kind: str, rows: Sequence[Fact], back: Sequence[Fact]) -> None:
        self.touched |= {row.identity_id for row in rows}
        for some in slices([row.pk for row in rows]):
            held = type(rows[0]).objects.current().filter(pk__in=some)
            self.counts[kind] += held.update(superseded_at=self._at, superseded_by=self._by)
        if back:
            insert(back)
        self.counts[f"{kind}_back"] += len(back)

    def _unlink(self, changed: Mapping[int, tuple[Particulars, Particulars | None]]) -> None:
        """Undo what joined people of whom nobody tells any more, and what a machine joined by a name or number that is gone."""
        gone = [one for one, (_, row) in changed.items() if row is None]
        other = [one for one, (old, row) in changed.items() if row is not None and not _is_known_alike(old, row)]
        machines = Link.objects.filter(verdict=Verdict.SAME).exclude(how=How.CLERK)
        for identities, links in ((gone, Link.objects.all()), (other, machines)):
            for some in slices(identities):
                resting = links.filter(superseded_at__isnull=True).filter(Q(first__in=some) | Q(second__in=some))
                self.touched |= {one for pair in resting.values_list("first", "second") for one in pair}
                self.counts["links"] += resting.update(
                    superseded_at=self._at, superseded_by=self._by, undo_reason=_REASON
                )


def _by(rows: Iterable[Fact], slot) -> dict[object, list[Fact]]:  # type: ignore[no-untyped-def]
    found: dict[object, list[Fact]] = defaultdict(list)
    for row in rows.select_related("delivery").order_by("pk"):  # type: ignore[attr-defined]
        found[slot(row)].append(row)
    return found


def _stay_slot(row: Stay) -> tuple[object, ...]:
    return row.identity_id, row.source, row.start, row.division


def _is_known_alike(one: Particulars, other: Particulars) -> bool:
    """Do two rows of one identity say the same of what links go by?"""
    return (
        same_name(one.name, other.name)
        and told_in(one, ("number",)) == told_in(other, ("number",))
        and bool(one.died_on) == bool(other.died_on)
    )


def _disputed(rows: Sequence[Particulars], anew: Particulars) -> list[str]:
    """What an officer has found to be wrong stays so where the same is told again: by the last row that said it."""
    names = {name for row in rows for name in row.disputed}
    said = {name: [row for row in rows if getattr(row, name) == getattr(anew, name)] for name in names}
    return sorted(name for name, those in said.items() if those and name in those[-1].disputed)
