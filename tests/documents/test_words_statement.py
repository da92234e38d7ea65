"""The statement in sentences: the facts, the sum, its limits, what did not count and what is not known, in both languages."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.scoring import strategies
from tests.engines.scoring.build import TODAY, day, event, family, month, period, sheet, state, stay_of

from xinju.documents.words import statement_en, statement_zh
from xinju.documents.words.labels import SheetNames
from xinju.engines.scoring.facts import Record
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.numbers import (
    Assigned,
    Bracket,
    Chosen,
    Compare,
    Const,
    Duration,
    Each,
    Elapsed,
    Highest,
    Limited,
    Minus,
    Open,
    Option,
    Plus,
    Rate,
    Ref,
    Rounded,
    Row,
    Tally,
)  # fmt: skip
from xinju.engines.scoring.language.sheets import Bar, Group, Role, Service
from xinju.engines.scoring.language.sources import HERE, Bounds, Column, RecordType, Source, Test, day_number
from xinju.engines.scoring.reference import evaluate
from xinju.engines.scoring.spans import Span, known
from xinju.engines.scoring.statement import ServiceReading, ServiceResult, Statement, Step, Why

F = Fraction
LABELS = {
    "level:insurance.paid.back_paid": "补缴", "level:insurance.paid.on_time": "按时", "level:degree.level.school": "高中",
    "level:degree.level.college": "大专", "level:degree.level.bachelor": "本科", "role:main": "主申请人", "role:father": "父亲",
    "role:mother": "母亲", "option:title.skill": "技能", "option:title.title": "职称", "column:insurance.paid": "缴费方式",
    "department:insurance": "人社局",
}  # fmt: skip
INSURED = Duration(Source("insurance", where=(Test("paid", one_of=(1,)),)), "monthly_records", of=("father",))
RATE = Limited(Rate(INSURED, F(4), F(12), whole=False), cap=F(48))
DEGREE = Tally("highest", Source("degree"), "level", of=("father",))
TABLE = Bracket(
    DEGREE, tuple(Row(Bounds(at_least=F(i), under=F(i + 1)), Const(F(p))) for i, p in enumerate((5, 8, 10)))
)


def months(count: int, year: int = 2018, **values) -> list[Record]:
    return [month(f"{year + i // 12}-{i % 12 + 1:02}", **values) for i in range(count)]


def told(number, *records, as_of: str = "2026-05-12", **rest) -> tuple[str, str]:
    """The sentence in Chinese and in English."""
    parts = {key: rest.pop(key) for key in ("roles", "measures", "groups") if key in rest}
    made = sheet(number, **parts)
    statement = evaluate(made, family(*records, **rest), as_of=day(as_of), known_at=TODAY)
    step, names = statement.lines[0].step, SheetNames(made, LABELS)
    return statement_zh.sentence(step, names), statement_en.sentence(step, names)


def test_months_that_were_paid_late_are_taken_off_before_the_sum():
    zh, en = told(RATE, *months(87), *months(5, 2026, paid=0))

    assert zh == "社会保险92个月，其中5个月“缴费方式”为“补缴”不计，计87个月：87 × 4/12 = 29分，最高48分"
    assert en == (
        "社会保险 87 months (92 months, less 5 months with 缴费方式 “补缴”): 87 × 4/12 = 29 points of at most 48 points"
    )


@pytest.mark.parametrize(
    ("number", "records", "zh"),
    [
        (RATE, months(88), "社会保险88个月：88 × 4/12 = 29又1/3分，最高48分"),
        (Rate(INSURED, F("0.25")), months(5), "社会保险5个月：5 × 0.25 = 1.25分"),
        (Rate(INSURED, F(4), F(12)), months(38), "社会保险38个月：38 ÷ 12取整为3，3 × 4 = 12分"),
        (Rate(INSURED, F(1), start_after=F(12), up_to=F(24)), months(30), "社会保险30个月：只计到24，(24 − 12) × 1 = 12分"),
        (Rate(INSURED, F(1), start_after=F(12)), months(3), "社会保险3个月：未超过12，0分"),
        (Rate(INSURED, F(4), F(12), False, unit_step=F("0.01")), months(3), "社会保险3个月：3 × 0.33（4/12先取整）= 0.99分"),
        (Limited(Rate(INSURED, F(1)), cap=F(10)), months(12), "社会保险12个月：12 × 1 = 12分，超过上限，按10分计"),
        (Rounded(Rate(INSURED, F(1), F(3), False), F(1)), months(2), "社会保险2个月：2 × 1/3 = 2/3，四舍五入到1为1分"),
        (Rate(INSURED, F(-5)), months(2), "社会保险2个月：2 × −5 = −10分"),
        (TABLE, [state("degree", level=2)], "学历为“本科”：10分"),
        (TABLE, [], "没有“学历”记录：0分"),
        (n.When(((Compare(INSURED, Bounds(at_least=F(12))), Const(F(5))),)), months(13), "符合条件（社会保险13个月，要求12以上）：5分"),
        (Highest((TABLE, Rate(INSURED, F(1)))), months(7), "取高：没有“学历”记录：0、社会保险7个月：7 × 1 = 7，按7分计"),
        (Open("文本缺失", F(0), F(10)), [], "原文不完整（文本缺失）：0–10分"),
        (stay_of("days"), [period("stay", "2026-05-01"), Record("stay", "f", {}, day("2020-01-01"), None, status="pending")],
         "居住12天（另有1段尚待核实不计）：12分"),
    ],
)  # fmt: skip
def test_a_rule_is_told_with_its_own_numbers(number, records, zh):
    assert told(number, *records)[0] == zh


def test_an_age_is_told_by_its_row():
    age = Elapsed(Tally("lowest", Source("person"), "birth_date", of=("father",)), "years")
    younger = Plus((Const(F(5)), Minus(Const(F(55)), Ref("age"))))
    table = Bracket(age, (Row(Bounds(at_least=F(55), up_to=F(60)), Const(F(5))), Row(Bounds(under=F(55)), younger)))

    born = state("person", birth_date=day_number(day("1988-03-01")))

    assert (
        told(table, born, measures={"age": age})[0]
        == "自1988年3月1日起满38年：属“不满55”一档，55 − 38 = 17：5 + 17 = 22分"
    )


def test_a_void_item_says_which_condition_is_missing():
    void = Limited(Rate(INSURED, F(1)), void_unless=Compare(DEGREE, Bounds(at_least=F(1))))

    zh, en = told(void, *months(3), state("degree", level=0))

    assert zh == "社会保险3个月：3 × 1 = 3分；不符合条件（学历为“高中”，要求“大专”以上），本项不计：0分"
    assert "void, as it does not meet the condition" in en


def test_a_missing_file_is_told_with_its_department_and_no_upper_end_is_made_up():
    assert (
        told(Rate(INSURED, F(1)), delivered=())[0]
        == "社会保险未知：每1计1，至少0分（因为社会保险的数据人社局尚未送达或未答复）"
    )
    assert told(RATE, delivered=())[0].startswith("社会保险未知：每12计4，至少0分，最高48分，即0–48分（因为")
    assert told(TABLE, delivered=())[0] == "学历未知：可能在3档中的一档，0–10分（因为学历的数据尚未送达或未答复）"


def test_overlapping_and_silent_rows_are_told_as_such():
    amount = Tally("highest", Source("award"), "amount", of=("father",))
    rows = (Row(Bounds(at_least=F(10)), Const(F(260))), Row(Bounds(over=F(8), up_to=F(10)), Const(F(200))))

    assert (
        told(Bracket(amount, rows), event("award", "2026-01-01", amount=F(10)))[0] == "数量为10：同时落在2档，200–260分"
    )
    assert told(Bracket(amount, rows), event("award", "2026-01-01", amount=F(8)))[0] == "数量为8：表中没有规定，0–260分"
    assert (
        told(Bracket(amount, rows, Const(F(0))), event("award", "2026-01-01", amount=F(8)))[0]
        == "数量为8：不在表列各档，0分"
    )


def test_a_flag_that_is_asked_for_is_told_as_yes_or_no():
    records = {
        **sheet(TABLE).records,
        "home": RecordType("home", "住房", "state", {"own": Column("own", "自有", "flag")}),
    }
    owns = Compare(Tally("highest", Source("home"), "own", of=("father",)), Bounds(at_least=F(1), up_to=F(1)))
    made = replace(sheet(n.When(((owns, Const(F(5))),))), records=records)
    one = replace(family(state("home", own=0)), delivered=frozenset(records))

    step = evaluate(made, one, as_of=TODAY, known_at=TODAY).lines[0].step

    assert statement_zh.sentence(step, SheetNames(made)) == "不符合条件（自有为否，要求是）：0分"


def test_a_choice_says_who_made_it():
    options = (Option("skill", Const(F(3))), Option("title", Const(F(8))))

    assert told(Chosen("title", options))[0] == "家庭尚未选择，暂按最高的“职称”：8分"
    assert told(Chosen("title", options), choices={"title": "skill"})[0] == "家庭选择“技能”：3分"
    assert told(Chosen("title", options, "open"))[0] == "家庭尚未选择（技能3分、职称8分）：3–8分"


def test_each_record_is_counted_and_then_added():
    table = Bracket(Tally("highest", Source(HERE), "level"), TABLE.rows)
    awards = Each(Source("award"), table, of=("father",))

    assert (
        told(awards, event("award", "2026-01-01", level=0), event("award", "2026-02-01", level=2))[0]
        == "表彰2项：5 + 10 = 15分"
    )


def test_a_group_adds_its_items_by_name_and_leaves_out_what_is_zero():
    groups = {"total": Group("total", "总分", Limited(Plus((Ref("x"), Const(F(0)), Const(F(100)))), cap=F(100)))}
    made = sheet(RATE, groups=groups)
    statement = evaluate(made, family(*months(12)), as_of=TODAY, known_at=TODAY)

    assert statement_zh.sentence(statement.line("total").step, SheetNames(made, LABELS)) == (
        "指标4 + 100 = 104分，超过上限，按100分计"
    )


def test_the_chosen_parent_is_told_with_the_other_way():
    roles = {"main": Role("main", one_of=("father", "mother"))}
    degree = Bracket(Tally("highest", Source("degree"), "level", of=("main",)), TABLE.rows)
    made = sheet(Assigned("main", degree), roles=roles)
    records = [state("degree", of="m", level=2), state("degree", of="f", level=0)]
    both = {"father": ("f",), "mother": ("m",)}
    names = SheetNames(made, LABELS)

    best = evaluate(made, family(*records, members=both), as_of=TODAY, known_at=TODAY).selections[0]
    chosen = evaluate(
        made, family(*records, members=both, choices={"main": "father"}), as_of=TODAY, known_at=TODAY
    ).selections[0]
    nobody = evaluate(made, family(members={"child": ("c",)}), as_of=TODAY, known_at=TODAY).selections[0]

    assert statement_zh.selection(best, names) == "主申请人：家庭尚未选择，暂按得分最高的母亲（父亲5分、母亲10分）"
    assert statement_zh.selection(chosen, names) == "主申请人：按家庭选择，父亲（父亲5分、母亲10分）"
    assert statement_zh.selection(nobody, names) == "主申请人：家中没有人可以担任"
    assert (
        statement_en.selection(chosen, names) == "主申请人: 父亲, as the family chose (父亲 5 points, 母亲 10 points)"
    )


def test_a_service_tells_gate_bar_and_payment():
    gate = Compare(Ref("total"), Bounds(at_least=F(5)))
    services = {"rent": Service("rent", "租房补贴", gate=gate, pays=Rate(INSURED, F(300)), pays_unit="元")}
    bars = {"cult": Bar("cult", "严重犯罪", Compare(INSURED, Bounds(at_least=F(1))))}
    made = sheet(Rate(INSURED, F(1)), services=services, bars=bars)
    result = evaluate(made, family(*months(4)), as_of=TODAY, known_at=TODAY).services["rent"]

    assert statement_zh.service(result, SheetNames(made, LABELS)) == (
        "不符合准入条件：总分4，要求5以上", "因“严重犯罪”不能享受，积分照常显示", "发放标准：社会保险4个月：4 × 300 = 1200元",
    )  # fmt: skip
    assert statement_en.service(result, SheetNames(made, LABELS))[0] == "not admitted: 总分 4 – wanted: at least 5"


def test_months_in_a_row_with_one_reason_stand_in_one_line():
    made = sheet(RATE)
    records = [month(f"2025-{n:02}") for n in range(1, 13)]
    step = evaluate(made, family(*records), as_of=TODAY, known_at=TODAY).lines[0].step

    assert statement_zh.record_reasons(step, SheetNames(made, LABELS)) == (
        "社会保险2025年1月至2025年12月（12个月）：计入",
    )


def test_each_record_is_listed_with_why_it_did_not_count():
    made = sheet(RATE)
    records = [month("2026-01"), month("2026-02", paid=0), month("2026-03", paid=None), month("2026-06")]
    step = evaluate(made, family(*records), as_of=TODAY, known_at=TODAY).lines[0].step

    assert statement_zh.record_reasons(step, SheetNames(made, LABELS)) == (
        "社会保险2026年1月：计入", "社会保险2026年2月：“缴费方式”为“补缴”", "社会保险2026年3月：“缴费方式”为未填", "社会保险2026年6月：在截止日之后",
    )  # fmt: skip
    assert statement_en.record_reasons(step, SheetNames(made, LABELS))[1] == "社会保险 2026-02: with 缴费方式 “补缴”"


@pytest.mark.parametrize("language", [statement_zh, statement_en])
def test_every_reason_of_the_engine_has_words(language):
    assert set(get_args(Why)) <= set(language.WORDS.whys)


def test_both_languages_have_the_same_words():
    assert set(statement_zh.WORDS.words) == set(statement_en.WORDS.words)
    assert set(statement_zh.WORDS.whys) == set(statement_en.WORDS.whys)
    assert set(statement_zh.WORDS.amounts.words) == set(statement_en.WORDS.amounts.words)


def sentences(language, made, statement: Statement) -> list[str]:
    names = SheetNames(made)
    said = [language.sentence(line.step, names) for line in (*statement.lines, *statement.groups)]
    said += [language.selection(one, names) for one in statement.selections]
    said += [language.condition(step, names) for step in statement.bar_steps.values()]
    said += [text for result in statement.services.values() for text in language.service(result, names)]
    said += [text for line in statement.lines for text in language.record_reasons(line.step, names)]
    return said


@pytest.mark.slow
@settings(deadline=None, max_examples=120)
@given(strategies.sheets(), st.integers(0, 10**6), st.booleans())
def test_every_statement_of_every_sheet_can_be_told_in_both_languages(made, seed, is_delivered):
    as_of = date(2024, 2, 29)
    delivered = frozenset(strategies.RECORDS) if is_delivered else frozenset({"permit", "insurance"})

    for one in strategies.families(seed, as_of, count=2, delivered=delivered, has_not_known=True):
        statement = evaluate(made, one, as_of=as_of, known_at=as_of)
        zh, en = sentences(statement_zh, made, statement), sentences(statement_en, made, statement)

        assert len(zh) == len(en) and all(zh) and all(en)
        assert not any(mark in text for text in (*zh, *en) for mark in ("{", "Fraction(", "None", "Span(", "datetime"))


def test_records_that_did_not_count_are_told_together_by_reason():
    doubtful = [Record("insurance", "f", {"paid": 1}, *_month(i), status="pending") for i in (3, 4)]

    assert told(RATE, *months(1), *months(1, 2026, paid=0), *doubtful)[0].startswith(
        "社会保险4个月，其中1个月“缴费方式”为“补缴”、2个月尚待核实不计，计1个月："
    )


def _month(number: int) -> tuple[date, date]:
    record = month(f"2026-{number:02}")
    return record.start, record.end


def test_what_hangs_on_an_untold_rounding_is_told_for_each_way_that_differs():
    readings = tuple(
        ServiceReading(way, gate, (known(total),), known(pays))
        for way, gate, total, pays in (
            ("exact", False, F("8.5"), 200),
            ("down_total", False, F(8), 200),
            ("half_up_total", True, F(9), 500),
        )
    )
    step = Step(
        "compare", Span(0, 1), {"bounds": Bounds(at_least=F(9))}, (Step("const", known(F("8.5")), name="total"),)
    )
    pays = Step("const", known(200))
    result = ServiceResult(
        "school", known(F("8.5")), None, step, readings[0].rank, Span(200, 500), pays, (), (), readings
    )

    told = statement_zh.service(result, SheetNames(sheet(Const(F(1)))))

    assert told == (
        "文本没有写明分值怎样取整，是否符合准入条件要看怎样取整：“各项不取整，总分四舍五入到整数”则符合，"
        "“不取整，保留分数”、“各项不取整，总分只取整数，小数舍去”则不符合（总分8.5，要求9以上）",
        "文本没有写明分值怎样取整，发放标准至少200元：“不取整，保留分数”、“各项不取整，总分只取整数，小数舍去”为200元；"
        "“各项不取整，总分四舍五入到整数”为500元",
        "文本没有写明分值怎样取整，第1个排序项：“不取整，保留分数”为8.5；“各项不取整，总分只取整数，小数舍去”为8；"
        "“各项不取整，总分四舍五入到整数”为9",
    )  # fmt: skip
    assert statement_en.service(result, SheetNames(sheet(Const(F(1)))))[1].startswith(
        "the text does not say how points are rounded; paid is at least"
    )
