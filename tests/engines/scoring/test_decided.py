"""A recorded decision applies its reading, from its own day on, and the statement says whose decision it is where it matters."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from tests.engines.scoring.build import RECORDS, family, month, state
from tests.engines.scoring.test_check_sheets import points_by_level
from tests.engines.scoring.test_two_evaluators import compare

from xinju.documents.words import statement_en, statement_zh
from xinju.documents.words.labels import SheetNames
from xinju.engines.scoring.check import check
from xinju.engines.scoring.decided import decided
from xinju.engines.scoring.language.decisions import Decision
from xinju.engines.scoring.language.numbers import (
    Bracket,
    Compare,
    Condition,
    Const,
    Duration,
    Named,
    Not,
    Number,
    Open,
    Rate,
    Ref,
    Row,
    Tally,
    When,
)
from xinju.engines.scoring.language.rounding import Rounding
from xinju.engines.scoring.language.sheets import Group, Item, RankKey, Service, Sheet
from xinju.engines.scoring.language.sources import Bounds, Source
from xinju.engines.scoring.reference import evaluate
from xinju.engines.scoring.spans import Span, known

F = Fraction
DECIDED = date(2026, 5, 1)
MONTHS = Duration(Source("insurance"), "monthly_records", of=("father",))
BANDS = (Row(Bounds(at_least=F(10)), Const(F(260))), Row(Bounds(over=F(8), up_to=F(10)), Const(F(200))), Row(Bounds(under=F(8)), Const(F(0))))  # fmt: skip


def sheet_of(
    number: Number, *decisions: tuple[str, str], gate: Condition | None = None, pays: Number | None = None, **parts
) -> Sheet:
    items = {"a": Item("a", "甲", number)}
    groups = {"total": Group("total", "总分", Ref("a"))}
    services = parts.pop("services", None) or {"buy": Service("buy", "购房", gate=gate, pays=pays)}
    answers = tuple(Decision(finding, reading, "区教育局", DECIDED) for finding, reading in decisions)
    return decided(Sheet("t", "1", "试", RECORDS, items, groups, services=services, decisions=answers, **parts))


def people(count: int):
    return family(*(month(f"{2020 + index // 12}-{index % 12 + 1:02}") for index in range(count)))


def statement(sheet: Sheet, months: int, known_at: date = DECIDED):
    return evaluate(sheet, people(months), as_of=DECIDED, known_at=known_at)


def paid(sheet: Sheet, months: int, known_at: date = DECIDED):
    return statement(sheet, months, known_at).services["buy"].pays


@pytest.mark.parametrize(("reading", "expected"), [("lower", known(200)), ("upper", known(260))])
def test_a_value_in_two_bands_goes_to_the_one_that_was_decided_on(reading, expected):
    sheet = sheet_of(Rate(MONTHS, F(1)), ("overlap:buy.pays:10", reading), pays=Bracket(Ref("total"), BANDS))

    assert paid(sheet, 10) == expected
    assert (paid(sheet, 9), paid(sheet, 11)) == (known(200), known(260))


@pytest.mark.parametrize(("reading", "expected"), [("none", 0), ("lower", 0), ("upper", 200)])
def test_a_value_in_no_band_goes_where_it_was_decided(reading, expected):
    sheet = sheet_of(Rate(MONTHS, F(1)), ("silent:buy.pays:8", reading), pays=Bracket(Ref("total"), BANDS))

    assert paid(sheet, 8) == known(expected)
    assert (paid(sheet, 7), paid(sheet, 9)) == (known(0), known(200))


def test_without_a_decision_both_readings_stay_open():
    sheet = sheet_of(Rate(MONTHS, F(1)), pays=Bracket(Ref("total"), BANDS))

    assert (paid(sheet, 8), paid(sheet, 10)) == (Span(0, 260), Span(200, 260))
    assert sheet.written is None


def test_a_decision_holds_from_its_day_on():
    sheet = sheet_of(Rate(MONTHS, F(1)), ("overlap:buy.pays:10", "upper"), pays=Bracket(Ref("total"), BANDS))

    assert paid(sheet, 10, DECIDED - timedelta(days=1)) == Span(200, 260)
    assert paid(sheet, 10, DECIDED) == known(260)


def test_two_decisions_about_one_table_each_hold_from_their_own_day():
    first = Decision("silent:buy.pays:8", "upper", "甲", date(2026, 3, 1))
    second = Decision("overlap:buy.pays:10", "lower", "乙", date(2026, 4, 1))
    sheet = sheet_of(Rate(MONTHS, F(1)), pays=Bracket(Ref("total"), BANDS))
    sheet = decided(replace(sheet, decisions=(second, first)))

    days = (date(2026, 2, 1), date(2026, 3, 15), date(2026, 4, 15))
    assert [paid(sheet, 8, day) for day in days] == [Span(0, 260), known(200), known(200)]
    assert [paid(sheet, 10, day) for day in days] == [Span(200, 260), Span(200, 260), known(200)]
    assert statement(sheet, 8, days[2]).services["buy"].pays_step.facts["by"] == "甲"


def test_a_missing_level_gets_the_row_that_was_decided_on():
    degree = Tally("highest", Source("degree"), "level", of=("father",))
    table = replace(points_by_level(5, 8, 10), of=degree, rows=points_by_level(5, 8, 10).rows[::2], otherwise=None)
    sheet = sheet_of(table, ("level_missing:a:college", "lower"))

    found = evaluate(sheet, family(state("degree", level=1)), as_of=DECIDED, known_at=DECIDED)

    assert found.points["a"] == known(5)


@pytest.mark.parametrize(("reading", "expected"), [("lowest", 3), ("highest", 7)])
def test_a_number_that_was_left_open_gets_its_decided_end(reading, expected):
    assert statement(sheet_of(Open("原文截断", F(3), F(7)), ("open:a", reading)), 0).points["a"] == known(expected)


def test_of_two_conditions_that_both_hold_the_one_decided_on_counts():
    """The order of the list would take the first."""
    first, second = (
        Compare(MONTHS, Bounds(over=F(5), up_to=F(10))),
        Compare(MONTHS, Bounds(at_least=F(10), up_to=F(20))),
    )
    rows = When(((first, Const(F(1))), (second, Const(F(2)))))
    assert statement(sheet_of(rows), 10).points["a"] == known(1)

    sheet = sheet_of(rows, ("overlap:a:10", "upper"))

    assert [statement(sheet, months).points["a"] for months in (9, 10, 11)] == [known(1), known(2), known(2)]


def services(**gates: Condition) -> dict[str, Service]:
    return {key: Service(key, key, gate=gate) for key, gate in gates.items()}


def gates(sheet: Sheet, months: int) -> dict[str, bool | None]:
    return {key: one.gate for key, one in statement(sheet, months).services.items()}


BOUNDARY = services(
    one=Compare(Ref("total"), Bounds(at_least=F(10))),
    two=Named("more"),
    three=Not(Compare(Ref("total"), Bounds(under=F(10)))),
)
MORE = {"more": Compare(Ref("total"), Bounds(over=F(10)))}


@pytest.mark.parametrize(("reading", "holds"), [("included", True), ("excluded", False)])
def test_a_number_that_counts_here_and_not_there_counts_as_decided(reading, holds):
    assert gates(sheet_of(Rate(MONTHS, F(1)), services=BOUNDARY, conditions=MORE), 10) == {
        "one": True,
        "two": False,
        "three": True,
    }
    found = [
        one.id
        for one in check(sheet_of(Rate(MONTHS, F(1)), services=BOUNDARY, conditions=MORE))
        if one.code == "boundary"
    ]

    sheet = sheet_of(Rate(MONTHS, F(1)), (found[0], reading), services=BOUNDARY, conditions=MORE)

    assert gates(sheet, 10) == dict.fromkeys(BOUNDARY, holds)
    assert (gates(sheet, 9), gates(sheet, 11)) == (dict.fromkeys(BOUNDARY, False), dict.fromkeys(BOUNDARY, True))


@pytest.mark.parametrize(("reading", "expected"), [("lower", (True, False)), ("upper", (False, True))])
def test_a_number_in_the_bands_of_two_services_goes_to_the_one_decided_on(reading, expected):
    two = services(
        low=Compare(Ref("total"), Bounds(over=F(5), up_to=F(10))),
        high=Compare(Ref("total"), Bounds(at_least=F(10), up_to=F(20))),
    )

    sheet = sheet_of(Rate(MONTHS, F(1)), ("overlap:high+low:10", reading), services=two)

    assert tuple(gates(sheet, 10).values()) == expected
    assert tuple(gates(sheet, 9).values()) == (True, False)


@pytest.mark.parametrize(
    ("reading", "expected"), [("none", (False, False)), ("lower", (True, False)), ("upper", (False, True))]
)
def test_a_number_between_the_bands_of_two_services_goes_where_it_was_decided(reading, expected):
    two = services(
        low=Compare(Ref("total"), Bounds(over=F(5), under=F(10))),
        high=Compare(Ref("total"), Bounds(over=F(10), up_to=F(20))),
    )

    sheet = sheet_of(Rate(MONTHS, F(1)), ("silent:high+low:10", reading), services=two)

    assert tuple(gates(sheet, 10).values()) == expected


PART = Rate(MONTHS, F(1), F(12), whole=False)
RANKED = {
    "buy": Service(
        "buy", "购房", gate=Compare(Ref("total"), Bounds(at_least=F(2))), rank=(RankKey("total", "总分", Ref("total")),)
    )
}


@pytest.mark.parametrize(("way", "points"), [("exact", F("1.5")), ("down_item", 1), ("half_up_item", 2)])
def test_a_rounding_that_was_decided_is_applied_and_no_way_is_tried_any_more(way, points):
    sheet = sheet_of(PART, ("rounding:t", way), services=RANKED, rounding=Rounding(("a", "total")))

    before, after = (statement(sheet, 18, day) for day in (DECIDED - timedelta(days=1), DECIDED))

    assert (
        before.points["a"] == known(F("1.5"))
        and before.services["buy"].gate is None
        and before.services["buy"].readings
    )
    assert after.points["a"] == known(points) and after.services["buy"].readings == ()
    assert after.services["buy"].gate is (points >= 2)


def test_a_decision_whose_reading_is_not_mechanical_stays_a_mark():
    sheet = sheet_of(
        Rate(MONTHS, F(1)),
        ("no_article:a", "later"),
        ("overlap:buy.pays:10", "by_eye"),
        pays=Bracket(Ref("total"), BANDS),
    )

    assert sheet.written is None
    assert paid(sheet, 10) == Span(200, 260)


def test_the_finding_still_shows_as_answered():
    sheet = sheet_of(Rate(MONTHS, F(1)), ("overlap:buy.pays:10", "upper"), pays=Bracket(Ref("total"), BANDS))

    found = {one.id: one for one in check(sheet)}

    assert found["overlap:buy.pays:10"].answered.reading == "upper"
    assert "stale_decision" not in {one.code for one in found.values()}
    assert decided(replace(sheet, written=None)).written is not None


def test_the_statement_names_who_decided_only_where_it_makes_a_difference():
    sheet = sheet_of(Rate(MONTHS, F(1)), ("overlap:buy.pays:10", "upper"), pays=Bracket(Ref("total"), BANDS))
    names = SheetNames(sheet)

    at_ten, at_nine = (statement(sheet, months).services["buy"] for months in (10, 9))

    assert statement_zh.service(at_ten, names)[-1].endswith(
        "260元（原文有几种读法，区教育局2026年5月1日决定：归入高的一档）"
    )
    assert "decided by 区教育局 on 1 May 2026: it is in the upper band" in statement_en.service(at_ten, names)[-1]
    assert "决定" not in statement_zh.service(at_nine, names)[-1]


def test_a_gate_names_the_decision_that_it_rests_on():
    found = [
        one.id
        for one in check(sheet_of(Rate(MONTHS, F(1)), services=BOUNDARY, conditions=MORE))
        if one.code == "boundary"
    ]
    sheet = sheet_of(Rate(MONTHS, F(1)), (found[0], "included"), services=BOUNDARY, conditions=MORE)

    said = {key: statement_zh.service(one, SheetNames(sheet))[0] for key, one in statement(sheet, 10).services.items()}

    assert "决定：含本数" in said["two"] and "决定" not in said["one"]


@pytest.mark.parametrize("known_at", [DECIDED - timedelta(days=1), DECIDED])
def test_both_evaluators_apply_it(known_at):
    sheet = sheet_of(
        Rate(MONTHS, F(1)), ("overlap:buy.pays:10", "upper"), ("silent:buy.pays:8", "upper"), gate=MORE["more"],
        pays=Bracket(Ref("total"), BANDS),
    )  # fmt: skip
    invented = [replace(people(months), number=f"A{months}") for months in range(7, 13)]
    apart = [_as_own(one) for one in invented]

    compare(sheet, apart, DECIDED, has_not_known=False, joined=False, known_at=known_at)


def _as_own(one):
    """The family with persons of its own."""
    name = f"{one.number}f"
    rows = {key: tuple(replace(row, subject=name) for row in found) for key, found in one.records.items()}
    return replace(one, members={"father": (name,)}, records=rows)
