"""Who sees which buildings and rooms."""

from __future__ import annotations

from django.db.models import Q

from xinju.accounts.access import Account, Role, region_filter, sees_region

WALKERS = (Role.REGISTRAR, Role.WINDOW_OFFICER, Role.GRID_WORKER)


def visible(asker: Account) -> Q:
    """The condition that a place lies in the asker's region; a grid's code stands in a column of its own."""
    return region_filter(asker, "division") | region_filter(asker, "grid")


def may_add_in(asker: Account, division: str) -> bool:
    """May the asker add a building in this community?"""
    return sees_region(asker, division) or asker.region.startswith(division)
