"""Whose clerk works on something that concerns several people."""

from __future__ import annotations

from collections.abc import Iterable
from os.path import commonprefix

from xinju.registry.models import Identity

LEVELS = (15, 12, 9, 6)  # digits of a grid, a community, a town and a district (GB/T 10114)


def common_region(identities: Iterable[int]) -> str:
    """The smallest division that holds them all; blank, the whole district, where somebody's is not known."""
    codes = list(Identity.objects.filter(pk__in=list(identities)).values_list("person__division", flat=True))
    shared = commonprefix(codes)
    return next((shared[:digits] for digits in LEVELS if len(shared) >= digits), "")
