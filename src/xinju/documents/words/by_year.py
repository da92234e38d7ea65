"""What a rule for each year was told from: the years by name, the one measure behind each, and each record once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from xinju.documents.figures import date_text
from xinju.documents.words.amounts import Amounts
from xinju.documents.words.shapes import StepShape, UsedShape
from xinju.documents.words.what_to_tell import UNITS, unit_of_tally


def years(step: StepShape, amounts: Amounts, words: Mapping[str, str]) -> list[str]:
    """Each year by its number, or by its first and last day where it was counted back; the latest first, as they stand in the step."""
    found: Any = step.facts["years"]
    if step.facts["calendar"]:
        return [words["year"].format(n=str(last.year)) for _, last in found]
    return [words["from_to"].format(first=_day(first, amounts), last=_day(last, amounts)) for first, last in found]


def _day(day: date, amounts: Amounts) -> str:
    return date_text(day, amounts.language)


def measure(part: StepShape) -> StepShape | None:
    """The one length, count or sum from which a year's number was made; None if there are several or it is one itself."""
    found = [one for one in _walk(part) if one.code == "duration" or one.facts.get("op") in ("count", "sum")]
    others = [
        one for one in _walk(part) if one.code in ("each", "elapsed", "dated") or one.facts.get("op") == "highest"
    ]
    return found[0] if len(found) == 1 and not others and part is not found[0] else None


def unit(measure: StepShape) -> str | None:
    """The unit in which a year's measure is told; None where nobody knows it."""
    if "not_known" in measure.facts:
        return None
    return UNITS[str(measure.facts["unit"])] if measure.code == "duration" else unit_of_tally(measure.facts)


def _walk(step: StepShape) -> Iterator[StepShape]:
    yield step
    for part in step.parts:
        yield from _walk(part)


def used(step: StepShape) -> list[UsedShape]:
    """Each record once: as the year sees it that it lies in, as a year counts that counts it."""
    judged: dict[int, UsedShape] = {}
    for one in (one for part in _walk(step) for one in part.used):
        held = judged.get(id(one.record))
        if held is None or held.why in ("later", "window") or one.why == "counted":
            judged[id(one.record)] = one
    return list(judged.values())
