"""A stage for a whole city in columns, for simulations: what would another sheet, other places or another mechanism give?

The result that takes effect comes from `place`, with reasons and a certificate; here only seats and cut-offs come out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import arrays
from .model import Mechanism


@dataclass(frozen=True)
class CityResult:
    """Per child the index of the wish it gets and that school's index, -1 for none; per school its last child's index.

    `last_child` is -1 for a school that is not full: it has no cut-off. A cut-off is that child's row of keys.
    """

    wish: NDArray[np.int8]
    school: NDArray[np.int32]
    last_child: NDArray[np.int64]

    @property
    def placed(self) -> int:
        return int((self.school >= 0).sum())


@dataclass(frozen=True)
class CityComparison:
    """Indices of children for whom two results differ, by what the second is to them in their own wishes."""

    gained: NDArray[np.int64]
    lost: NDArray[np.int64]
    moved_cutoffs: NDArray[np.int64]


def place_city(
    mechanism: Mechanism,
    wishes: arrays.Wishes,
    places: arrays.Places,
    keys: NDArray[np.int64],
    lottery: NDArray[np.uint64],
    bands: NDArray[np.int64] | None = None,
) -> CityResult:
    """One stage under `mechanism`: keys are scaled integers (a column each, larger first), bands (1 first) per wish."""
    order = arrays.rank(keys, lottery)
    if mechanism is Mechanism.BY_POINTS and bands is None:
        given = arrays.call_by_rank(order, wishes, places)
        return _result(wishes, arrays.orders_at(order, wishes), places, given)
    orders = arrays.orders_at(order, wishes, bands)
    if mechanism is Mechanism.DEFERRED:
        return _result(wishes, orders, places, arrays.propose(wishes, orders, places))
    if mechanism is Mechanism.FIRST_WISH:
        orders = _turns_by_wish(order, wishes, bands)
    return _result(wishes, orders, places, _call(wishes, orders, places))


def compare_city(before: CityResult, after: CityResult) -> CityComparison:
    """Who gains and who loses, and the schools whose last child is another one."""
    none = np.iinfo(np.int8).max
    one, other = (np.where(result.wish < 0, none, result.wish) for result in (before, after))
    return CityComparison(
        gained=np.flatnonzero(other < one),
        lost=np.flatnonzero(other > one),
        moved_cutoffs=np.flatnonzero(before.last_child != after.last_child),
    )


def _turns_by_wish(order: arrays.Orders, wishes: arrays.Wishes, bands: NDArray[np.int64] | None) -> arrays.Orders:
    """First wish first: band, then the number of the wish, then the child's order."""
    width = wishes.shape[1]
    band = np.ones(wishes.shape, np.int64) if bands is None else bands.astype(np.int64)
    return (band * width + np.arange(width)) * (len(order) + 1) + order[:, None]


def _call(wishes: arrays.Wishes, turns: arrays.Orders, places: arrays.Places) -> arrays.Given:
    """Calling in turn is proposing in the order of one's turns: all ask, and are asked, by the same turns."""
    asked = np.argsort(np.where(wishes < 0, np.iinfo(np.int64).max, turns), axis=1, kind="stable")
    sorted_wishes = np.take_along_axis(wishes, asked, axis=1)
    given = arrays.propose(sorted_wishes, np.take_along_axis(turns, asked, axis=1), places)
    found = np.take_along_axis(asked, np.maximum(given, 0)[:, None].astype(np.int64), axis=1)[:, 0]
    return np.where(given < 0, -1, found).astype(np.int8)


def _result(wishes: arrays.Wishes, orders: arrays.Orders, places: arrays.Places, given: arrays.Given) -> CityResult:
    placed = np.flatnonzero(given >= 0)
    school = np.full(len(wishes), -1, np.int32)
    school[placed] = wishes[placed, given[placed]]
    by_order = placed[np.argsort(orders[placed, given[placed]], kind="stable")]
    last = np.full(len(places), -1, np.int64)
    last[school[by_order]] = by_order  # the latest write wins, which is the child of the worst order
    full = np.bincount(school[placed], minlength=len(places)) >= np.maximum(places, 1)
    return CityResult(given, school, np.where(full, last, -1))
