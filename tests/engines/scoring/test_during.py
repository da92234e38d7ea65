"""Records that count only in certain periods: of their own person, of somebody named, of each group, and where these are not known."""

from fractions import Fraction

from tests.engines.scoring import strategies
from tests.engines.scoring.build import day, event, month, period, points
from tests.engines.scoring.test_outlook import reached
from tests.engines.scoring.test_two_evaluators import compare

from xinju.engines.scoring.language.numbers import Assigned, Duration, Each, Limited, Rate, Ref, Tally
from xinju.engines.scoring.language.sheets import Group, Item, Sheet
from xinju.engines.scoring.language.sources import HERE, Length, Source, Subtract, Window
from xinju.engines.scoring.spans import Span, known

F = Fraction
LEASED = Subtract(Source("lease"), (Source("stay"),))
COUPLE = {"father": ("f",), "mother": ("m",), "child": ("c",)}


def amount(of=("father",), source: str = "award", during=LEASED, **rest) -> Tally:
    return Tally("sum", Source(source, during=during), "amount", of, **rest)


def given(on: str, tenths: int = 10, of: str = "f"):
    return event("award", on, of, amount=F(tenths, 10))


def test_the_first_and_the_last_day_of_a_period_count_and_their_neighbours_do_not():
    lease = period("lease", "2024-02-29", "2025-02-28")
    days = ("2024-02-28", "2024-02-29", "2025-02-28", "2025-03-01")

    assert [points(amount(), lease, given(on)) for on in days] == [known(0), known(1), known(1), known(0)]


def test_what_is_taken_out_of_the_periods_takes_its_records_along():
    lease, away = period("lease", "2024-01-01"), period("stay", "2024-06-01", "2024-06-30")

    assert points(amount(), lease, away, given("2024-05-31"), given("2024-06-15"), given("2024-07-01")) == known(2)


def test_each_persons_records_by_their_own_periods_unless_somebody_is_named():
    lease = period("lease", "2024-01-01", of="m")
    both = (lease, given("2024-05-01", of="f"), given("2024-05-01", 30, of="m"))
    hers = amount(("father", "mother"), during=Source("lease", ("mother",)))

    assert points(amount(("father", "mother")), *both, members=COUPLE) == known(3)
    assert points(hers, *both, members=COUPLE) == known(4)


def test_a_limit_for_each_period():
    rule = Each(Source("lease"), Limited(Rate(amount(during=Source(HERE)), F(1)), cap=F(2)), of=("father",))
    leases = (period("lease", "2023-01-01", "2023-12-31"), period("lease", "2024-02-01", "2024-12-31"))

    assert points(rule, *leases, given("2023-05-01", 35), given("2024-01-15", 50), given("2024-05-01")) == known(3)


def test_months_count_by_their_first_day():
    insured = Duration(Source("insurance", during=Source("lease")), "monthly_records", of=("father",))

    assert points(
        insured, period("lease", "2024-03-02", "2024-05-01"), month("2024-03"), month("2024-04"), month("2024-05")
    ) == known(2)


def test_where_the_periods_are_not_known_the_amount_is_not():
    lease, gift = period("lease", "2024-01-01"), given("2024-05-01")

    assert points(amount(), lease, gift, not_known=[("f", "stay")]) == Span(0, 100)
    assert points(amount(), gift, delivered=("award", "stay")) == Span(0, 100)


def test_a_record_comes_into_sight_and_lapses_as_one_without_periods():
    lately = amount(window=Window(last=Length(years=2)))
    found = reached(lately, 1, period("lease", "2024-01-01"), given("2025-03-10"))

    assert found.until == day("2027-03-09")


def test_the_periods_of_whoever_was_selected_hold_in_both_evaluators():
    given = Each(
        Source("award"), Tally("sum", Source(HERE, during=Source("permit")), "amount"), ("level",), of=("main",)
    )
    total = Assigned("main", Rate(given, F(1)))
    made = Sheet(
        "t", "1", "试", strategies.RECORDS, {"x": Item("x", "指标", total)}, {"total": Group("total", "总分", Ref("x"))},
        {"main": strategies.ROLES["main"]},
    )  # fmt: skip
    as_of = day("2024-05-12")
    families = strategies.families(7, as_of, count=30, delivered=frozenset(strategies.RECORDS), has_not_known=True)

    compare(made, families, as_of, has_not_known=True, joined=False)
