"""Numbers and days are printed without loss."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinju.documents.figures import date_text, points_text


@pytest.mark.parametrize(
    ("points", "text"),
    [(0, "0"), (12, "12"), (Fraction(25, 2), "12.5"), (Fraction(1, 8), "0.125"), (Fraction(100, 3), "33 1/3"),
     (Fraction(1, 3), "1/3"), (Fraction(-7, 2), "−3.5"), (Fraction(-4, 3), "−1 1/3"), (Fraction(1, 20), "0.05")],
)  # fmt: skip
def test_points_are_a_decimal_where_one_is_exact_and_a_fraction_where_none_is(points, text):
    assert points_text(points) == text


@given(st.fractions(min_value=-10_000, max_value=10_000, max_denominator=5000))
def test_no_point_is_lost_in_print(points):
    text = points_text(points).replace("−", "-")
    sign = -1 if text.startswith("-") else 1

    assert sign * sum(Fraction(part) for part in text.lstrip("-").split(" ")) == points


def test_days_are_written_as_people_do():
    assert date_text(date(2026, 3, 1)) == "2026年3月1日"
    assert date_text(date(2026, 3, 1), "en") == "1 March 2026"
