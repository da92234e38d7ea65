"""Several dated versions of one policy: the day of receipt or the as-of day decides, beside the versions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from xinju.packs.problems import Unreadable
from xinju.packs.sheets import choose_version

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
