"""Two grid workers at one door at the same moment, and one phone that sends twice: nothing is lost or doubled."""

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection, connections
from tests.apps.registry.conftest import NOON, wang

from xinju.accounts import actions as accounts
from xinju.accounts.access import Role
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.actions.visits import AtDoor, Found, RoomChanged, visit
from xinju.registry.bridge.rooms import room_of
from xinju.registry.models import Place, Stay, Visit

DAY = date(2026, 5, 12)
VILLAGE = "990102001001"


@pytest.fixture
def worker(transactional_db):
    return accounts.open_account(
        username="walker",
        name="测试员",
        role=Role.GRID_WORKER,
        office="测试科",
        region=VILLAGE,
        source="",
        by="job:test",
    )


@pytest.fixture
def room(transactional_db) -> Place:
    plan = Planned("building", "3号楼", (Planned("room", "101室"),))
    add_building(plan=plan, division=VILLAGE, street="稻香里", by="job:test", purpose="test")
    place = Place.objects.get(label="101室")
    origin = Origin(source="police", door="file", by="job:test", at=NOON, verification="verified")
    (one,) = enter_people(told=[wang()], origin=origin, observed_on=DAY, purpose="test")
    enter_stays(stays=[Stayed(one.identity, date(2024, 3, 1), VILLAGE, place=place)], origin=origin, purpose="test")
    return place


def all_at_once(*acts) -> list[object]:
    """What each answered or raised, in order."""
    answers: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        start.wait()
        try:
            answers[place] = acts[place]()
        except RoomChanged as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_say_different_things_one_is_written_and_the_other_sees_it(worker, room):
    if connection.vendor == "sqlite" and connection.settings_dict["NAME"] == ":memory:":
        pytest.skip("one connection cannot be two workers")
    held = room_of(room, on=DAY)
    key = held.occupants[0].key

    def say(found: Found):
        door = AtDoor(place=room, client_id=uuid4(), on=DAY, hour="morning", by=worker, at=NOON, said="在")
        return visit(door=door, outcome="spoke", version=held.version, found=found)

    answers = all_at_once(lambda: say(Found(stayed=frozenset({key}))), lambda: say(Found(left=frozenset({key}))))

    assert sorted(type(one).__name__ for one in answers) == ["RoomChanged", "Visit"]
    assert Visit.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_phone_that_sends_eight_times_is_one_visit(worker, room):
    held = room_of(room, on=DAY)
    door = AtDoor(place=room, client_id=uuid4(), on=DAY, hour="morning", by=worker, at=NOON, said="在")
    found = Found(stayed=frozenset({held.occupants[0].key}))

    answers = all_at_once(*[lambda: visit(door=door, outcome="spoke", version=held.version, found=found)] * 8)

    assert {one.pk for one in answers} == {Visit.objects.get().pk}
    assert Stay.objects.current().filter(source="grid").count() == 1
