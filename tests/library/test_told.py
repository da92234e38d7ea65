"""What a family reads of the invented cities' tables: yearly caps by year, the best few, announced figures, limits as numbers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from xinju.documents.words import statement_en, statement_zh
from xinju.documents.words.labels import SheetNames
from xinju.engines.scoring.reference import evaluate
from xinju.packs.cases import load_cases
from xinju.packs.labels import labels_of
from xinju.packs.sheets import load_sheet

SHEETS = Path(__file__).parent / "sheets"


def told(sheet_path: str, case: int, item: str, language: str = "zh") -> str:
    path = SHEETS / sheet_path
    sheet = load_sheet(path)
    one = load_cases(path, sheet)[case]
    found = evaluate(sheet, one.application, as_of=one.as_of, known_at=one.known_at)
    words = {"zh": statement_zh, "en": statement_en}[language]
    names = SheetNames(sheet, labels_of(path, language))
    if item in found.services:
        return words.service(found.services[item], names)[0]
    return words.sentence(found.line(item).step, names)


def test_each_year_stands_with_what_it_gives():
    assert told("manner-southern-points/2022.yaml", 0, "blood") == (
        "无偿献血2个年份（另有1次不在计算的时间范围内不计）：2019年计4 + 2021年计2 = 6分，最高10分"
    )
    assert told("manner-southern-points/2022.yaml", 1, "volunteering", "en").endswith(
        "2 for 2020 + 4 for 2021 = 6 points of at most 10 points"
    )


def test_the_best_few_are_said_to_be_the_ones_added():
    assert "24、20、7.75，取最高的2项相加 = 44分" in told("manner-southern-points/2022.yaml", 2, "homes")
    assert "the best 2 added = 44 points" in told("manner-southern-points/2022.yaml", 2, "homes", "en")


def test_each_year_of_a_rule_stands_with_what_was_measured_in_it():
    river = "manner-river-mouth/2024.yaml"

    assert "2022年5月13日至2023年5月12日（8个月）计0" in told(river, 2, "insurance")
    assert told(river, 1, "calendar_insurance", "en").endswith(
        "6 for 2023 (12 months), 2.5 for 2024 (5 months), the best 3 added = 18 points"
    )


def test_what_lies_outside_the_required_time_is_said_not_to_count():
    assert told("manner-river-mouth/2024.yaml", 0, "volunteering").startswith(
        "持证期间志愿服务时数61（另有3次不在要求的时段内不计）"
    )


def test_the_time_between_two_facts_is_told_with_both_days():
    assert told("manner-harbour-trade/2025.yaml", 0, "graduate").startswith("自2019年7月1日至2020年7月1日满12个月")
    assert told("manner-harbour-trade/2025.yaml", 0, "age", "en").startswith("29 years from 2 July 1990 to 1 July 2020")


def test_a_figure_per_head_is_told_with_what_it_was_made_of():
    said = told("manner-river-mouth/2024.yaml", 10, "space")

    assert said.startswith("自有住房面积61；家庭人数3人：61 ÷ 3，舍去尾数到0.01为20.33：")
    assert said.endswith("4分，最高6分")


def test_of_several_items_the_best_few_are_said_to_be_the_ones_added():
    assert told("manner-new-district/2026.yaml", 2, "extra") == (
        "学历15、技能10、志愿服务2、无偿献血4，取最高的3项相加 = 29分，最高40分"
    )


def test_persons_are_counted_as_persons():
    assert told("manner-southern-points/2022.yaml", 3, "children").startswith("子女居住登记2人")


def test_what_the_family_chooses_between_bears_its_label():
    assert "居住途径2分、就业途径6分" in told("manner-hill-city/2018.yaml", 1, "path")


def test_a_total_that_is_made_of_levels_is_a_number_where_a_gate_asks_for_it():
    assert (
        told("manner-estuary-points/2021.yaml", 0, "settle")
        == "符合准入条件：总分74，要求60以上，且养老保险14，要求2以上"
    )


def test_an_announced_figure_is_told_with_its_day(tmp_path):
    text = (SHEETS / "manner-permit-points/2024.yaml").read_text("utf-8")
    path = tmp_path / "wage.yaml"
    path.write_text(
        text.replace(
            "items:\n", "items:\n  wage: {label: 平均工资, rate: {of: average_wage, points: 1, per: 1000}}\n", 1
        ),
        "utf-8",
    )
    sheet = load_sheet(path, records=load_sheet(SHEETS / "manner-permit-points/2024.yaml").records)
    one = load_cases(SHEETS / "manner-permit-points/2024.yaml", sheet)[0]
    names = SheetNames(sheet, {"measure:average_wage": "上年度职工月平均工资"})

    def said(day):
        found = evaluate(sheet, one.application, as_of=day, known_at=day)
        return statement_zh.sentence(found.lines[0].step, names)

    assert said(one.as_of) == "2024年5月12日的上年度职工月平均工资为12183：12183 ÷ 1000取整为12，12 × 1 = 12分"
    assert said(one.as_of - timedelta(days=3000)).endswith("0分")
