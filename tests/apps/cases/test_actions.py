"""Acts in a case: each once, by whoever may, with its evidence, and the second of two officers sees the first's change."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from xinju.accounts.access import Role
from xinju.audit.added import OnlyAdded
from xinju.audit.queries import events as audit_events
from xinju.cases import actions, queries
from xinju.cases.models import Event

OPENED_ON = date(2026, 5, 12)
VILLAGE = "990102001001"


@pytest.fixture
def verification(db):
    """A verification that begins at the door."""

    def make(client_id: str = "", **more: object):
        values = {"subject": "registry.person:1", "region": VILLAGE, "opened_on": OPENED_ON, "at": "visit"}
        return actions.open_case(**{"type": "verification", "by": "job:test", "client_id": client_id, **values, **more})

    return make


@pytest.fixture
def grid_worker(officer):
    return officer(Role.GRID_WORKER, region=VILLAGE)


def nobody_home(key: str, by: object, client_id: str = "visit-1", **more: object):
    evidence = {"visited_on": "2026-05-13", "hour": "morning", "slip": "S-1"}
    values = {"case": key, "move": "nobody_home", "evidence": evidence, "by": by, "on": date(2026, 5, 13)}
    return actions.move(**{**values, "client_id": client_id, **more})


def test_a_new_case_waits_for_the_role_of_its_state_until_a_day(verification):
    row = verification()

    assert (row.state, row.role, row.version) == ("visit", "grid_worker", 1)
    assert (row.due_on, row.due_clock, row.due_certain) == (date(2026, 5, 19), "visit", True)


def test_opening_twice_with_one_id_opens_one_case(verification):
    first, second = verification("door-7"), verification("door-7")

    assert first.pk == second.pk
    with pytest.raises(actions.Refused, match="client_id_taken"):
        verification("door-7", subject="registry.person:2")


def test_the_same_visit_sent_twice_counts_once(verification, grid_worker):
    row = verification()

    once = nobody_home(row.key, grid_worker)
    twice = nobody_home(row.key, grid_worker)

    assert once.version == twice.version == 2
    assert row.events.count() == 2


def test_the_second_officer_sees_the_first_ones_change_and_decides(verification, grid_worker):
    row = verification()
    nobody_home(row.key, grid_worker, version=1)

    with pytest.raises(actions.Stale) as caught:
        nobody_home(row.key, grid_worker, client_id="visit-2", version=1)

    assert (caught.value.case.state, caught.value.case.version) == ("second_visit", 2)


def test_a_second_visit_at_the_same_hour_is_refused(verification, grid_worker):
    row = verification()
    nobody_home(row.key, grid_worker)

    with pytest.raises(actions.Refused) as caught:
        nobody_home(row.key, grid_worker, client_id="visit-2", move="nobody_home_again")

    assert [refusal.code for refusal in caught.value.refusals] == ["same_as_before"]
    assert row.events.count() == 2


def test_closing_without_evidence_is_refused_and_writes_nothing(verification, grid_worker):
    row = verification()

    with pytest.raises(actions.Refused):
        actions.move(case=row.key, move="move_out", evidence={}, by=grid_worker, on=OPENED_ON, client_id="v")

    row.refresh_from_db()
    assert (row.version, row.closed_on) == (1, None)


def test_a_closed_case_waits_for_nobody_and_has_no_deadline(verification, grid_worker):
    row = verification()

    evidence = {"visited_on": "2026-05-13", "who_left": "room"}
    done = actions.move(
        case=row.key, move="move_out", evidence=evidence, by=grid_worker, on=date(2026, 5, 13), client_id="v"
    )

    assert (done.state, done.role, done.closed_on, done.due_on) == ("moved_out", "", date(2026, 5, 13), None)
    assert not done.waiting.exists()


def test_the_wrong_grid_sends_the_case_to_the_right_one_without_a_new_clock(verification, grid_worker, officer):
    row = verification()
    said = {"said": "不在本网格"}
    actions.move(case=row.key, move="wrong_grid", evidence=said, by=grid_worker, on=OPENED_ON, client_id="a")

    sent = actions.move(
        case=row.key,
        move="send_to_grid",
        evidence={"grid": "990102001002"},
        by=officer(Role.REGISTRAR),
        on=date(2026, 5, 14),
        client_id="b",
    )

    assert (sent.region, sent.state, sent.role) == ("990102001002", "visit", "grid_worker")
    assert sent.due_on == row.due_on
    assert queries.case(row.key, grid_worker) is None


def test_a_neighbour_can_neither_see_nor_act(verification, officer):
    row = verification()
    neighbour = officer(Role.GRID_WORKER, region="990102002001")

    assert queries.case(row.key, neighbour) is None
    with pytest.raises(PermissionDenied):
        nobody_home(row.key, neighbour)


def test_a_case_for_a_department_names_it_and_only_its_clerk_sees_it(verification, officer):
    with pytest.raises(actions.Refused, match="department_missing"):
        verification(at="at_authority")

    row = verification(at="at_authority", department="police")
    police = officer(Role.DEPARTMENT_CLERK, source="police", region="")
    health = officer(Role.DEPARTMENT_CLERK, source="health", region="9901")

    assert queries.case(row.key, police) is not None
    assert queries.case(row.key, health) is None


def test_handing_over_keeps_the_clock_and_says_why(verification, officer, grid_worker):
    row = verification()
    with pytest.raises(actions.Refused, match="why_missing"):
        actions.hand_over(case=row.key, region="990102001003", why=" ", by=grid_worker, on=OPENED_ON, client_id="h")

    given = actions.hand_over(
        case=row.key, region="990102001003", why="门牌登记在隔壁社区", by=grid_worker, on=OPENED_ON, client_id="h"
    )

    assert (given.region, given.due_on) == ("990102001003", row.due_on)
    with pytest.raises(actions.Refused, match="role_has_no_move"):
        actions.hand_over(case=row.key, role="education_officer", why="x", by="job:test", on=OPENED_ON, client_id="i")


def test_a_case_is_assigned_to_somebody_who_can_act_there(verification, officer, grid_worker):
    row = verification()

    with pytest.raises(actions.Refused, match="sees_not_region"):
        actions.assign(
            case=row.key,
            to=officer(Role.GRID_WORKER, region="990102002001"),
            by="job:test",
            on=OPENED_ON,
            client_id="a",
        )
    mine = actions.assign(case=row.key, to=grid_worker, by="job:test", on=OPENED_ON, client_id="a")

    assert mine.assignee == grid_worker
    assert list(queries.inbox(grid_worker, on=OPENED_ON, mine=True)) == [mine]


def test_a_clock_is_prolonged_by_the_head_within_the_law(db, officer):
    row = actions.open_case(
        type="residence_permit",
        subject="registry.permit:1",
        region=VILLAGE,
        opened_on=OPENED_ON,
        by="job:test",
    )
    window = officer(Role.WINDOW_OFFICER, region="990102001")
    accepted = actions.move(
        case=row.key, move="accept", evidence={"checklist": "C-1"}, by=window, on=OPENED_ON, client_id="1"
    )
    head = officer(Role.HEAD)

    with pytest.raises(actions.Refused, match="beyond_most"):
        actions.extend(case=row.key, clock="issue", total=31, why="停电", by=head, on=OPENED_ON, client_id="2")
    longer = actions.extend(case=row.key, clock="issue", total=30, why="停电", by=head, on=OPENED_ON, client_id="2")

    assert accepted.due_on == date(2026, 5, 27)
    assert longer.due_on == date(2026, 6, 11)


def test_every_act_leaves_one_audit_event_without_a_personal_value(verification, grid_worker):
    row = verification()
    nobody_home(row.key, grid_worker)

    kinds = [event.kind for event in audit_events(asker="job:test", about=f"cases.case:{row.pk}")]

    assert kinds == ["cases.opened", "cases.moved"]


def test_what_happened_is_never_changed(verification):
    event = verification().events.get()

    with pytest.raises(OnlyAdded):
        event.save()
    with pytest.raises(OnlyAdded):
        Event.objects.all().update(why="x")


def test_publishing_a_year_makes_the_deadlines_certain(verification):
    row = verification(opened_on=date(2026, 12, 29))
    assert (row.due_on, row.due_certain) == (date(2027, 1, 3), False)

    new_year = {date(2027, 1, 1)}
    actions.publish_year(year=2027, off=new_year, worked=set(), source="国办发明电〔2026〕X号", by="job:test")

    row.refresh_from_db()
    assert (row.due_on, row.due_certain) == (date(2027, 1, 6), True)


def test_a_year_with_a_day_of_another_is_refused(db):
    with pytest.raises(ValueError, match="expected a day of 2027"):
        actions.publish_year(year=2027, off={date(2026, 1, 1)}, worked=set(), source="x", by="job:test")
