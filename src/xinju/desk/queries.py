"""What the desk needs besides the cases: the district's divisions and departments by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from xinju.packs.districts import division_names
from xinju.packs.problems import Unreadable
from xinju.packs.registry_rules import load_registry_rules


def divisions() -> Mapping[str, tuple[str, str]]:
    """Chinese and English name of each town and community by code; empty where the district's file cannot be read."""
    return division_names(Path(settings.XINJU_DISTRICT))


TOWN_DIGITS, COMMUNITY_DIGITS = 9, 12


def digits_below(region: str) -> int:
    """How long the codes of the divisions next below a region are: towns of the district, communities of a town."""
    return TOWN_DIGITS if len(region) < TOWN_DIGITS else COMMUNITY_DIGITS


def divisions_below(region: str) -> dict[str, tuple[str, str]]:
    """The divisions next below a region (all towns for an empty one) by code, with their names; none below a community."""
    digits = digits_below(region)
    return {
        code: names
        for code, names in divisions().items()
        if len(code) == digits and code.startswith(region) and code != region
    }


def departments() -> dict[str, tuple[str, str]]:
    """Chinese and English name of each department that delivers records, by key."""
    return _departments(Path(settings.XINJU_DISTRICT))


@lru_cache(maxsize=4)
def _departments(folder: Path) -> dict[str, tuple[str, str]]:
    try:
        sources = load_registry_rules(folder).sources.values()
    except Unreadable:
        return {}
    return {source.key: (source.name, source.english) for source in sources if source.records}
