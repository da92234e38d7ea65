"""Placement and its checks for a city, on arrays: 1 M children need no object each.

`wishes[child, n]` is a school's index or -1, `orders[child, n]` the child's order there (1 is best), `places[school]`.
The answer is, per child, the index of the wish it gets, or -1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import array_rounds

try:
    from . import kernels
except ImportError:  # Numba has no wheel for every office's machine; NumPy rounds then do the work
    kernels = None  # type: ignore[assignment]

Wishes = NDArray[np.int32]
Orders = NDArray[np.int64]
Places = NDArray[np.int32]
Given = NDArray[np.int8]


def rank(keys: NDArray[np.int64], lottery: NDArray[np.uint64]) -> Orders:
    """One strict order from exact keys (a column each, scaled to integers, larger first) and lottery numbers."""
    columns = [lottery, *(-keys[:, column] for column in reversed(range(keys.shape[1])))]
    order = np.empty(len(keys), np.int64)
    order[np.lexsort(columns)] = np.arange(1, len(keys) + 1)
    return order


def orders_at(order: Orders, wishes: Wishes, bands: NDArray[np.int64] | None = None) -> Orders:
    """Each child's order at each wish: its one order, behind every child of a better band there."""
    spread = np.broadcast_to(order[:, None], wishes.shape)
    return np.ascontiguousarray(spread) if bands is None else bands.astype(np.int64) * (len(order) + 1) + spread


def propose(wishes: Wishes, orders: Orders, places: Places) -> Given:
    """Child-proposing deferred acceptance, one strict order per school."""
    if kernels is None:
        return array_rounds.propose(wishes, orders, places)
    return kernels.propose(wishes, _small(orders), places)


def _small(orders: Orders) -> Orders:
    """The same orders below 2**31, which the kernel asks for: banded orders of many millions are counted anew."""
    if orders.max(initial=0) < 2**31:
        return orders
    return np.unique(orders, return_inverse=True)[1].reshape(orders.shape)


def call_by_rank(order: Orders, wishes: Wishes, places: Places) -> Given:
    """By points, then wishes, with one strict order for all schools."""
    if kernels is None:
        return array_rounds.propose(wishes, orders_at(order, wishes), places)  # the same result: one common ranking
    return kernels.call_by_rank(np.argsort(order, kind="stable"), wishes, places)


@dataclass(frozen=True)
class Objection:
    """What a check found: the rule broken, the school, and the child's index where one child is concerned."""

    rule: str
    school: int
    child: int | None = None


def objections_to_stability(
    wishes: Wishes, orders: Orders, places: Places, given: Given, limit: int = 20
) -> Sequence[Objection]:
    """Too many children at a school, or a wished place that stayed empty or went to a child ranked lower."""
    worst, admitted, before, wanting = _survey(wishes, orders, places, given)
    crowded = np.flatnonzero((before >= places) & (admitted > 0))
    empty = np.flatnonzero((admitted < places) & (wanting < np.iinfo(np.int64).max))
    lower = np.flatnonzero((admitted >= places) & (wanting <= worst))
    found = [Objection("places", int(school)) for school in crowded]
    for rule, schools in (("empty", empty), ("lower", lower)):
        found += [
            Objection(rule, int(s), _wanting_child(wishes, orders, given, int(s), wanting)) for s in schools[:limit]
        ]
    return found[:limit]


def objections_to_optimality(wishes: Wishes, orders: Orders, places: Places, given: Given) -> Sequence[Objection]:
    """Schools round which children could all move to a place they prefer and the result stay stable.

    Of a stable result with strict orders there is a better stable one exactly if such a ring exists: from each school
    step to where the best child that wants it is now; by the rural hospitals theorem only placed children can move.
    """
    wanting = _survey(wishes, orders, places, given)[3]
    step = _steps(wishes, orders, given, wanting)
    return [Objection("best", school) for school in _ring(step)]


def _survey(wishes: Wishes, orders: Orders, places: Places, given: Given) -> tuple[Orders, Orders, Orders, Orders]:
    if kernels is not None:
        return kernels.find_unstable(wishes, orders, places, given)
    schools, none = len(places), np.iinfo(np.int64).max
    placed = np.flatnonzero(given >= 0)
    school, order = wishes[placed, given[placed]], orders[placed, given[placed]]
    worst, wanting = np.full(schools, -1, np.int64), np.full(schools, none)
    np.maximum.at(worst, school, order)
    before = np.bincount(school[order < worst[school]], minlength=schools)
    wanted = _wanted(wishes, given)
    np.minimum.at(wanting, wishes[wanted], orders[wanted])
    return worst, np.bincount(school, minlength=schools), before, wanting


def _wanted(wishes: Wishes, given: Given) -> NDArray[np.bool_]:
    """Which wishes a child prefers to what it got."""
    reach = np.where(given < 0, wishes.shape[1], given)
    return (np.arange(wishes.shape[1]) < reach[:, None]) & (wishes >= 0)


def _steps(wishes: Wishes, orders: Orders, given: Given, wanting: Orders) -> Orders:
    if kernels is not None:
        return kernels.find_next(wishes, orders, given, wanting)
    step = np.full(len(wanting), -1, np.int64)
    child, wish = np.nonzero(_wanted(wishes, given) & (given >= 0)[:, None])
    best = orders[child, wish] == wanting[wishes[child, wish]]
    step[wishes[child[best], wish[best]]] = wishes[child[best], given[child[best]]]
    return step


def _ring(step: Orders) -> list[int]:
    """The schools of one ring in a graph with one step from each school, or none."""
    state = np.zeros(len(step), np.int8)
    for start in range(len(step)):
        path = []
        at = start
        while at >= 0 and state[at] == 0:
            state[at] = 1
            path.append(at)
            at = int(step[at])
        if at >= 0 and state[at] == 1 and at in path:
            return path[path.index(at) :]
        state[path] = 2
    return []


def _wanting_child(wishes: Wishes, orders: Orders, given: Given, school: int, wanting: Orders) -> int:
    here = _wanted(wishes, given) & (wishes == school) & (orders == wanting[school])
    return int(np.flatnonzero(here.any(axis=1))[0])
