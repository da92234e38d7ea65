"""Points per so much of a measure as one table of stretches: below the start, where the points grow, where they grow no more.

A measure that is nothing falls through to 0, and a limit is a stretch of its own: neither costs a function call for every row.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm

from sqlglot import exp

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.ends import Ends, fixed
from xinju.engines.scoring.columnar.plan import Frame
from xinju.engines.scoring.columnar.sql import Sql
from xinju.engines.scoring.language.numbers import Limited, Rate
from xinju.engines.scoring.range_arithmetic import Range
from xinju.engines.scoring.tariff import rate_unit


def most_of(node: Limited) -> Fraction | None:
    """How far from 0 the limits let a rate go; None where `of` is no rate or a limit does more than that."""
    if not isinstance(node.of, Rate) or node.of.points == 0:
        return None
    down = node.of.points < 0
    far, near = (node.floor, node.cap) if down else (node.cap, node.floor)
    if far is None or (far > 0 if down else far < 0):
        return None
    if near is not None and (near < 0 if down else near > 0):
        return None
    return abs(far)


def rate(node: Rate, of: Ends, reach: Range, frame: Frame, most: Fraction | None = None) -> Ends:
    """Points for the part of the measure between `start_after` and `up_to`; with `most`, no further from 0 than that."""
    points = node.points if node.whole else rate_unit(node)
    if points == 0 or (node.up_to is not None and node.up_to <= node.start_after):
        return fixed(0)
    limits = [node.start_after.denominator] + ([] if node.up_to is None else [node.up_to.denominator])
    scale = lcm(of.denominator, *limits, node.per.denominator if node.whole else 1)
    of = of.over(scale, frame).bind(frame)
    slope = _slope(node, points, scale, most)
    if not reach.fits(scale * (max(abs(slope.points), 1) if most is None else 1)):
        raise OverflowError("the rate leaves 63 bits")
    end = _stop(node, slope, scale, most)
    if end is not None and end[0] > reach.high * scale:
        end = None
    from_start = of.nullable or reach.low < node.start_after

    def points_of(value: Sql) -> Sql:
        rows = [] if end is None else [(sql.compare(exp.GTE, value, sql.whole(end[0])), sql.whole(end[1]))]
        grown = slope.at(value)
        if not from_start:
            return sql.case(rows, grown)
        return sql.case([*rows, (sql.compare(exp.GT, value, sql.whole(slope.begin)), grown)], sql.whole(0))

    low, high = points_of(of.low), None if of.high is None else points_of(of.high)
    if high is not None and points < 0:
        low, high = high, low
    return Ends(low, high, slope.denominator, nullable=False, maybe=of.may_be_nothing).counted()


@dataclass(frozen=True)
class _Slope:
    """So many `points` over `denominator` for each `step` of the measure behind `begin`; all whole numbers."""

    begin: int
    step: int
    points: int
    denominator: int

    def at(self, value: Sql) -> Sql:
        part = sql.less(value, sql.whole(self.begin)) if self.begin else value
        return sql.times(sql.quotient(part, self.step), self.points)


def _slope(node: Rate, points: Fraction, scale: int, most: Fraction | None) -> _Slope:
    factor = points if node.whole else points / scale
    denominator = lcm(factor.denominator, 1 if most is None else most.denominator)
    step = sql.scaled(node.per, scale) if node.whole else 1
    return _Slope(sql.scaled(node.start_after, scale), step, sql.scaled(factor, denominator), denominator)


def _stop(node: Rate, slope: _Slope, scale: int, most: Fraction | None) -> tuple[int, int] | None:
    """The first value of the measure from which the points grow no more, and these points."""
    stops: list[tuple[int, int]] = []
    if most is not None:
        held = sql.scaled(most, slope.denominator)
        steps = ceil(Fraction(held, abs(slope.points)))
        stops.append((slope.begin + steps * slope.step, held if slope.points > 0 else -held))
    if node.up_to is not None:
        last = sql.scaled(node.up_to, scale)
        stops.append((last, (last - slope.begin) // slope.step * slope.points))
    return min(stops, key=lambda stop: stop[0], default=None)
