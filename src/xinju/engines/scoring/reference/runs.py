"""Sets of days as sorted, disjoint, non-touching runs (first day number, day number after the last)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from xinju.engines.scoring.language.sources import Length, day_number, day_of
from xinju.values.period import add_months

Run = tuple[int, int]
FAR = 10**7


def united(runs: Iterable[Run]) -> list[Run]:
    """Each day once; runs that touch are joined."""
    joined: list[Run] = []
    for start, stop in sorted(run for run in runs if run[0] < run[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
        else:
            joined.append((start, stop))
    return joined


def both(left: Sequence[Run], right: Sequence[Run]) -> list[Run]:
    """Days in both sets."""
    return united((max(a, c), min(b, d)) for a, b in left for c, d in right)


def within_all(sets: Sequence[Sequence[Run]]) -> list[Run]:
    """Days in every set."""
    return list(reduce(both, sets))


def without(base: Sequence[Run], minus: Sequence[Run]) -> list[Run]:
    """Days of the base outside the other set."""
    edges = [-FAR, *(edge for run in united(minus) for edge in run), FAR]
    return both(base, list(zip(edges[::2], edges[1::2], strict=True)))


def moved(day: int, by: Length, sign: int = 1) -> int:
    """A day number moved by calendar months and then days."""
    return day_number(add_months(day_of(day), sign * by.in_months)) + sign * by.days


def chains(runs: Sequence[Run], gap: Length | None) -> list[list[Run]]:
    """Runs no further apart than the gap stand in one chain."""
    linked: list[list[Run]] = []
    for run in runs:
        if linked and gap is not None and run[0] <= moved(linked[-1][-1][1], gap):
            linked[-1].append(run)
        else:
            linked.append([run])
    return linked


def longest(linked: Sequence[list[Run]]) -> list[Run]:
    """The chain with the most covered days, the later of two equals."""
    if not linked:
        return []
    return max(linked, key=lambda chain: (sum(stop - start for start, stop in chain), chain[0][0]))
