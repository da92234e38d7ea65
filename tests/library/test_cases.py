"""Every case worked by hand beside a sheet in districts/ holds in the evaluators."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.library import fast_results

from xinju.engines.scoring.reference import evaluate
from xinju.packs.case_results import differences
from xinju.packs.cases import Case, load_cases
from xinju.packs.sheets import load_sheet, sheet_files

ROOT = Path(__file__).parents[2] / "districts"
EXCERPTS = Path(__file__).parent / "sheets"
SHEETS = sorted([*sheet_files(ROOT), *sheet_files(EXCERPTS)])
PUBLISHED = [path for path in SHEETS if "herun" not in path.parts]
CASES = [(path, index) for path in SHEETS for index in range(path.read_text("utf-8").count("\ncase: "))]


def _name(value: object) -> str:
    return f"{value.parent.name}-{value.stem}" if isinstance(value, Path) else str(value)


@pytest.mark.parametrize(("path", "index"), CASES, ids=_name)
def test_a_case_worked_by_hand_holds_for_one_family(path: Path, index: int) -> None:
    sheet = load_sheet(path)
    case = load_cases(path, sheet)[index]

    statement = evaluate(sheet, case.application, as_of=case.as_of, known_at=case.known_at)

    assert differences(case, statement) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", PUBLISHED, ids=_name)
def test_the_fast_evaluator_says_the_same_about_every_case(path: Path) -> None:
    sheet = load_sheet(path)
    runs: dict[tuple[object, ...], list[Case]] = {}
    for case in load_cases(path, sheet):
        runs.setdefault((case.as_of, case.known_at, case.application.delivered), []).append(case)

    found = [line for cases in runs.values() for line in fast_results.differences(sheet, cases)]

    assert found == []


@pytest.mark.parametrize("path", PUBLISHED, ids=_name)
def test_each_published_sheet_has_its_cases_beside_it_with_the_sum_shown(path: Path) -> None:
    cases = load_cases(path, load_sheet(path))

    assert len(cases) >= 4
    assert [case.name for case in cases if not case.by_hand] == []
