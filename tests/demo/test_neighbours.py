"""The named people of the registry come in by the doors, and each shows what it is there for."""

from datetime import UTC, date, datetime

import pytest

from xinju.accounts.access import Role
from xinju.accounts.actions import open_demo_account
from xinju.demo.neighbours import settle
from xinju.registry.bridge.moving import seem_to_have_moved
from xinju.registry.queries.people import room_of

pytestmark = pytest.mark.slow

DAY = date(2026, 5, 12)
MORNING = datetime(2026, 5, 12, 1, tzinfo=UTC)


@pytest.fixture
def neighbours(db):
    return settle(day=DAY, at=MORNING, by=open_demo_account(Role.REGISTRAR))


def test_all_of_them_come_in_and_two_can_sign_in(neighbours):
    assert neighbours.people == 22
    assert neighbours.resident != neighbours.landlord


def test_the_landlords_house_has_twelve_rooms(neighbours):
    house = room_of("稻香里桥头26号1幢", asker="test")

    assert house.children.count() == 12
    assert all(room.is_let and room.plate for room in house.children.all())


def test_of_a_tenant_whom_the_police_tell_elsewhere_somebody_asks_at_the_landlords_room(neighbours):
    (one,) = seem_to_have_moved(DAY)

    assert one.before.place.label == "101室" and one.before.source == "landlord"
    assert (one.arrival.source, one.arrival.division) == ("police", "990102002001")


def test_settling_twice_lets_nobody_in_twice(neighbours):
    again = settle(day=DAY, at=MORNING, by=open_demo_account(Role.REGISTRAR))

    assert again == neighbours
