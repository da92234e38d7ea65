"""Who seems to have moved on: an open stay, and a department's word of a later arrival at another dwelling of the same kind.

A function of what is held and of who told it, made anew every night: a delivery that is withdrawn, or a merge that is undone,
takes its question back with it. Whether somebody has moved is asked, not concluded (decision 10).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Min

from xinju.registry.models import Delivery, Stay, StayToldAgain
from xinju.registry.models.deliveries import DeliveryState
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.slices import slices

MASTER = "police"  # whose stays are a mirror here: they end by the police's own file
_Homes = Mapping[int, Sequence[Stay]]  # delivery → the open stays that it told of one person


@dataclass(frozen=True)
class MovedOn:
    """The stay before, and the arrival that speaks against it."""

    before: Stay
    arrival: Stay

    @property
    def anchor(self) -> str:
        """The same question keeps its name when rows are written anew: which dwelling, and the day of the arrival."""
        place = self.before.place_id
        return f"{self.before.division if place is None else place}/{self.arrival.start:%Y%m%d}"


def seem_to_have_moved(on: date) -> Iterator[MovedOn]:
    """One question for each dwelling that somebody seems to have left by that day."""
    for some in slices(_with_several_homes(on)):
        rows = Stay.objects.current().filter(identity__person__in=some, end__isnull=True, start__lte=on)
        stays: dict[int, list[Stay]] = defaultdict(list)
        for stay in rows.select_related("identity__person", "place").order_by("start", "pk"):
            stays[stay.identity.person_id].append(stay)
        told = _told_at_once(some)
        for person, held in sorted(stays.items()):
            yield from _of_one(held, told.get(person, {}))


def contradicts(arrival: Stay, before: Stay) -> bool:
    """An earlier stay at what is surely another dwelling, of the same kind. Who has a home of another kind beside, such as a
    bed in a dormitory and a flat, may live in both."""
    return before.start < arrival.start and _is_elsewhere(before, arrival) and _is_of_a_kind(before, arrival)


def _of_one(held: Sequence[Stay], told: _Homes) -> Iterator[MovedOn]:
    """What is asked about one person; what several sources say of one dwelling is asked once, where the door is known."""
    arrivals = [one for one in held if one.door in (Door.FILE, Door.API) and one.verification == Verification.VERIFIED]
    asked: list[Stay] = []
    for before in sorted(held, key=lambda one: (one.place_id is None, one.start, one.pk)):
        against = [one for one in arrivals if contradicts(one, before) and not _told_both(one, before, told)]
        if against and all(_is_elsewhere(one, before) for one in asked):
            asked.append(before)
            yield MovedOn(before, max(against, key=lambda one: (one.start, one.pk)))


def _told_both(arrival: Stay, before: Stay, told: _Homes) -> bool:
    """Did one delivery of the arrival's source tell both homes? Then it knows of two, and there is nothing to ask."""
    slot = _slot(arrival)
    return any(
        any(_slot(one) == slot for one in homes)
        and any(not _is_elsewhere(one, before) and _is_elsewhere(one, arrival) for one in homes)
        for homes in told.values()
    )


def _with_several_homes(on: date) -> list[int]:
    """Living people with open stays from more than one day: most people have one, so that one sum spares looking at each."""
    open_ = Stay.objects.current().filter(end__isnull=True, start__lte=on, identity__person__died_on__isnull=True)
    by_person = open_.values("identity__person").annotate(first=Min("start"), last=Max("start"))
    several = by_person.filter(first__lt=F("last")).order_by("identity__person")
    return list(several.values_list("identity__person", flat=True))


def _told_at_once(persons: Sequence[int]) -> dict[int, dict[int, list[Stay]]]:
    """By person, the open stays that each delivery told which nobody has taken back: in rows, superseded ones too, and in
    what it told again."""
    rows = Stay.objects.filter(identity__person__in=persons, end__isnull=True).select_related("identity")
    of = {row.pk: row for row in rows}
    told = {(row.delivery_id, pk) for pk, row in of.items() if row.delivery_id is not None}
    for some in slices(sorted(of)):
        again = StayToldAgain.objects.filter(row__in=some, occasion__delivery__isnull=False)
        told |= set(again.values_list("occasion__delivery", "row"))
    gone = _withdrawn({delivery for delivery, _ in told})
    found: dict[int, dict[int, list[Stay]]] = defaultdict(lambda: defaultdict(list))
    for delivery, pk in sorted(told):
        if delivery not in gone:
            found[of[pk].identity.person_id][delivery].append(of[pk])
    return found


def _withdrawn(deliveries: Iterable[int]) -> set[int]:
    rows = Delivery.objects.filter(state=DeliveryState.WITHDRAWN)
    return {pk for some in slices(sorted(deliveries)) for pk in rows.filter(pk__in=some).values_list("pk", flat=True)}


def _slot(stay: Stay) -> tuple[object, ...]:
    return stay.identity_id, stay.source, stay.start, stay.division


def _is_elsewhere(one: Stay, other: Stay) -> bool:
    """Are these surely two dwellings? A free address may be the same door written otherwise."""
    if one.place_id and other.place_id:
        return one.place_id != other.place_id
    first, second = sorted((one.division, other.division), key=len)
    return bool(first) and not second.startswith(first)


def _is_of_a_kind(one: Stay, other: Stay) -> bool:
    return one.dwelling == other.dwelling or not (one.dwelling and other.dwelling)
