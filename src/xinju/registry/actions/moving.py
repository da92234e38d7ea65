"""Somebody has arrived elsewhere: what an officer has seen ends the stay before, what was only declared is to be verified."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from xinju.audit.actions import Reference, reference
from xinju.registry.actions.origin import Origin
from xinju.registry.actions.stays import end_stay
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge.moving import MASTER, contradicts
from xinju.registry.models import Identity, Stay


def earlier_stays(stay: Stay) -> list[Stay]:
    """Open stays of the same person that this arrival contradicts; the police's own word is ended by the police."""
    person = Identity.objects.get(pk=stay.identity_id).person_id
    open_ = Stay.objects.current().filter(identity__person=person, end__isnull=True, start__lt=stay.start)
    held = open_.exclude(source=MASTER).exclude(pk=stay.pk).select_related("identity").order_by("pk")
    return [one for one in held if contradicts(stay, one)]


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
    return list(ended.values())


def end_for_all(*, stay: Stay, end: date, origin: Origin, purpose: Reference) -> None:
    """Somebody at the door says that a person has left: that ends what any source says of the same stay, the police's word too."""
    end_stay(
        stay=stay, end=end, by=origin.by, at=origin.at, door=origin.door, source=origin.source, purpose=purpose
    )  # fmt: skip
    same = Stay.objects.current().filter(
        identity=stay.identity_id, start=stay.start, division=stay.division, place=stay.place_id
    )
    same.filter(end__isnull=True).update(superseded_at=origin.at, superseded_by=reference(origin.by))
