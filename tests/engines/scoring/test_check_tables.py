"""What the checker says of tables and bands: values in two rows, values in none, and how each can be read."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.scoring.build import RECORDS

from xinju.engines.scoring.check import Finding, check
from xinju.engines.scoring.language.numbers import (
    All,
    Bracket,
    Compare,
    Const,
    Duration,
    Elapsed,
    Limited,
    Named,
    Not,
    Number,
    Ref,
    Row,
    Tally,
    When,
)
from xinju.engines.scoring.language.sheets import Decision, Group, Item, Service, Sheet
from xinju.engines.scoring.language.sources import Bounds, Source

F = Fraction
YEARS = Duration(Source("stay"), "years", of=("father",))
DEGREE = Tally("highest", Source("degree"), "level", of=("father",))
AGE = Elapsed(Tally("lowest", Source("person"), "birth_date", of=("father",)), "years")
QUARTERS = Tally("highest", Source("award"), "amount", of=("father",))  # tenths, 0 to 100


def rows(*drawn) -> tuple[Row, ...]:
    return tuple(
        Row(bounds(**{key: value for key, value in one.items() if key != "points"}), Const(F(one["points"])))
        for one in drawn
    )


def bounds(**ends) -> Bounds:
    return Bounds(**{key: F(value) for key, value in ends.items()})


def sheet_of(number: Number, **parts) -> Sheet:
    item = Item("x", "指标", number, article="第五条", evidence="证明", verified_by="公安局", line=12)
    groups = {"total": Group("total", "总分", Ref("x"))}
    return Sheet("t", "1", "试", RECORDS, {"x": item}, groups, **parts)


def findings(number: Number, code: str = "", **parts) -> list[Finding]:
    return [one for one in check(sheet_of(number, **parts)) if one.code == code or not code]


def stretches(found: list[Finding]) -> list[tuple]:
    return [(one.values["stretch"].first, one.values["stretch"].last) for one in found]


def test_a_value_in_two_rows_is_named_with_both_readings():
    table = Bracket(
        YEARS, rows({"at_least": 100, "points": 260}, {"over": 80, "up_to": 100, "points": 200}), Const(F(0))
    )

    (found,) = findings(table)

    assert (found.id, found.where, found.article, found.line) == ("overlap:x:100", "x", "第五条", 12)
    assert stretches([found]) == [(100, 100)]
    assert [(one.code, one.values["low"]) for one in found.readings] == [("lower", 200), ("upper", 260)]


def test_whole_years_leave_no_gap_between_59_and_60_where_tenths_would():
    drawn = rows({"at_least": 0, "up_to": 59, "points": 5}, {"at_least": 60, "points": 9})

    assert findings(Bracket(YEARS, drawn)) == []
    (found,) = findings(Bracket(QUARTERS, drawn))
    assert stretches([found]) == [(F("59.1"), F("59.9"))]
    assert found.id == "silent:x:59..60"


def test_an_age_at_which_the_table_ends_is_silent_from_there():
    table = Bracket(AGE, rows({"at_least": 18, "under": 55, "points": 20}, {"at_least": 55, "up_to": 60, "points": 5}))

    found = findings(table, "silent")

    assert [one.id for one in found] == ["silent:x:0..17", "silent:x:61.."]
    assert [one.code for one in found[1].readings] == ["none", "lower"]


def test_a_table_that_says_otherwise_is_not_silent():
    assert findings(Bracket(AGE, rows({"at_least": 55, "up_to": 60, "points": 5}), Const(F(0)))) == []


def test_a_level_that_the_table_leaves_out_is_named():
    table = Bracket(DEGREE, rows({"at_least": 0, "under": 1, "points": 5}, {"at_least": 2, "under": 3, "points": 10}))

    (found,) = findings(table)

    assert (found.id, found.values["record"], found.values["column"]) == ("level_missing:x:college", "degree", "level")


def test_two_rows_with_the_same_points_are_no_contradiction():
    assert findings(Bracket(YEARS, rows({"at_least": 0, "up_to": 5, "points": 3}, {"at_least": 5, "points": 3}))) == []


def test_bands_written_as_conditions_overlap_although_the_first_one_wins():
    bands = When((
        (Compare(YEARS, bounds(at_least=100)), Const(F(260))), (Compare(YEARS, bounds(over=80, up_to=100)), Const(F(200))),
    ))  # fmt: skip

    assert [one.id for one in findings(bands)] == ["overlap:x:100"]


def test_a_ladder_of_minimums_overlaps_on_purpose():
    ladder = When(tuple((Compare(YEARS, bounds(at_least=least)), Const(F(least))) for least in (10, 5, 1)))

    assert findings(ladder) == []


def test_bands_that_another_condition_keeps_apart_do_not_overlap():
    graduate, other = Compare(DEGREE, bounds(at_least=2)), Compare(DEGREE, bounds(under=2))
    bands = When((
        (All((graduate, Compare(YEARS, bounds(at_least=5)))), Const(F(9))),
        (All((other, Compare(YEARS, bounds(up_to=5)))), Const(F(4))),
    ))  # fmt: skip

    assert findings(bands) == []


def ouhai(**services) -> tuple[Finding, ...]:
    return tuple(
        one for one in check(sheet_of(QUARTERS, services=services)) if one.code in ("overlap", "silent", "boundary")
    )


PURCHASE = rows({"at_least": 100, "points": 260}, {"over": 80, "up_to": 100, "points": 200})


def test_what_a_service_pays_is_looked_at_only_past_its_gate():
    """温州瓯海: 80分以上 may apply, bands are 100分以上 and 80 < 积分 <= 100."""
    gate = Compare(Ref("total"), bounds(at_least=80))

    found = ouhai(
        buy=Service(
            "buy", "购房补贴", gate=gate, pays=Bracket(Ref("total"), PURCHASE), pays_unit="元", article="第四条"
        )
    )

    assert [one.id for one in found] == ["overlap:buy.pays:100", "silent:buy.pays:80"]
    assert found[0].readings[1].values["low"] == 260
    assert (found[0].article, found[0].values["unit"]) == ("第四条", "元")


def test_a_threshold_written_with_and_without_the_number_is_asked_back():
    gate = Compare(Ref("total"), bounds(at_least=80))
    pays = Bracket(Ref("total"), rows({"over": 80, "points": 200}), Const(F(0)))

    (found,) = ouhai(buy=Service("buy", "购房补贴", gate=gate, pays=pays))

    assert found.id == "boundary:buy:80"
    assert [one.code for one in found.readings] == ["included", "excluded"]


def test_two_services_that_both_take_exactly_100_and_leave_80_to_nobody():
    upper = Service("upper", "上档", gate=Compare(Ref("total"), bounds(at_least=100)))
    lower = Service("lower", "下档", gate=Compare(Ref("total"), bounds(over=80, up_to=100)))
    basic = Service("basic", "基本", gate=Compare(Ref("total"), bounds(under=80)))

    assert [one.id for one in ouhai(upper=upper, lower=lower, basic=basic)] == [
        "overlap:lower+upper:100", "silent:basic+lower:80",
    ]  # fmt: skip


def test_services_for_different_purposes_may_want_different_minimums():
    school = Service("school", "入学", gate=Compare(Ref("total"), bounds(at_least=60)))
    settle = Service("settle", "落户", gate=Compare(Ref("total"), bounds(at_least=80)))

    assert ouhai(school=school, settle=settle) == ()


def test_what_a_condition_keeps_out_need_not_stand_in_the_table_behind_it():
    table = Bracket(AGE, rows({"under": 55, "points": 20}, {"at_least": 55, "up_to": 60, "points": 5}))
    young = Compare(AGE, bounds(up_to=60))

    assert findings(Limited(table, void_unless=Named("young")), conditions={"young": young}) == []
    assert findings(When(((Not(Named("young")), Const(F(0))),), table), conditions={"young": young}) == []


def test_an_answered_finding_shows_who_decided():
    decision = Decision("overlap:x:100", "upper", "区教育局", date(2026, 5, 1))
    table = Bracket(YEARS, PURCHASE, Const(F(0)))

    (found,) = findings(table, "overlap", decisions=(decision,))

    assert (found.answered, found.is_open) == (decision, False)


def test_a_decision_about_nothing_is_a_finding_itself():
    decision = Decision("overlap:x:90", "upper", "区教育局", date(2026, 5, 1))

    assert [one.id for one in findings(YEARS, decisions=(decision,))] == ["stale_decision:t:overlap:x:90"]


def test_the_identifier_stays_when_other_parts_of_the_sheet_change():
    table = Bracket(YEARS, PURCHASE, Const(F(0)))
    before = {one.id for one in findings(table, "overlap")}
    busy = sheet_of(table, measures={"new": YEARS})
    items = {"first": Item("first", "新", Bracket(QUARTERS, PURCHASE, Const(F(0)))), **busy.items}

    after = {one.id for one in check(Sheet("t", "2", "试", RECORDS, items, busy.groups)) if one.where == "x"}

    assert before <= after


ENDS = st.integers(0, 12).map(lambda tenths: F(tenths, 2))


@st.composite
def some_rows(draw) -> tuple[Row, ...]:
    def row() -> Row:
        low, high = sorted((draw(ENDS), draw(ENDS)))
        low_end = draw(st.sampled_from(("at_least", "over", "")))
        high_end = draw(st.sampled_from(("up_to", "under", "")))
        ends = {low_end: low} if low_end else {}
        return Row(Bounds(**ends, **({high_end: high} if high_end else {})), Const(F(draw(st.integers(1, 50)))))

    return tuple(row() for _ in range(draw(st.integers(1, 4))))


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(some_rows(), st.booleans())
def test_every_value_that_a_measure_can_take_is_reported_exactly_when_it_is_in_two_rows_or_in_none(drawn, whole):
    of = YEARS if whole else QUARTERS
    step = F(1) if whole else F(1, 10)
    reported = {"overlap": set(), "silent": set()}

    for found in findings(Bracket(of, drawn)):
        if found.code in reported:
            stretch = found.values["stretch"]
            first = F(0) if stretch.first is None else stretch.first
            last = F(10) if stretch.last is None else min(stretch.last, F(10))
            reported[found.code] |= {first + step * i for i in range(int((last - first) / step) + 1)}

    for value in (step * i for i in range(int(F(10) / step) + 1)):
        met = [row for row in drawn if row.bounds.holds(value)]
        assert (value in reported["silent"]) == (not met)
        assert (value in reported["overlap"]) == (len({row.then for row in met}) > 1)
