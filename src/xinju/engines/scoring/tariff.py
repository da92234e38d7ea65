"""What a rate pays for a known measure, and how a number is rounded: the same for both evaluators and the checker."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xinju.engines.scoring.language.numbers import Rate
from xinju.engines.scoring.spans import Exact, exact


def rounded(value: Fraction, step: Fraction, mode: str) -> Fraction:
    """The value to a multiple of the step: half_up rounds halves away from zero, down towards zero, up away from zero."""
    steps = abs(value) / step
    whole = int(steps)
    if (mode == "half_up" and steps - whole >= Fraction(1, 2)) or (mode == "up" and steps > whole):
        whole += 1
    return whole * step if value >= 0 else -whole * step


def rate_unit(rate: Rate) -> Fraction:
    """Points for one unit of a prorated measure, rounded where the sheet says so."""
    unit = rate.points / rate.per
    return unit if rate.unit_step is None else rounded(unit, rate.unit_step, rate.unit_mode)


@dataclass(frozen=True)
class Tariff:
    """The numbers of a rate as they are reckoned with: whole ones as int, points and rounding already divided by unit."""

    start_after: Exact
    up_to: Exact | None
    per: Exact
    points: Exact  # for each full `per` if whole, else for each single unit of the measure
    whole: bool

    @classmethod
    def of(cls, rate: Rate) -> Tariff:
        up_to = None if rate.up_to is None else exact(rate.up_to)
        points = exact(rate.points if rate.whole else rate_unit(rate))
        return cls(exact(rate.start_after), up_to, exact(rate.per), points, rate.whole)

    def points_for(self, measure: Exact) -> Exact:
        """Points of a known measure: its part between `start_after` and `up_to`, in whole units of `per` or prorated."""
        top = measure if self.up_to is None else min(measure, self.up_to)
        if top <= self.start_after:
            return 0
        part = top - self.start_after
        return (part // self.per if self.whole else part) * self.points
