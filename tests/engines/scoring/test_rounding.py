"""A text that does not say how points are rounded: they stay exact, and a service stops only where the ways to round differ."""

from datetime import date
from fractions import Fraction

import pytest
from tests.engines.scoring.build import RECORDS, TODAY, family, month

from xinju.engines.scoring.check import check
from xinju.engines.scoring.columnar import compile
from xinju.engines.scoring.facts import Application
from xinju.engines.scoring.language.numbers import Bracket, Compare, Const, Duration, Number, Plus, Rate, Ref, Row
from xinju.engines.scoring.language.rounding import WAYS, Rounding
from xinju.engines.scoring.language.sheets import Bar, Group, Item, RankKey, Service, Sheet
from xinju.engines.scoring.language.sources import Bounds, Source
from xinju.engines.scoring.opening import first_day
from xinju.engines.scoring.readings import rounded_in
from xinju.engines.scoring.reference import Evaluator, evaluate
from xinju.engines.scoring.spans import Span, known

F = Fraction
MONTHS = Duration(Source("insurance"), "monthly_records", of=("father",))
TWO_ITEMS = ("a", "b", "total")


def sheet_of(*, at_least: int = 0, names=TWO_ITEMS, ways=tuple(WAYS), pays: Number | None = None, **parts) -> Sheet:
    """Two items of months × 1/12 and × 5/12, a total, and a service that asks for so many points."""
    items = {"a": Item("a", "甲", Rate(MONTHS, F(1), F(12), whole=False))}
    items["b"] = Item("b", "乙", Rate(MONTHS, F(5), F(12), whole=False))
    school = Service(
        "school",
        "入学",
        gate=Compare(Ref("total"), Bounds(at_least=F(at_least))),
        rank=(RankKey("total", "总分", Ref("total")),),
        pays=pays,
    )
    groups = {"total": Group("total", "总分", Plus((Ref("a"), Ref("b"))))}
    rounding = Rounding(names, ways) if names else None
    return Sheet("t", "1", "试", RECORDS, items, groups, services={"school": school}, rounding=rounding, **parts)


def with_months(count: int) -> Application:
    return family(*(month(f"{2020 + index // 12}-{index % 12 + 1:02}") for index in range(count)))


def statement(sheet: Sheet, months: int):
    return evaluate(sheet, with_months(months), as_of=TODAY, known_at=TODAY)


def result(sheet: Sheet, months: int):
    return statement(sheet, months).services["school"]


def test_points_stay_exact():
    """17 months: 17/12 and 85/12, together 8.5."""
    assert dict(statement(sheet_of(), 17).points) == {
        "a": known(F(17, 12)),
        "b": known(F(85, 12)),
        "total": known(F("8.5")),
    }


def test_each_way_is_tried_for_the_order():
    """17/12 = 1.41…, 85/12 = 7.08…: down 1 + 7, half up 1 + 7, to 0.01 1.42 + 7.08; the total 8.5 down 8, half up 9."""
    readings = {one.way: one.rank[0] for one in result(sheet_of(), 17).readings}

    assert readings == {
        "exact": known(F("8.5")), "down_item": known(8), "down_total": known(8), "half_up_item": known(8), "half_up_total": known(9),
        "hundredth_item": known(F("8.5")), "hundredth_total": known(F("8.5")),
    }  # fmt: skip
    assert result(sheet_of(), 17).rank == (known(F("8.5")),)


@pytest.mark.parametrize(("at_least", "gate"), [(8, True), (9, None), (10, False)])
def test_a_gate_is_open_only_where_the_ways_do_not_agree(at_least, gate):
    assert result(sheet_of(at_least=at_least), 17).gate is gate


def test_a_gate_that_looks_at_no_points_does_not_stop():
    sheet = sheet_of()
    service = Service("school", "入学", gate=Compare(MONTHS, Bounds(at_least=F(17))))

    found = evaluate(
        Sheet("t", "1", "试", RECORDS, sheet.items, sheet.groups, services={"school": service}, rounding=sheet.rounding),
        with_months(17), as_of=TODAY, known_at=TODAY,
    )  # fmt: skip

    assert found.services["school"].gate is True


