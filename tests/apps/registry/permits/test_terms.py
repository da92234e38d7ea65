"""The course of a permit by the Interim Regulations, article 10."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinju.packs.permit_rules import Endorsing
from xinju.registry.bridge.permit_terms import terms
from xinju.values.period import Period

YEARLY = Endorsing(12, 1, "第十条")
ISSUED, SINCE = date(2025, 5, 12), date(2024, 11, 2)


def course(*endorsed, **more):
    return terms(ISSUED, endorsed, YEARLY, residence_since=SINCE, **more)


def test_the_window_is_the_month_before_the_year_is_full():
    found = course()

    assert (found.opens, found.due) == (date(2026, 4, 12), date(2026, 5, 12))
    assert [found.standing(day) for day in (date(2026, 4, 11), date(2026, 4, 12), date(2026, 5, 12))] == [
        "valid",
        "due",
        "due",
    ]


def test_the_day_after_the_year_is_full_it_is_suspended_whoever_noticed():
    found = course()

    assert found.standing(date(2026, 5, 13)) == "suspended"
    assert found.suspended == (Period(date(2026, 5, 13)),)


def test_an_endorsement_in_the_window_starts_the_next_year_on_the_full_day():
    found = course(date(2026, 4, 20))

    assert (found.due, found.counts_from) == (date(2027, 5, 12), SINCE)
    assert found.in_force == (Period(ISSUED, date(2027, 5, 12)),)


def test_on_the_last_day_it_is_in_time():
    assert course(date(2026, 5, 12)).due == date(2027, 5, 12)


def test_a_late_one_ends_the_suspension_and_residence_counts_from_it():
    found = course(date(2026, 8, 1))

    assert found.in_force == (Period(ISSUED, date(2026, 5, 12)), Period(date(2026, 8, 1), date(2027, 8, 1)))
    assert found.suspended[0] == Period(date(2026, 5, 13), date(2026, 7, 31))
    assert (found.counts_from, found.due) == (date(2026, 8, 1), date(2027, 8, 1))


def test_one_day_late_has_no_day_of_suspension_but_the_count_starts_anew():
    found = course(date(2026, 5, 13))

    assert (found.suspended, found.counts_from) == ((Period(date(2027, 5, 14)),), date(2026, 5, 13))


def test_what_is_at_stake_are_the_full_months_until_then():
    assert course().months_at_stake == 18
    assert course(date(2026, 8, 1)).months_at_stake == 12


def test_an_ended_permit_is_neither_in_force_nor_suspended_afterwards():
    found = course(ended_on=date(2025, 12, 1))

    assert found.in_force == (Period(ISSUED, date(2025, 12, 1)),)
    assert (found.suspended, found.standing(date(2025, 12, 2))) == ((), "ended")
    assert found.standing(date(2025, 12, 1)) == "valid"


def test_a_permit_of_a_leap_day_stays_with_the_end_of_february_and_returns_to_the_29th():
    issued = date(2024, 2, 29)
    days = [date(2025, 2, 20), date(2026, 2, 20), date(2027, 2, 20)]

    dues = [terms(issued, days[:n], YEARLY, residence_since=issued).due for n in range(4)]

    assert dues == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


@given(
    st.lists(st.dates(date(2026, 4, 12), date(2040, 1, 1)), max_size=8), st.dates(date(2025, 5, 12), date(2041, 1, 1))
)
def test_every_day_since_the_issue_is_in_force_or_suspended_and_never_both(endorsed, day):
    found = course(*endorsed)

    holds = sum(p.start <= day and (p.end is None or day <= p.end) for p in (*found.in_force, *found.suspended))

    assert holds == 1


@pytest.mark.parametrize("on", [date(2024, 1, 1), ISSUED, date(2030, 1, 1)])
def test_months_counted_never_exceed_what_is_at_stake(on):
    assert 0 <= course().months_counted(on) <= course().months_at_stake
