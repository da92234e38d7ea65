"""The demo's permits stand at every point where somebody has to do something, with both masters."""

from datetime import UTC, date, datetime

import pytest

from xinju.accounts.access import Role
from xinju.accounts.actions import open_demo_account
from xinju.cases import queries as cases
from xinju.demo.neighbours import settle
from xinju.demo.permits import issue_permits
from xinju.registry.queries import permits as queries

pytestmark = pytest.mark.slow

DAY = date(2026, 5, 12)


@pytest.fixture
def resident(db):
    morning = datetime(2026, 5, 12, 1, tzinfo=UTC)
    found = settle(day=DAY, at=morning, by=open_demo_account(Role.REGISTRAR)).resident
    assert issue_permits(day=DAY, resident=found) == 6
    return found


def states(kind: str) -> list[str]:
    return sorted(case.state for case in cases.inbox("job:test", on=DAY, type=kind))


def test_work_waits_at_every_point(resident):
    assert states("residence_permit") == ["accepted", "accepted", "gaps", "making"]
    assert states("endorsement") == ["due", "suspended"]


def test_one_is_due_and_one_is_late(resident):
    officer = open_demo_account(Role.WINDOW_OFFICER)

    late, due = queries.due_soon(officer, on=DAY)

    assert (late.due < DAY, due.due) == (True, date(2026, 5, 26))


def test_the_resident_has_the_police_s_permit_with_a_day_to_remember(resident):
    [held] = queries.permits_of(resident, asker="job:test", on=DAY)

    assert (held.master, held.permit, held.standing(DAY)) == ("police", None, "due")
    assert held.number and held.endorsed


def test_again_it_changes_nothing(resident):
    before = states("residence_permit"), states("endorsement")

    issue_permits(day=DAY, resident=resident)

    assert (states("residence_permit"), states("endorsement")) == before