def test_a_payment_is_the_span_over_the_ways():
    table = Bracket(Ref("total"), (Row(Bounds(at_least=F(9)), Const(F(500))), Row(Bounds(under=F(9)), Const(F(200)))))

    assert result(sheet_of(pays=table), 17).pays == Span(200, 500)
    assert result(sheet_of(pays=table), 12).pays == known(200)


def test_a_bar_that_hangs_on_the_rounding_may_block():
    bar = Bar("low", "分数低", Compare(Ref("total"), Bounds(under=F(9))))

    found = statement(sheet_of(bars={"low": bar}), 17)

    assert found.bars == {"low": None}
    assert found.services["school"].maybe_blocked_by == ("low",)


def test_a_subtotal_is_not_rounded_before_it_is_added():
    """At the total means once: 8.5 + 0.5 = 9, not 9 + 1."""
    items = {"a": Item("a", "甲", Const(F("8.5"))), "b": Item("b", "乙", Const(F("0.5")))}
    groups = {"base": Group("base", "小计", Ref("a")), "total": Group("total", "总分", Plus((Ref("base"), Ref("b"))))}
    sheet = Sheet("t", "1", "试", RECORDS, items, groups, rounding=Rounding(("a", "b", "base", "total")))

    read = rounded_in(sheet, WAYS["half_up_total"])

    assert dict(evaluate(read, family(), as_of=TODAY, known_at=TODAY).points)["total"] == known(9)
    assert read.groups["base"] is sheet.groups["base"]


@pytest.mark.parametrize("way", [way for way in WAYS if WAYS[way] is not None])
@pytest.mark.parametrize("months", [0, 5, 12, 17, 35])
def test_a_way_gives_what_the_sheet_would_give_if_its_text_told_it(way, months):
    sheet = sheet_of(at_least=8)
    tried = next(one for one in result(sheet, months).readings if one.way == way)

    told = result(Sheet(**{**vars(rounded_in(sheet, WAYS[way])), "rounding": None}), months)

    assert (tried.gate, tried.rank, tried.pays) == (told.gate, told.rank, told.pays)


def test_the_day_from_which_a_gate_holds_is_the_day_from_which_it_holds_in_every_way():
    """8 points: exact with 16 months (8.0); rounded down by items 1 + 6 until the 17th month gives 1 + 7."""
    evaluator = Evaluator(sheet_of(at_least=8))
    gate = evaluator.sheet.services["school"].gate
    begun = date(2021, 3, 15)  # the 15th month has been paid

    day = first_day(evaluator, gate, with_months(15), from_day=begun, known_at=begun)

    exact = Evaluator(sheet_of(at_least=8, names=()))
    assert first_day(exact, gate, with_months(15), from_day=begun, known_at=begun) == date(2021, 4, 1)
    assert day == date(2021, 5, 1)


def test_whole_points_leave_nothing_open():
    items = {"a": Item("a", "甲", Rate(MONTHS, F(1)), article="一", evidence="证", verified_by="局")}
    groups = {"total": Group("total", "总分", Ref("a"))}
    sheet = Sheet("t", "1", "试", RECORDS, items, groups, rounding=Rounding(("a", "total")))

    assert check(sheet) == ()


def test_the_checker_reports_it_once_with_each_way():
    found = [one for one in check(sheet_of()) if one.code == "rounding"]

    assert [(one.id, one.values["names"]) for one in found] == [("rounding:t", TWO_ITEMS)]
    assert [one.code for one in found[0].readings] == list(WAYS)


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_city_run_has_a_column_for_each_way_whose_order_may_differ(dialect):
    options = {"as_of": TODAY, "known_at": TODAY, "delivered": frozenset(RECORDS), "has_not_known": False}

    compiled = compile(sheet_of(ways=("exact", "down_total")), dialect=dialect, **options)

    assert compiled.column("rank", "total", "low", "school") is not None
    assert compiled.column("rank", "total", "low", "school", "down_total") is not None
    assert compiled.column("rank", "total", "low", "school", "exact") is None
    assert compiled.sql


def test_fewer_than_two_ways_are_no_question():
    with pytest.raises(ValueError, match="two or more"):
        Rounding(("a",), ("exact",))
    with pytest.raises(ValueError, match="two or more"):
        Rounding(("a",), ("exact", "by_eye"))
