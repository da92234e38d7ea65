"""A landlord's rooms: red first, three ways in, one tap out, a dated receipt, and no more than he may see."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from tests.apps.registry.conftest import NOON, number, wang

from xinju.accounts.actions import bind
from xinju.accounts.actions.demo import open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.cases.actions import publish_year
from xinju.cases.models import Case
from xinju.registry.actions import letting
from xinju.registry.actions.joining import Joining, register_self
from xinju.registry.actions.people import Origin
from xinju.registry.actions.places import Planned, add_building, hold
from xinju.registry.actions.stays import AlreadyEnded, Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.models import Declared, Receipt, Stay
from xinju.registry.queries.receipts import receipts_of, shown_lines
from xinju.registry.queries.rooms import room_of, rooms_of, tenant_of

VILLAGE = "990102001001"
TODAY = date(2026, 5, 12)


@pytest.fixture
def house(db):
    """A farmhouse with three rooms to let."""
    plan = Planned("building", "12号", [Planned("room", f"{n}室", is_let=True) for n in (101, 102, 103)])
    return add_building(
        plan=plan, division=VILLAGE, street="禾苑路", by="job:test", purpose="test", grid=VILLAGE + "01"
    )


@pytest.fixture
def landlord(enter, house):
    """The account of a person who holds the house since 2020."""
    (owner,) = enter("police", Told("钱大有", number(date(1965, 1, 1), 111), birth_date=date(1965, 1, 1)))
    origin = Origin("window", "window", "job:test", NOON, "verified")
    hold(identity=owner.pk, place=house, role="owner", start=date(2020, 1, 1), origin=origin, purpose="test")
    account = open_demo_person(DemoPersonKind.LANDLORD)
    bind(account=account, person=str(owner.own.key), evidence="identity_card", by="job:demo")
    return account


def arrive(landlord, room, told=None, start=date(2026, 5, 11), client_id=None, is_child=False) -> Receipt:
    return letting.declare_arrival(
        place=room,
        told=told or wang(),
        is_child=is_child,
        start=start,
        by=landlord,
        at=NOON,
        client_id=client_id or uuid4(),
    )


def seen_by_grid(enter, room, told=None, start=date(2026, 5, 11)) -> Stay:
    (identity,) = enter("grid", told or wang())
    origin = Origin("grid", "grid", "job:test", NOON, "verified")
    (stay,) = enter_stays(stays=[Stayed(identity.pk, start, VILLAGE, place=room)], origin=origin, purpose="test")
    return stay


def states(landlord) -> dict[str, str]:
    return {room.place.label: room.state for room in rooms_of(landlord, on=TODAY)}


def test_rooms_that_wait_for_him_come_first(landlord, house, enter):
    first, second, _ = house.children.all()
    seen_by_grid(enter, first, start=date(2026, 4, 1))
    arrive(landlord, second, Told("孙小米", number(date(1991, 1, 1), 222)))

    rooms = rooms_of(landlord, on=TODAY)

    assert [room.state for room in rooms] == ["overdue", "undeclared", "occupied"]


def test_he_types_a_tenant_and_gets_a_receipt_with_the_third_workday(landlord, house):
    receipt = arrive(landlord, house.children.first(), start=date(2026, 5, 8))  # Friday; Saturday the 9th is worked

    (shown,) = shown_lines(receipt)
    assert (shown.duty.day, shown.duty.is_certain, shown.in_time) == (date(2026, 5, 12), True, True)
    assert (shown.line.name, shown.line.tail) == ("王芳", wang().number[-4:])
    assert states(landlord)["101室"] == "occupied"


def test_the_fourth_workday_is_late_and_the_receipt_says_so(landlord, house):
    (shown,) = shown_lines(arrive(landlord, house.children.first(), start=date(2026, 5, 7)))

    assert (shown.duty.day, shown.in_time) == (date(2026, 5, 11), False)


def test_a_year_without_a_calendar_is_said_and_decided_once_it_is_published(landlord, house):
    at = datetime(2031, 1, 20, 4, tzinfo=UTC)
    receipt = letting.declare_arrival(
        place=house.children.first(),
        told=wang(),
        is_child=False,
        start=date(2031, 1, 2),
        by=landlord,
        at=at,
        client_id=uuid4(),
    )

    (before,) = shown_lines(receipt)
    publish_year(year=2031, off=[], worked=[], source="试", by="job:test")
    (after,) = shown_lines(Receipt.objects.get(pk=receipt.pk))

    assert (before.duty.is_certain, before.in_time) == (False, None)
    assert (after.duty.day, after.in_time) == (date(2031, 1, 7), False)


def test_a_form_sent_twice_has_one_receipt(landlord, house):
    key = uuid4()

    first, second = (arrive(landlord, house.children.first(), client_id=key) for _ in range(2))

    assert (first, Receipt.objects.count(), Stay.objects.count()) == (second, 1, 1)


def test_whom_a_grid_worker_entered_waits_for_his_yes(landlord, house, enter):
    stay = seen_by_grid(enter, house.children.first())
    (tenant,) = room_of(landlord, house.children.first().key, on=TODAY).tenants
    assert tenant.is_waiting

    letting.confirm_tenant(stay=stay, name=tenant.name, tail="0000", by=landlord, at=NOON, client_id=uuid4())

    (tenant,) = room_of(landlord, house.children.first().key, on=TODAY).tenants
    assert (tenant.is_waiting, tenant.masked) == (False, "**************0000")
    assert Stay.objects.current().filter(source="landlord", identity=stay.identity).count() == 1


def test_a_tenant_who_registers_at_the_door_waits_for_his_yes(landlord, house):
    room = house.children.first()
    what = Joining(person=wang(), since=date(2026, 5, 10), division=VILLAGE, place=room)

    register_self(joining=what, by="door:self", at=NOON, client_id=uuid4())

    assert [(one.name, one.is_waiting) for one in room_of(landlord, room.key, on=TODAY).tenants] == [("王芳", True)]


def test_whom_he_declared_on_paper_before_does_not_wait_again(landlord, house, enter):
    (identity,) = enter("landlord", wang())
    origin = Origin("landlord", "landlord", "job:test", NOON, "pending")
    stay = Stayed(identity.pk, date(2026, 4, 1), VILLAGE, place=house.children.first())
    enter_stays(stays=[stay], origin=origin, purpose="test")

    assert states(landlord)["101室"] == "occupied"


def test_his_no_ends_nothing_and_sends_somebody_to_look(landlord, house, enter):
    stay = seen_by_grid(enter, house.children.first())

    receipt = letting.deny_tenant(stay=stay, name="王芳", tail="", by=landlord, at=NOON, client_id=uuid4())

    assert Case.objects.get(key=receipt.case).state == "visit"
    assert Stay.objects.current().get().end is None
    assert room_of(landlord, house.children.first().key, on=TODAY).tenants == ()


def test_leaving_ends_the_stay_whoever_entered_it_and_the_name_is_gone(landlord, house, enter):
    room = house.children.first()
    arrive(landlord, room)
    seen_by_grid(enter, room)
    (tenant,) = room_of(landlord, room.key, on=TODAY).tenants

    letting.declare_leaving(
        stay=tenant.stay, end=TODAY, name=tenant.name, tail="", by=landlord, at=NOON, client_id=uuid4()
    )

    assert {stay.end for stay in Stay.objects.current()} == {TODAY}
    assert room_of(landlord, room.key, on=TODAY).tenants == ()
    assert states(landlord)["101室"] == "empty"
    assert [line.name for receipt in receipts_of(landlord) for line in receipt.lines.all()] == ["王芳", "王芳"]


def test_leaving_twice_is_told_as_ended_already(landlord, house):
    receipt = arrive(landlord, house.children.first())
    stay = receipt.lines.get().stay
    letting.declare_leaving(stay=stay, end=TODAY, name="王芳", tail="", by=landlord, at=NOON, client_id=uuid4())

    with pytest.raises(AlreadyEnded):
        letting.declare_leaving(stay=stay, end=TODAY, name="王芳", tail="", by=landlord, at=NOON, client_id=uuid4())


def test_a_room_said_to_be_empty_is_no_longer_undeclared(landlord, house):
    letting.declare_empty(place=house.children.first(), by=landlord, at=NOON, client_id=uuid4())

    assert states(landlord) == {"101室": "empty", "102室": "undeclared", "103室": "undeclared"}


def test_he_sees_nothing_of_a_childs_number(landlord, house, enter):
    seen_by_grid(
        enter, house.children.first(), Told("小宝", number(date(2019, 1, 1), 333), birth_date=date(2019, 1, 1))
    )

    assert [one.masked for one in room_of(landlord, house.children.first().key, on=TODAY).tenants] == [""]


def test_he_sees_nobody_of_a_house_that_he_does_not_hold(landlord, enter, db):
    plan = Planned("building", "99号", [Planned("room", "1室")])
    other = add_building(plan=plan, division=VILLAGE, street="禾苑路", by="job:test", purpose="test").children.get()
    stay = seen_by_grid(enter, other)

    assert tenant_of(landlord, stay.key, on=TODAY) is None
    assert room_of(landlord, other.key, on=TODAY) is None


def test_he_is_told_the_name_that_he_typed_and_not_another_that_is_known(landlord, house, enter):
    (known,) = enter("police", wang())

    arrive(landlord, house.children.first(), Told("王方", wang().number))

    (tenant,) = room_of(landlord, house.children.first().key, on=TODAY).tenants
    assert tenant.name == "王方"
    assert Case.objects.filter(type="merge_review").count() == 1
    assert Declared.objects.get().name == "王方"
    assert known.pk
