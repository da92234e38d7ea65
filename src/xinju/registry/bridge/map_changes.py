"""What loading a district's map of divisions would change: for the look beforehand and for the loading itself, so that they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xinju.packs.districts import Region
from xinju.registry.models import Division

NEW, ENDS, NAMED, SAME = "new", "ends", "named", "same"


@dataclass(frozen=True)
class MapChange:
    """One division of the file beside the row that is held of it: new, ended by the file, named otherwise, or the same."""

    kind: str
    region: Region
    start: date
    held: Division | None = None


def changes(regions: Sequence[Region], start: date) -> list[MapChange]:
    """One for each division of the file, in its order. One that names no first day was in force from `start` on, or since when
    it is held."""
    held: dict[str, list[Division]] = {}
    for row in Division.objects.order_by("code", "start"):
        held.setdefault(row.code, []).append(row)
    return [_change(region, held.get(region.code, []), start) for region in regions]


def left_out(regions: Sequence[Region]) -> list[Division]:
    """Divisions that are held in force and that the file does not name at all: they stay, until the file gives their end."""
    codes = {region.code for region in regions}
    return [row for row in Division.objects.filter(end__isnull=True).order_by("code") if row.code not in codes]


def _change(region: Region, rows: Sequence[Division], start: date) -> MapChange:
    first = region.start or start
    held = next((row for row in rows if row.start == first), None)
    if held is None and region.start is None and rows:
        held = rows[-1]
    if held is None:
        return MapChange(NEW, region, min(first, region.end or first))
    if region.end is not None and held.end != region.end:
        return MapChange(ENDS, region, held.start, held)
    is_named_so = (held.name, held.english, held.within) == (region.name, region.english, region.within)
    return MapChange(SAME if is_named_so else NAMED, region, held.start, held)
