"""What the invented district must be: complete, without a real place in it, and with one defect that the checker finds."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from xinju.benefits.bridge.letter_texts import load_letter_texts
from xinju.documents.glyphs import printable
from xinju.engines.scoring.check import check
from xinju.packs.applicant_lists import load_applicants
from xinju.packs.rounds import load_round
from xinju.packs.sheets import load_sheet
from xinju.packs.versions import choose_version
from xinju.values.citizen_id import CitizenId

HERUN = Path(__file__).parents[2] / "districts" / "herun"
ROUND = HERUN / "rounds/2026-primary-1"
VERSIONS = ("2026", "2027-draft")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_item_names_article_evidence_office_and_the_words_of_the_table(version: str) -> None:
    sheet = load_sheet(HERUN / f"sheets/jifen/{version}.yaml")

    for item in sheet.items.values():
        assert all(
            (item.label, item.category, item.layer, item.article, item.evidence, item.verified_by, item.standard)
        )


@pytest.mark.parametrize("version", VERSIONS)
def test_the_table_has_a_hundred_portable_and_two_hundred_local_points_and_the_three_indicators(version: str) -> None:
    sheet = load_sheet(HERUN / f"sheets/jifen/{version}.yaml")

    assert (sheet.groups["portable.total"].cap, sheet.groups["local"].cap) == (100, 200)
    assert {item.indicator for item in sheet.items.values()} == {"", "residence", "employment", "insurance"}


def test_the_checker_finds_the_one_contradiction_exactly_100_points_in_two_bands() -> None:
    found = check(load_sheet(HERUN / "sheets/jifen/2026.yaml"))

    assert [(one.code, one.where) for one in found] == [("overlap", "purchase")]


def test_in_the_draft_the_contradiction_has_been_answered() -> None:
    [found] = check(load_sheet(HERUN / "sheets/jifen/2027-draft.yaml"))

    assert found.answered is not None


def test_the_day_of_receipt_decides_which_version_applies() -> None:
    from datetime import date

    assert choose_version(HERUN / "sheets/jifen", received=date(2026, 12, 31)).stem == "2026"
    assert choose_version(HERUN / "sheets/jifen", received=date(2027, 1, 1)).stem == "2027-draft"


def test_no_code_is_that_of_a_real_place_and_no_phone_can_be_called() -> None:
    text = (HERUN / "district.yaml").read_text(encoding="utf-8")
    codes = re.findall(r'"(\d{2,12})"', text)

    assert {code[:2] for code in codes} == {"99"}
    assert all(phone.startswith("0999-555") for phone in re.findall(r"phone: (\S+)", text))


def test_identity_numbers_are_sound_and_of_no_place() -> None:
    for row in rows(HERUN / "families/round/people.csv"):
        number = CitizenId(row["number"])
        assert number.division_prefix.startswith("99")


def test_names_with_a_dot_and_rare_characters_reach_the_letter_readable() -> None:
    names = {row["application"]: row["child"] for row in rows(HERUN / "families/round/children.csv")}

    assert printable(names["RX26-900014"]) == "迪力夏·阿依努尔"
    assert "王" in printable(names["RX26-900015"])


def test_two_people_of_one_name_live_in_one_building() -> None:
    homes = Counter(
        (row["name"], row["dwelling"]) for row in rows(HERUN / "families/round/people.csv") if row["dwelling"]
    )

    assert set(homes.values()) == {2}


def test_the_families_applications_for_school_are_sound() -> None:
    round_file = load_round(ROUND / "round.yaml")
    table = HERUN / "families/round/applicants.csv"
    keys = {row["application"]: (0, 0, 0) for row in rows(table)}

    intake = load_applicants(table, round_file, keys)

    assert intake.rejects == ()
    assert len(intake.applicants) == 15


def test_the_round_has_twelve_schools_near_every_community_and_words_for_its_letters() -> None:
    round_ = load_round(ROUND / "round.yaml").round
    towns = yaml.safe_load((HERUN / "district.yaml").read_text(encoding="utf-8"))["towns"]
    communities = {part["code"] for town in towns for part in town["communities"]}

    assert len(round_.schools) == 12
    assert set(round_.distances) == communities
    assert {school.town for school in round_.schools} == {town["code"] for town in towns}
    assert load_letter_texts(ROUND / "letters.yaml").steps(placed=True, language="zh")
