"""How points may be rounded where the text does not say it: each way by its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from xinju.engines.scoring.language.decisions import Decision


@dataclass(frozen=True)
class Way:
    """To a multiple of `step`: each item as it stands (and sums of these), or only the total, added up from exact items."""

    at: Literal["item", "total"]
    step: Fraction
    mode: Literal["half_up", "down"]


EXACT = "exact"
WAYS: Mapping[str, Way | None] = MappingProxyType(
    {
        EXACT: None,
        "down_item": Way("item", Fraction(1), "down"),
        "down_total": Way("total", Fraction(1), "down"),
        "half_up_item": Way("item", Fraction(1), "half_up"),
        "half_up_total": Way("total", Fraction(1), "half_up"),
        "hundredth_item": Way("item", Fraction(1, 100), "half_up"),
        "hundredth_total": Way("total", Fraction(1, 100), "half_up"),
    }
)


@dataclass(frozen=True)
class Rounding:
    """Points whose rounding the text does not tell: they stay exact, and what a service takes from them is tried in each way.

    names  the items and groups that it is about: those that carry no rounding of their own
    ways   keys of WAYS; the first is the one in which rank keys are shown and ordered where all ways give the same order
    decided  which of them holds, from the day of the decision on: then none is tried, the numbers are rounded in this way
    """

    names: tuple[str, ...]
    ways: tuple[str, ...] = tuple(WAYS)
    decided: Decision | None = None

    def is_open(self, known_at: date) -> bool:
        """Whether nobody had decided by that day."""
        return self.decided is None or not self.decided.is_in_force(known_at)

    def __post_init__(self) -> None:
        if len(self.ways) < 2 or len(set(self.ways)) != len(self.ways) or not set(self.ways) <= set(WAYS):
            raise ValueError(f"rounding needs two or more different ways out of {', '.join(WAYS)}")
