"""The checker of sheets: it finds what a table leaves open, says twice or says in vain, and never picks a reading itself.

It works by intervals over what each measure can be, not by trying people, so what it reports is there and each value it
names is one that a person can have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from xinju.engines.scoring.check.finding import CODES, Finding, Reading, Stretch
from xinju.engines.scoring.check.limits import check_limits
from xinju.engines.scoring.check.papers import check_papers, stale_decisions
from xinju.engines.scoring.check.places import Survey
from xinju.engines.scoring.check.services import check_services
from xinju.engines.scoring.check.tables import check_tables
from xinju.engines.scoring.check.versions import check_versions
from xinju.engines.scoring.check.winners import check_winners
from xinju.engines.scoring.language.sheets import Sheet

__all__ = ["CODES", "Finding", "Reading", "Stretch", "check", "check_versions"]


def check(sheet: Sheet) -> tuple[Finding, ...]:
    """All findings of a sheet, contradictions first; each with the decision that the sheet records for it, if any."""
    survey = Survey(sheet.written or sheet)
    found = _told_apart(_without_repeats([
        *check_tables(survey), *check_services(survey), *check_limits(survey), *check_winners(survey), *check_papers(survey),
    ]))  # fmt: skip
    found += stale_decisions(survey, {one.id for one in found})
    answers = {decision.finding: decision for decision in (*sheet.brought, *sheet.decisions)}
    answered = [replace(one, answered=answers.get(one.id)) for one in found]
    return tuple(sorted(answered, key=lambda one: CODES.index(one.code)))


def _without_repeats(found: list[Finding]) -> list[Finding]:
    """A boundary is said once: as the value in two bands or in none where one of its services shows that already."""
    said = {
        (part, one.values["of"], one.values["stretch"].first)  # type: ignore[attr-defined]
        for one in found
        if one.code in ("overlap", "silent") and one.values["stretch"].is_one_value  # type: ignore[attr-defined]
        for part in one.where.split("+")
    }

    def is_said(one: Finding) -> bool:
        value = one.values["stretch"].first  # type: ignore[attr-defined]
        places = [place for reading in one.readings for place, _ in reading.values["places"]]  # type: ignore[attr-defined]
        return any((place, one.values["of"], value) in said for place in places)

    return [one for one in found if one.code != "boundary" or not is_said(one)]


def _told_apart(found: Iterable[Finding]) -> list[Finding]:
    """Two findings of one code at one place and value, by a number behind the later one."""
    seen: Counter[str] = Counter()
    apart = []
    for one in found:
        seen[one.id] += 1
        apart.append(one if seen[one.id] == 1 else replace(one, id=f"{one.id}#{seen[one.id]}"))
    return apart
