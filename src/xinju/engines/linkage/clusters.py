"""Clusters: connected components of merged pairs (smallest number wins, pointers jump; Shiloach and Vishkin 1982)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def components(left: Numbers, right: Numbers, count: int) -> Numbers:
    """For each record 0 … count - 1 the smallest record it is joined with, over any number of pairs."""
    root = np.arange(count, dtype=np.int64)
    while True:
        one, other = root[left], root[right]
        if np.array_equal(one, other):
            return root
        low, high = np.minimum(one, other), np.maximum(one, other)
        np.minimum.at(root, high, low)
        while not np.array_equal(root, root[root]):
            root = root[root]
