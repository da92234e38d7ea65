"""Placement for a city, compiled by Numba: the same two mechanisms as `mechanisms`, on arrays.

The compile cache lies where NUMBA_CACHE_DIR points; the caller sets it. `array_rounds` is the way without Numba.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def call_in_turn(
    turns: NDArray[np.int64],
    children: NDArray[np.int32],
    schools: NDArray[np.int32],
    count: int,
    places: NDArray[np.int32],
    pools: NDArray[np.int32],
    pool_places: NDArray[np.int64],
) -> NDArray[np.int64]:
    """For each of `count` children the index of its accepted candidacy, or -1.

    Candidacies come sorted by turn and wish. `pools` gives each school's pool, -1 for none.
    """
    given = np.full(count, -1, np.int64)
    taken = np.zeros(len(places), np.int64)
    taken_in_pool = np.zeros(len(pool_places), np.int64)
    start = 0
    while start < len(turns):
        end = start
        while end < len(turns) and turns[end] == turns[start]:
            child, school = children[end], schools[end]
            pool = pools[school]
            if (
                given[child] < 0
                and taken[school] < places[school]
                and (pool < 0 or taken_in_pool[pool] < pool_places[pool])
            ):
                given[child] = end
            end += 1
        for row in range(start, end):  # counted only now: who is tied is judged by the same free places
            if given[children[row]] == row:
                taken[schools[row]] += 1
                if pools[schools[row]] >= 0:
                    taken_in_pool[pools[schools[row]]] += 1
        start = end
    return given


@njit(cache=True)
def call_by_rank(ranked: NDArray[np.int64], wishes: NDArray[np.int32], places: NDArray[np.int32]) -> NDArray[np.int8]:
    """One strict order for all schools: each child takes its first wish with a place. The wish's index, or -1."""
    left = places.copy()
    given = np.full(len(wishes), -1, np.int8)
    for child in ranked:
        for wish in range(wishes.shape[1]):
            school = wishes[child, wish]
            if school >= 0 and left[school] > 0:
                left[school] -= 1
                given[child] = wish
                break
    return given


@njit(cache=True)
def _sink(orders: NDArray[np.int64], holders: NDArray[np.int32], start: int, size: int, order: int, child: int) -> None:
    """Put (order, child) at the root of a heap whose largest order is on top, and let it sink."""
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and orders[start + below + 1] > orders[start + below]:
            below += 1
        if orders[start + below] <= order:
            break
        orders[start + at] = orders[start + below]
        holders[start + at] = holders[start + below]
        at = below
    orders[start + at] = order
    holders[start + at] = child


@njit(cache=True)
def _rise(orders: NDArray[np.int64], holders: NDArray[np.int32], start: int, size: int, order: int, child: int) -> None:
    """Add (order, child) below a heap of `size` and let it rise."""
    at = size
    while at > 0 and orders[start + (at - 1) // 2] < order:
        above = (at - 1) // 2
        orders[start + at] = orders[start + above]
        holders[start + at] = holders[start + above]
        at = above
    orders[start + at] = order
    holders[start + at] = child


@njit(cache=True)
def propose(wishes: NDArray[np.int32], orders: NDArray[np.int64], places: NDArray[np.int32]) -> NDArray[np.int8]:
    """Children propose, one strict order per school; the index of the wish each child gets, or -1.

    A full school keeps a heap with its worst child on top: whom it cannot take is turned away by one comparison.
    """
    starts = np.zeros(len(places) + 1, np.int64)
    starts[1:] = np.cumsum(places)
    held = np.empty(starts[-1], np.int64)
    holders = np.empty(starts[-1], np.int32)
    size = np.zeros(len(places), np.int32)
    given = np.full(len(wishes), -1, np.int8)
    width = wishes.shape[1]
    for newcomer in range(len(wishes)):
        child, wish = newcomer, 0
        while wish < width:
            school = wishes[child, wish]
            if school < 0 or places[school] == 0:
                wish += 1
                continue
            start, order = starts[school], orders[child, wish]
            if size[school] < places[school]:
                _rise(held, holders, start, size[school], order, child)
                size[school] += 1
                given[child] = wish
                break
            if order > held[start]:
                wish += 1
                continue
            sent_back = holders[start]
            _sink(held, holders, start, size[school], order, child)
            given[child] = wish
            child = sent_back
            wish = given[child] + 1
            given[child] = -1
    return given


@njit(cache=True)
def find_unstable(
    wishes: NDArray[np.int32], orders: NDArray[np.int64], places: NDArray[np.int32], given: NDArray[np.int8]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """What stability needs of each school and the first objection of each kind.

    Returns per school: the worst order admitted (-1 for none), the children admitted, those strictly before the worst,
    and the best order that wants a place there more than what it got. Orders may be tied.
    """
    schools = len(places)
    worst = np.full(schools, -1, np.int64)
    admitted = np.zeros(schools, np.int64)
    before = np.zeros(schools, np.int64)
    wanting = np.full(schools, np.iinfo(np.int64).max, np.int64)
    width = wishes.shape[1]
    for child in range(len(wishes)):
        if given[child] >= 0:
            school, order = wishes[child, given[child]], orders[child, given[child]]
            admitted[school] += 1
            worst[school] = max(worst[school], order)
        for wish in range(width if given[child] < 0 else given[child]):
            school = wishes[child, wish]
            if school >= 0 and orders[child, wish] < wanting[school]:
                wanting[school] = orders[child, wish]
    for child in range(len(wishes)):
        if given[child] >= 0:
            school = wishes[child, given[child]]
            if orders[child, given[child]] < worst[school]:
                before[school] += 1
    return worst, admitted, before, wanting


@njit(cache=True)
def find_next(
    wishes: NDArray[np.int32], orders: NDArray[np.int64], given: NDArray[np.int8], wanting: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Per school: where the best child that wants it is now, or -1 where nobody wants it or that child has no place."""
    step = np.full(len(wanting), -1, np.int64)
    for child in range(len(wishes)):
        if given[child] > 0:
            for wish in range(given[child]):
                school = wishes[child, wish]
                if school >= 0 and orders[child, wish] == wanting[school]:
                    step[school] = wishes[child, given[child]]
    return step
