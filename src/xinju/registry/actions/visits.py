"""A grid worker's visit: what was found behind one door overwrites with provenance, and ends every case about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from xinju.accounts.access import Officer, Purpose
from xinju.audit.actions import record, reference
from xinju.cases import actions as cases
from xinju.cases import queries as open_cases
from xinju.registry.actions.linking import refresh
from xinju.registry.actions.moving import end_earlier_stays, end_for_all
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.sightings import MET, TOLD, legal_basis, note_seen, vouch
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge.rooms import Occupant, Room, room_of
from xinju.registry.bridge.told import Told
from xinju.registry.models import Doubt, Identity, Place, Stay, Visit
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.visits import Reason, VisitOutcome

__all__ = ["AtDoor", "CannotBe", "Found", "Newcomer", "RoomChanged", "VisitOutcome", "at_the_door", "visit"]

GRID = "grid"
# Whoever still lives behind the door is no longer doubtful for these; the others ask for a value.
BY_PRESENCE = (
    Reason.PENDING, Reason.STALE, Reason.LEASE_ENDED, Reason.PERMIT_ENDED, Reason.NO_ADDRESS, Reason.MOVED_ON,
)  # fmt: skip
_MOVES: Mapping[str, Mapping[str, str]] = {
    VisitOutcome.NOBODY_HOME: {"visit": "nobody_home", "second_visit": "nobody_home_again"},
    VisitOutcome.REFUSED: {"visit": "refuse", "second_visit": "refuse"},
    VisitOutcome.NO_ADDRESS: {"visit": "no_address", "second_visit": "no_address"},
    VisitOutcome.WRONG_GRID: {"visit": "wrong_grid", "second_visit": "wrong_grid"},
}


class RoomChanged(Exception):
    """Somebody has changed the room since the worker's phone was told of it: `room` is how it stands now."""

    def __init__(self, room: Room) -> None:
        super().__init__(f"place {room.place.pk} is at version {room.version}")
        self.room = room


class CannotBe(Exception):
    """What was entered contradicts itself: a code of `words` in the app that shows it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has moved in, since when: a known person's `identity`, or what was told at the door."""

    start: date
    told: Told | None = None
    identity: int | None = None


@dataclass(frozen=True)
class Found:
    """Who was found: keys of persons who are still (or, of those waiting, indeed) there, who left and when, who is new.

    `unknown` are those who registered here and of whom nobody behind the door knows.
    """

    stayed: frozenset[UUID] = frozenset()
    left: frozenset[UUID] = frozenset()
    left_on: date | None = None
    came: tuple[Newcomer, ...] = ()
    unknown: frozenset[UUID] = frozenset()


NOBODY = Found()


def at_the_door(by: Officer, at: datetime) -> Origin:
    """What a grid worker has seen is verified."""
    return Origin(
        source=GRID, door=Door.GRID, by=by, at=at, verification=Verification.VERIFIED, legal_basis=legal_basis()
    )  # fmt: skip


@dataclass(frozen=True)
class AtDoor:
    """Where and when the worker stood, and under which id the phone sends it."""

    place: Place
    client_id: UUID
    on: date
    hour: str
    by: Officer
    at: datetime
    said: str = ""
    slip: str = ""

    def origin(self) -> Origin:
        return at_the_door(self.by, self.at)


@transaction.atomic
def visit(*, door: AtDoor, outcome: str, version: str = "", found: Found = NOBODY) -> Visit:
    """Keep a visit once, whatever it found, with everything that follows from it.

    Raises RoomChanged where the room is not as the worker's phone had it; CannotBe; cases' Refused, for instance for a second
    visit at the same part of the day.
    """
    take_turn()
    held = Visit.objects.filter(client_id=door.client_id).first()
    if held is not None:
        return held
    room = room_of(door.place, on=door.on)
    if outcome in (VisitOutcome.SPOKE, VisitOutcome.MOVED_OUT):
        if room.version != version:
            raise RoomChanged(room)
        seen = _enter(room, found, door)
        left = {room.by_key[key].person.pk: found.left_on or door.on for key in found.left}
        unknown = {room.by_key[key].person.pk for key in found.unknown}
        _settle(door, seen, unknown, left, "room" if outcome == VisitOutcome.MOVED_OUT else "person")
    else:
        _move_all(door, outcome)
    kept = Visit.objects.create(
        client_id=door.client_id, place=door.place, outcome=outcome, on=door.on, hour=door.hour, slip=door.slip,
        stayed=len(found.stayed), came=len(found.came), left=len(found.left), recorded_at=door.at, by=reference(door.by),
    )  # fmt: skip
    record("registry.visited", about=kept, by=door.by, purpose=Purpose.VISIT.value)
    return kept


