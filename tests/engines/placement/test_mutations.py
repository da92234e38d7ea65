"""Whoever changes a folder is caught by the rules, not by the hashes: every folder here is sealed anew after the change."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from itertools import combinations, permutations
from pathlib import Path

import pytest
from tests.engines.placement import folder, oracle
from tests.engines.placement.invented import SEED

from xinju.engines.placement.lottery import lottery_number
from xinju.engines.placement.model import Applicant, BandRule, Mechanism, Round, School, Stage
from xinju.engines.placement.place import place

PLACES = {"north": 2, "south": 1, "east": 1, "west": 1}
CHILDREN = (  # application, points, bands at schools, wishes
    ("A", 9, {}, ("north", "south")),
    ("B", 8, {"south": 1}, ("north", "south")),
    ("C", 8, {}, ("south", "north", "east")),
    ("D", 5, {"north": 1}, ("south", "north")),
    ("E", 5, {}, ("north", "east", "south")),
    ("F", 3, {"east": 1}, ("south", "east")),
)
MECHANISMS = (Mechanism.DEFERRED, Mechanism.BY_POINTS, Mechanism.FIRST_WISH)
Cells = tuple[tuple[str, ...], ...]


def the_round(mechanism: Mechanism) -> Round:
    schools = tuple(School(code, code, "town", count) for code, count in PLACES.items())
    stage = Stage("main", "main", mechanism, bands=BandRule.STRICT)
    return Round("R1", "round", (stage,), schools, bands=("first", "second"), seed=SEED)


@pytest.fixture(params=MECHANISMS)
def sealed(request, tmp_path: Path) -> tuple[Mechanism, Path]:
    around = the_round(request.param)
    people = tuple(Applicant(a, (p,), wishes, band=2, bands_at=bands) for a, p, bands, wishes in CHILDREN)
    return request.param, folder.write(tmp_path / "sealed", around, people, place(around, people))


def assert_named(faults: list[str]) -> None:
    """At least one fault names a child, a school and a rule."""
    assert any(re.search(r"child (?!-)\S+ · 学校 school (?!-)\S+ · 规则 rule \S+", fault) for fault in faults), faults


def caught(where: Path) -> bool:
    folder.rewrite_hashes(where)
    code, faults = folder.check(where)
    assert (code == 1) == bool(faults)
    if faults:
        assert_named(faults)
    return bool(faults)


def is_right(mechanism: Mechanism, where: Path) -> bool:
    """The oracle: do the printed seats and orders follow from the list and the places as they now stand?"""
    header, *rows = folder.table(where, "applicants.csv")
    places = {school["code"]: school["places"] for school in folder.facts(where)["schools"]}
    turns = []
    for cells in rows:
        row = dict(zip(header, cells, strict=True))
        bands = dict(part.split("=") for part in row["band"].split(";")[1:])
        wishes = [row[column] for column in header if column.startswith("wish") and row[column]]
        for wish, school in enumerate(wishes, start=1):
            band, drawn = int(bands.get(school, 2)), lottery_number(SEED, "R1", row["application"])
            first = wish if mechanism is Mechanism.FIRST_WISH else 0
            turns.append(((band, first, -int(row["key1"]), drawn), row["application"], wish, school))
    due = {(child, school): sorted({t for t, *_ in turns}).index(turn) + 1 for turn, child, _, school in turns}
    claims = {
        c: [(s, due[c, s]) for _, child, _, s in turns if child == c] for c in {child for _, child, _, _ in turns}
    }
    right = oracle.best_stable(claims, places) if mechanism is Mechanism.DEFERRED else oracle.called(turns, places)
    seats = {row[0]: row[1] or None for row in folder.table(where, "assignment.csv")[1:]}
    ranks = [
        dict(zip(folder.table(where, "ranks.csv")[0], row, strict=True)) for row in folder.table(where, "ranks.csv")[1:]
    ]
    return seats == right and all(due[row["application"], row["school"]] == int(row["order"]) for row in ranks)


def seats_of(where: Path) -> Cells:
    return tuple(tuple(row) for row in folder.table(where, "assignment.csv")[1:])


def reseat(where: Path, changes: dict[int, tuple[str, ...]]) -> None:
    """Give rows other seats (school, stage, wish); the wish number is made to fit, as a clever cheat would."""
    wishes = {application: listed for application, _, _, listed in CHILDREN}
    for row, (school, stage, _) in changes.items():
        application = seats_of(where)[row - 1][0]
        number = str(wishes[application].index(school) + 1) if school in wishes[application] else ""
        for column, value in (("school", school), ("stage", stage), ("wish", number)):
            folder.change(where, "assignment.csv", row, column, value)


def restored(where: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (where / name).write_bytes(content)


def contents(where: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in where.iterdir() if path.is_file()}


def test_the_true_folder_is_accepted_and_the_oracle_agrees(sealed):
    mechanism, where = sealed

    assert folder.check(where) == (0, [])
    assert is_right(mechanism, where)


def test_one_changed_seat_is_caught(sealed):
    mechanism, where = sealed
    true = contents(where)
    for row, seat in enumerate(seats_of(where), start=1):
        for school in (*PLACES, ""):
            if school == seat[1]:
                continue
            reseat(where, {row: (school, "main" if school else "", "")})
            assert not is_right(mechanism, where)
            assert caught(where), (row, school)
            restored(where, true)


def test_two_swapped_seats_are_caught(sealed):
    mechanism, where = sealed
    true, seats = contents(where), seats_of(where)
    for one, other in combinations(range(len(seats)), 2):
        if seats[one][1] != seats[other][1]:
            reseat(where, {one + 1: seats[other][1:], other + 1: seats[one][1:]})
            assert not is_right(mechanism, where)
            assert caught(where), (one, other)
            restored(where, true)


@pytest.mark.slow
def test_a_cycle_of_three_seats_is_caught(sealed):
    mechanism, where = sealed
    true, seats = contents(where), seats_of(where)
    for one, two, three in permutations(range(len(seats)), 3):
        if one == min(one, two, three) and len({seats[n][1] for n in (one, two, three)}) > 1:
            reseat(where, {one + 1: seats[two][1:], two + 1: seats[three][1:], three + 1: seats[one][1:]})
            if not is_right(mechanism, where):
                assert caught(where), (one, two, three)
            restored(where, true)


@pytest.mark.slow
def test_a_changed_score_is_caught_unless_the_oracle_finds_the_result_still_right(sealed):
    mechanism, where = sealed
    true, verdicts = contents(where), Counter()
    for row in range(1, len(CHILDREN) + 1):
        for points in range(0, 12):
            folder.change(where, "applicants.csv", row, "key1", str(points))
            found = caught(where)
            verdicts[found] += 1
            assert found or is_right(mechanism, where), (row, points)
            restored(where, true)
    assert verdicts[True] > verdicts[False]


def test_a_changed_rank_is_caught(sealed):
    _, where = sealed
    true = contents(where)
    for row in range(1, len(folder.table(where, "ranks.csv"))):
        for column in ("order", "rank", "wish"):
            now = folder.table(where, "ranks.csv")[row][folder.table(where, "ranks.csv")[0].index(column)]
            folder.change(where, "ranks.csv", row, column, str(int(now) + 1))
            assert caught(where), (row, column)
            restored(where, true)


@pytest.mark.parametrize("column", ["reason", "cutoff_keys", "missing"])
def test_a_changed_reason_cutoff_or_difference_is_caught(sealed, column):
    _, where = sealed
    true = contents(where)
    for row in range(1, len(folder.table(where, "ranks.csv"))):
        folder.change(where, "ranks.csv", row, column, "7")
        assert caught(where), row
        restored(where, true)


def test_a_changed_quota_is_caught_unless_the_oracle_finds_the_result_still_right(sealed):
    mechanism, where = sealed
    true, verdicts = contents(where), Counter()
    for index in range(len(PLACES)):
        for by in (-1, 1):
            facts = folder.facts(where)
            facts["schools"][index]["places"] += by
            facts["counts"]["left_over"] = left_over(where, facts)
            folder.seal(where, facts)
            found = caught(where)
            verdicts[found] += 1
            assert found or is_right(mechanism, where), (index, by)
            restored(where, true)
    assert verdicts[True]


def left_over(where: Path, facts: dict) -> dict[str, int]:
    taken = Counter(seat[1] for seat in seats_of(where))
    return {school["code"]: max(0, school["places"] - taken[school["code"]]) for school in facts["schools"]}


def test_another_seed_is_caught_by_the_lottery_numbers(sealed):
    _, where = sealed
    facts = folder.facts(where)
    caught_by = 0
    for n in range(8):
        facts["lottery"]["seed"] = f"another invented seed {n}"
        folder.seal(where, facts)
        caught_by += caught(where)

    assert caught_by  # a seed that leaves every tie as it was changes nothing that anyone can see


def test_a_changed_seed_breaks_the_published_promise(sealed):
    _, where = sealed
    facts = folder.facts(where)
    facts["lottery"] |= {"commitment": "0" * 64}
    folder.seal(where, facts)

    assert any("种子" in fault for fault in folder.check(where)[1])


def test_a_changed_list_is_not_the_published_one(sealed):
    _, where = sealed
    facts = folder.facts(where)
    facts["lottery"] |= {"published_list": facts["frozen_list"]}
    folder.seal(where, facts)
    assert folder.check(where)[0] == 0

    folder.change(where, "applicants.csv", 6, "key1", "2")
    folder.rewrite_hashes(where)

    assert any("名单" in fault for fault in folder.check(where)[1])


def test_any_changed_file_is_named_while_the_hashes_stand(sealed):
    _, where = sealed
    true = contents(where)
    for name in folder.facts(where)["files"]:
        if name != "verify.py":
            (where / name).write_bytes((where / name).read_bytes() + b"\n")
            assert any(f"{name} is missing or was changed" in fault for fault in folder.check(where)[1])
            restored(where, true)


def test_changed_cutoffs_and_totals_in_the_summary_are_caught(sealed):
    _, where = sealed
    true = folder.facts(where)
    for spoil in (
        lambda facts: facts["cutoffs"].pop(),
        lambda facts: facts["cutoffs"][0].update(total="999", keys=["999"]),
        lambda facts: facts["cutoffs"][0].update(total="999"),
        lambda facts: facts["cutoffs"][0].update(keys=["999"]),
        lambda facts: facts["cutoffs"].append({**facts["cutoffs"][0], "school": "nowhere"}),
        lambda facts: facts["lines"].append({"stage": "main", "pool": "P", "band": 1, "total": "5", "keys": ["5"]}),
        lambda facts: facts["counts"].update(placed=99),
        lambda facts: facts["counts"].update(counted_apart={"private": 2}),
        lambda facts: facts["overflow"].append({"stage": "main", "school": "north", "places": 2, "admitted": 3}),
    ):
        facts = folder.facts(where)
        spoil(facts)
        folder.seal(where, facts)
        assert folder.check(where)[0] == 1
        folder.seal(where, true)


@pytest.mark.parametrize(("school", "stage"), [("north", "nowhere"), ("north", ""), ("nowhere", "main"), ("", "main")])
def test_a_seat_that_no_stage_gave_is_caught(sealed, school, stage):
    _, where = sealed
    row = next(n for n, seat in enumerate(seats_of(where), start=1) if seat[1] == "")
    folder.change(where, "assignment.csv", row, "school", school)
    folder.change(where, "assignment.csv", row, "stage", stage)
    folder.rewrite_hashes(where)

    code, faults = folder.check(where)

    assert (code, bool(faults)) == (1, True)


def test_a_missing_or_doubled_child_is_named(sealed):
    _, where = sealed
    rows = folder.table(where, "assignment.csv")
    (where / "assignment.csv").write_bytes(folder.table_bytes([*rows[:-1], rows[1]]))
    folder.rewrite_hashes(where)

    faults = folder.check(where)[1]

    assert any("child F" in fault for fault in faults)
    assert any("child A" in fault for fault in faults)


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-I", *arguments], capture_output=True, text=True, check=False)


def test_the_script_stands_alone_and_answers_with_its_exit_code(tmp_path):
    around = the_round(Mechanism.DEFERRED)
    people = tuple(Applicant(a, (p,), wishes, band=2, bands_at=bands) for a, p, bands, wishes in CHILDREN)
    where = folder.write(tmp_path / "sealed", around, people, place(around, people))
    script = str(where / "verify.py")

    assert run(script).returncode == 0
    reseat(where, {1: ("", "", "")})
    folder.rewrite_hashes(where)
    changed = run(script, str(where))
    assert (changed.returncode, "儿童 child A" in changed.stdout, changed.stderr) == (1, True, "")
    (where / "certificate.json").write_text("{", encoding="utf-8")
    assert run(script).returncode == 2
    assert run(script, str(tmp_path / "missing")).returncode == 2


def test_the_public_edition_names_the_child_too(tmp_path):
    around = the_round(Mechanism.DEFERRED)
    people = tuple(Applicant(a, (p,), wishes, band=2, bands_at=bands) for a, p, bands, wishes in CHILDREN)
    where = folder.write(tmp_path / "public", around, people, place(around, people), "public")
    true, seats = contents(where), seats_of(where)
    for one, other in combinations(range(len(seats)), 2):
        if seats[one][1] != seats[other][1]:
            reseat(where, {one + 1: seats[other][1:], other + 1: seats[one][1:]})
            assert caught(where), (one, other)
            restored(where, true)


def test_the_public_edition_holds_application_numbers_and_ranks_only(tmp_path):
    around = the_round(Mechanism.DEFERRED)
    people = tuple(Applicant(a, (p,), wishes, band=2, bands_at=bands) for a, p, bands, wishes in CHILDREN)
    where = folder.write(tmp_path / "public", around, people, place(around, people), "public")

    assert "applicants.csv" not in contents(where)
    assert folder.table(where, "ranks.csv")[0] == ["stage", "application", "wish", "school", "order", "rank", "result"]
    assert {row[-1] for row in folder.table(where, "ranks.csv")[1:]} <= {"placed", "full", "not_asked", "not_eligible"}
