"""The seeded generator: the same seed makes the same files, the people are plausible, and only the planted rows are refused."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from xinju import demo
from xinju.demo import district as districts
from xinju.demo.facts import applications_of, households
from xinju.packs.applicant_lists import load_applicants
from xinju.packs.facts import Facts
from xinju.packs.facts_tables import load_facts
from xinju.packs.rounds import load_round
from xinju.packs.sheets import declared_records, load_sheet
from xinju.values.citizen_id import CitizenId

pytestmark = pytest.mark.slow

SHEET = districts.HERUN / "sheets/jifen/2026.yaml"
DAY = date(2026, 5, 12)
FAMILIES = 15


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    demo.write_facts(path / "facts", residents=1_000, seed=7, day=DAY)
    demo.write_applicants(path / "round", residents=1_000, seed=7, day=DAY)
    return path


@pytest.fixture(scope="module")
def facts(folder: Path) -> Iterator[Facts]:
    with duckdb.connect() as connection:
        yield load_facts(
            connection, folder / "facts", load_sheet(SHEET).records, today=DAY, declared=declared_records(SHEET)
        )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(folder: Path, tmp_path: Path) -> None:
    demo.write_facts(tmp_path / "again", residents=1_000, seed=7, day=DAY)
    demo.write_facts(tmp_path / "other", residents=1_000, seed=8, day=DAY)

    def contents(path: Path) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in path.iterdir()}

    assert contents(tmp_path / "again") == contents(folder / "facts")
    assert contents(tmp_path / "other")["stay.csv"] != contents(folder / "facts")["stay.csv"]


def test_as_many_people_as_asked_for_and_three_in_a_hundred_start_school(tmp_path: Path) -> None:
    made = demo.write_facts(tmp_path, residents=1_000, seed=7, day=DAY)

    assert (made.residents, made.children) == (1_000, 30)


def test_every_kind_of_fact_that_the_sheet_names_is_delivered(facts: Facts) -> None:
    assert set(load_sheet(SHEET).records) == facts.delivered


def test_only_the_planted_rows_are_refused_each_with_a_reason(facts: Facts) -> None:
    refused = {name: len(rejected.rows) for name, rejected in facts.rejected.items()}

    planted = {"stay", "skill", "award", "tax", "donation", "blood_donation", "lease", "volunteer_hours"}
    assert planted <= set(refused)
    assert sum(refused.values()) <= len(planted) + 3  # two gifts of blood on one day may happen by chance


def test_the_named_families_are_among_the_people(facts: Facts) -> None:
    assert [number for number in facts.numbers() if number.startswith("RX26-9")] == [
        f"RX26-{900_000 + index}" for index in range(1, FAMILIES + 1)
    ]


def test_the_round_is_sized_to_the_children_and_its_list_is_sound(folder: Path) -> None:
    round_file = load_round(folder / "round/round.yaml")
    listed = rows(folder / "round/applicants.csv")
    keys = {row["application"]: (0, 0, 0) for row in listed}

    intake = load_applicants(folder / "round/applicants.csv", round_file, keys)

    assert intake.rejects == ()
    assert len(listed) == 30 + FAMILIES
    assert 40 <= sum(school.places for school in round_file.round.schools) <= 52


def test_names_stand_beside_the_facts_and_never_in_them(folder: Path) -> None:
    names = {row["child"] for row in rows(folder / "round/children.csv")}
    written = "".join(path.read_text(encoding="utf-8") for path in (folder / "facts").glob("*.csv"))

    assert not [name for name in names if name in written]


def test_identity_numbers_are_sound_of_no_place_and_agree_with_birth_and_sex() -> None:
    people = [p for house in households(districts.load(), residents=600, seed=3, day=DAY) for p in house.people]

    for person in people:
        number = CitizenId(person.number)
        assert number.division_prefix.startswith("99")
        assert number.birth_date == person.birth
        assert (int(person.number[16]) % 2 == 1) == (person.sex == "m")
    assert len({person.number for person in people}) == len(people)


def test_twins_have_one_birthday_one_wish_list_and_two_numbers(tmp_path: Path) -> None:
    demo.write_applicants(tmp_path, residents=8_000, seed=2, day=DAY)
    births: dict[str, list[dict[str, str]]] = {}
    for row in rows(tmp_path / "applicants.csv"):
        if row["twins"]:
            births.setdefault(row["twins"], []).append(row)

    assert births
    for twins in births.values():
        assert len(twins) == 2
        assert len({(row["birth_date"], row["wish1"], row["wish2"], row["community"]) for row in twins}) == 1


def test_every_household_has_one_number_and_every_starting_child_its_own() -> None:
    people = households(districts.load(), residents=600, seed=3, day=DAY)

    numbers = applications_of(people)

    assert len(set(numbers.values())) == len(numbers)
    assert sum(number.startswith("RX26") for number in numbers.values()) == 18
