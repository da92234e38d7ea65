"""Whether a division code that a department writes can be: by its shape, and by the map of the day of which it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from xinju.packs.registry_rules import COMPLETE
from xinju.registry.bridge import rules
from xinju.registry.bridge.divisions import Atlas, Named, atlas

_DIGITS = (6, 9, 12, 15)  # of a district, a town, a community, a grid
_COMMUNITY = 12
Fault = tuple[str, dict[str, Any]]


class DivisionCodes:
    """The codes of a district. `is_complete`: the map holds every town and community of it.

    Departments rewrite their files with the new codes when towns merge, so the code of what a place became later is right on
    every day before. The code of what it was is wrong from the day on which it ended.
    """

    def __init__(self, by: Atlas, district: str, *, is_complete: bool) -> None:
        self._atlas, self._district = by, district
        self._is_complete = is_complete and by.lies_in(district)
        self.fault_of = lru_cache(maxsize=20_000)(self._fault_of)

    def _fault_of(self, code: str, day: date) -> Fault | None:
        """What is wrong with a code written of something on a day, as code and values; None where nothing is."""
        if not (code.isascii() and code.isdigit() and len(code) in _DIGITS):
            return "unknown_division", {}
        rows = self._atlas.named(code)
        if not rows:
            return self._fault_of_unlisted(code, day)
        if _has_ended(rows, day):
            return self._ended(code, rows, day)
        since = rows[0].start
        if self._is_complete and day < since and self._is_younger(code, since):
            return "division_not_yet", {"since": since}
        return None

    def _fault_of_unlisted(self, code: str, day: date) -> Fault | None:
        """A code that the map has never held: judged by the town or community in which it lies."""
        above = next(
            (code[:digits] for digits in (12, 9) if digits < len(code) and self._atlas.named(code[:digits])), ""
        )
        if above and _has_ended(self._atlas.named(above), day):
            return self._ended(above, self._atlas.named(above), day)
        is_grid = len(above) == _COMMUNITY  # the map may end with communities
        lies_here = code.startswith(self._district) and code != self._district
        return ("unknown_division", {}) if lies_here and self._is_complete and not is_grid else None

    def _ended(self, code: str, rows: Sequence[Named], day: date) -> Fault:
        until = max(row.end for row in rows if row.end is not None)
        successors = sorted(self._atlas.successors(code, day) - {code})
        if not successors:
            return "division_ended", {"until": until}
        return "division_became", {"until": until, "successors": tuple(successors)}

    def _is_younger(self, code: str, since: date) -> bool:
        """Was it newly made, out of nothing on the map, after the map's own beginning?"""
        return not self._atlas.came_from(code) and since > self._atlas.begins


def _has_ended(rows: Sequence[Named], day: date) -> bool:
    return all(row.end is not None and row.end < day for row in rows)


def division_codes() -> DivisionCodes:
    """The codes of the district that this site serves, by the registry's map."""
    return DivisionCodes(atlas(), rules.district().code, is_complete=rules.rules().divisions == COMPLETE)
