"""Reckoning with ranges: of a sum, a difference, a product, the least and the highest of several, and of all together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Literal

Kind = Literal["number", "level", "flag", "day"]
LARGEST = 2**63 - 1
ZERO = Fraction(0)


@dataclass(frozen=True)
class Range:
    """Every value lies from low to high and is a multiple of 1/denominator, or (`may_be_nothing`) is nothing."""

    low: Fraction
    high: Fraction
    denominator: int = 1
    kind: Kind = "number"
    may_be_nothing: bool = False

    def counted(self) -> Range:
        """As points count: what may be nothing may be 0."""
        return replace(self.with_zero(), may_be_nothing=False) if self.may_be_nothing else self

    def with_zero(self) -> Range:
        return replace(self, low=min(self.low, ZERO), high=max(self.high, ZERO))

    def fits(self, denominator: int) -> bool:
        """Whether every value, times the denominator, is a signed 64-bit integer."""
        return max(abs(self.low), abs(self.high)) * denominator <= LARGEST


def kind_of(ranges: Iterable[Range]) -> Kind:
    kinds = {part.kind for part in ranges}
    return kinds.pop() if len(kinds) == 1 else "number"


def _common(ranges: list[Range]) -> int:
    return lcm(*(part.denominator for part in ranges))


def furthest(parts: Iterable[Range]) -> Range:
    """The range over all of them."""
    ranges = list(parts)
    low, high = min(part.low for part in ranges), max(part.high for part in ranges)
    return Range(low, high, _common(ranges), kind_of(ranges), any(part.may_be_nothing for part in ranges))


def plus(ranges: list[Range]) -> Range:
    ends = [part.counted() for part in ranges]
    nothing = all(part.may_be_nothing for part in ranges)
    kind: Kind = "day" if [part.kind for part in ranges].count("day") == 1 else "number"
    return Range(sum(p.low for p in ends), sum(p.high for p in ends), _common(ranges), kind, nothing)  # type: ignore[arg-type]


def plus_best(ranges: list[Range], count: int) -> Range:
    ends = [part.counted() for part in ranges]
    low, high = (sum(sorted(one)[-count:]) for one in ([p.low for p in ends], [p.high for p in ends]))
    return Range(Fraction(low), Fraction(high), _common(ranges))


def minus(first: Range, second: Range) -> Range:
    kind: Kind = "day" if first.kind == "day" and second.kind != "day" else "number"
    nothing = first.may_be_nothing or second.may_be_nothing
    return Range(first.low - second.high, first.high - second.low, _common([first, second]), kind, nothing)


def times(ranges: list[Range]) -> Range:
    product = Range(Fraction(1), Fraction(1))
    for part in ranges:
        ends = [a * b for a in (product.low, product.high) for b in (part.low, part.high)]
        nothing = product.may_be_nothing or part.may_be_nothing
        product = Range(min(ends), max(ends), product.denominator * part.denominator, "number", nothing)
    return product


def least(ranges: list[Range]) -> Range:
    sure = [part.high for part in ranges if not part.may_be_nothing]
    high = min(sure) if sure else max(part.high for part in ranges)
    return Range(min(part.low for part in ranges), high, _common(ranges), kind_of(ranges), not sure)


def highest(ranges: list[Range]) -> Range:
    sure = [part.low for part in ranges if not part.may_be_nothing]
    low = max(sure) if sure else min(part.low for part in ranges)
    return Range(low, max(part.high for part in ranges), _common(ranges), kind_of(ranges), not sure)
