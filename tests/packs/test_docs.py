"""The example in docs/sheets.md is a real sheet, and its case holds."""

from __future__ import annotations

import re
from pathlib import Path

from xinju.engines.scoring.reference import evaluate
from xinju.packs.case_results import differences
from xinju.packs.cases import load_cases
from xinju.packs.records import load_records
from xinju.packs.sheets import load_sheet

ROOT = Path(__file__).parents[2]


def test_the_example_in_the_guide_loads_and_its_case_holds(tmp_path: Path) -> None:
    guide = (ROOT / "docs/sheets.md").read_text("utf-8")
    path = tmp_path / "2026.yaml"
    path.write_text(re.search(r"```yaml\n(sheet: .*?)```", guide, re.DOTALL).group(1), "utf-8")
    records = load_records(sorted((ROOT / "districts/library/records").glob("*.yaml")))

    sheet = load_sheet(path, records={key: declared.type for key, declared in records.items()})
    [case] = load_cases(path, sheet)

    assert differences(case, evaluate(sheet, case.application, as_of=case.as_of, known_at=case.known_at)) == []


def test_the_record_type_in_the_guide_can_be_declared(tmp_path: Path) -> None:
    guide = (ROOT / "docs/sheets.md").read_text("utf-8")
    path = tmp_path / "city.yaml"
    path.write_text(re.search(r"```yaml\n(record: .*?)```", guide, re.DOTALL).group(1), "utf-8")

    study = load_records([path])["study"]

    assert study.type.columns["level"].levels == ("bachelor", "master")
    assert study.levels["level.master"] == "硕士"
