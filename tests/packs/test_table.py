"""The official table as rows: the sheet's own words first, and where it has none, the rule said plainly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from xinju.engines.scoring.table import figure, table_rows
from xinju.packs.reading import exact
from xinju.packs.sheets import load_sheet

LIBRARY = Path(__file__).parents[2] / "districts/library"


def test_the_sheets_own_words_stand_in_the_table() -> None:
    rows = table_rows(load_sheet(LIBRARY / "xiamen-siming-jifen-ruxue/2023.yaml"))

    assert [row.most for row in rows] == ["48", "10", "24", "24", "9"]
    assert rows[0].standard == "每满1年4分，不满1年的按月折算"
    assert rows[0].office == "市人力资源和社会保障局"


def test_a_rule_without_words_is_said_from_the_sheet() -> None:
    sheet = load_sheet(LIBRARY / "zhejiang-gongxing/2023.yaml")
    bare = replace(sheet, items={key: replace(item, standard="") for key, item in sheet.items.items()})

    said = {row.key: row.standard for row in table_rows(bare)}
    english = {row.key: row.standard for row in table_rows(bare, "en")}

    assert said["insurance"] == "每满1个月0.5分"
    assert said["education"].splitlines()[1] == "college：8分"
    assert said["age"].splitlines()[0] == "55及以上、60及以下：5分"
    assert english["residence"] == "0.25 per 1 full month(s)"


def test_figures_are_written_as_people_write_them() -> None:
    assert [figure(exact(text)) for text in ("4", "0.25", "-0.5", "1/3")] == ["4", "0.25", "-0.5", "1/3"]
