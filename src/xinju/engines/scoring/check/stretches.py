"""Stretches of the number line, cut to what a measure can be: whole years are 59, 60, 61, never 60.5."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from xinju.engines.scoring.check.finding import Stretch
from xinju.engines.scoring.language.sources import Bounds
from xinju.engines.scoring.range_arithmetic import Range

Cut = tuple[Fraction, int]


def low_cut(bounds: Bounds) -> Cut | None:
    """(number, 0) just below the number, (number, 1) just above it; None without a lower end."""
    if bounds.at_least is not None:
        return (bounds.at_least, 0)
    return (bounds.over, 1) if bounds.over is not None else None


def high_cut(bounds: Bounds) -> Cut | None:
    if bounds.up_to is not None:
        return (bounds.up_to, 1)
    return (bounds.under, 0) if bounds.under is not None else None


def between(low: Cut | None, high: Cut | None) -> Bounds:
    return Bounds(
        at_least=low[0] if low is not None and low[1] == 0 else None,
        over=low[0] if low is not None and low[1] == 1 else None,
        up_to=high[0] if high is not None and high[1] == 1 else None,
        under=high[0] if high is not None and high[1] == 0 else None,
    )


def common(*stretches: Bounds) -> Bounds | None:
    """What lies in all of them; None if nothing does."""
    lows = [cut for one in stretches if (cut := low_cut(one)) is not None]
    highs = [cut for one in stretches if (cut := high_cut(one)) is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low >= high:
        return None
    return between(low, high)


def complement(bounds: Bounds) -> Bounds | None:
    """Everything outside of a stretch with one end; None where that is not one stretch."""
    low, high = low_cut(bounds), high_cut(bounds)
    if (low is None) == (high is None):
        return None
    return between(high, low)


def on_grid(bounds: Bounds | None, values: Range) -> Stretch | None:
    """The stretch as the measure can take it; None if no value of the measure lies within."""
    if bounds is None:
        return None
    step = Fraction(1, values.denominator)
    first, last = _ceiling(values.low, step), _floor(values.high, step)
    low, high = low_cut(bounds), high_cut(bounds)
    if low is not None:
        inner = _ceiling(low[0], step)
        first = max(first, inner + step if low[1] and inner == low[0] else inner)
    if high is not None:
        inner = _floor(high[0], step)
        last = min(last, inner - step if not high[1] and inner == high[0] else inner)
    if first > last:
        return None
    found = Stretch(first, last, bounds, values.denominator == 1, values.kind)
    return found if found.is_one_value else _without_conventional_ends(found, values)


def _without_conventional_ends(found: Stretch, values: Range) -> Stretch:
    """An end that only the program's own limits set (year 2199, a million) is no end for a reader."""
    if values.kind in ("level", "flag"):
        return found
    far = values.kind == "day" or values.high >= 150
    if found.bounds.high is None and far:
        found = replace(found, last=None)
    if found.bounds.low is None and values.low != 0:
        found = replace(found, first=None)
    return found


def _ceiling(value: Fraction, step: Fraction) -> Fraction:
    return -(-value // step) * step


def _floor(value: Fraction, step: Fraction) -> Fraction:
    return value // step * step
