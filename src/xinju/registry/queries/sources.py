"""Who tells the registry something, as the district's registry.yaml declares it."""

from __future__ import annotations

from collections.abc import Mapping

from xinju.packs.registry_rules import Source
from xinju.registry.bridge import rules


def sources() -> Mapping[str, Source]:
    """Every source of the district by key."""
    return rules.rules().sources
