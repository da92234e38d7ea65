"""A rule for each year: which days are whose, what a cut stretch counts, and what nobody has told."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from tests.engines.scoring.build import TODAY, day, event, month, period, points, sheet, state, stay_of
from tests.engines.scoring.test_outlook import reached

from xinju.engines.scoring.check import check
from xinju.engines.scoring.columnar import compile
from xinju.engines.scoring.language.numbers import (
    Bracket,
    Compare,
    Const,
    Dated,
    Duration,
    EachYear,
    Elapsed,
    Minus,
    Number,
    Rate,
    Ref,
    Row,
    Tally,
    When,
)  # fmt: skip
from xinju.engines.scoring.language.sources import Bounds, Length, Source, Window, day_number
from xinju.engines.scoring.outlook import Reached
from xinju.engines.scoring.spans import Span, known

F = Fraction
INSURED = Duration(Source("insurance"), "monthly_records", of=("father",))
AMOUNT = Tally("sum", Source("award"), "amount", of=("father",))


def at_least(number: Number, least: int) -> Number:
    return When(((Compare(number, Bounds(at_least=F(least))), Const(F(1))),))


def months(first: str, last: str):
    at, end = day(f"{first}-01"), day(f"{last}-01")
    while at <= end:
        yield month(f"{at:%Y-%m}")
        at = (at + timedelta(days=31)).replace(day=1)


def test_a_calendar_year_ends_with_december_and_the_last_one_with_the_day():
    lived = period("stay", "2024-07-01")

    found = [points(EachYear(stay_of("days"), years), lived) for years in (1, 2, 3, 4)]

    assert found == [known(132), known(132 + 365), known(132 + 365 + 184), known(132 + 365 + 184)]


def test_a_year_counted_back_ends_on_the_day_and_begins_on_the_morrow_of_the_year_before():
    lived = period("stay", "2024-05-13", "2025-05-13")

    assert points(EachYear(stay_of("days"), 1, False), lived) == known(1)
    assert points(EachYear(stay_of("days"), 2, False, best=1), lived) == known(365)


@pytest.mark.parametrize("calendar", [True, False])
@pytest.mark.parametrize("as_of", [date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2024, 12, 31)])
def test_every_day_lies_in_one_year_also_around_the_29th_of_february(calendar, as_of):
    stretches = EachYear(AMOUNT, 9, calendar).stretches(as_of)

    assert stretches[0][1] == as_of
    assert all(later[0] == earlier[1] for later, earlier in zip(stretches, stretches[1:], strict=False))


def test_nine_months_in_each_of_the_years_before_the_day():
    rule = EachYear(at_least(INSURED, 9), 2, False)

    assert points(rule, *months("2024-09", "2026-05")) == known(2)
    assert points(rule, *months("2024-10", "2026-05")) == known(1)


def test_a_month_lies_in_one_year_only():
    assert points(EachYear(INSURED, 5, False), *months("2020-01", "2026-05")) == known(60)
    assert points(EachYear(INSURED, 5), *months("2020-01", "2026-05")) == known(53)


def test_a_stay_that_goes_on_has_twelve_full_months_in_each_year_and_one_that_begins_then_has_not():
    whole = EachYear(at_least(stay_of("months"), 12), 3)

    assert points(whole, period("stay", "2023-06-01"), as_of="2025-12-31") == known(2)
    assert points(whole, period("stay", "2024-01-01"), as_of="2025-12-31") == known(1)
    assert points(EachYear(at_least(stay_of("months", first_day=True), 12), 3), period("stay", "2024-01-01"),
                  as_of="2025-12-31") == known(2)  # fmt: skip


def test_a_stretch_cut_by_a_window_counts_from_the_day_before_unless_the_sheet_begins_to_count_there():
    lived = period("stay", "2010-01-01")

    assert points(stay_of("years", window=Window(last=Length(years=5))), lived) == known(5)
    assert points(stay_of("years", window=Window(last=Length(years=5)), run="longest"), lived) == known(5)
    assert points(stay_of("years", window=Window(since=day("2021-05-12"))), lived) == known(5)
    assert points(stay_of("years", window=Window(since=day("2021-05-13"))), lived) == known(4)


def test_age_and_announced_figures_are_those_of_the_years_end():
    wage = Dated(((day("2024-01-01"), F(10)), (day("2025-01-01"), F(20))))
    rich = EachYear(at_least(Minus(AMOUNT, Ref("wage")), 0), 2)
    awards = (event("award", "2024-03-01", amount=F(10)), event("award", "2025-03-01", amount=F(19)))
    born = state("person", birth_date=day_number(day("2000-06-01")))
    age = EachYear(Elapsed(Tally("lowest", Source("person"), "birth_date", of=("father",)), "years"), 2)

    assert points(rich, *awards, as_of="2025-12-31", measures={"wage": wage}) == known(1)
    assert points(age, born, as_of="2025-12-31") == known(24 + 25)


def test_a_year_that_nobody_has_told_has_a_years_months():
    assert points(EachYear(INSURED, 3), not_known=[("f", "insurance")]) == Span(0, 36)
    assert points(EachYear(INSURED, 3, best=2), not_known=[("f", "insurance")]) == Span(0, 24)
    assert points(EachYear(INSURED, 3, combine="highest"), not_known=[("f", "insurance")]) == Span(0, 12)


def test_the_checker_does_not_ask_about_more_months_than_a_year_or_a_window_has():
    rows = tuple(Row(Bounds(at_least=F(low), up_to=F(high)), Const(F(p))) for low, high, p in ((0, 8, 0), (9, 12, 1)))
    lately = Duration(Source("insurance"), "monthly_records", of=("father",), window=Window(last=Length(years=1)))

    def silent(number: Number) -> set[object]:
        return {one.values["stretch"].mark() for one in check(sheet(number)) if one.code == "silent"}

    assert silent(EachYear(Bracket(INSURED, rows), 5)) == set()
    assert silent(Bracket(lately, rows)) == set()
    assert silent(Bracket(INSURED, rows)) == {"13.."}


@pytest.mark.slow
def test_the_new_year_gives_what_the_old_one_gave():
    lived = EachYear(at_least(stay_of("days"), 183), 5)

    assert reached(lived, 1, period("stay", "2026-05-01")) == Reached(day("2026-10-30"), known(1), None)
    assert reached(lived, 2, period("stay", "2026-05-01")).day == day("2027-07-02")


def test_a_year_counted_back_moves_with_every_day():
    rule = EachYear(at_least(AMOUNT, 1), 2, False)
    awards = (event("award", "2024-12-01", amount=F(1)), event("award", "2025-09-01", amount=F(1)))

    assert reached(rule, 2, *awards) == Reached(TODAY, known(2), day("2026-08-31"))


def test_spark_has_words_for_it():
    rule = Rate(EachYear(INSURED, 4, best=2), F(1))
    found = compile(sheet(rule), as_of=TODAY, known_at=TODAY, delivered=frozenset(("insurance",)), has_not_known=False,
                    dialect="spark")  # fmt: skip

    assert found.sql.count("SUM(") + found.sql.count("COUNT(") >= 4
