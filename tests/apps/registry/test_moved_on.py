"""A department tells of a later home: whether somebody has moved on is asked at the home before, and nobody concludes it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.apps.registry.conftest import NOON, wang
from tests.apps.registry.test_withdrawing_any_order import NAMES, Site, told

from xinju.accounts.access import Role
from xinju.cases import queries as cases
from xinju.cases.actions import move
from xinju.registry.actions import merging
from xinju.registry.actions.deliveries import LandingRow
from xinju.registry.actions.doubts import queue_doubtful, take_over_answers
from xinju.registry.actions.linking import judge
from xinju.registry.actions.people import Origin
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.stays import Stayed, end_stay, enter_stays
from xinju.registry.actions.visits import AtDoor, Found, visit
from xinju.registry.bridge.rooms import room_of
from xinju.registry.models import Delivery, Doubt, Identity, Link, Person, Place, Stay
from xinju.registry.models.identities import How, Verdict
from xinju.registry.models.visits import Reason

OLD, NEW, THIRD = "990102001001", "990102002001", "990102003001"
BEFORE, ARRIVED = date(2024, 3, 1), date(2026, 5, 1)


class Town(Site):
    """A site where departments tell of stays, and every night somebody looks for what is to be asked."""

    def stays(self, *homes: tuple[date, str], source: str = "police", dwelling: str = "rented") -> Delivery:
        rows = [
            LandingRow(told(0), 2, start, None, {"division": where, "dwelling": dwelling}) for start, where in homes
        ]
        return self.delivers("stay", *rows, source=source)

    def night(self) -> None:
        self.later()
        take_over_answers(at=self.at)
        queue_doubtful(by="job:night", at=self.at)


@pytest.fixture
def town(db) -> Town:
    return Town()


def asked() -> list[tuple[str, str]]:
    """Where somebody is asked whether he has moved on, and how the case stands."""
    rows = Doubt.objects.filter(reason=Reason.MOVED_ON).order_by("pk")
    return [(one.division, cases.case(one.case, "job:test").state) for one in rows]


def ends() -> dict[str, date | None]:
    return {stay.division: stay.end for stay in Stay.objects.current().order_by("start")}


def test_a_later_home_in_a_departments_file_ends_nothing_and_is_asked_about_at_the_home_before(town):
    town.stays((BEFORE, OLD))
    town.stays((ARRIVED, NEW))

    town.night()
    town.night()

    assert ends() == {OLD: None, NEW: None}
    assert asked() == [(OLD, "visit")]


def test_another_sources_home_is_asked_about_too(town):
    town.stays((BEFORE, OLD), source="housing")
    town.delivers("person", LandingRow(told(0), 2))
    town.stays((ARRIVED, NEW))

    town.night()

    assert asked() == [(OLD, "visit")]


def test_two_homes_that_one_delivery_tells_are_known_to_the_source_and_left_alone(town):
    town.stays((BEFORE, OLD), (ARRIVED, NEW))

    town.night()

    assert asked() == []


def test_two_homes_told_at_once_and_again_one_by_one_are_left_alone_until_what_told_both_is_withdrawn(town):
    both = town.stays((BEFORE, OLD), (ARRIVED, NEW))
    town.stays((BEFORE, OLD))
    town.stays((ARRIVED, NEW))
    town.night()
    assert asked() == []

    town.withdraws(both)
    town.night()

    assert asked() == [(OLD, "visit")]


@pytest.mark.parametrize(
    ("start", "where", "dwelling"),
    [(ARRIVED, NEW, "dormitory"), (ARRIVED, OLD, "rented"), (BEFORE, NEW, "rented")],
    ids=["a home of another kind", "the same community", "no later day"],
)
def test_nobody_asks_about_what_may_well_be(town, start, where, dwelling):
    town.stays((BEFORE, OLD))
    town.stays((start, where), dwelling=dwelling)

    town.night()

    assert asked() == []


def test_the_question_goes_with_the_delivery_that_raised_it_and_comes_back_when_it_is_told_again(town):
    town.stays((BEFORE, OLD))
    second = town.stays((ARRIVED, NEW))
    town.night()

    town.withdraws(second)
    town.night()
    assert asked() == [(OLD, "nothing_to_ask")]

    town.stays((ARRIVED, NEW))
    town.night()
    assert asked() == [(OLD, "visit")]


def test_the_question_goes_with_the_merge_that_raised_it(town):
    town.delivers("stay", LandingRow(told(0), 2, BEFORE, None, {"division": OLD}), source="housing")
    town.delivers("stay", LandingRow(told(1), 2, ARRIVED, None, {"division": NEW}))
    first, second = Identity.objects.order_by("pk")
    judge(first=first, second=second, verdict=Verdict.SAME, how=How.CLERK, by="job:t", at=town.at, purpose="t")
    town.night()
    assert asked() == [(OLD, "visit")]

    merging.take_back(link=Link.objects.in_force().get(), because="test", by="job:t", at=town.at, purpose="t")
    town.night()

    assert asked() == [(OLD, "nothing_to_ask")]


def test_a_stay_that_somebody_has_ended_meanwhile_is_not_asked_about(town):
    town.stays((BEFORE, OLD))
    town.stays((ARRIVED, NEW))
    town.night()

    stay = Stay.objects.current().get(division=OLD)
    end_stay(stay=stay, end=ARRIVED, by="job:t", at=town.at, door="window", source="window", purpose="t")
    town.night()

    assert asked() == [(OLD, "nothing_to_ask")]


def test_who_left_by_the_grid_workers_word_is_ended_on_the_day_that_the_case_names(town, officer):
    town.stays((BEFORE, OLD))
    town.stays((ARRIVED, NEW))
    town.night()
    case = cases.case(Doubt.objects.get(reason=Reason.MOVED_ON).case, "job:test")
    said = {"visited_on": town.at.date().isoformat(), "who_left": "person", "left_on": "2026-04-28"}
    move(case=case.key, move="move_out", evidence=said, by=officer(Role.GRID_WORKER), on=town.at.date(), client_id="m")

    town.night()
    town.night()

    assert ends() == {OLD: date(2026, 4, 28), NEW: None}
    assert Stay.objects.current().get(division=OLD).source == "grid"


def test_who_still_lives_there_keeps_both_homes_and_is_not_asked_about_again(town, officer):
    town.stays((BEFORE, OLD))
    town.stays((ARRIVED, NEW))
    town.night()
    case = cases.case(Doubt.objects.get(reason=Reason.MOVED_ON).case, "job:test")
    said = {"visited_on": town.at.date().isoformat(), "said": "两处都住"}
    move(case=case.key, move="speak", evidence=said, by=officer(Role.GRID_WORKER), on=town.at.date(), client_id="m")

    town.stays((ARRIVED, NEW))
    town.night()

    assert ends() == {OLD: None, NEW: None}
    assert asked() == [(OLD, "spoke_with")]


def test_a_still_later_home_asks_anew_at_each_home_before_that_was_not_told_with_it(town, officer):
    town.stays((BEFORE, OLD))
    town.stays((ARRIVED, NEW))
    town.night()
    case = cases.case(Doubt.objects.get(reason=Reason.MOVED_ON).case, "job:test")
    said = {"visited_on": town.at.date().isoformat(), "said": "两处都住"}
    move(case=case.key, move="speak", evidence=said, by=officer(Role.GRID_WORKER), on=town.at.date(), client_id="m")

    town.stays((ARRIVED + timedelta(days=5), THIRD))
    town.night()

    assert asked() == [(OLD, "spoke_with"), (OLD, "visit")]  # of one person one question at a time


class TestAtTheDoor:
    """Where the home before is a room, the grid worker ticks who is there."""

    @pytest.fixture
    def room(self, db) -> Place:
        plan = Planned("building", "3幢", [Planned("room", "401室", is_let=True)])
        return add_building(plan=plan, division=OLD, street="稻香路18号", by="job:t", purpose="t").children.get()

    @pytest.fixture
    def asked_in(self, room, enter):
        """She lives in the room by the landlord's word, and by the police's file elsewhere since May."""
        (identity,) = enter("police", wang())
        for source, start, division, place in (("landlord", BEFORE, OLD, room), ("police", ARRIVED, NEW, None)):
            origin = Origin(source, "landlord" if place else "file", "job:t", NOON, "verified")
            stay = Stayed(identity.pk, start, division, place=place, dwelling="rented")
            enter_stays(stays=[stay], origin=origin, purpose="t")
        queue_doubtful(by="job:night", at=NOON)
        identity.refresh_from_db()
        return room_of(room, on=NOON.date())

    def found(self, room, officer, **found) -> None:
        by, day = officer(Role.GRID_WORKER), NOON.date()
        door = AtDoor(room, uuid4(), day, "evening", by, NOON + timedelta(hours=1), "问过邻居")
        visit(door=door, outcome="spoke", version=room_of(room, on=day).version, found=Found(**found))

    def test_whom_somebody_is_to_ask_about_is_shown_at_the_older_door(self, asked_in):
        assert [one.person.name for one in asked_in.occupants] == ["王芳"]

    def test_who_left_has_left_on_the_day_that_was_said(self, asked_in, room, officer):
        self.found(room, officer, left=frozenset(asked_in.by_key), left_on=ARRIVED)

        assert ends() == {OLD: ARRIVED, NEW: None}
        assert asked() == [(OLD, "moved_out")]

    def test_who_is_still_there_has_two_homes(self, asked_in, room, officer):
        self.found(room, officer, stayed=frozenset(asked_in.by_key))

        assert ends() == {OLD: None, NEW: None}
        assert asked() == [(OLD, "spoke_with")]


class TestTellingAgain:
    """A file repeats old open stays; what somebody else has ended since is not opened by that."""

    @pytest.fixture
    def left(self, town) -> Town:
        town.stays((BEFORE, OLD))
        town.later()
        stay = Stay.objects.current().get()
        end_stay(stay=stay, end=ARRIVED, by="job:t", at=town.at, door="grid", source="grid", purpose="t")
        return town

    def test_the_same_words_again_are_no_news(self, left):
        left.stays((BEFORE, OLD))

        assert ends() == {OLD: ARRIVED}
        assert Stay.objects.current().count() == 1

    def test_another_day_of_arrival_is_news(self, left):
        left.stays((ARRIVED, OLD))

        assert [stay.end for stay in Stay.objects.current().order_by("start")] == [ARRIVED, None]

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_in_whatever_order_those_who_told_it_are_withdrawn_the_end_stays(self, left, order):
        left.stays((BEFORE, OLD))

        for at in order:
            left.withdraws(left.deliveries[at])

        assert ends() == {OLD: ARRIVED}

    def test_it_makes_no_difference_whether_the_first_was_withdrawn_before_the_second_told_the_same(self, left):
        left.delivers("person", LandingRow(told(0), 2))
        left.withdraws(left.deliveries[0])
        left.stays((BEFORE, OLD))

        assert ends() == {OLD: ARRIVED}


def test_the_case_names_whom_to_ask_about_to_its_grid_worker_and_to_nobody_else(town, signed_in):
    town.stays((BEFORE, OLD))
    town.stays((ARRIVED, NEW))
    town.night()
    page = reverse("desk:case", args=[Doubt.objects.get(reason=Reason.MOVED_ON).case])

    assert NAMES[0] in signed_in(Role.GRID_WORKER, region=OLD).get(page).text
    assert NAMES[0] not in signed_in(Role.WINDOW_OFFICER).get(page).text
    assert signed_in(Role.GRID_WORKER, region=NEW).get(page).status_code == 404


def test_a_protected_person_is_named_to_no_grid_worker(town, signed_in):
    town.stays((BEFORE, OLD))
    town.stays((ARRIVED, NEW))
    town.night()
    Person.objects.update(is_protected=True)
    page = reverse("desk:case", args=[Doubt.objects.get(reason=Reason.MOVED_ON).case])

    assert NAMES[0] not in signed_in(Role.GRID_WORKER, region=OLD).get(page).text
