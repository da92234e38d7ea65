"""The district's permit rules, read once a process."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from xinju.packs.permit_rules import PermitRules, load_permit_rules
from xinju.registry.bridge.rules import record_types


def permit_rules() -> PermitRules:
    """Who issues permits, on which conditions, when they are endorsed, how they end, in the district that this site serves."""
    return _rules(settings.XINJU_DISTRICT)


@lru_cache(maxsize=4)
def _rules(folder: Path) -> PermitRules:
    return load_permit_rules(folder, frozenset(record_types()))
