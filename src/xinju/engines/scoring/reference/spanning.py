"""Arithmetic of spans: sums, products, the greatest, limits, rows of a table, and answers that may not be known."""

from __future__ import annotations

from collections.abc import Sequence

from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.brackets import gaps
from xinju.engines.scoring.language.sources import Bounds
from xinju.engines.scoring.spans import ZERO, Exact, Span, Value, known
from xinju.engines.scoring.statement import Verdict


def added(spans: Sequence[Span]) -> Span:
    """Low ends and high ends added; no span at all is 0."""
    low: Exact = ZERO
    high: Exact = ZERO
    for span in spans:
        low += span.low
        high += span.high
    return Span(low, high)


def added_best(spans: Sequence[Span], count: int) -> Span:
    """The `count` greatest low ends added, and the greatest high ends: which span they belong to may differ."""
    lows, highs = (sorted(ends, reverse=True)[:count] for ends in zip(*((s.low, s.high) for s in spans), strict=True))
    return Span(sum(lows, ZERO), sum(highs, ZERO))


def product(a: Value, b: Value) -> Value:
    """The span over the four products of the ends; nothing if either is nothing."""
    if a is None or b is None:
        return None
    if a.is_known and b.is_known:
        return known(a.low * b.low)
    ends = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
    return Span(min(ends), max(ends), a.or_nothing or b.or_nothing)


def negative(value: Value) -> Value:
    """The span on the other side of 0."""
    return None if value is None else Span(-value.high, -value.low, value.or_nothing)


def highest(values: Sequence[Value]) -> Value:
    """The greatest of the parts that are something: one that may be nothing pushes only the high end."""
    some = [value for value in values if value is not None]
    if not some:
        return None
    sure = [value.low for value in some if not value.or_nothing]
    low = max(sure) if sure else min(value.low for value in some)
    return Span(low, max(value.high for value in some), or_nothing=not sure)


def rows_met(node: n.Bracket, value: Span) -> tuple[list[int], bool]:
    """Indexes of the rows that the span meets, and whether some of it may lie in none."""
    if value.low == value.high:
        met = [index for index, row in enumerate(node.rows) if row.bounds.holds(value.low)]
        return met, not met
    met = [index for index, row in enumerate(node.rows) if row.bounds.meets(value.low, value.high)]
    return met, any(gap.meets(value.low, value.high) for gap in gaps(tuple(row.bounds for row in node.rows)))


def clipped(value: Value, cap: Exact | None, floor: Exact | None) -> Value:
    """The span with both ends held between floor and cap."""
    if value is None or ((cap is None or value.high <= cap) and (floor is None or value.low >= floor)):
        return value
    low, high = (end if cap is None else min(end, cap) for end in (value.low, value.high))
    low, high = (end if floor is None else max(end, floor) for end in (low, high))
    return Span(low, high, value.or_nothing)


def within(value: Value, bounds: Bounds) -> Verdict:
    """Whether the value lies within; nothing does not, and of a span that only partly does it is not known."""
    if value is None:
        return False
    if value.is_known:
        return bounds.holds(value.low)
    if not bounds.meets(value.low, value.high):
        return False
    if bounds.holds(value.low) and bounds.holds(value.high) and not value.or_nothing:
        return True
    return None


def kleene(answers: Sequence[Verdict], decisive: bool) -> Verdict:
    """All (no decides) or any (yes decides) of the answers."""
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive
