"""Findings in words: every code in both languages, with place, values and each reading."""

from datetime import date
from fractions import Fraction

import pytest
from tests.engines.scoring.build import RECORDS

from xinju.documents.words import findings_en, findings_zh
from xinju.documents.words.labels import SheetNames
from xinju.engines.scoring.check import CODES, Finding, check, check_versions
from xinju.engines.scoring.language.numbers import (
    Bracket,
    Compare,
    Const,
    Duration,
    Highest,
    Limited,
    Open,
    Plus,
    Rate,
    Ref,
    Row,
    Tally,
    Times,
)
from xinju.engines.scoring.language.rounding import Rounding
from xinju.engines.scoring.language.sheets import Decision, Group, Item, RankKey, Service, Sheet
from xinju.engines.scoring.language.sources import Bounds, Source

F = Fraction
DEGREE = Tally("highest", Source("degree"), "level", of=("father",))
BORN = Tally("lowest", Source("person"), "birth_date", of=("father",))
MONTHS = Duration(Source("insurance"), "monthly_records", of=("father",))
TABLE = Bracket(
    DEGREE, (Row(Bounds(at_least=F(0), under=F(1)), Const(F(5))), Row(Bounds(at_least=F(2), under=F(3)), Const(F(9))))
)
BANDS = (Row(Bounds(at_least=F(100)), Const(F(260))), Row(Bounds(over=F(80), up_to=F(100)), Const(F(200))))
BORN_LATE = Bracket(BORN, (Row(Bounds(at_least=F(0)), Const(F(1))), Row(Bounds(at_least=F(90000)), Const(F(2)))))


def full_of_findings() -> Sheet:
    items = {
        "degree": Item(
            "degree", "文化程度", Highest((Limited(TABLE, cap=F(50), floor=F(-5)), Limited(TABLE, cap=F(8))))
        ),
        "insured": Item("insured", "社会保险", Ref("insured_months"), "基础分", indicator="insurance", line=7),
        "cut": Item("cut", "其他", Open("原文截断", F(0), F(10))),
        "higher": Item("higher", "取高", Highest((Plus((Const(F(5)), MONTHS)), Limited(MONTHS, cap=F(3))))),
        "held": Item("held", "扣住", Limited(MONTHS, cap=F(-5))),
        "born": Item("born", "出生", BORN_LATE),
        "part": Item("part", "折算", Rate(MONTHS, F(1), F(12), whole=False)),
        "idle": Item("idle", "闲项", Times((MONTHS, Const(F(10**17))))),
    }
    groups = {
        "total": Group("total", "总分", Plus((Ref("degree"), Ref("insured"), Ref("cut"), Ref("higher"), Ref("born"))))
    }
    gate = Compare(Ref("total"), Bounds(at_least=F(80)))
    services = {
        "buy": Service("buy", "购房补贴", gate=gate, pays=Bracket(Ref("total"), BANDS), pays_unit="元"),
        "rent": Service(
            "rent", "租房补贴", gate=Compare(Ref("total"), Bounds(over=F(60), up_to=F(70))), article="第九条"
        ),
        "loan": Service("loan", "贷款", gate=Compare(Ref("total"), Bounds(over=F(70), up_to=F(75)))),
        "bus": Service("bus", "公交", gate=Compare(Ref("total"), Bounds(at_least=F(75), up_to=F(78)))),
        "medical": Service("medical", "医保", gate=Compare(Ref("total"), Bounds(over=F(80), under=F(90)))),
        "tickets": Service("tickets", "门票", gate=Compare(Ref("total"), Bounds(over=F(90)))),
        "water": Service("water", "供水", gate=Compare(Ref("total"), Bounds(at_least=F(95)))),
        "power": Service("power", "供电", gate=Compare(Ref("total"), Bounds(over=F(95)))),
        "school": Service("school", "入学", rank=(RankKey("first", "居住", Ref("insured_months")),)),
        "settle": Service("settle", "落户", gate=Compare(DEGREE, Bounds(at_least=F(4)))),
    }
    return Sheet(
        "t", "1", "试", RECORDS, items, groups,
        measures={"insured_months": MONTHS, "unused": DEGREE},
        conditions={"never_used": Compare(DEGREE, Bounds(at_least=F(1)))},
        services=services,
        rounding=Rounding(("part", "total")),
        decisions=(Decision("overlap:gone:5", "upper", "区教育局", date(2026, 5, 1)),),
    )  # fmt: skip


SHEET = full_of_findings()
VERSIONS = check_versions([
    ("1", date(2020, 1, 1), date(2020, 6, 30)), ("2", date(2020, 6, 1), date(2020, 12, 31)), ("3", date(2021, 2, 1), None),
    ("4", date(2022, 1, 1), None),
])  # fmt: skip
FOUND = {one.id: one for one in (*check(SHEET), *VERSIONS)}


def test_the_sheet_of_this_file_has_every_code():
    assert {one.code for one in FOUND.values()} == set(CODES)


@pytest.mark.parametrize("language", [findings_zh, findings_en])
def test_every_finding_and_every_reading_can_be_told(language):
    for one in FOUND.values():
        title, readings = language.finding(one, SheetNames(SHEET))

        assert title and len(readings) == len(one.readings)
        assert len(set(readings)) == len(readings)
        assert not any(
            mark in text for text in (title, *readings) for mark in ("{", "Fraction", "None", "Bounds", "datetime")
        )


def zh(found: str) -> tuple[str, tuple[str, ...]]:
    return findings_zh.finding(FOUND[found], SheetNames(SHEET))


def en(found: str) -> tuple[str, tuple[str, ...]]:
    return findings_en.finding(FOUND[found], SheetNames(SHEET))


def test_a_value_in_two_bands_is_told_with_money_and_both_rows():
    assert zh("overlap:buy.pays:100") == (
        "购房补贴（发放标准）：总分恰为100，同时落在几档里", ("按“超过80、100以下”一档：200元", "按“100以上”一档：260元"),
    )  # fmt: skip
    assert en("overlap:buy.pays:100")[0] == "购房补贴 (payment): 总分, exactly 100, is in more than one band"


def test_a_silent_value_between_two_services_is_told_with_both():
    assert zh("silent:medical+tickets:90") == (
        "医保、门票：总分恰为90，表中没有规定", ("两边都不算", "归入“医保”（超过80、不满90）", "归入“门票”（超过90）"),
    )  # fmt: skip


def test_a_missing_level_is_told_by_its_label():
    labels = {"level:degree.level.college": "大专", "level:degree.level.school": "高中"}
    title, readings = findings_zh.finding(FOUND["level_missing:degree:college"], SheetNames(SHEET, labels))

    assert title == "文化程度：学历“大专”，表中没有列出"
    assert readings[:2] == ("不计分", "按“高中”一档：5分")


def test_a_day_is_told_as_a_day():
    assert "1969年12月31日" in zh("silent:born:..1969-12-31")[0]


def test_a_version_that_holds_until_further_notice_is_told_so():
    assert zh("version_overlap::3+4")[0] == "3、4两个版本在2022年1月1日至以后同时适用"


def test_points_whose_rounding_is_not_told_are_named_with_each_way_to_round():
    title, readings = zh("rounding:t")

    assert title == "文本没有写明分值怎样取整（有小数的：折算）"
    assert readings[:2] == ("不取整，保留分数", "每项只取整数，小数舍去")


def test_an_unknown_code_is_an_error_and_not_an_empty_line():
    with pytest.raises(KeyError):
        findings_zh.finding(Finding("x:y", "x", "item", "y"), SheetNames(SHEET))
