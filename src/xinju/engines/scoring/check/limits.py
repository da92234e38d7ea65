"""What can have no effect or none that is meant: caps and floors that never bind, gates that nobody passes, numbers too large."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xinju.engines.scoring.check.finding import Finding, Stretch
from xinju.engines.scoring.check.places import Place, Survey
from xinju.engines.scoring.check.stretches import on_grid
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.numbers import Compare, Number
from xinju.engines.scoring.range_arithmetic import LARGEST, Range
from xinju.engines.scoring.ranges import shown_numbers
from xinju.engines.scoring.readings import common_denominator


def check_limits(survey: Survey) -> Iterator[Finding]:
    """Findings by static ranges alone."""
    for site in survey.sites:
        if isinstance(site.node, n.Limited):
            values = survey.range(site, site.node.of)
            ends = {"lowest": values.low, "highest": values.high}
            if site.node.cap is not None and values.high < site.node.cap:
                yield site.place.finding("dead_cap", str(site.node.cap), (), limit=site.node.cap, **ends)
            for limit in _only_results(site.node, values):
                yield site.place.finding("always_limit", str(limit), (), limit=limit, **ends)
            if site.node.floor is not None and values.low > site.node.floor:
                yield site.place.finding("dead_floor", str(site.node.floor), (), limit=site.node.floor, **ends)
        if isinstance(site.node, Compare):
            values = survey.range(site, site.node.of)
            if on_grid(site.node.bounds, values) is None:
                mark = Stretch(None, None, site.node.bounds, whole=False).mark()
                about = {
                    "lowest": values.low,
                    "highest": values.high,
                    "of": survey.name(site.node.of),
                    "kind": values.kind,
                }
                yield site.place.finding("never_holds", mark, (), bounds=site.node.bounds, **about)
    yield from _too_large(survey)


def _only_results(limited: n.Limited, values: Range) -> Iterator[Fraction]:
    """Limits beyond all that the number can be: nothing else ever comes out."""
    if limited.cap is not None and limited.cap <= values.low < values.high:
        yield limited.cap
    if limited.floor is not None and limited.floor >= values.high > values.low:
        yield limited.floor


def _too_large(survey: Survey) -> Iterator[Finding]:
    """A city is computed in 64-bit integers over one denominator; what does not fit is refused, never wrapped around."""
    one = common_denominator(survey.sheet)
    shown = set(shown_numbers(survey.sheet))
    told: set[Place] = set()
    for place, number, _ in survey.tops():
        values = survey.ranges.of(number)
        denominator = one if number in shown else values.denominator
        if not values.fits(denominator):
            yield place.finding("too_large", "", (), **_sizes(values, denominator))
            told.add(place)
    for site in survey.sites:  # a product may be too large although what is made of it is held under a cap
        if isinstance(site.node, Number) and site.place not in told:
            values = survey.range(site, site.node)
            if not values.fits(values.denominator):
                told.add(site.place)
                yield site.place.finding("too_large", "within", (), **_sizes(values, values.denominator))


def _sizes(values: Range, denominator: int) -> dict[str, object]:
    return {"lowest": values.low, "highest": values.high, "denominator": denominator, "largest": LARGEST}
