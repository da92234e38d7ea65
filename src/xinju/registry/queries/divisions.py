"""The map of divisions as it is held beside the district's own file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xinju.packs.districts import Region
from xinju.registry.bridge import rules
from xinju.registry.bridge.map_changes import ENDS, NAMED, NEW, SAME, MapChange, changes, left_out
from xinju.registry.models import Division

__all__ = ["ENDS", "NAMED", "NEW", "BesideTheFile", "MapChange", "beside_the_file"]


@dataclass(frozen=True)
class BesideTheFile:
    """What is held of the map, and what loading the file would change.

    regions   the divisions of the file
    held      rows that are held, of today and before
    changes   divisions of the file that are new, or end, or bear another name there
    left_out  divisions held in force that the file does not name
    """

    regions: tuple[Region, ...]
    held: int
    changes: tuple[MapChange, ...]
    left_out: tuple[Division, ...]


def beside_the_file(*, start: date, asker: object) -> BesideTheFile:
    """The map beside `district.yaml`, whose divisions without a first day were in force from `start` on."""
    regions = rules.district().divisions
    return BesideTheFile(
        regions=regions,
        held=Division.objects.count(),
        changes=tuple(one for one in changes(regions, start) if one.kind != SAME),
        left_out=tuple(left_out(regions)),
    )
