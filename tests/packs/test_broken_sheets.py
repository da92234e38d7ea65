"""A sheet that is broken in the ways people break one: one clear sentence with file and line, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.packs.test_sheet_words import HEAD, RECORDS, refused, written

from xinju.engines.scoring.check import check
from xinju.packs.cases import load_cases
from xinju.packs.problems import Unreadable, say
from xinju.packs.sheets import load_sheet

START = HEAD.lstrip().count("\n")


@pytest.mark.parametrize(
    ("rest", "line", "told"),
    [
        ("items:\n\tx: {number: 1}\n", 2, "indent with spaces"),
        ("items:\n  x:\n    label: 甲\n   number: 1\n", 4, "lines of one level must stand below each other"),
        ("items:\n  x:\n    label： 甲\n    number: 1\n", 3, "a full-width colon"),
        ("items:\n  x: {label： 甲, number: 1}\n", 2, "a full-width colon"),
        ("items:\n  x: {label: 甲，number: 1}\n", 2, "a full-width comma"),
        ("items:\n  x:\n    number: 1\n    standard: 每年: 4分\n", 4, "put it in quotes"),
        ("items:\n  x: {number: 1, standard: 每年: 4分}\n", 2, "put it in quotes"),
        ("items:\n  x:\n    number: 1\n    standard: %50\n", 4, "cannot begin with %"),
        ("items: {x: {number: 1}\n", 1, "opened and not closed"),
        ("items: {}\n", 0, "not a single item"),
        ("items:\n", 0, "not a single item"),
        ("items: {居住: {number: 1}}\n", 1, "small letters"),
        ('items: {x: {label: "a\\0b", number: 1}}\n', 1, "a control character"),
        ("items: {x: {number: 1" + "0" * 40 + "}}\n", 1, "too long"),
        ("items: {x: {number: 1, as_of: 9999-12-31}}\n", 1, "from 1900-01-01 to 2199-12-31"),
        ("items: {x: {number: 1, as_of: 2023-02-30}}\n", 1, "a day is expected here"),
        ("items: {x: {number: 1, as_of: {shift: {years: -9999}}}}\n", 1, "from -200 to 200"),
        ("items: {x: {number: {from: blood, count: records, window: {}}}}\n", 1, "missing: last"),
        ("items: {x: {number: {from: blood, count: records, window: {last: {years: -1}}}}}\n", 1, "from 0 to 200"),
        ("items: {x: {number: {from: blood, count: records, window: {last: {days: 9999999}}}}}\n", 1, "from 0 to 73,000"),
        ("items: {x: {number: {from: blood, count: records, window: {since: 2024-01-01, until: 2023-01-01}}}}\n", 1, "lies above"),
        ("items: {x: {number: {periods: {from: blood, lasting: {years: 100000}}, unit: days}}}\n", 1, "from 0 to 200"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line_and_what_to_write(tmp_path, rest, line, told):
    found = refused(written(tmp_path, rest))

    assert len({one.split(" ")[0] for one in found}) == 1
    assert int(found[0].split(" ")[0]) == (START + line if line else 1)
    assert told in found[0]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ('blood: [{of: a, date: 2024-01-01, amount: 1.55, division: "99"}]', "goes down to 1/10"),
        ('blood: [{of: a, date: 2024-01-01, amount: -1, division: "99"}]', "from 0 to 1000000"),
        ('blood: [{of: a, date: 0001-01-01, amount: 1, division: "99"}]', "from 1900-01-01"),
    ],
)
def test_a_fact_that_no_department_could_deliver_is_told(tmp_path, facts, told):
    case = f"---\ncase: a\ndate: 2024-05-12\nfamily: {{applicant: a}}\nfacts: {{{facts}}}\nexpect: {{}}\n"
    path = written(tmp_path, "items: {x: {number: 1}}\n" + case)
    sheet = load_sheet(path)

    with pytest.raises(Unreadable) as caught:
        load_cases(path, sheet)

    assert told in say(caught.value.problems[0], "en")


@pytest.mark.parametrize("month", ["2024-13", "2024-05 .. 2023-01", "0000-01", "2024-00"])
def test_months_that_do_not_exist_or_run_backwards_are_told(tmp_path, month):
    path = written(tmp_path, "items: {x: {number: 1}}\n")
    insurance = "record: paid\nlabel: 社保\nshape: month\ncolumns: {}\n"
    (tmp_path / "records" / "all.yaml").write_text(f"{RECORDS}---\n{insurance}", "utf-8")
    facts = f"facts: {{paid: [{{of: a, month: {month}}}]}}"
    head = HEAD.lstrip().replace("person]", "person, paid]")
    case = f"---\ncase: a\ndate: 2024-05-12\nfamily: {{applicant: a}}\n{facts}\nexpect: {{}}\n"
    path.write_text(f"{head}items: {{x: {{number: 1}}}}\n{case}", "utf-8")

    with pytest.raises(Unreadable):
        load_cases(path, load_sheet(path))


def test_a_cap_below_all_that_comes_out_is_found(tmp_path: Path):
    rest = "items: {x: {rate: {of: {from: blood, count: records}, points: 1}, cap: -5}}\ngroups: {total: {sum: [x]}}\n"

    assert "always_limit:x:-5" in [one.id for one in check(load_sheet(written(tmp_path, rest)))]
