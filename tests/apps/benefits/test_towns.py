"""In the table of towns nobody reads a bare division code."""

from pathlib import Path

import pytest

from xinju.benefits.bridge.towns import Towns, towns_beside
from xinju.demo.district import HERUN

SHEET = HERUN / "sheets" / "jifen" / "2026.yaml"


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("990102100", "苇汀镇", "Weiting"),
        ("990202", "汀屿市（区外）", "Tingyu (outside the district)"),
        ("990202003", "汀屿市 990202003（区外）", "Tingyu 990202003 (outside the district)"),
        ("990102", "禾润区（未到镇、街道）", "Herun, town not known"),
        ("990102999", "禾润区 990102999", "Herun 990102999"),
        ("998877", "998877（本区文件中没有的区划）", "998877 (not in the district's file)"),
        ("", "没有居住记录", "no stay on record"),
    ],
)
def test_a_town_has_its_name_and_what_lies_outside_says_so(code, zh, en):
    assert towns_beside(SHEET, "zh").called(code) == zh
    assert towns_beside(SHEET, "en").called(code) == en


def test_a_sheet_in_no_district_names_the_codes_as_unknown(tmp_path: Path):
    towns = towns_beside(tmp_path / "sheet.yaml", "zh")

    assert towns == Towns("zh")
    assert towns.called("990102100") == "990102100（本区文件中没有的区划）"
