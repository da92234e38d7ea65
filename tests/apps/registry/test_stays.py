"""A stay begins, ends with a date, and what was held before stays readable."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.apps.registry.conftest import NOON, wang

from xinju.registry.actions.people import Origin
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.stays import AlreadyEnded, Stayed, end_stay, enter_stays
from xinju.registry.bridge import secrets
from xinju.registry.models import Place, Stay

COMMUNITY = "990102001001"
LANDLORD = Origin(source="landlord", door="landlord", by="job:test", at=NOON, verification="pending")


@pytest.fixture
def room(db) -> Place:
    plan = Planned("building", "3幢", [Planned("unit", "2单元", [Planned("room", "402室", is_let=True)])])
    add_building(plan=plan, division=COMMUNITY, street="稻香路18号", by="job:test", purpose="test")
    return Place.objects.get(kind="room")


def leave(stay: Stay, end: date) -> Stay:
    return end_stay(stay=stay, end=end, by="job:test", at=NOON, door="landlord", source="landlord", purpose="test")


def test_somebody_who_moved_in_lives_there_and_who_left_does_not(enter, room):
    (person,) = enter("landlord", wang())
    (stay,) = enter_stays(
        stays=[Stayed(person.pk, date(2026, 5, 1), COMMUNITY, place=room)], origin=LANDLORD, purpose="test"
    )
    person.person.refresh_from_db()
    assert person.person.place == room

    leave(stay, date(2026, 5, 10))

    person.person.refresh_from_db()
    assert person.person.place is None
    assert Stay.objects.count() == 2


def test_one_submission_sent_twice_lands_once(enter, room):
    (person,) = enter("landlord", wang())
    told = Stayed(person.pk, date(2026, 5, 1), COMMUNITY, place=room, client_id=uuid4())

    first, again = (enter_stays(stays=[told], origin=LANDLORD, purpose="test") for _ in range(2))

    assert first == again
    assert Stay.objects.count() == 1


def test_of_two_who_enter_an_end_the_second_sees_the_firsts(enter, room):
    (person,) = enter("landlord", wang())
    told = Stayed(person.pk, date(2026, 5, 1), COMMUNITY, place=room)
    (stay,) = enter_stays(stays=[told], origin=LANDLORD, purpose="test")
    leave(stay, date(2026, 5, 10))

    with pytest.raises(AlreadyEnded) as refused:
        leave(stay, date(2026, 5, 11))

    assert refused.value.stay.end == date(2026, 5, 10)
    assert leave(stay, date(2026, 5, 10)) == refused.value.stay


def test_nobody_leaves_before_coming(enter, room):
    (person,) = enter("landlord", wang())
    told = Stayed(person.pk, date(2026, 5, 1), COMMUNITY, place=room)
    (stay,) = enter_stays(stays=[told], origin=LANDLORD, purpose="test")

    with pytest.raises(ValueError, match="before it starts"):
        leave(stay, date(2026, 4, 30))


def test_a_free_address_is_sealed_and_goes_along_when_the_stay_ends(enter):
    (person,) = enter("self", wang())
    told = Stayed(person.pk, date(2026, 5, 1), COMMUNITY, address="稻香路18号3幢402室")
    (stay,) = enter_stays(stays=[told], origin=LANDLORD, purpose="test")

    ended = leave(stay, date(2026, 5, 10))

    assert "稻香路".encode() not in bytes(stay.address_sealed)
    assert secrets.opened(ended, "address") == "稻香路18号3幢402室"


def test_a_building_entered_twice_keeps_its_doors(room):
    plan = Planned("building", "3幢", [Planned("unit", "2单元", [Planned("room", "402室"), Planned("room", "403室")])])

    add_building(plan=plan, division=COMMUNITY, street="稻香路18号", by="job:test", purpose="test")

    assert Place.objects.filter(kind="room").count() == 2
    assert len({place.plate for place in Place.objects.filter(kind="room")}) == 2


def test_a_newer_word_of_the_same_source_supersedes_the_stay(enter, room):
    (person,) = enter("landlord", wang())
    open_stay = Stayed(person.pk, date(2026, 5, 1), COMMUNITY, place=room)
    enter_stays(stays=[open_stay], origin=LANDLORD, purpose="test")
    later = Origin(
        source="landlord", door="landlord", by="job:test", at=NOON + timedelta(days=9), verification="pending"
    )

    ended = Stayed(person.pk, date(2026, 5, 1), COMMUNITY, place=room, end=date(2026, 5, 20))
    enter_stays(stays=[ended], origin=later, purpose="test")

    assert Stay.objects.current().get().end == date(2026, 5, 20)
    assert Stay.objects.known_at(NOON).get().end is None


def test_of_two_rows_for_one_arrival_in_a_list_the_later_counts(enter, room):
    (person,) = enter("landlord", wang())
    rows = [Stayed(person.pk, date(2026, 5, 1), COMMUNITY, place=room, end=end) for end in (None, date(2026, 5, 8))]

    first, second = enter_stays(stays=rows, origin=LANDLORD, purpose="test")

    assert first == second
    assert Stay.objects.current().get().end == date(2026, 5, 8)


def test_what_comes_in_late_under_an_older_day_takes_nobodys_address(enter, room):
    (person,) = enter("landlord", wang())
    told = Stayed(person.pk, date(2026, 5, 1), COMMUNITY, place=room)
    enter_stays(stays=[told], origin=LANDLORD, purpose="test")

    enter("landlord", wang(phone="13900000001"), at=NOON - timedelta(days=700), on=date(2024, 6, 11))

    person.person.refresh_from_db()
    assert person.person.place == room
