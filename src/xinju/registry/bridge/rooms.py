"""Who lives behind one door, as the registry holds it now, and the version by which two who look at it notice each other."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from xinju.cases import queries as cases
from xinju.registry.models import Doubt, Person, Place, Stay
from xinju.registry.models.known import Verification
from xinju.registry.models.visits import Reason

_JOB = "job:rooms"


@dataclass(frozen=True)
class Occupant:
    """One person with an open stay at the door. `is_waiting`: registered by somebody, seen by nobody yet."""

    person: Person
    stays: tuple[Stay, ...]
    is_waiting: bool

    @property
    def key(self) -> UUID:
        return self.person.key

    @property
    def since(self) -> date:
        return min(stay.start for stay in self.stays)


@dataclass(frozen=True)
class Room:
    """A door with the people behind it; `version` changes with every stay that begins, ends or is verified there."""

    place: Place
    occupants: tuple[Occupant, ...]
    version: str

    @property
    def by_key(self) -> Mapping[UUID, Occupant]:
        return {one.key: one for one in self.occupants}


def room_of(place: Place, *, on: date) -> Room:
    """The door as it stands on a day."""
    stays = list(open_stays([place.pk], on=on))
    found = occupants_of(stays, asked=_asked_whether_gone(place)).get(place.pk, ())
    digest = hashlib.sha256(",".join(str(stay.pk) for stay in stays).encode())
    return Room(place, found, digest.hexdigest()[:16])


def open_stays(places: Sequence[int], *, on: date) -> list[Stay]:
    """Stays at these places that go on beyond a day, in the order in which they became known: who leaves today has left."""
    rows = Stay.objects.current().filter(Q(end__isnull=True) | Q(end__gt=on), place__in=places, start__lte=on)
    return list(rows.select_related("identity__person").order_by("pk"))


def occupants_of(stays: Sequence[Stay], *, asked: Container[int] = ()) -> dict[int, tuple[Occupant, ...]]:
    """People by place. Whoever is known to have moved on since, or has died, no longer lives behind the older door; but whom
    somebody is to ask about there, of the persons `asked`, is shown."""
    held: dict[tuple[int, int], list[Stay]] = defaultdict(list)
    for stay in stays:
        held[stay.place_id, stay.identity.person_id].append(stay)
    found: dict[int, list[Occupant]] = defaultdict(list)
    for (place, _), rows in held.items():
        person = rows[0].identity.person
        is_waiting = all(row.verification != Verification.VERIFIED for row in rows)
        is_here = is_waiting or person.place_id in (place, None) or person.pk in asked
        if person.died_on is None and is_here:
            found[place].append(Occupant(person, tuple(rows), is_waiting))
    return {place: tuple(sorted(those, key=lambda one: (one.is_waiting, one.since))) for place, those in found.items()}


def _asked_whether_gone(place: Place) -> frozenset[int]:
    """Persons of whom a case asks at this door whether they have moved on."""
    doubts = Doubt.objects.filter(place=place, reason=Reason.MOVED_ON).select_related("identity")
    held = ((doubt, cases.case(doubt.case, _JOB)) for doubt in doubts)
    return frozenset(one.identity.person_id for one, case in held if case is not None and case.closed_on is None)
