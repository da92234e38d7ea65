"""What people type on a command line."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date

import pytest

from xinju.cli.inputs import day


def test_a_day_is_read_as_people_write_it():
    assert day("2026-05-12") == date(2026, 5, 12)


@pytest.mark.parametrize("text", ["2026-02-30", "soon", "9999-12-31", "0001-01-01", "2200-01-01", "1899-12-31"])
def test_a_day_that_does_not_exist_or_lies_beyond_every_calendar_is_refused(text):
    with pytest.raises(ArgumentTypeError, match="expected a day"):
        day(text)
