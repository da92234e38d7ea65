"""The stretches of the number line that the rows of a bracket leave out."""

from __future__ import annotations

from fractions import Fraction

from xinju.engines.scoring.language.sources import Bounds


def gaps(rows: tuple[Bounds, ...]) -> tuple[Bounds, ...]:
    """What no row holds, from the lowest to the highest, the open ends included. A single number left out is a gap too.

    A cut is (number, 0) just below the number or (number, 1) just above it; None stands for the open ends.
    """
    spans = sorted(
        ((_low_cut(row), _high_cut(row)) for row in rows), key=lambda cuts: (cuts[0] is not None, cuts[0] or ())
    )
    if not spans:
        return (Bounds(),)
    found: list[Bounds] = []
    if spans[0][0] is not None:
        found.append(_between(None, spans[0][0]))
    reached = spans[0][1]
    for low, high in spans[1:]:
        if reached is None:
            break
        if low is not None and low > reached:
            found.append(_between(reached, low))
        reached = None if high is None else max(reached, high)
    if reached is not None:
        found.append(_between(reached, None))
    return tuple(found)


def _low_cut(row: Bounds) -> tuple[Fraction, int] | None:
    if row.at_least is not None:
        return (row.at_least, 0)
    return (row.over, 1) if row.over is not None else None


def _high_cut(row: Bounds) -> tuple[Fraction, int] | None:
    if row.up_to is not None:
        return (row.up_to, 1)
    return (row.under, 0) if row.under is not None else None


def _between(low: tuple[Fraction, int] | None, high: tuple[Fraction, int] | None) -> Bounds:
    return Bounds(
        at_least=low[0] if low is not None and low[1] == 0 else None,
        over=low[0] if low is not None and low[1] == 1 else None,
        up_to=high[0] if high is not None and high[1] == 1 else None,
        under=high[0] if high is not None and high[1] == 0 else None,
    )
