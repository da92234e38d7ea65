"""Where the text does not say how points are rounded: which orders, lines and gates are not the same in every way to do it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import groupby
from typing import Protocol, TypeVar

from xinju.engines.scoring.spans import Value

Keys = tuple[Fraction, ...]
Name = TypeVar("Name")


class Reading(Protocol):
    """What a service takes in one way to round."""

    @property
    def way(self) -> str: ...
    @property
    def gate(self) -> bool | None: ...
    @property
    def rank(self) -> tuple[Value, ...]: ...


def differing_gates(readings: tuple[Reading, ...]) -> tuple[str, str] | None:
    """Two ways of which one lets in and the other does not; None where what is not known has other reasons."""
    let_in = next((one.way for one in readings if one.gate is True), None)
    kept_out = next((one.way for one in readings if one.gate is False), None)
    return None if let_in is None or kept_out is None else (let_in, kept_out)


def differing_orders(one: Mapping[Name, Keys], other: Mapping[Name, Keys]) -> Iterator[tuple[Name, Name]]:
    """Each name whose place beside another is not the same by both keys (before, behind or level), with that other name."""
    found: dict[Name, Name] = {}
    _below(one, other, found)
    _below(_turned(one), _turned(other), found)
    yield from found.items()


def _below(one: Mapping[Name, Keys], other: Mapping[Name, Keys], found: dict[Name, Name]) -> None:
    """Who is level by one key and not by the other; who is behind by one and not by the other."""
    highest: Name | None = None  # by the other key, of all that are behind by the one
    for _, block in groupby(sorted(one, key=lambda name: one[name]), key=lambda name: one[name]):
        level = list(block)
        ends = (min(level, key=lambda name: other[name]), max(level, key=lambda name: other[name]))
        for name in level:
            apart = next((end for end in ends if other[end] != other[name]), None)
            if highest is not None and other[highest] >= other[name]:
                found.setdefault(name, highest)
            elif apart is not None:
                found.setdefault(name, apart)
        if highest is None or other[ends[1]] > other[highest]:
            highest = ends[1]


def _turned(keys: Mapping[Name, Keys]) -> dict[Name, Keys]:
    return {name: tuple(-key for key in found) for name, found in keys.items()}
