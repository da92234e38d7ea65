"""Several dated versions of one policy: the day of receipt or the as-of day decides, beside the versions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from xinju.packs.problems import Unreadable, say
from xinju.packs.versions import choose_version, load_versions

SUZHOU = Path(__file__).parents[2] / "districts/library/suzhou-jifen"


@pytest.mark.parametrize(
    ("received", "version"),
    [
        (date(2020, 12, 31), "2015"),
        (date(2021, 1, 1), "2021"),
        (date(2022, 12, 31), "2021"),
        (date(2026, 3, 1), "2023"),
    ],
)
def test_the_day_of_receipt_decides_which_suzhou_table_applies(received: date, version: str) -> None:
    assert choose_version(SUZHOU, received=received).stem == version


def test_before_the_first_version_none_applies() -> None:
    with pytest.raises(Unreadable) as refused:
        choose_version(SUZHOU, received=date(2010, 1, 1))

    assert [problem.code for problem in refused.value.problems] == ["not_one_version"]


def test_the_as_of_day_does_not_help_where_the_receipt_decides() -> None:
    with pytest.raises(Unreadable) as refused:
        choose_version(SUZHOU, as_of=date(2022, 1, 1))

    assert [problem.code for problem in refused.value.problems] == ["version_needs_day"]


def test_a_folder_with_one_version_needs_no_rule() -> None:
    assert choose_version(SUZHOU.parent / "zhejiang-gongxing").stem == "2023"


RULES = """\
by: as_of
versions:
  old: {from: 2020-01-01, to: 2021-06-30}
  new: {from: 2021-06-01, to: 2021-12-31}
  next: {from: 2022-03-01}
"""
OVERLAP, HOLE = "version_overlap:{folder}:old+new", "version_hole:{folder}:new+next"


def folder_of(folder: Path, *answers: tuple[str, str, str], rules: str = RULES) -> Path:
    """A folder of three versions, with what was decided: finding, reading, day."""
    for version in ("old", "new", "next"):
        (folder / f"{version}.yaml").write_text("sheet: trial\n", "utf-8")
    lines = [
        f"  - {{finding: '{finding.format(folder=folder.name)}', reading: {reading}, by: 某科, date: {day}}}\n"
        for finding, reading, day in answers
    ]
    text = rules + ("decisions:\n" + "".join(lines) if lines else "")
    (folder / "versions.yaml").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("day", [date(2021, 6, 1), date(2021, 6, 30), date(2022, 1, 1), date(2022, 2, 28)])
def test_where_two_versions_hold_or_none_does_nothing_is_chosen(tmp_path: Path, day: date) -> None:
    with pytest.raises(Unreadable):
        choose_version(folder_of(tmp_path), as_of=day)


@pytest.mark.parametrize(("reading", "version"), [("earlier", "old"), ("later", "new")])
def test_which_of_two_versions_holds_is_what_was_decided(tmp_path: Path, reading: str, version: str) -> None:
    folder = folder_of(tmp_path, (OVERLAP, reading, "2021-07-01"))

    assert choose_version(folder, as_of=date(2021, 6, 30)).stem == version
    assert choose_version(folder, as_of=date(2021, 5, 31)).stem == "old"
    assert choose_version(folder, as_of=date(2021, 7, 1)).stem == "new"


@pytest.mark.parametrize(("reading", "version"), [("earlier", "new"), ("later", "next")])
def test_a_day_that_no_version_holds_falls_to_the_one_that_was_decided_on(
    tmp_path: Path, reading: str, version: str
) -> None:
    assert choose_version(folder_of(tmp_path, (HOLE, reading, "2022-01-10")), as_of=date(2022, 2, 1)).stem == version


def test_where_it_was_decided_that_nothing_is_accepted_no_version_applies(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        choose_version(folder_of(tmp_path, (HOLE, "none", "2022-01-10")), as_of=date(2022, 2, 1))

    assert "2022-02-01" in say(refused.value.problems[0], "zh")


def test_what_was_not_decided_yet_is_not_known_yet(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, (OVERLAP, "later", "2021-07-01"))

    with pytest.raises(Unreadable):
        choose_version(folder, as_of=date(2021, 6, 15), known_at=date(2021, 6, 30))
    assert choose_version(folder, as_of=date(2021, 6, 15), known_at=date(2021, 7, 1)).stem == "new"


def test_a_decision_about_versions_that_do_not_meet_is_stale(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, (OVERLAP, "later", "2021-07-01"), ("version_hole:x:old+new", "none", "2021-07-01"))

    found = {one.code: one for one in load_versions(folder / "versions.yaml").findings()}

    assert set(found) == {"version_overlap", "version_hole", "stale_decision"}
    assert not found["version_overlap"].is_open and found["version_hole"].is_open


def test_a_reading_that_no_finding_offers_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        load_versions(folder_of(tmp_path, (OVERLAP, "both", "2021-07-01")) / "versions.yaml")

    (problem,) = refused.value.problems
    assert (problem.line, problem.code, problem.value("value")) == (7, "unknown_choice", "both")
