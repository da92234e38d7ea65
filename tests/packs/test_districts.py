"""A district's folder, and sheets found by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinju.packs.districts import find_sheet, load_district
from xinju.packs.problems import Unreadable

DISTRICTS = Path(__file__).parents[2] / "districts"


def test_the_invented_district_has_regions_records_and_sheets() -> None:
    herun = load_district(DISTRICTS / "herun")

    assert (herun.key, herun.name, herun.code) == ("herun", "禾润区", "990102")
    assert all(region.code.startswith(region.within) for region in herun.regions)
    assert herun.sheets


def test_a_sheet_is_found_by_path_by_name_and_version_and_by_name_alone() -> None:
    by_path = find_sheet(str(DISTRICTS / "library/zhejiang-gongxing/2023.yaml"), DISTRICTS)

    assert find_sheet("zhejiang-gongxing@2023", DISTRICTS / "library") == by_path
    assert find_sheet("zhejiang-gongxing", DISTRICTS / "library") == by_path


@pytest.mark.parametrize(
    ("name", "hint"), [("suzhou-jifen", "suzhou-jifen@2015"), ("zhejiang-gongxin@2023", "zhejiang-gongxing@2023")]
)
def test_an_unknown_or_ambiguous_name_is_answered_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(Unreadable) as refused:
        find_sheet(name, DISTRICTS / "library")

    assert hint in refused.value.problems[0].value("nearest") + refused.value.problems[0].value("expected")
