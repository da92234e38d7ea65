"""Rounds and lists of applicants: what is read, what is refused and how it is said."""

from __future__ import annotations

import csv
import json
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
import yaml

from xinju.engines.placement.model import Advantage, BandRule, Mechanism, Status, Twins
from xinju.engines.placement.place import place
from xinju.packs.applicant_lists import Intake, load_applicants, rejects_csv
from xinju.packs.problems import Unreadable, say, sentence
from xinju.packs.round_tables import as_text_cell
from xinju.packs.rounds import RoundFile, load_round

ROUND = """\
round: example-2026-p1
name: {zh: 示例区2026年小学一年级, en: Primary 1}
keys: [总积分, 居住月数]
bands: [学区内有房, 其他]
birth_windows: [{from: 2019-09-01, to: 2020-08-31}]
lottery: {seed: 0123456789abcdef}
pools: [{pool: east, name: 东片, towns: [东镇, 桥镇]}]
stages:
  - {stage: high, name: 高分批, mechanism: by_points, at_least: 200, places: places_high}
  - {stage: main, name: 积分优先、遵循志愿, mechanism: by_points, wishes: 4, sibling: {band: 1}}
  - {stage: rest, name: 统筹安排, mechanism: nearest}
"""
SCHOOLS = """\
school,name,town,places,communities,places_high
S01,第一小学,东镇,2,C01;C02,1
S02,第二小学,桥镇,1,C03,
"""
DISTANCES = "origin,school,metres\nC01,S01,500\nC01,S02,1500\nC03,S02,300\nC03,S01,900\n"
HEADER = "application,key1,key2,band,birth_date,community,twins,sibling_at,status,wish1,wish2\n"
SCHEMA = Path(__file__).parents[2] / "src" / "xinju" / "packs" / "schemas" / "round.schema.json"


def written(folder: Path, round_: str = ROUND, schools: str = SCHOOLS, distances: str | None = DISTANCES) -> Path:
    (folder / "round.yaml").write_text(round_, encoding="utf-8")
    (folder / "schools.csv").write_text(schools, encoding="utf-8")
    if distances is not None:
        (folder / "distances.csv").write_text(distances, encoding="utf-8")
    return folder / "round.yaml"


def intake(folder: Path, *rows: str, header: str = HEADER, keys=None, round_: str = ROUND) -> Intake:
    around = load_round(written(folder, round_))
    (folder / "applicants.csv").write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return load_applicants(folder / "applicants.csv", around, keys)


def codes(found: Intake) -> list[tuple[int, str, str]]:
    return [(p.line, p.path, p.code) for reject in found.rejects for p in reject.problems]


def refused(folder: Path, **texts: str) -> list[tuple[str, int, str, str]]:
    with pytest.raises(Unreadable) as unreadable:
        load_round(written(folder, **texts))
    for problem in unreadable.value.problems:
        assert say(problem, "zh") and say(problem, "en")
    return [(Path(p.file).name, p.line, p.path, p.code) for p in unreadable.value.problems]


def test_a_round_is_read_with_its_schools_pools_and_distances(tmp_path):
    found: RoundFile = load_round(written(tmp_path))
    round_ = found.round

    assert [(s.code, s.places, s.pool, sorted(s.communities)) for s in round_.schools] == [
        ("S01", 2, "east", ["C01", "C02"]),
        ("S02", 1, "east", ["C03"]),
    ]
    assert round_.windows == ((date(2019, 9, 1), date(2020, 8, 31)),)
    assert round_.distances["C01"] == {"S01": 500, "S02": 1500}
    assert (round_.twins, round_.seed, found.refuses_multiple_birth) == (Twins.TOGETHER, "0123456789abcdef", False)


def test_stages_keep_the_offices_own_words_and_their_rules(tmp_path):
    high, main, rest = load_round(written(tmp_path)).round.stages

    assert (high.at_least, high.places) == (200, {"S01": 1})
    assert (main.name, main.mechanism, main.wishes) == ("积分优先、遵循志愿", Mechanism.BY_POINTS, 4)
    assert (main.bands, main.sibling) == (BandRule.STRICT, Advantage(band=1))
    assert rest.mechanism is Mechanism.NEAREST


def test_the_texts_are_kept_as_they_were_read(tmp_path):
    assert load_round(written(tmp_path)).texts == {
        "round.yaml": ROUND,
        "schools.csv": SCHOOLS,
        "distances.csv": DISTANCES,
    }


