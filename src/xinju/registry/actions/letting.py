"""What a landlord declares of his rooms: somebody moved in, yes or no to whom others entered, moved out, empty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from xinju.audit.actions import Reference
from xinju.registry.actions.doubts import verify_told
from xinju.registry.actions.merging import ask_again
from xinju.registry.actions.moving import earlier_stays
from xinju.registry.actions.people import Entered, Origin, enter_people
from xinju.registry.actions.receipts import Line, issue, landed
from xinju.registry.actions.stays import AlreadyEnded, Stayed, end_stay, enter_stays
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge.moving import MASTER
from xinju.registry.bridge.receipts import LANDLORDS_DUTY
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Place, Receipt, Stay
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.receipts import Act
from xinju.values.legal_days import day_of

SOURCE, PURPOSE, JOB = "landlord", "landlord_declaration", "job:door"


@transaction.atomic
def declare_arrival(
    *, place: Place, told: Told, is_child: bool, start: date, by: Reference, at: datetime, client_id: UUID
) -> Receipt:
    """Somebody moved in. A number known under another name goes to a clerk; who has an open stay elsewhere ends it not by a
    landlord's word: somebody goes and looks. The landlord is told nothing of either."""
    take_turn()
    if (known := landed(client_id)) is not None:
        return known
    origin = _origin(by, at)
    (entered,) = enter_people(told=[told], origin=origin, observed_on=day_of(at), purpose=PURPOSE)
    ask_about([entered], by=by, at=at)
    (stay,) = enter_stays(stays=[_stayed(entered.identity, start, place, client_id)], origin=origin, purpose=PURPOSE)
    if earlier_stays(stay):
        verify_told(stay=stay, by=JOB, at=at)
    line = Line(Act.ARRIVED, start, entered.identity, told.name, "" if is_child else told.number, stay)
    return issue(client_id=client_id, door=Door.LANDLORD, by=by, at=at, lines=[line], place=place)


@transaction.atomic
def confirm_tenant(
    *, stay: Stay, name: str, tail: str, by: Reference, at: datetime, client_id: UUID
) -> Receipt:  # fmt: skip
    """Yes, whom somebody else entered lives here: the landlord says so too, from the same day."""
    take_turn()
    if (known := landed(client_id)) is not None:
        return known
    again = _stayed(stay.identity_id, stay.start, stay.place, client_id)
    (said,) = enter_stays(stays=[again], origin=_origin(by, at), purpose=PURPOSE)
    line = Line(Act.CONFIRMED, stay.start, stay.identity_id, name, tail, said)
    return issue(client_id=client_id, door=Door.LANDLORD, by=by, at=at, lines=[line], place=stay.place)


@transaction.atomic
def deny_tenant(*, stay: Stay, name: str, tail: str, by: Reference, at: datetime, client_id: UUID) -> Receipt:
    """No, this is not his tenant: nothing ends by that, a grid worker goes and looks."""
    take_turn()
    if (known := landed(client_id)) is not None:
        return known
    case = verify_told(stay=stay, by=JOB, at=at).case
    line = Line(Act.DENIED, day_of(at), stay.identity_id, name, tail, stay)
    return issue(client_id=client_id, door=Door.LANDLORD, by=by, at=at, lines=[line], place=stay.place, case=case)


@transaction.atomic
def declare_leaving(
    *, stay: Stay, end: date, name: str, tail: str, by: Reference, at: datetime, client_id: UUID
) -> Receipt:
    """Somebody moved out: what he and other doors hold open of this person at this place ends on that day.

    Raises AlreadyEnded where somebody has entered an end meanwhile, ValueError where the end lies before the start.
    """
    take_turn()
    if (known := landed(client_id)) is not None:
        return known
    if end < stay.start:
        raise ValueError(f"a stay cannot end ({end}) before it starts ({stay.start})")
    person = Identity.objects.get(pk=stay.identity_id).person_id
    held = Stay.objects.current().filter(identity__person=person, place=stay.place, end__isnull=True)
    ended = [
        end_stay(stay=one, end=max(end, one.start), by=by, at=at, door=Door.LANDLORD, source=SOURCE, purpose=PURPOSE)
        for one in held.exclude(source=MASTER)
    ]
    if not ended and not held.exists():
        raise AlreadyEnded(Stay.objects.current().filter(identity__person=person, place=stay.place).last() or stay)
    line = Line(Act.LEFT, end, stay.identity_id, name, tail, ended[0] if ended else stay)
    return issue(client_id=client_id, door=Door.LANDLORD, by=by, at=at, lines=[line], place=stay.place)


@transaction.atomic
def declare_empty(*, place: Place, by: Reference, at: datetime, client_id: UUID) -> Receipt:
    """Nobody lives in this room."""
    take_turn()
    if (known := landed(client_id)) is not None:
        return known
    line = Line(Act.EMPTY, day_of(at))
    return issue(client_id=client_id, door=Door.LANDLORD, by=by, at=at, lines=[line], place=place)


def ask_about(entered: Iterable[Entered], *, by: Reference, at: datetime) -> None:
    """A clerk is asked about each who bears a known number under another name."""
    for one in entered:
        for other in one.ask:
            ask_again(
                first=Identity.objects.get(pk=one.identity), second=Identity.objects.get(pk=other), by=by, at=at
            )  # fmt: skip


def _origin(by: Reference, at: datetime) -> Origin:
    return Origin(SOURCE, Door.LANDLORD, by, at, Verification.PENDING, LANDLORDS_DUTY)


def _stayed(identity: int, start: date, place: Place | None, client_id: UUID) -> Stayed:
    assert place is not None
    return Stayed(identity, start, place.division, place=place, dwelling="rented", client_id=client_id)
