"""Placement for a city in NumPy alone: all free children propose at once, round after round. Made to check `kernels`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_NONE = np.iinfo(np.int64).max


def propose(wishes: NDArray[np.int32], orders: NDArray[np.int64], places: NDArray[np.int32]) -> NDArray[np.int8]:
    """The index of the wish each child gets, or -1. Orders may be tied: a tied group is taken or sent back whole."""
    count, width = wishes.shape
    at = np.zeros(count, np.int64)
    last = np.where(places > 0, _NONE, -1)  # whoever stands behind a full school's worst need not ask
    held = [np.empty(0, np.int64) for _ in places]
    asking = np.arange(count)
    while len(asking):
        asking = _step_past(asking, at, wishes, orders, last)
        asking = asking[np.argsort(wishes[asking, at[asking]], kind="stable")]
        schools, starts = np.unique(wishes[asking, at[asking]], return_index=True)
        sent_back = []
        for school, newcomers in zip(schools, np.split(asking, starts[1:]), strict=False):
            here = np.concatenate((held[school], newcomers))
            held[school], refused, last[school] = _choose(here, orders[here, at[here]], int(places[school]))
            sent_back.append(refused)
        asking = np.concatenate(sent_back) if sent_back else asking
        at[asking] += 1
    return np.where(at < width, at, -1).astype(np.int8)


def _choose(
    here: NDArray[np.int64], order: NDArray[np.int64], places: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Whom a school keeps, whom it sends back, and the worst order that may still ask there."""
    if len(here) < places:
        return here, here[:0], _NONE
    worst = int(np.partition(order, places - 1)[places - 1])
    keeps = order <= worst
    return here[keeps], here[~keeps], worst


def _step_past(
    asking: NDArray[np.int64],
    at: NDArray[np.int64],
    wishes: NDArray[np.int32],
    orders: NDArray[np.int64],
    last: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Move each asking child to its next wish that might take it; those at their list's end fall out."""
    width = wishes.shape[1]
    moving = asking[at[asking] < width]
    while len(moving):
        school = wishes[moving, at[moving]]
        refused = (school < 0) | (orders[moving, at[moving]] > last[school])
        at[moving[refused]] += 1
        moving = moving[refused]
        moving = moving[at[moving] < width]
    return asking[at[asking] < width]
