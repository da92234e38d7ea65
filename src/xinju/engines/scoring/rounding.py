"""Exact rounding to a multiple of a step."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

Mode = Literal["half_up", "down", "up"]


def rounded(value: Fraction, step: Fraction, mode: Mode) -> Fraction:
    """half_up: halves away from zero; down: towards zero; up: away from zero."""
    steps = abs(value) / step
    whole = steps.numerator // steps.denominator
    rest = steps - whole
    if (mode == "up" and rest > 0) or (mode == "half_up" and rest * 2 >= 1):
        whole += 1
    return whole * step if value >= 0 else -whole * step
