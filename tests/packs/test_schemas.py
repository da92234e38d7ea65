"""The published schemas accept every sheet and record type of the districts, and refuse a wrong key as an editor would show it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.packs.plain_values import plain

from xinju.packs.sheets import sheet_files
from xinju.packs.yaml_reader import read_documents, read_text

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "src/xinju/packs/schemas"
SHEETS = [*sheet_files(ROOT / "districts"), *sheet_files(ROOT / "tests/library/sheets")]
RECORDS = sorted(ROOT.glob("districts/*/records/*.yaml"))


@cache
def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / name).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def faults(name: str, value: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(value)]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_sheet_fits_the_published_schema(path: Path) -> None:
    sheet = plain(read_documents(read_text(path), str(path))[0])

    assert faults("sheet.schema.json", sheet) == []


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_every_record_type_fits_the_published_schema(path: Path) -> None:
    for document in read_documents(read_text(path), str(path)):
        assert faults("records.schema.json", plain(document)) == []


def test_a_wrong_key_does_not_fit() -> None:
    sheet = {"sheet": "a", "version": "1", "title": "甲", "items": {"a": {"rate": {"of": "x", "points": 1, "pre": 2}}}}

    assert faults("sheet.schema.json", sheet) != []
