"""Names of divisions, sources and values of the registry in the page's language."""

from __future__ import annotations

from xinju.packs.districts import Region
from xinju.packs.records import DeclaredRecord
from xinju.registry.bridge.rules import district, rules
from xinju.web.language import chosen, is_english

TOWN = 9  # digits of a town's or street's code (GB/T 10114)


def division_name(code: str) -> str:
    """The division's name; its code where the district's folder does not name it; words for none."""
    if not code:
        return chosen("住处不详", "Where is not known")
    own = district()
    if code == own.code:
        return own.english if is_english() else own.name
    found = _region(code)
    return (found.english if is_english() else found.name) if found else code


def town_name(code: str) -> str:
    """The town that a division lies in: as much as is shown of a protected address."""
    return division_name(code[:TOWN])


def source_name(key: str) -> str:
    """The source's name as the district's registry.yaml has it."""
    source = rules().sources.get(key)
    return (source.english if is_english() else source.name) if source else key


def record_label(declared: DeclaredRecord) -> str:
    return declared.english.get("", declared.type.label) if is_english() else declared.type.label


def column_label(declared: DeclaredRecord, column: str) -> str:
    held = declared.type.columns[column]
    return declared.english.get(column, held.label) if is_english() else held.label


def value_text(declared: DeclaredRecord, column: str, value: str) -> str:
    """One value of a record as people read it."""
    held = declared.type.columns.get(column)
    if held is None or value in (None, ""):
        return str(value or "")
    if held.kind == "level":
        labels = declared.english if is_english() else declared.levels
        return labels.get(f"{column}.{value}", str(value))
    if held.kind == "division":
        return division_name(str(value))
    if held.kind == "flag":
        is_so = str(value).lower() in ("true", "1", "yes")
        return chosen("是", "yes") if is_so else chosen("否", "no")
    return f"{value} {held.unit}".strip() if held.kind == "number" else str(value)


def _region(code: str) -> Region | None:
    # A grid's name is its community's: twelve digits and more are looked up by the community.
    own = district()
    by_code = {region.code: region for region in (*own.elsewhere, *own.regions)}
    return next((by_code[code[:digits]] for digits in (len(code), 12, TOWN) if code[:digits] in by_code), None)
