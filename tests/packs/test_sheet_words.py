"""Words of the language that a file may say, and what is told when it says them wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinju.engines.scoring.reference import evaluate
from xinju.engines.scoring.table import table_rows
from xinju.packs.cases import load_cases
from xinju.packs.problems import Unreadable, say
from xinju.packs.sheets import load_sheet

RECORDS = """
record: blood
label: 献血
shape: event
columns: {amount: {label: 数量, kind: number, scale: 10}, division: {label: 地点, kind: division}}
---
record: person
label: 人员
shape: state
columns: {birth: {label: 出生, kind: date}, hukou: {label: 户籍, kind: division, required: false}}
"""
HEAD = """
sheet: t
version: "1"
title: 试
records: [blood, person]
places: {city: "9901", core: ["990102"]}
of: applicant
"""


def written(tmp_path: Path, rest: str) -> Path:
    (tmp_path / "records").mkdir(exist_ok=True)
    (tmp_path / "records" / "all.yaml").write_text(RECORDS, "utf-8")
    path = tmp_path / "t.yaml"
    path.write_text(HEAD.lstrip() + rest, "utf-8")
    return path


def points(path: Path) -> str:
    sheet = load_sheet(path)
    case = load_cases(path, sheet)[0]
    return str(evaluate(sheet, case.application, as_of=case.as_of, known_at=case.known_at).points["x"].low)


def refused(path: Path) -> list[str]:
    with pytest.raises(Unreadable) as caught:
        load_sheet(path)
    return [f"{problem.line} {say(problem, 'en').split(': ', 1)[1]}" for problem in caught.value.problems]


def case(facts: str) -> str:
    return f"\n---\ncase: a\ndate: 2024-05-12\nfamily: {{applicant: a}}\nfacts: {{{facts}}}\nexpect: {{}}\n"


def test_two_tests_of_one_column_must_both_hold(tmp_path):
    item = "items: {x: {number: {from: blood, count: records, where: {division: {within: city, not: {within: core}}}}}}"
    facts = 'blood: [{of: a, date: 2024-01-01, amount: 1, division: "990102"}, {of: a, date: 2024-01-02, amount: 1, division: "990103"}, {of: a, date: 2024-01-03, amount: 1, division: "3303"}]'

    assert points(written(tmp_path, item + case(facts))) == "1"


def test_under_a_not_two_tests_at_once_are_refused(tmp_path):
    item = "items: {x: {number: {from: blood, count: records, where: {division: {not: {within: city, not: {within: core}}}}}}}"

    assert len(refused(written(tmp_path, item))) == 1


def test_a_figure_before_its_first_day_is_nothing(tmp_path):
    item = "items: {x: {number: {minus: [100, wage]}}}\nmeasures: {wage: {dated: {2024-07-01: 30}}}"

    assert points(written(tmp_path, item + case(""))) == "0"


def test_an_end_follows_the_figure_of_the_records_own_day(tmp_path):
    item = """measures:
  wage: {label: 平均数, dated: {2023-01-01: 10, 2024-01-01: 12}}
items:
  x: {number: {from: blood, count: records, where: {amount: {at_least: {times: 2, of: wage}, under: 100}}}}"""
    days = [
        ("2022-12-31", 50),
        ("2023-01-01", 20),
        ("2023-12-31", 19.9),
        ("2024-01-01", 20),
        ("2024-05-12", 24),
        ("2024-05-11", 100),
    ]
    facts = "blood: [" + ", ".join(f'{{of: a, date: {day}, amount: {n}, division: "9901"}}' for day, n in days) + "]"

    assert points(written(tmp_path, item + case(facts))) == "2"


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("{number: {from: blood, sum: amount, where: {person: a}}}", "to group by and to count"),
        ("{number: {from: blood, count: records, where: {amount: {at_least: {of: born}}}}}", "is no measure written with `dated`"),
        ("{number: {from: person, count: records, where: {hukou: {at_least: {of: wage}}}}}", "has no order"),
        ("{number: {from: person, count: year}}", "has no column “year”"),
        ("{number: 1, as_of: {to: 02-30}}", "a month and a day are expected here (such as 08-31), found “02-30”"),
        ("{number: 1, as_of: {to: 02-29, snap: last}}", "exactly one operation"),
        ("{number: {dated: {2024-07-01: 1, 2023-07-01: 2}}}", "from the earliest to the latest"),
        ("{number: {dated: {}}}", "the list is empty"),
        ("{number: {dated: {soon: 3}}}", "a day is expected here"),
        ("{each: {over: {from: blood}, points: 1, combine: highest, best: 2}}", "adding up"),
        ("{each: {over: {from: blood}, points: 1, best: 0}}", "from 1 to 1,000"),
        ("{each: {over: {from: blood}, points: 1, best: 1.5}}", "a whole number"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told_in_one_sentence(tmp_path, item, told):
    measures = "measures: {born: {from: person, lowest: birth}, wage: {dated: {2023-01-01: 10}}}"

    found = refused(written(tmp_path, f"{measures}\nitems: {{x: {item}}}"))

    assert len(found) == 1
    assert told in found[0]


def test_a_name_that_stands_for_a_measure_and_an_item_is_told_once(tmp_path):
    path = written(tmp_path, "measures: {x: {from: blood, count: records}}\nitems: {x: {rate: {of: x, points: 1}}}")

    assert [line.split("first at")[0] for line in refused(path)] == ["8 the name “x” is used twice, "]


def test_here_names_no_period_and_no_measure(tmp_path):
    path = written(tmp_path, "periods: {here: {from: blood, lasting: {days: 1}}}\nitems: {x: {number: 1}}")

    assert "cannot be a name" in refused(path)[0]


def test_a_key_of_the_ranking_bears_the_items_name(tmp_path):
    path = written(
        tmp_path,
        "items: {x: {label: 献血分, number: 1}}\ngroups: {total: {sum: [x]}}\nservices: {s: {rank: [total, x, {key: x}]}}",
    )

    assert [key.label for key in load_sheet(path).services["s"].rank] == ["total", "献血分", "献血分"]


def test_the_table_says_caps_for_each_year_and_each_person(tmp_path):
    each = "each: {over: {from: blood}, by: KEY, points: {rate: {of: {from: here, count: records}, points: 2}, cap: 4}}"
    items = f"  x: {{{each.replace('KEY', 'year')}}}\n  y: {{{each.replace('KEY', 'person')}}}\n"
    items += f"  z: {{{each.replace('by: KEY', 'best: 2')}}}\n"

    rows = table_rows(load_sheet(written(tmp_path, f"items:\n{items}")))

    assert [row.standard for row in rows] == [
        "每年分别计分后相加：每满1次2分，最高4分",
        "每人分别计分后相加：每满1次2分，最高4分",
        "逐项计分，取最高的2项相加：每满1次2分，最高4分",
    ]
