"""Somebody has arrived elsewhere: what an officer has seen ends the stay before, what was only declared is to be verified."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from xinju.audit.actions import Reference, reference
from xinju.registry.actions.origin import Origin
from xinju.registry.actions.stays import end_stay
from xinju.registry.actions.turns import take_turn
from xinju.registry.models import Identity, Stay

MASTER = "police"  # whose stays are a mirror here: they end by the police's own file


def earlier_stays(stay: Stay) -> list[Stay]:
    """Open stays of the same person that this arrival contradicts: from an earlier day, at another dwelling of the same kind.

    Who has a home of another kind beside, such as a bed in a dormitory and a flat, may live in both; and the police's own
    word is ended by the police.
    """
    person = Identity.objects.get(pk=stay.identity_id).person_id
    open_ = Stay.objects.current().filter(identity__person=person, end__isnull=True, start__lt=stay.start)
    held = open_.exclude(source=MASTER).exclude(pk=stay.pk).select_related("identity").order_by("pk")
    return [one for one in held if _is_elsewhere(one, stay) and _is_of_a_kind(one, stay)]


@transaction.atomic
def end_earlier_stays(*, stay: Stay, origin: Origin, purpose: Reference) -> list[Stay]:
    """An officer has seen somebody arrive: the stays before end on the day of arrival, as that officer's word. Answers with
    what ended."""
    take_turn()
    ended: dict[int, Stay] = {}
    for one in earlier_stays(stay):
        last = end_stay(
            stay=one, end=stay.start, by=origin.by, at=origin.at, door=origin.door, source=origin.source, purpose=purpose
        )  # fmt: skip
        ended[last.pk] = last
        supersede_open(_said_by_others(one), by=origin.by, at=origin.at)
    return list(ended.values())


def supersede_open(stays: QuerySet[Stay], *, by: Reference, at: datetime) -> None:
    """Whoever ended a stay has spoken for what other sources say of the same one, too."""
    stays.filter(end__isnull=True).update(superseded_at=at, superseded_by=reference(by))


def _said_by_others(stay: Stay) -> QuerySet[Stay]:
    same = Stay.objects.current().filter(identity=stay.identity_id, start=stay.start, division=stay.division)
    return same.filter(place=stay.place_id).exclude(source=MASTER)


def _is_elsewhere(one: Stay, other: Stay) -> bool:
    """Are these surely two dwellings? A free address may be the same door written otherwise."""
    if one.place_id and other.place_id:
        return one.place_id != other.place_id
    first, second = sorted((one.division, other.division), key=len)
    return bool(first) and not second.startswith(first)


def _is_of_a_kind(one: Stay, other: Stay) -> bool:
    return one.dwelling == other.dwelling or not (one.dwelling and other.dwelling)