def test_the_published_schema_accepts_the_example_and_refuses_a_wrong_key():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    example = yaml.load(ROUND, Loader=yaml.BaseLoader)
    plain = json.loads(json.dumps(example), parse_int=int)
    for stage in plain["stages"]:
        stage.update({key: int(stage[key]) for key in ("wishes",) if key in stage})
        if "sibling" in stage:
            stage["sibling"] = {"band": 1}
    jsonschema.validate(plain, schema)

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**plain, "stagess": []}, schema)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"schools": SCHOOLS + "S01,第三小学,东镇,1,,\n"}, ("schools.csv", 4, "school", "school_twice")),
        ({"schools": SCHOOLS.replace("东镇,2", "东镇,0")}, ("schools.csv", 2, "places", "not_a_count")),
        ({"schools": SCHOOLS.replace("东镇,2", "东镇,-3")}, ("schools.csv", 2, "places", "not_a_count")),
        ({"schools": SCHOOLS.replace("town,places,", "town,seats,")}, ("schools.csv", 1, "", "missing_column")),
        ({"distances": DISTANCES + "C01,S09,5\n"}, ("distances.csv", 6, "school", "unknown_school")),
        ({"round_": ROUND.replace("by_points, at", "by_point, at")}, ("round.yaml", 9, "stages[1].mechanism", "unknown_choice")),
        ({"round_": ROUND.replace("wishes: 4", "wishs: 4")}, ("round.yaml", 10, "stages[2].wishs", "unknown_key")),
        ({"round_": ROUND.replace("places_high}", "places_low}")}, ("round.yaml", 9, "stages[1].places", "unknown_choice")),
        ({"round_": ROUND.replace("0123456789abcdef", "short")}, ("round.yaml", 6, "lottery.seed", "short_seed")),
        ({"round_": ROUND.replace("to: 2020", "to: 2018")}, ("round.yaml", 5, "birth_windows[1]", "ends_before_start")),
        ({"round_": ROUND.replace("sibling: {band: 1}", "sibling: {band: 3}")}, ("round.yaml", 10, "stages[2].sibling", "unknown_band")),
        (
            {"round_": ROUND.replace("by_points, wishes", "deferred_acceptance, wishes").replace("[东镇, 桥镇]", "[东镇], places: 1")},
            ("round.yaml", 1, "", "unsound_round"),
        ),
    ],
)  # fmt: skip
def test_a_fault_in_the_rounds_files_names_file_line_and_field(tmp_path, texts, expected):
    assert expected in refused(tmp_path, **texts)


def test_two_stages_of_one_code_are_unsound(tmp_path):
    assert refused(tmp_path, round_=ROUND.replace("stage: rest", "stage: main"))[0][3] == "unsound_round"


def test_good_rows_become_applicants(tmp_path):
    found = intake(
        tmp_path, "A001,85.5,12,1;S02=2,2020-01-02,C01,,S02,,S01,S02", "A002,283/3,?,其他,2019-10-02,C03,,,,S02,"
    )

    first, second = found.applicants
    assert (first.keys, first.band, first.bands_at) == ((Fraction(171, 2), 12), 1, {"S02": 2})
    assert (first.wishes, first.sibling_at, first.community) == (("S01", "S02"), "S02", "C01")
    assert (second.keys, second.band, second.wishes) == ((Fraction(283, 3), None), 2, ("S02",))
    assert found.rejects == ()


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("A1,9,1,,2020-01-02,C01,,,,S01,S01", "wish2", "wish_repeated"),
        ("A1,9,1,,2020-01-02,C01,,,,S01,S07", "wish2", "unknown_school"),
        ("A1,9,1,,2020-01-02,C09,,,,S01,", "community", "no_catchment"),
        ("A1,9,1,,2020-02-30,C01,,,,S01,", "birth_date", "bad_day_masked"),
        ("A1,9,1,,,C01,,,,S01,", "birth_date", "empty_cell"),
        ("A1,9,1,第三类,2020-01-02,C01,,,,S01,", "band", "unknown_value"),
        ("A1,9,1,1;S07=1,2020-01-02,C01,,,,S01,", "band", "unknown_school"),
        ("A1,9,1,,2020-01-02,C01,,S07,,S01,", "sibling_at", "unknown_school"),
        ("A1,9,1,,2020-01-02,C01,,,gone,S01,", "status", "unknown_value"),
        ("A1,many,1,,2020-01-02,C01,,,,S01,", "key1", "not_a_number"),
        ("A1,?,1,,2020-01-02,C01,,,,S01,", "key1", "no_total"),
        (",9,1,,2020-01-02,C01,,,,S01,", "application", "empty_cell"),
        ("A1,9,1,,2020-01-02,C01,,,,S01,,S02", "", "cells_without_heading"),
    ],
)
def test_a_bad_row_comes_back_with_line_and_column_and_the_good_one_goes_through(tmp_path, row, column, code):
    found = intake(tmp_path, "B1,8,1,,2020-01-02,C01,,,,S02,", row)

    assert codes(found) == [(3, column, code)]
    assert [one.application for one in found.applicants] == ["B1"]
    for reject in found.rejects:
        assert all(sentence(problem, "zh") and sentence(problem, "en") for problem in reject.problems)


def test_a_child_listed_twice_is_refused_on_both_lines(tmp_path):
    row = "A1,9,1,,2020-01-02,C01,,,,S01,"

    assert codes(intake(tmp_path, row, row)) == [
        (2, "application", "application_twice"),
        (3, "application", "application_twice"),
    ]


