"""How long is that: month ends, leap days, open periods, runs and windows, each a rule by example."""

from fractions import Fraction

import pytest
from tests.engines.scoring.build import TODAY, day, event, family, month, period, points, sheet, stay_of

from xinju.engines.scoring.language.numbers import Duration
from xinju.engines.scoring.language.sources import Intersect, Lasting, Length, Source, Subtract, Union, Window
from xinju.engines.scoring.reference import evaluate
from xinju.engines.scoring.spans import Span, known


@pytest.mark.parametrize(
    ("start", "as_of", "months"),
    [
        ("2026-01-15", "2026-02-14", 0),
        ("2026-01-15", "2026-02-15", 1),  # the first day does not count
        ("2026-01-31", "2026-02-28", 1),  # no 31 February: the month's last day ends it
        ("2028-01-31", "2028-02-28", 0),  # leap year: the 29th would
        ("2028-01-31", "2028-02-29", 1),
        ("2024-02-29", "2025-02-28", 12),
        ("2024-02-29", "2028-02-28", 47),
        ("2026-05-13", "2026-05-12", 0),  # as-of before the start
    ],
)
def test_a_month_ends_on_the_corresponding_day_or_the_months_last(start, as_of, months):
    assert points(stay_of("months"), period("stay", start), as_of=as_of) == known(months)


def test_where_the_first_day_counts_a_month_ends_a_day_earlier():
    assert points(stay_of("months", first_day=True), period("stay", "2026-01-15"), as_of="2026-02-14") == known(1)


def test_the_as_of_day_counts_unless_the_sheet_says_otherwise():
    stay = period("stay", "2026-05-01")

    assert points(stay_of("days"), stay) == known(12)
    assert points(stay_of("days", as_of_day=False), stay) == known(11)


def test_overlapping_stays_count_once_and_touching_stays_are_one_run():
    overlap = [period("stay", "2025-01-01", "2025-03-31"), period("stay", "2025-03-01", "2025-04-30")]
    touching = [period("stay", "2025-01-10", "2025-03-31"), period("stay", "2025-04-01", "2025-05-10")]

    assert points(stay_of("days"), *overlap) == known(120)
    assert points(stay_of("months"), *touching) == known(4)


def test_broken_stays_lose_the_days_behind_their_last_full_month_unless_they_are_pooled():
    broken = [period("stay", "2025-01-01", "2025-02-20"), period("stay", "2025-04-01", "2025-05-20")]

    assert points(stay_of("months"), *broken) == known(2)
    assert points(stay_of("months", leftover="pool", leftover_days=30), *broken) == known(3)
    assert points(stay_of("years", leftover="prorate", leftover_days=365), *broken) == known(Fraction(50 + 49, 365))


def test_only_the_run_back_from_the_day_counts_where_the_sheet_wants_one_continuous_run():
    runs = [period("stay", "2020-01-01", "2023-12-31"), period("stay", "2025-05-12")]

    assert points(stay_of("months", run="current"), *runs) == known(12)
    assert points(stay_of("months", run="longest"), *runs) == known(47)


def test_a_gap_that_the_sheet_forgives_joins_the_chain_but_is_not_counted():
    runs = [period("stay", "2025-01-01", "2025-12-31"), period("stay", "2026-01-31")]

    assert points(stay_of("days", run="current", gap=Length(days=30)), *runs) == known(365 + 102)
    assert points(stay_of("days", run="current", gap=Length(days=29)), *runs) == known(102)


def why_not(number, *records):
    """What the statement says of each record, in the file's order."""
    statement = evaluate(sheet(number), family(*records), as_of=day("2026-05-12"), known_at=TODAY)
    return [one.why for one in statement.line("x").step.used]


def test_a_stay_beside_the_run_that_counted_is_told_apart_from_one_outside_the_set():
    runs = [period("stay", "2020-01-01", "2023-12-31"), period("stay", "2025-05-12")]
    leased = Duration(Intersect((Source("stay"), Source("lease"))), "days", of=("father",))
    at_one_time = [period("stay", "2024-01-01", "2024-12-31"), period("lease", "2025-06-01")]

    assert why_not(stay_of("months", run="current"), *runs) == ["run", "counted"]
    assert why_not(stay_of("months", run="longest"), *runs) == ["counted", "run"]
    assert why_not(leased, *at_one_time) == ["not_in_set", "not_in_set"]


def test_a_window_cuts_history_into_the_last_years_and_what_lies_before():
    stay = period("stay", "2020-05-13")

    last = points(stay_of("days", window=Window(last=Length(years=1))), stay)
    before = points(stay_of("days", window=Window(before_last=Length(years=1))), stay)

    assert (last, before) == (known(365), known(365 * 5 + 1))


def test_residence_and_insurance_in_the_same_days_are_intersected_and_suspensions_are_subtracted():
    records = [period("stay", "2025-01-01", "2025-12-31"), period("lease", "2025-06-01", "2026-02-28")]

    together = Duration(Intersect((Source("stay"), Source("lease"))), "days", of=("father",))
    less = Duration(Subtract(Source("stay"), (Source("lease"),)), "days", of=("father",))
    either = Duration(Union((Source("stay"), Source("lease"))), "days", of=("father",))

    assert [points(n, *records) for n in (together, less, either)] == [known(214), known(151), known(424)]


def test_monthly_records_count_each_month_once_and_the_as_of_month_as_soon_as_it_begins():
    insured = Duration(Source("insurance"), "monthly_records", of=("father",))
    records = [month("2026-04"), month("2026-04", of="f"), month("2026-05"), month("2026-06")]

    assert points(insured, *records) == known(2)


def test_months_of_the_last_year_reach_back_twelve_months_the_as_of_month_included():
    insured = Duration(Source("insurance"), "monthly_records", of=("father",), window=Window(last=Length(months=12)))

    assert points(insured, month("2025-05"), month("2025-06"), month("2026-05")) == known(2)


def test_a_continuous_insurance_breaks_at_a_missing_month():
    insured = Duration(Source("insurance"), "monthly_records", of=("father",), run="current")
    records = [month("2026-01"), month("2026-03"), month("2026-04"), month("2026-05")]

    assert points(insured, *records) == known(3)


def test_calendar_months_are_whole_or_touched():
    stay = period("stay", "2026-01-02", "2026-03-31")

    assert points(stay_of("calendar_months"), stay) == known(2)
    assert points(stay_of("calendar_months_touched"), stay) == known(3)


def test_an_event_can_last():
    lapse = Duration(Source("award", lasting=Lasting(months=60)), "days", of=("father",))

    assert points(lapse, event("award", "2021-05-13", event="x"), as_of="2026-05-12") == known(365 * 5 + 1)
    assert points(lapse, event("award", "2020-02-29", event="x"), as_of="2026-05-12") == known(365 * 5 + 1)


def test_a_missing_file_is_not_zero_days():
    assert points(stay_of("months"), delivered=("insurance",)) == Span(Fraction(0), Fraction(2400))


def test_nobody_in_the_role_leaves_nothing_to_know():
    assert points(stay_of("months"), members={"mother": ("m",)}, delivered=()) == known(0)
