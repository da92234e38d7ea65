"""What a sheet may not say: each refusal names the line, the place and what is expected, and none hides another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree
from textwrap import indent

import pytest

from xinju.engines.scoring.check import check
from xinju.engines.scoring.facts import Application, Record
from xinju.engines.scoring.language.rounding import WAYS, Rounding
from xinju.engines.scoring.language.sources import day_number
from xinju.engines.scoring.reference import evaluate
from xinju.engines.scoring.spans import known
from xinju.packs.cases import load_cases
from xinju.packs.labels import labels_of
from xinju.packs.problems import Unreadable, say
from xinju.packs.records import load_records
from xinju.packs.sheets import load_sheet

LIBRARY = Path(__file__).parents[2] / "districts/library"
RECORDS = {key: one.type for key, one in load_records(sorted((LIBRARY / "records").glob("*.yaml"))).items()}
HEAD = """\
sheet: trial
version: "1"
title: 试
records: [person, education, social_insurance, stay, home_ownership, penalty, person]
places: {here: "990102"}
of: applicant
roles: {main: {one_of: [father, mother]}}
measures:
  degree: {from: education, highest: level}
  birth: {from: person, lowest: birth_date}
  times: {from: penalty, count: records}
"""


def problems(folder: Path, body: str, head: str = HEAD) -> list[tuple[str, str]]:
    """Code and place of every fault of a sheet with this body."""
    path = folder / "1.yaml"
    path.write_text(head + body, "utf-8")
    with pytest.raises(Unreadable) as refused:
        load_sheet(path, records=RECORDS)
    for problem in refused.value.problems:
        assert say(problem, "zh") and say(problem, "en")
    return [(problem.code, problem.path) for problem in refused.value.problems]


ITEM_FAULTS = {
    "a wrong key": ("rate: {of: times, points: -5, pre: 2}", ("unknown_key", "items.a.rate.pre")),
    "a misspelt operation": ("brakcet: {of: times, rows: []}", ("unknown_key", "items.a.brakcet")),
    "no operation": ("cap: 5", ("one_operation", "items.a")),
    "two operations": ("sum: [1]\nhighest: [1]", ("one_operation", "items.a")),
    "an unknown measure": ("rate: {of: tims, points: -5}", ("unknown_number", "items.a.rate.of")),
    "an unknown level": (
        "levels: {of: degree, points: {batchelor: 5}}",
        ("unknown_level", "items.a.levels.points.batchelor"),
    ),
    "a level compared with a number": (
        "bracket: {of: degree, rows: [{at_least: 5, points: 1}]}",
        ("unknown_level", "items.a.bracket.rows[1].at_least"),
    ),
    "a date used as points": ("sum: [birth, 5]", ("not_points", "items.a.sum[1]")),
    "a level used as points": ("highest: [degree, times]", ("unlike", "items.a.highest")),
    "an undeclared column": (
        "rate: {of: {from: penalty, sum: amount}, points: 1}",
        ("unknown_column", "items.a.rate.of.sum"),
    ),
    "a sum of levels": (
        "rate: {of: {from: education, sum: level}, points: 1}",
        ("sum_needs_number", "items.a.rate.of.sum"),
    ),
    "an undeclared record": (
        "rate: {of: {from: title, count: records}, points: 1}",
        ("unknown_record", "items.a.rate.of.from"),
    ),
    "an undeclared role": (
        "rate: {of: {of: uncle, from: penalty, count: records}, points: 1}",
        ("unknown_role", "items.a.rate.of.of"),
    ),
    "a float that is no figure": ("rate: {of: times, points: 1e3}", ("expected_number", "items.a.rate.points")),
    "yes for true": ("rate: {of: times, points: 1, prorated: yes}", ("expected_flag", "items.a.rate.prorated")),
    "months of something that has none": (
        "rate: {of: {from: stay, unit: monthly_records}, points: 1}",
        ("monthly_records_need_months", "items.a.rate.of.unit"),
    ),
    "events as periods": (
        "rate: {of: {periods: {from: penalty}, unit: days}, points: 1}",
        ("no_periods", "items.a.rate.of.periods"),
    ),
    "here outside of each": (
        "rate: {of: {from: here, count: records}, points: 1}",
        ("here_outside_each", "items.a.rate.of.from"),
    ),
    "records in the time of events": (
        "rate: {of: {of: main, from: penalty, count: records, during: {from: penalty}}, points: 1}",
        ("no_periods", "items.a.rate.of.during"),
    ),
    "a state in some time": (
        "flag: {when: {has: {of: main, from: education, during: {from: stay}}}, points: 1}",
        ("state_has_no_day", "items.a.flag.when.has.during"),
    ),
    "years that are none": (
        "each: {over: {years: school, last: 3}, points: times}",
        ("unknown_choice", "items.a.each.over.years"),
    ),
    "years misspelt": ("each: {over: {year: back, last: 3}, points: times}", ("unknown_key", "items.a.each.over.year")),
    "a day that is none": (
        "rate: {of: {elapsed: {since: 2023-02-30, unit: years}}, points: 1}",
        ("expected_day", "items.a.rate.of.elapsed.since"),
    ),
    "years without end": ("each: {over: {years: back}, points: times}", ("missing_key", "items.a.each.over")),
    "more years than are counted": (
        "each: {over: {years: calendar, last: 41}, points: times}",
        ("out_of_range", "items.a.each.over.last"),
    ),
    "more best years than years": (
        "each: {over: {years: calendar, last: 3}, best: 4, points: times}",
        ("out_of_range", "items.a.each.best"),
    ),
    "years grouped by a column": (
        "each: {over: {years: calendar, last: 3}, by: kind, points: times}",
        ("unknown_key", "items.a.each.by"),
    ),
    "a quotient without its step": ("divide: [times, 3]", ("missing_key", "items.a")),
    "a quotient of three": ("divide: [times, 3, 4]\nround: {to: 1}", ("two_parts", "items.a.divide")),
    "a quotient of days": ("divide: [birth, 3]\nround: {to: 1}", ("not_points", "items.a.divide[1]")),
    "a quotient beside a rate": (
        "divide: [times, 3]\nrate: {of: times, points: 1}\nround: {to: 1}",
        ("unknown_key", "items.a.rate"),
    ),
    "more best parts than parts": ("sum: [times, 1]\nbest: 3", ("out_of_range", "items.a.best")),
    "the best of a product": ("times: [times, 2]\nbest: 1", ("unknown_key", "items.a.best")),
    "time until a number": (
        "rate: {of: {elapsed: {since: birth, until: times, unit: years}}, points: 1}",
        ("not_a_date", "items.a.rate.of.elapsed.until"),
    ),
    "two lower ends": (
        "bracket: {of: times, rows: [{at_least: 1, over: 2, points: 1}]}",
        ("two_ends", "items.a.bracket.rows[1]"),
    ),
    "crossed ends": (
        "bracket: {of: times, rows: [{at_least: 3, up_to: 2, points: 1}]}",
        ("ends_crossed", "items.a.bracket.rows[1]"),
    ),
    "a cap below the floor": ("rate: {of: times, points: 1}\ncap: 1\nfloor: 2", ("cap_below_floor", "items.a.cap")),
    "an assignment of nobody": ("assigned: {role: applicant, of: times}", ("role_not_shared", "items.a.assigned.role")),
    "a place that is none": (
        "flag: {when: {has: {from: stay, where: {division: {within: there}}}}, points: 1}",
        ("unknown_place", "items.a.flag.when.has.where.division.within"),
    ),
}


@pytest.mark.parametrize("name", ITEM_FAULTS)
def test_an_item_cannot_say(tmp_path: Path, name: str) -> None:
    text, fault = ITEM_FAULTS[name]

    found = problems(
        tmp_path, "items:\n  a:\n" + indent(text, "    ") + "\ngroups: {total: {assigned: {role: main, of: a}}}\n"
    )

    assert fault in found


def test_time_may_be_counted_from_a_day_that_stands_in_the_sheet(tmp_path: Path) -> None:
    rule = "{rate: {of: {elapsed: {since: 2016-02-29, until: 2024-02-28, unit: years}}, points: 1}}"
    path = tmp_path / "1.yaml"
    path.write_text(HEAD.replace("roles:", "#") + f"items: {{a: {rule}}}\n", "utf-8")
    nobody = Application("1", {})

    found = evaluate(load_sheet(path, records=RECORDS), nobody, as_of=date(2030, 1, 1), known_at=date(2030, 1, 1))

    assert found.points["a"] == known(7)


def test_every_fault_is_told_at_once_with_line_article_and_nearest_word(tmp_path: Path) -> None:
    body = (
        "items:\n  a: {article: 第五条, rate: {of: tims, points: 1}}\n  b: {levels: {of: degree, points: {doktor: 5}}}\n"
        "groups: {total: {assigned: {role: main, of: {sum: [a, b, c]}}}}\n"
    )
    path = tmp_path / "1.yaml"
    path.write_text(HEAD + body, "utf-8")

    with pytest.raises(Unreadable) as refused:
        load_sheet(path, records=RECORDS)

    first, second, third = refused.value.problems
    assert (first.line, first.article, first.value("nearest")) == (13, "第五条", "times")
    assert (second.line, second.value("nearest")) == (14, "doctor")
    assert (third.line, third.code) == (15, "unknown_number")
    assert say(first, "zh").endswith("最接近的是“times”")


def test_names_may_not_lead_back_to_themselves(tmp_path: Path) -> None:
    body = "items: {a: {sum: [b]}, b: {sum: [a]}}\ngroups: {total: {assigned: {role: main, of: a}}}\n"

    assert [code for code, _ in problems(tmp_path, body)] == ["circle"]


def test_measures_may_not_lead_back_to_themselves(tmp_path: Path) -> None:
    head = HEAD + "  x: {plus: [y, 1]}\n  y: {plus: [x, 1]}\n"

    assert "circle" in {code for code, _ in problems(tmp_path, "items: {a: {sum: [x]}}\n", head)}


@pytest.mark.parametrize(
    "groups", ["{total: {sum: [a]}}", "{total: {assigned: {role: main, of: a}}, two: {assigned: {role: main, of: a}}}"]
)
def test_a_shared_role_is_assigned_exactly_once(tmp_path: Path, groups: str) -> None:
    body = "items: {a: {rate: {of: {of: main, from: penalty, count: records}, points: 1}}}\ngroups: " + groups + "\n"

    assert problems(tmp_path, body) == [("assign_once", "")]


def test_an_undeclared_record_type_in_the_head_is_refused(tmp_path: Path) -> None:
    head = HEAD.replace("penalty, person]", "penaltie]").replace("  times: {from: penalty, count: records}\n", "")

    assert problems(tmp_path, "items: {a: {sum: [1]}}\n", head)[0] == ("undeclared_record", "records[6]")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sheet: [", "broken_yaml"),
        ("sheet: &a x\nversion: *a\n", "anchor"),
        ("sheet: !!python/object x\n", "tag"),
        ("sheet: x\nsheet: y\n", "duplicate_key"),
        ("", "empty_file"),
        ("a: " + "[" * 70 + "]" * 70, "too_deep"),
        ("- x\n", "expected_mapping"),
        ("sheet: x\n", "missing_key"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert code in {found for found, _ in problems(tmp_path, text, head="")}


def test_a_missing_file_a_folder_and_other_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("sheet: x\ntitle: 积分".encode("gb18030"))
    found = {}
    for name in ("none.yaml", ".", "gbk.yaml"):
        with pytest.raises(Unreadable) as refused:
            load_sheet(tmp_path / name)
        found[name] = [(problem.code, problem.line) for problem in refused.value.problems]

    assert found == {"none.yaml": [("no_file", 0)], ".": [("folder_not_file", 0)], "gbk.yaml": [("not_utf8", 2)]}


@pytest.mark.parametrize("name", ["face_photo", "fingerprint", "plate"])
def test_no_record_type_may_hold_a_face_a_finger_or_a_plate(tmp_path: Path, name: str) -> None:
    path = tmp_path / "records.yaml"
    path.write_text(
        f"record: visit\nlabel: 走访\nshape: event\ncolumns:\n  {name}: {{label: 甲, kind: text}}\n", "utf-8"
    )

    with pytest.raises(Unreadable) as refused:
        load_records([path])

    assert [problem.code for problem in refused.value.problems] == ["forbidden_column"]


def test_a_label_may_not_hide_a_face(tmp_path: Path) -> None:
    path = tmp_path / "records.yaml"
    path.write_text("record: visit\nlabel: 走访\nshape: event\ncolumns:\n  x: {label: 人脸照片, kind: text}\n", "utf-8")

    with pytest.raises(Unreadable) as refused:
        load_records([path])

    assert [problem.code for problem in refused.value.problems] == ["forbidden_column"]


def test_an_included_sheet_keeps_its_names_under_its_prefix() -> None:
    sheet = load_sheet(LIBRARY / "wenzhou-ouhai-butie/2024.yaml")

    assert list(sheet.items)[:2] == ["portable.age", "portable.education"]
    assert sheet.groups["portable.total"].members[0] == "portable.age"
    assert sheet.items["portable.age"].line < sheet.items["local"].line
    assert "zhejiang-gongxing" in sheet.text


ROUNDED = """\
rounding: {word}
items:
  a: {{rate: {{of: times, points: 1, per: 12, prorated: true}}}}
  b: {{rate: {{of: times, points: 1, per: 12, prorated: true}}, round: {{to: 0.1}}, cap: 5}}
  c: {{rate: {{of: times, points: 1, per: 12, prorated: true, round_unit: {{to: 0.01}}}}}}
