"""What waits for whom: by deadline, by role and region, and an expired case goes up without anybody having to send it."""

from __future__ import annotations

from datetime import date

import pytest

from xinju.accounts.access import Role
from xinju.cases import actions, queries

VILLAGE = "990102001001"


@pytest.fixture
def opened(db):
    """Open a verification at the door on a day of May 2026."""

    def make(day: int, subject: str = "registry.person:1", **more: object):
        values = {"type": "verification", "region": VILLAGE, "at": "visit", "by": "job:test"}
        return actions.open_case(**{**values, "subject": subject, "opened_on": date(2026, 5, day), **more})

    return make


def test_the_nearest_deadline_stands_first(opened, officer):
    later, sooner = opened(14), opened(12)

    found = list(queries.inbox(officer(Role.GRID_WORKER, region=VILLAGE), on=date(2026, 5, 14)))

    assert found == [sooner, later]


def test_what_waits_for_one_role_does_not_stand_in_anothers_inbox(opened, officer):
    opened(12)

    on = date(2026, 5, 14)

    assert not queries.inbox(officer(Role.WINDOW_OFFICER, region=VILLAGE), on=on).exists()
    assert not queries.inbox(officer(Role.GRID_WORKER, region="990102002001"), on=on).exists()
    assert not queries.inbox(officer(Role.SYSTEM_OPERATOR), on=on).exists()


def test_an_expired_case_goes_up_on_the_day_after_without_a_job(opened, officer):
    row = opened(12)
    registrar, head = officer(Role.REGISTRAR), officer(Role.HEAD)

    def waiting(person, day):
        return list(queries.inbox(person, on=date(2026, 5, day)))

    assert row.due_on == date(2026, 5, 19)
    assert waiting(registrar, 19) == [] and waiting(registrar, 20) == [row]
    assert waiting(head, 26) == [] and waiting(head, 27) == [row]


def test_the_inbox_is_filtered_by_type_state_and_overdue(opened, officer):
    row = opened(12)
    person = officer(Role.GRID_WORKER, region=VILLAGE)
    on = date(2026, 5, 20)

    assert list(queries.inbox(person, on=on, type="verification", state="visit", overdue=True)) == [row]
    assert not queries.inbox(person, on=on, type="conflict").exists()
    assert not queries.inbox(person, on=date(2026, 5, 19), overdue=True).exists()


def test_the_next_case_follows_in_the_same_order_and_begins_anew(opened, officer):
    first, second = opened(12), opened(12, "registry.person:2")
    person = officer(Role.GRID_WORKER, region=VILLAGE)
    on = date(2026, 5, 14)

    assert queries.next_after(first, person, on=on) == second
    assert queries.next_after(second, person, on=on) == first


def test_what_is_about_a_subject_is_told_only_to_whom_it_concerns(opened, officer):
    row = opened(12)
    opened(12, "registry.person:2")

    assert list(queries.about("registry.person:1", officer(Role.AUDITOR))) == [row]
    assert not queries.about("registry.person:1", officer(Role.EDUCATION_OFFICER)).exists()


def test_a_case_file_says_what_can_be_done_and_by_when(opened, officer):
    row = opened(12)
    file = queries.case_file(row, officer(Role.GRID_WORKER, region=VILLAGE), on=date(2026, 5, 19))

    assert file.moves[:2] == ("speak", "nobody_home")
    assert [(clock.run.clock, clock.standing) for clock in file.clocks] == [("visit", "due_today")]
    assert [reminder.loses.en for _, reminder in file.reminders] == [
        "After it the record counts as stale, and points that rest on it wait"
    ]


def test_a_case_keeps_the_rules_under_which_it_was_opened(opened, settings, tmp_path):
    row = opened(12)
    settings.XINJU_DISTRICT = tmp_path / "elsewhere"

    assert queries.kind_of(row).key == "verification"


def test_the_tally_counts_what_waits_what_is_overdue_and_what_is_due_today(opened, officer):
    opened(12), opened(12, "registry.person:2"), opened(13)
    person = officer(Role.GRID_WORKER, region=VILLAGE)

    assert queries.tally(person, on=date(2026, 5, 20)) == queries.Tally(waiting=3, overdue=2, due_today=1)


def test_a_named_job_sees_every_open_case(opened, officer):
    first, second = opened(12), opened(14, region="990102002001")

    assert list(queries.inbox("job:nightly", on=date(2026, 5, 14))) == [first, second]
    assert queries.next_after(first, "job:nightly", on=date(2026, 5, 14)) == second