def test_children_of_one_birth_with_different_wishes_are_refused_with_one_sentence(tmp_path):
    found = intake(tmp_path, "A1,9,1,,2020-01-02,C01,t,,,S01,", "A2,9,1,,2020-01-02,C01,t,,,S02,")

    assert codes(found) == [(2, "twins", "birth_not_shared"), (3, "twins", "birth_not_shared")]


def test_a_round_may_refuse_children_of_one_birth(tmp_path):
    found = intake(tmp_path, "A1,9,1,,2020-01-02,C01,t,,,S01,", round_=ROUND + "multiple_birth: refused\n")

    assert codes(found) == [(2, "twins", "multiple_birth_refused")]


def test_no_wish_is_a_notice_where_a_guarantee_follows_and_a_fault_where_none_does(tmp_path):
    row = "A1,9,1,,2020-01-02,C01,,,,,"
    without = "\n".join(line for line in ROUND.splitlines() if "nearest" not in line) + "\n"

    assert [notice.code for notice in intake(tmp_path, row).notices] == ["guaranteed_only"]
    assert codes(intake(tmp_path, row, round_=without)) == [(2, "wish1", "no_wishes")]


def test_one_rank_key_for_two_children_is_noticed_while_no_seed_is_there(tmp_path):
    rows = "A1,9,1,,2020-01-02,C01,,,,S01,", "A2,9,1,,2020-01-02,C01,,,,S01,"
    unopened = ROUND.replace("lottery: {seed: 0123456789abcdef}\n", "")

    assert [(n.code, n.value("lines")) for n in intake(tmp_path, *rows, round_=unopened).notices] == [
        ("same_keys", "2, 3")
    ]
    assert intake(tmp_path, *rows).notices == ()


def test_a_childs_birthday_and_community_are_never_quoted(tmp_path):
    found = intake(tmp_path, "A1,9,1,,2020-13-02,C99,,,,S01,")

    said = " ".join(
        say(problem, language) for r in found.rejects for problem in r.problems for language in ("zh", "en")
    )

    assert "2020-13-02" not in said and "C99" not in said


def test_rejected_rows_come_back_as_they_were_with_their_reasons_and_no_formula(tmp_path):
    found = intake(tmp_path, "=1+1,9,1,,2020-01-02,C01,,,,S01,S01")

    header, row = csv.reader(StringIO(rejects_csv(found, "zh").decode("utf-8-sig")))

    assert header[:3] == ["line", "reasons", "application"]
    assert (row[0], row[2]) == ("2", "'=1+1")
    assert "只填一次" in row[1]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x"])
def test_a_cell_that_would_be_a_formula_becomes_text(cell):
    assert as_text_cell(cell) == f"'{cell}"


def test_chinese_headings_and_gb18030_are_read(tmp_path):
    around = load_round(written(tmp_path))
    text = "申请编号,key1,key2,类别,出生日期,社区,状态,志愿1,志愿2\nA1,9,1,其他,2020-01-02,C01,民办,S01,S02\n"
    (tmp_path / "list.csv").write_bytes(text.encode("gb18030"))

    found = load_applicants(tmp_path / "list.csv", around)

    assert [(one.application, one.status, one.wishes) for one in found.applicants] == [
        ("A1", Status.PRIVATE, ("S01", "S02"))
    ]


def test_faults_are_named_by_the_heading_in_the_file(tmp_path):
    header = "申请编号,key1,key2,出生日期,社区,志愿1,志愿2\n"

    assert codes(intake(tmp_path, "A1,9,1,2020-01-02,C01,S01,S01", header=header)) == [(2, "志愿2", "wish_repeated")]


def test_keys_from_the_score_sheet_take_the_place_of_columns(tmp_path):
    keys = {"A1": (Fraction(7, 2), 3)}
    header = "application,birth_date,community,wish1\n"

    found = intake(tmp_path, "A1,2020-01-02,C01,S01", "A2,2020-01-02,C01,S01", header=header, keys=keys)

    assert [one.keys for one in found.applicants] == [(Fraction(7, 2), 3)]
    assert codes(found) == [(3, "application", "no_score")]


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_missing_file_or_a_folder_is_one_clear_problem(tmp_path, name):
    around = load_round(written(tmp_path))

    with pytest.raises(Unreadable) as unreadable:
        load_applicants(tmp_path / name, around)

    assert unreadable.value.problems[0].code in ("no_file", "folder_not_file")


def test_what_was_read_can_be_placed(tmp_path):
    rows = "A1,210,1,,2020-01-02,C01,,,,S01,S02", "A2,90,1,,2020-01-02,C01,,,,S01,", "A3,80,1,,2020-01-02,C03,,,,S01,"
    found = intake(tmp_path, *rows)

    result = place(load_round(tmp_path / "round.yaml").round, found.applicants)

    assert [(name, result.school_of(name), result.stage_of[name]) for name in ("A1", "A2", "A3")] == [
        ("A1", "S01", "high"),
        ("A2", "S01", "main"),
        ("A3", "S02", "rest"),
    ]