groups:
  total: {{assigned: {{role: main, of: {{sum: [a, b, c]}}}}}}
"""


def rounding_of(folder: Path, word: str) -> Rounding | None:
    path = folder / "1.yaml"
    path.write_text(HEAD + ROUNDED.format(word=word), "utf-8")
    return load_sheet(path, records=RECORDS).rounding


def test_a_text_that_does_not_say_how_it_rounds_says_so_in_one_word(tmp_path: Path) -> None:
    """An item that carries its own rounding is no part of the question."""
    assert rounding_of(tmp_path, "unknown") == Rounding(("a", "total"), tuple(WAYS))


def test_a_text_that_tells_half_of_its_rounding_names_what_is_left(tmp_path: Path) -> None:
    found = rounding_of(tmp_path, "{one_of: [hundredth_total, hundredth_item]}")

    assert found == Rounding(("a", "total"), ("hundredth_total", "hundredth_item"))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("half_up", ("unknown_choice", "rounding")),
        ("{one_of: [exact]}", ("two_ways", "rounding.one_of")),
        ("{one_of: [exact, by_eye]}", ("unknown_choice", "rounding.one_of[2]")),
    ],
)
def test_a_rounding_that_says_nothing_is_refused(tmp_path: Path, word: str, expected: tuple[str, str]) -> None:
    assert problems(tmp_path, ROUNDED.format(word=word)) == [expected]


def test_what_an_included_sheet_leaves_unrounded_stays_so_in_the_sheet_around_it(tmp_path: Path) -> None:
    inner = tmp_path / "inner" / "1.yaml"
    inner.parent.mkdir()
    inner.write_text(HEAD.replace("trial", "inner") + ROUNDED.format(word="unknown"), "utf-8")
    (tmp_path / "records").mkdir()
    for file in (LIBRARY / "records").glob("*.yaml"):
        (tmp_path / "records" / file.name).write_bytes(file.read_bytes())
    outer = tmp_path / "outer.yaml"
    around = "include: {part: {sheet: inner, version: '1', roles: {applicant: applicant}}}\n"
    outer.write_text(HEAD.replace("roles:", "#") + around + "items:\n  total: {sum: [part.a, 1/3]}\n", "utf-8")

    found = load_sheet(outer).rounding

    assert found == Rounding(("part.a", "part.total"), tuple(WAYS))


CHOICE = "choice: way, options: {a: {levels: {of: degree, points: {bachelor: 1}, otherwise: 0}}, b: 2}"


def test_a_choice_is_told_by_the_names_that_its_options_bear(tmp_path: Path) -> None:
    path = tmp_path / "1.yaml"
    labels = "labels: {a: {zh: 学历, en: degree}, b: 其他}"
    head = HEAD.replace("roles: {main: {one_of: [father, mother]}}\n", "")
    path.write_text(head + f"items:\n  one: {{label: 甲, chosen: {{{CHOICE}, {labels}}}}}\n", "utf-8")

    load_sheet(path, records=RECORDS)

    assert labels_of(path, "zh")["option:way.a"] == "学历"
    assert labels_of(path, "en")["option:way.a"] == "degree"
    assert labels_of(path, "en")["option:way.b"] == "其他"


def test_a_name_for_an_option_that_is_not_there_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, f"items:\n  one: {{label: 甲, chosen: {{{CHOICE}, labels: {{c: 丙}}}}}}\n")

    assert [code for code, _ in found] == ["unknown_key"]


def test_a_decision_in_the_file_is_at_work_in_the_loaded_sheet(tmp_path: Path) -> None:
    copytree(LIBRARY, tmp_path / "library")
    path = tmp_path / "library" / "wenzhou-ouhai-butie" / "2024.yaml"
    answer = "decisions: [{finding: 'overlap:purchase.pays:100', reading: upper, by: 某科, date: 2024-06-01}]\n"
    path.write_text(path.read_text("utf-8").replace("records:\n", f"{answer}records:\n", 1), "utf-8")
    sheet = load_sheet(path)
    case = next(one for one in load_cases(path, sheet) if "exactly one hundred" in one.name)

    found = evaluate(sheet, case.application, as_of=case.as_of, known_at=case.known_at).services["purchase"]

    assert found.pays == known(260 * 90)
    assert answer.strip() in sheet.text


def test_what_an_included_sheet_decided_is_at_work_and_answered_in_the_sheet_around_it(tmp_path: Path) -> None:
    copytree(LIBRARY, tmp_path / "library")
    inner = tmp_path / "library" / "zhejiang-gongxing" / "2023.yaml"
    answer = "decisions: [{finding: 'silent:age:61..', reading: none, by: 某厅, date: 2024-01-01}]\n"
    inner.write_text(inner.read_text("utf-8").replace("records:", f"{answer}records:", 1), "utf-8")
    path = tmp_path / "library" / "wenzhou-ouhai-butie" / "2024.yaml"

    sheet = load_sheet(path)
    found = {one.id: one for one in check(sheet)}
    old = Record("person", "a", {"birth_date": day_number(date(1950, 1, 1))})
    family = Application("1", {"applicant": ("a",)}, {"person": (old,)}, delivered=frozenset(sheet.records))

    assert evaluate(sheet, family, as_of=date(2024, 6, 1), known_at=date(2024, 6, 1)).points["portable.age"] == known(0)
    assert (
        not evaluate(sheet, family, as_of=date(2024, 6, 1), known_at=date(2023, 6, 1)).points["portable.age"].is_known
    )
    answered = found["silent:portable.age:61.."].answered
    assert answered is not None and answered.by == "某厅"
    assert found["level_missing:portable.title_points:clerk"].is_open
    assert [one for one in found.values() if one.code == "stale_decision"] == []


def test_a_rounding_that_an_included_sheet_decided_is_not_tried_around_it(tmp_path: Path) -> None:
    inner = tmp_path / "inner" / "1.yaml"
    inner.parent.mkdir()
    answer = "decisions: [{finding: 'rounding:inner', reading: down_item, by: 某科, date: 2024-01-01}]\n"
    inner.write_text(HEAD.replace("trial", "inner") + ROUNDED.format(word="unknown") + answer, "utf-8")
    (tmp_path / "records").mkdir()
    for file in (LIBRARY / "records").glob("*.yaml"):
        (tmp_path / "records" / file.name).write_bytes(file.read_bytes())
    outer = tmp_path / "outer.yaml"
    around = "include: {part: {sheet: inner, version: '1', roles: {applicant: applicant}}}\n"
    outer.write_text(HEAD.replace("roles:", "#") + around + "items:\n  total: {sum: [part.a, 1/3]}\n", "utf-8")

    assert load_sheet(outer).rounding is None
