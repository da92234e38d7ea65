"""The district's rules for its registry, read once a process."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from xinju.packs.districts import District, load_district
from xinju.packs.records import DeclaredRecord, load_records
from xinju.packs.registry_rules import RegistryRules, load_registry_rules


def rules() -> RegistryRules:
    """Sources, rankings and periods of the district that this site serves."""
    return _rules(settings.XINJU_DISTRICT)


def district() -> District:
    """The district that this site serves."""
    return _district(settings.XINJU_DISTRICT)


def record_types() -> dict[str, DeclaredRecord]:
    """Every record type that this district knows: the library's and its own, by key."""
    return _record_types(settings.XINJU_DISTRICT)


@lru_cache(maxsize=4)
def _rules(folder: Path) -> RegistryRules:
    return load_registry_rules(folder)


@lru_cache(maxsize=4)
def _district(folder: Path) -> District:
    return load_district(folder)


@lru_cache(maxsize=4)
def _record_types(folder: Path) -> dict[str, DeclaredRecord]:
    library = sorted((folder.parent / "library" / "records").glob("*.yaml"))
    return load_records([*library, *sorted((folder / "records").glob("*.yaml"))])
