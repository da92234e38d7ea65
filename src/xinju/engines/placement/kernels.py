"""Placement for a city, compiled by Numba: the mechanisms of `mechanisms`, on arrays.

The compile cache lies where NUMBA_CACHE_DIR points; the caller sets it. `array_rounds` is the way without Numba.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


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
def _sink(held: NDArray[np.int64], start: int, at: int, size: int, entry: np.int64) -> None:
    """Put `entry` at `at` in a heap of four branches, the largest on top, and let it sink.

    Four neighbours share a cache line: half the levels of a heap of two, and half the waiting for memory.
    """
    while True:
        first = 4 * at + 1
        if first >= size:
            break
        below, larger = first, held[start + first]
        for branch in range(first + 1, min(first + 4, size)):
            if held[start + branch] > larger:
                below, larger = branch, held[start + branch]
        if larger <= entry:
            break
        held[start + at] = larger
        at = below
    held[start + at] = entry


@njit(cache=True)
def propose(wishes: NDArray[np.int32], orders: NDArray[np.int64], places: NDArray[np.int32]) -> NDArray[np.int8]:
    """Children propose, one strict order per school; the index of the wish each child gets, or -1.

    A school that is full keeps a heap with its worst child on top: whom it cannot take is turned away by one
    comparison. Order and child share one number, so that the heap moves half the memory; orders must lie below 2**31.
    """
    starts = np.zeros(len(places) + 1, np.int64)
    starts[1:] = np.cumsum(places)
    held = np.empty(starts[-1], np.int64)
    size = np.zeros(len(places), np.int32)
    worst = np.where(places > 0, np.iinfo(np.int64).max, np.int64(-1))
    given = np.full(len(wishes), -1, np.int8)
    width = wishes.shape[1]
    for newcomer in range(len(wishes)):
        child, wish = newcomer, 0
        while wish < width:
            school = wishes[child, wish]
            entry = (np.int64(orders[child, wish]) << 32) | child
            if school < 0 or entry > worst[school]:
                wish += 1
                continue
            start, filled = starts[school], size[school]
            given[child] = wish
            if filled < places[school]:
                held[start + filled] = entry
                size[school] = filled + 1
                if filled + 1 == places[school]:
                    for at in range((filled - 1) // 4, -1, -1):
                        _sink(held, start, at, filled + 1, held[start + at])
                    worst[school] = held[start]
                break
            sent_back = worst[school]
            _sink(held, start, 0, filled, entry)
            worst[school] = held[start]
            child = sent_back & 0xFFFFFFFF
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
