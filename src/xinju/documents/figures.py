"""Numbers and days as people read them: exact points, Chinese and English dates, grouped counts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

Language = Literal["zh", "en"]

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # strftime follows the server's locale


def points_text(points: Fraction | int) -> str:
    """Points without loss: 12, 12.5, 0.125, and 33 1/3 where no decimal is exact; minus as the sign U+2212.

    >>> points_text(Fraction(25, 2)), points_text(Fraction(100, 3)), points_text(-3)
    ('12.5', '33 1/3', '−3')
    """
    exact = Fraction(points)
    sign = "−" if exact < 0 else ""
    whole, rest = divmod(abs(exact), 1)
    if rest == 0:
        return f"{sign}{whole}"
    places = _decimal_places(rest.denominator)
    if places is None:
        return f"{sign}{whole} {rest}" if whole else f"{sign}{rest}"
    digits = rest.numerator * 10**places // rest.denominator
    return f"{sign}{whole}.{digits:0{places}d}"


def _decimal_places(denominator: int) -> int | None:
    """Decimals that write 1/denominator exactly, or None where they never end."""
    for places in range(1, 10):
        if 10**places % denominator == 0:
            return places
    return None


def date_text(day: date, language: Language = "zh") -> str:
    """2026年3月1日 or 1 March 2026."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def count_text(count: int) -> str:
    """12,345: groups of three, in both languages."""
    return f"{count:,}"
