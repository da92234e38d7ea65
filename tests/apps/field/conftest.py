"""One building of the village with somebody in it, and a grid worker's phone."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from xinju.accounts.access import Role
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Place
from xinju.values.citizen_id import check_character

VILLAGE = "990102001001"


def number(born: date, serial: int) -> str:
    first = f"990315{born:%Y%m%d}{serial:03d}"
    return first + check_character(first)


def person(name: str, serial: int, **changes: object) -> Told:
    born = date(1990, 3, 4)
    return Told(**{"name": name, "number": number(born, serial), "birth_date": born, **changes})


@pytest.fixture
def rooms(db) -> dict[str, Place]:
    """Rooms by label, of one building in Daoxiangli."""
    floors = [
        Planned("floor", f"{floor}层", [Planned("room", f"{floor}0{n}室") for n in (1, 2, 3)]) for floor in (1, 2, 10)
    ]
    add_building(
        plan=Planned("building", "3号楼", floors),
        division=VILLAGE,
        street="禾苑街道稻香里",
        by="job:test",
        purpose="test",
    )
    return {place.label: place for place in Place.objects.filter(kind="room")}


@pytest.fixture
def lives(db):
    def move_in(place: Place | None, told: Told, *, source: str = "police", waits: bool = False) -> Identity:
        door = source if source in ("self", "landlord") else "file"
        verification = "pending" if waits else "verified"
        at = timezone.now()
        origin = Origin(source=source, door=door, by="job:test", at=at, verification=verification)
        (one,) = enter_people(told=[told], origin=origin, observed_on=timezone.localdate(at), purpose="test")
        if place is not None:
            stay = Stayed(one.identity, date(2024, 3, 1), VILLAGE, place=place)
            enter_stays(stays=[stay], origin=origin, purpose="test")
        return Identity.objects.get(pk=one.identity)

    return move_in


@pytest.fixture
def phone(signed_in):
    """A grid worker of the village who is signed in."""
    return signed_in(Role.GRID_WORKER)


def fields(page: str) -> dict[str, str]:
    """What the page's form carries by itself, with a fresh id of the sender."""
    version = re.search(r'name="version" value="(\w+)"', page)
    return {"client_id": str(uuid4()), "version": version.group(1) if version else "", "ago": ""}
