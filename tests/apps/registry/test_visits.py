"""A grid worker's visit: what it overwrites, what it ends, and that it counts once."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from tests.apps.registry.conftest import NOON, number, wang

from xinju.accounts.access import Role
from xinju.cases import queries as cases
from xinju.cases.actions import Refused, move
from xinju.registry.actions.doubts import answer, ask_at_the_door, queue_doubtful, take_over_answers
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.actions.visits import AtDoor, CannotBe, Found, Newcomer, RoomChanged, visit
from xinju.registry.bridge import rules
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.rooms import room_of
from xinju.registry.bridge.told import Told
from xinju.registry.models import Doubt, Identity, Person, Place, Record, Stay, Visit

DAY = date(2026, 5, 12)
VILLAGE = "990102001001"


@pytest.fixture
def room(db) -> Place:
    plan = Planned(
        "building", "3号楼", (Planned("floor", "1层", (Planned("room", "101室"), Planned("room", "102室"))),)
    )
    add_building(plan=plan, division=VILLAGE, street="禾苑街道稻香里", by="job:test", purpose="test")
    return Place.objects.get(label="101室")


@pytest.fixture
def worker(officer):
    return officer(Role.GRID_WORKER)


@pytest.fixture
def lives(enter):
    """Somebody lives at a door: lives(room, told, source="police", verification="verified")."""

    def move_in(place, told, *, source="police", door="file", verification="verified", at=NOON, start=date(2024, 3, 1)):
        origin = Origin(source=source, door=door, by="job:test", at=at, verification=verification)
        (entered,) = enter_people(told=[told], origin=origin, observed_on=at.date(), purpose="test")
        stay = Stayed(entered.identity, start, VILLAGE, place=place)
        enter_stays(stays=[stay], origin=origin, purpose="test")
        return Identity.objects.get(pk=entered.identity)

    return move_in


def at_door(place, worker, *, on=DAY, hour="morning", at=NOON, **more) -> AtDoor:
    return AtDoor(**{"place": place, "client_id": uuid4(), "on": on, "hour": hour, "by": worker, "at": at,
                     "said": "仍住在此", **more})  # fmt: skip


def zhou(**changes) -> Told:
    born = date(1988, 7, 9)
    return Told(**{"name": "周启明", "number": number(born, 213), "birth_date": born, "sex": "male", **changes})


def states(**of) -> list[str]:
    return [cases.case(one.case, "job:test").state for one in Doubt.objects.filter(**of).order_by("pk")]


def test_a_registration_that_nobody_verified_becomes_one_visit_of_its_grid(room, lives, worker):
    lives(room, wang(), source="self", door="self", verification="pending")

    opened = queue_doubtful(by="job:night", at=NOON)
    again = queue_doubtful(by="job:night", at=NOON)

    assert (opened, again) == (1, 0)
    waiting = cases.inbox(worker, on=DAY, type="verification").get()
    assert (waiting.state, waiting.region, waiting.title) == ("visit", VILLAGE, "自报待核实")


def test_who_is_found_at_home_is_verified_and_no_longer_waits(room, lives, worker):
    one = lives(room, wang(), source="self", door="self", verification="pending")
    queue_doubtful(by="job:night", at=NOON)

    visit(door=at_door(room, worker), outcome="spoke", version=room_of(room, on=DAY).version,
          found=Found(stayed=frozenset({one.person.key})))  # fmt: skip

    (occupant,) = room_of(room, on=DAY).occupants
    assert not occupant.is_waiting
    assert {(stay.source, stay.verification) for stay in occupant.stays} == {("self", "pending"), ("grid", "verified")}
    assert states() == ["spoke_with"]
    assert Record.objects.get(type="home_visit").values == {"seen": "told"}


def test_whom_the_worker_vouches_for_is_joined_with_the_person_whom_the_police_know(room, lives, worker, enter):
    (known,) = enter("police", wang())
    typed = lives(room, wang(), source="self", door="self", verification="pending")
    visit(door=at_door(room, worker), outcome="spoke", version=room_of(room, on=DAY).version,
          found=Found(stayed=frozenset({typed.person.key})))  # fmt: skip

    typed.refresh_from_db(), known.refresh_from_db()
    assert typed.person_id == known.person_id
    assert known.person.place == room


def test_a_visit_sent_twice_counts_once(room, lives, worker):
    one = lives(room, wang())
    door, version = at_door(room, worker), room_of(room, on=DAY).version
    found = Found(stayed=frozenset({one.person.key}), came=(Newcomer(DAY, zhou()),))

    first = visit(door=door, outcome="spoke", version=version, found=found)
    second = visit(door=door, outcome="spoke", version=version, found=found)

    assert first == second
    assert Visit.objects.count() == 1
    assert len(room_of(room, on=DAY).occupants) == 2


def test_a_room_that_changed_meanwhile_is_shown_and_nothing_is_written(room, lives, worker):
    one = lives(room, wang())
    version = room_of(room, on=DAY).version
    lives(room, zhou(), source="landlord", door="landlord", verification="pending")

    with pytest.raises(RoomChanged) as caught:
        visit(door=at_door(room, worker), outcome="spoke", version=version,
              found=Found(left=frozenset({one.person.key})))  # fmt: skip

    assert len(caught.value.room.occupants) == 2
    assert not Visit.objects.exists()
    assert Stay.objects.current().filter(end__isnull=False).count() == 0


def test_one_out_and_two_in_is_one_visit(room, lives, worker):
    gone = lives(room, wang())
    lives(room, wang(), source="landlord", door="landlord", verification="verified")
    waiting = lives(room, zhou(), source="self", door="self", verification="pending")
    born = date(1992, 2, 2)
    new = Newcomer(DAY, Told(name="林小满", number=number(born, 301), birth_date=born))
    gone.refresh_from_db()

    visit(door=at_door(room, worker), outcome="spoke", version=room_of(room, on=DAY).version,
          found=Found(frozenset({waiting.person.key}), frozenset({gone.person.key}), DAY, (new,)))  # fmt: skip

    assert {one.person.name for one in room_of(room, on=DAY).occupants} == {"周启明", "林小满"}
    assert Person.objects.get(name="林小满").place == room


def test_the_room_has_moved_out(room, lives, worker):
    one = lives(room, wang(), at=datetime(2025, 6, 1, tzinfo=UTC))
    assert queue_doubtful(by="job:night", at=NOON) == 1

    visit(door=at_door(room, worker), outcome="moved_out", version=room_of(room, on=DAY).version,
          found=Found(left=frozenset({one.person.key}), left_on=date(2026, 4, 30)))  # fmt: skip

    assert room_of(room, on=DAY).occupants == ()
    assert states() == ["moved_out"]
    one.person.refresh_from_db()
    assert one.person.place is None


def test_nobody_home_asks_for_another_hour_and_then_ends(room, lives, worker):
    lives(room, wang(), source="self", door="self", verification="pending")
    lives(room, zhou(), source="self", door="self", verification="pending")
    assert queue_doubtful(by="job:night", at=NOON) == 2

    visit(door=at_door(room, worker, slip="L1"), outcome="nobody_home")
    assert states() == ["second_visit", "second_visit"]
    with pytest.raises(Refused):
        visit(door=at_door(room, worker, slip="L2", on=date(2026, 5, 13)), outcome="nobody_home")
    visit(door=at_door(room, worker, slip="L2", on=date(2026, 5, 13), hour="evening"), outcome="nobody_home")

    assert states() == ["not_found", "not_found"]
    assert Visit.objects.count() == 2


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("refused", "refused"), ("no_address", "no_such_address"), ("wrong_grid", "right_grid")],
)
def test_other_outcomes_end_or_hand_over_every_case_of_the_door(room, lives, worker, outcome, state):
    lives(room, wang(), source="self", door="self", verification="pending")
    queue_doubtful(by="job:night", at=NOON)

    visit(door=at_door(room, worker, said="查无此门牌"), outcome=outcome)

    assert states() == [state]


def test_no_sign_for_half_a_year_is_queued_once_and_a_visit_is_a_sign(room, lives, worker):
    one = lives(room, wang(phone="13900990001"), at=datetime(2025, 10, 1, tzinfo=UTC))
    assert queue_doubtful(by="job:night", at=NOON) == 1
    assert states(reason="stale") == ["phone"]

    visit(door=at_door(room, worker), outcome="spoke", version=room_of(room, on=DAY).version,
          found=Found(stayed=frozenset({one.person.key})))  # fmt: skip

    assert states(reason="stale") == ["spoke_with"]
    assert queue_doubtful(by="job:night", at=datetime(2026, 10, 30, tzinfo=UTC)) == 0
    assert queue_doubtful(by="job:night", at=datetime(2026, 11, 20, tzinfo=UTC)) == 1


def test_an_ended_lease_is_asked_about_once_however_often_the_job_runs(room, lives, worker):
    one = lives(room, wang())
    origin = Origin(source="housing", door="file", by="job:test", at=NOON, verification="verified")
    row = Recorded(
        one.pk, start=date(2024, 4, 1), end=date(2026, 4, 30), values={"division": VILLAGE, "kind": "lawful"}
    )
    keep_records(declared=rules.record_types()["lease"], rows=[row], origin=origin, purpose="test")

    assert [queue_doubtful(by="job:night", at=NOON) for _ in range(3)] == [1, 0, 0]
    assert Doubt.objects.get().reason == "lease_ended"


def test_a_missing_number_goes_to_the_authority_first_and_is_filled_in_at_the_door(room, lives, worker):
    born = date(1988, 7, 9)
    one = lives(room, Told(name="周启明", birth_date=born, document_kind="none"))
    queue_doubtful(by="job:night", at=NOON)
    assert states(reason="no_number") == ["at_authority"]
    doubt = Doubt.objects.get(reason="no_number")

    client_id = uuid4()
    for _ in range(2):
        answer(doubt=doubt, told=zhou(), on=DAY, said="已看证件", by=worker, at=NOON, client_id=client_id)

    assert states(reason="no_number") == ["spoke_with"]
    one.refresh_from_db()
    assert one.person.identities.count() == 2
    assert queue_doubtful(by="job:night", at=NOON) == 0


def test_a_clerks_conflict_goes_to_the_door_of_the_person(room, lives, worker):
    one = lives(room, wang())

    doubt = ask_at_the_door(identity=one, anchor="K7", by="job:test", at=NOON)
    again = ask_at_the_door(identity=one, anchor="K7", by="job:test", at=NOON)

    assert doubt == again
    assert doubt.place == room
    assert states() == ["visit"]


def test_what_contradicts_itself_is_refused_whole(room, lives, worker):
    one = lives(room, wang())
    version = room_of(room, on=DAY).version
    key = one.person.key

    for found, code in (
        (Found(frozenset({key}), frozenset({key})), "stayed_and_left"),
        (Found(frozenset({uuid4()})), "not_of_this_room"),
        (Found(left=frozenset({key}), left_on=date(2023, 1, 1)), "left_before_came"),
        (Found(left=frozenset({key}), left_on=date(2026, 6, 1)), "left_later"),
        (Found(came=(Newcomer(date(2026, 6, 1), zhou()),)), "came_later"),
    ):
        with pytest.raises(CannotBe) as caught:
            visit(door=at_door(room, worker), outcome="spoke", version=version, found=found)
        assert caught.value.code == code
    assert not Visit.objects.exists()


def test_the_same_answer_half_a_year_later_is_a_sign_again(room, lives, worker):
    one = lives(room, wang())
    later = datetime(2026, 11, 12, 4, tzinfo=UTC)
    for at in (NOON, later):
        version = room_of(room, on=at.date()).version
        door = at_door(room, worker, on=at.date(), at=at)
        visit(door=door, outcome="spoke", version=version, found=Found(stayed=frozenset({one.person.key})))

    one.person.refresh_from_db()
    assert one.person.last_sign_on == later.date()


def test_of_whom_nobody_behind_the_door_knows_the_registration_is_struck(room, lives, worker):
    there = lives(room, wang())
    ghost = lives(room, zhou(), source="self", door="self", verification="pending")
    queue_doubtful(by="job:night", at=NOON)
    version = room_of(room, on=DAY).version

    with pytest.raises(CannotBe):
        visit(door=at_door(room, worker), outcome="spoke", version=version,
              found=Found(unknown=frozenset({there.person.key})))  # fmt: skip
    visit(door=at_door(room, worker, said="查无此人"), outcome="spoke", version=version,
          found=Found(frozenset({there.person.key}), unknown=frozenset({ghost.person.key})))  # fmt: skip

    assert [one.person.name for one in room_of(room, on=DAY).occupants] == ["王芳"]
    assert states(reason="pending") == ["spoke_with"]
    assert Stay.objects.filter(identity=ghost, superseded_at__isnull=False).count() == 1


def test_what_a_clerk_confirms_by_phone_overwrites_in_the_clerks_name(room, lives, officer):
    one = lives(room, wang(phone="13900990001"), at=datetime(2025, 10, 1, tzinfo=UTC))
    queue_doubtful(by="job:night", at=NOON)
    clerk, doubt = officer(Role.REGISTRAR), Doubt.objects.get(reason="stale")
    said = {"called_on": "2026-05-12", "said": "仍住在此"}
    move(case=doubt.case, move="confirm_by_phone", evidence=said, by=clerk, on=DAY, client_id="call-1")

    taken = [take_over_answers(at=NOON) for _ in range(2)]

    assert taken == [1, 0]
    row = Record.objects.get(type="home_visit")
    assert (row.values, row.by, row.source) == ({"seen": "phoned"}, f"accounts.user:{clerk.pk}", "window")
    one.person.refresh_from_db()
    assert one.person.last_sign_on == DAY


def test_who_waits_without_a_door_is_verified_where_the_worker_meets_them(lives, worker):
    one = lives(None, wang(), source="self", door="self", verification="pending")
    queue_doubtful(by="job:night", at=NOON)
    doubt = Doubt.objects.get(reason="pending")

    answer(doubt=doubt, told=wang(), on=DAY, said="已看证件", by=worker, at=NOON, client_id=uuid4())

    assert Stay.objects.current().filter(identity=one, verification="verified", source="grid").count() == 1
    assert queue_doubtful(by="job:night", at=NOON) == 0
