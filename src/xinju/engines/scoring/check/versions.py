"""Dated versions of one table: days on which two hold, days on which none does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from xinju.engines.scoring.check.finding import Finding, Reading
from xinju.engines.scoring.check.papers import stale
from xinju.engines.scoring.check.places import Place
from xinju.engines.scoring.language.sheets import Decision

Dated = tuple[str, date, date | None]  # version, first day, last day (None: still in force)


def check_versions(
    versions: Iterable[Dated], sheet: str = "", decisions: Iterable[Decision] = ()
) -> tuple[Finding, ...]:
    """Holes and overlaps between the days on which versions apply, both days included.

    ValueError if a version ends before it starts.
    """
    dated = sorted(versions, key=lambda one: (one[1], one[2] or date.max))
    for version, first, last in dated:
        if last is not None and last < first:
            raise ValueError(f"version {version} ends on {last}, before it starts on {first}")
    place = Place("sheet", sheet)
    found = [*_overlaps(place, dated), *_holes(place, dated)]
    answers = {decision.finding: decision for decision in decisions}
    known = {one.id for one in found}
    found += [stale(place, decision) for decision in answers.values() if decision.finding not in known]
    return tuple(replace(one, answered=answers.get(one.id)) for one in found)


def _overlaps(place: Place, dated: list[Dated]) -> list[Finding]:
    found = []
    for (one, _, one_last), (two, two_first, two_last) in combinations(dated, 2):
        if one_last is not None and one_last < two_first:
            continue
        last = min((day for day in (one_last, two_last) if day is not None), default=None)
        readings = tuple(Reading(code, {"version": version}) for code, version in (("earlier", one), ("later", two)))
        values = {"first": two_first, "last": last, "versions": (one, two)}
        found.append(place.finding("version_overlap", f"{one}+{two}", readings, **values))
    return found


def _holes(place: Place, dated: list[Dated]) -> list[Finding]:
    found = []
    reached: tuple[str, date] | None = None
    for version, first, last in dated:
        if reached is not None and first > reached[1] + timedelta(days=1):
            ends = {"first": reached[1] + timedelta(days=1), "last": first - timedelta(days=1)}
            readings = (
                Reading("earlier", {"version": reached[0]}), Reading("later", {"version": version}), Reading("none"),
            )  # fmt: skip
            mark = f"{reached[0]}+{version}"
            found.append(place.finding("version_hole", mark, readings, **ends, versions=(reached[0], version)))
        if last is None:
            return found
        if reached is None or last > reached[1]:
            reached = (version, last)
    return found