def _enter(room: Room, found: Found, door: AtDoor) -> set[int]:
    """Write down who stayed, left and came; answers with the persons who were there."""
    _refuse_nonsense(room, found, door.on)
    origin = door.origin()
    stayed = [room.by_key[key] for key in sorted(found.stayed, key=str)]
    for one in stayed:
        if one.is_waiting:
            vouch([stay.identity_id for stay in one.stays], origin=origin, on=door.on)
    for key in found.left:
        for stay in room.by_key[key].stays:
            end_for_all(stay=stay, end=found.left_on or door.on, origin=origin, purpose=Purpose.VISIT.value)
    for key in found.unknown:
        _strike(room.by_key[key], door)
    there = [_confirmed(one, door.place) for one in stayed]
    note_seen(dict.fromkeys((stay.identity for stay in there), TOLD), on=door.on, origin=origin)
    if there:
        said = enter_stays(stays=there, origin=origin, purpose=Purpose.VISIT.value)
        for one, stay in zip(stayed, said, strict=True):
            if one.is_waiting:
                end_earlier_stays(stay=stay, origin=origin, purpose=Purpose.VISIT.value)
    came = [_let_in(one, door, origin) for one in found.came]
    return {one.person.pk for one in stayed} | {Identity.objects.get(pk=one.pk).person_id for one in came}


def _refuse_nonsense(room: Room, found: Found, on: date) -> None:
    if found.stayed & found.left or found.unknown & (found.stayed | found.left):
        raise CannotBe("stayed_and_left")
    if not (found.stayed | found.left | found.unknown) <= set(room.by_key):
        raise CannotBe("not_of_this_room")
    if not all(room.by_key[key].is_waiting for key in found.unknown):
        raise CannotBe("lives_here")
    left_on = found.left_on or on
    if left_on > on:
        raise CannotBe("left_later")
    if any(stay.start > left_on for key in found.left for stay in room.by_key[key].stays):
        raise CannotBe("left_before_came")
    if any(one.start > on for one in found.came):
        raise CannotBe("came_later")


def _strike(one: Occupant, door: AtDoor) -> None:
    """Declared, and not so: the stays are no longer held to be so, and stay readable as what was known before."""
    rows = Stay.objects.current().filter(pk__in=[stay.pk for stay in one.stays])
    rows.update(superseded_at=door.at, superseded_by=reference(door.by))
    refresh([stay.identity_id for stay in one.stays], on=door.on)


def _confirmed(one: Occupant, place: Place) -> Stayed:
    """The same stay as the grid tells it. Where there are several, the surest."""
    stay = min(one.stays, key=lambda row: (row.verification != Verification.VERIFIED, -row.pk))
    return Stayed(
        identity=stay.identity_id, start=stay.start, division=stay.division or place.division, place=place,
        dwelling=stay.dwelling, reason=stay.reason,
    )  # fmt: skip


def _let_in(one: Newcomer, door: AtDoor, origin: Origin) -> Identity:
    identity = one.identity
    if one.told is not None:
        (entered,) = enter_people(told=[one.told], origin=origin, observed_on=door.on, purpose=Purpose.VISIT.value)
        identity = entered.identity
    if identity is None:
        raise CannotBe("nobody_named")
    note_seen({identity: MET}, on=door.on, origin=origin)
    stay = Stayed(identity=identity, start=one.start, division=door.place.division, place=door.place)
    (said,) = enter_stays(stays=[stay], origin=origin, purpose=Purpose.VISIT.value)
    end_earlier_stays(stay=said, origin=origin, purpose=Purpose.VISIT.value)
    return Identity.objects.get(pk=identity)


def _settle(door: AtDoor, seen: set[int], unknown: set[int], left: Mapping[int, date], who: str) -> None:
    """End the cases of this door about people who were there or have left."""
    for doubt, case in _open_cases(door):
        person = doubt.identity.person_id
        if person in left:
            _move(door, case, "move_out", {"who_left": who, "left_on": left[person].isoformat()})
        elif person in seen and doubt.reason in BY_PRESENCE or person in unknown and doubt.reason == Reason.PENDING:
            _move(door, case, "speak", {"said": door.said})


def _move_all(door: AtDoor, outcome: str) -> None:
    evidence = {
        VisitOutcome.NOBODY_HOME: {"slip": door.slip}, VisitOutcome.REFUSED: {"said": door.said},
        VisitOutcome.NO_ADDRESS: {"said": door.said}, VisitOutcome.WRONG_GRID: {"said": door.said},
    }  # fmt: skip
    for _, case in _open_cases(door):
        if (name := _MOVES[outcome].get(case.state)) is not None:
            _move(door, case, name, evidence[VisitOutcome(outcome)])


def _open_cases(door: AtDoor) -> list[tuple[Doubt, open_cases.Case]]:
    doubts = Doubt.objects.filter(place=door.place).select_related("identity").order_by("pk")
    found = ((doubt, open_cases.case(doubt.case, door.by)) for doubt in doubts)
    open_ = [(doubt, case) for doubt, case in found if case is not None and case.closed_on is None]
    return [(doubt, case) for doubt, case in open_ if case.opened_on <= door.on]


def _move(door: AtDoor, case: open_cases.Case, name: str, evidence: Mapping[str, str]) -> None:
    taken = open_cases.kind_of(case).moves[name].accepts
    given = {"visited_on": door.on.isoformat(), "hour": door.hour, **evidence}
    cases.move(
        case=case.key, move=name, evidence={key: value for key, value in given.items() if key in taken and value},
        by=door.by, on=door.on, client_id=f"{door.client_id.hex}-{case.key}",
    )  # fmt: skip
