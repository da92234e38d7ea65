"""Deadlines: the first day does not count, the last one ends on a workday, and what nobody has published is not known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinju.values.period import Period
from xinju.values.workdays import Due, NotPublished, Workdays

# The first week of October 2026 is off; Saturday the 10th is worked for it.
OCTOBER = Workdays(
    published=frozenset({2026}),
    exceptions={**{date(2026, 10, n): False for n in range(1, 8)}, date(2026, 10, 10): True},
)
DAYS_OF_2026 = st.dates(date(2026, 1, 1), date(2026, 11, 1))
LENGTHS = st.integers(1, 30)


def test_the_day_on_which_a_period_starts_does_not_count():
    assert OCTOBER.add(date(2026, 3, 2), 1) == Due(date(2026, 3, 3))
    assert OCTOBER.add_days(date(2026, 3, 2), 1) == Due(date(2026, 3, 3))


def test_workdays_pass_over_a_holiday_and_count_a_worked_saturday():
    assert OCTOBER.add(date(2026, 9, 30), 3) == Due(date(2026, 10, 10))


def test_a_last_day_that_is_none_moves_to_the_next_workday():
    fifteen_days = OCTOBER.add_days(date(2026, 9, 17), 15)

    assert fifteen_days == Due(date(2026, 10, 8))


def test_a_month_ends_on_the_corresponding_day_or_the_months_last():
    assert OCTOBER.add_months(date(2026, 3, 31), 1) == Due(date(2026, 4, 30))
    assert OCTOBER.add_months(date(2026, 1, 31), 1) == Due(date(2026, 3, 2))  # 28 February 2026 is a Saturday


def test_a_year_that_is_not_published_is_said_and_not_guessed():
    assert OCTOBER.add(date(2026, 12, 30), 5) == NotPublished(not_before=date(2027, 1, 4), year=2027)
    assert OCTOBER.add_days(date(2026, 12, 30), 5) == NotPublished(not_before=date(2027, 1, 4), year=2027)
    assert OCTOBER.is_workday(date(2027, 3, 1)) is None


def test_paused_days_do_not_count():
    pause = Period(date(2026, 3, 4), date(2026, 3, 6))

    assert OCTOBER.add(date(2026, 3, 2), 2, [pause]) == Due(date(2026, 3, 9))
    assert OCTOBER.add_days(date(2026, 3, 2), 7, [pause]) == Due(date(2026, 3, 12))


def test_a_pause_after_the_last_day_gives_nothing_back():
    assert OCTOBER.add_days(date(2026, 3, 2), 2, [Period(date(2026, 3, 5), date(2026, 3, 6))]) == Due(date(2026, 3, 4))


@pytest.mark.parametrize("add", [OCTOBER.add, OCTOBER.add_days, OCTOBER.add_months])
def test_a_period_of_nothing_is_refused(add):
    with pytest.raises(ValueError, match="expected 1 or more"):
        add(date(2026, 3, 2), 0)


@given(day=DAYS_OF_2026, n=LENGTHS)
def test_between_a_day_and_its_nth_workday_lie_n_workdays(day, n):
    found = OCTOBER.add(day, n)

    if isinstance(found, Due):
        passed = [day + timedelta(days=step) for step in range(1, (found.day - day).days + 1)]
        assert sum(OCTOBER.is_workday(each) for each in passed) == n
        assert OCTOBER.is_workday(found.day)


@given(day=DAYS_OF_2026, n=LENGTHS, holidays=st.sets(st.dates(date(2027, 1, 1), date(2027, 2, 28))))
def test_publishing_a_year_never_brings_a_deadline_before_what_was_promised(day, n, holidays):
    published = Workdays(frozenset({2026, 2027}), {**OCTOBER.exceptions, **dict.fromkeys(holidays, False)})

    before, after = OCTOBER.add(day, n), published.add(day, n)

    assert after.not_before >= before.not_before
    assert isinstance(after, Due)
