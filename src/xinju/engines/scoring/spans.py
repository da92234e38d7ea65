"""Exact spans: a value that is known has one end twice; one that is not stretches from its lowest to its highest reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

Exact = int | Fraction  # whole numbers as int: the same value, compared ten times faster
ZERO = 0


@dataclass(frozen=True)
class Span:
    """From low to high, both possible; `or_nothing` where it is also possible that there is no such record at all."""

    low: Exact
    high: Exact
    or_nothing: bool = False

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"a span runs from low to high, not {self.low} to {self.high}")

    @property
    def is_known(self) -> bool:
        return self.low == self.high and not self.or_nothing


Value = Span | None


def exact(value: Exact) -> Exact:
    """The same number, as an int where it is whole."""
    return value.numerator if value.denominator == 1 else value


def known(value: Exact) -> Span:
    return _point(value if type(value) is int else exact(value))


@lru_cache(maxsize=4096)
def _point(value: Exact) -> Span:
    return Span(value, value)


def counted(value: Value) -> Span:
    """As points count: nothing is 0, and what may be nothing may be 0."""
    if value is None:
        return known(0)
    if value.or_nothing:
        return Span(min(value.low, ZERO), max(value.high, ZERO))
    return value


def hull(values: Iterable[Value]) -> Value:
    """The span over all parts that are something; nothing if none is. Where some part is nothing, the rest may be nothing."""
    parts = list(values)
    if len(parts) == 1:
        return parts[0]
    some = [part for part in parts if part is not None]
    if not some:
        return None
    or_nothing = len(some) < len(parts) or any(part.or_nothing for part in some)
    return Span(min(p.low for p in some), max(p.high for p in some), or_nothing)
