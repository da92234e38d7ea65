"""What of a statement's steps is worth a sentence: which parts are named, and which form of words fits what was found.

Nothing here has words of a language; `sentences` says what is chosen here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from xinju.documents.words.reasons import CONDITIONS
from xinju.documents.words.shapes import StepShape

UNITS = {
    "days": "days", "months": "months", "years": "years", "monthly_records": "months",
    "calendar_months": "whole_months", "calendar_months_touched": "touched_months",
}  # fmt: skip


def is_settled(step: StepShape) -> bool:
    """Whether a step gives one figure, and gives it for certain."""
    return step.value is not None and step.value.low == step.value.high


def is_open(step: StepShape) -> bool:
    """Whether it is not known what a step gives, though it gives something."""
    return step.value is not None and step.value.low != step.value.high


def parts_that_add(step: StepShape) -> list[StepShape]:
    """The parts of a sum that can change it."""
    return [part for part in step.parts if part.value is not None and (part.value.low, part.value.high) != (0, 0)]


def parts_that_compete(step: StepShape) -> Sequence[StepShape]:
    """The parts among which the least or highest is sought; a bare nothing only where there is no other."""
    some = [part for part in step.parts if part.value is not None]
    return [part for part in some if part.code != "const" or part.value.low != 0] or some  # type: ignore[union-attr]


def parts_that_decide(step: StepShape) -> Sequence[StepShape]:
    """The parts of `all` or `any` that decide: those that are missing, the one that suffices, or all of them."""
    if step.value is None:
        return step.parts
    if is_open(step):
        return [part for part in step.parts if is_open(part)]
    decides = 0 if step.code == "all" else 1
    if step.value.low == decides:
        found = [part for part in step.parts if part.value is not None and part.value.low == part.value.high == decides]
        return found if decides == 0 else found[:1]
    return step.parts


@dataclass(frozen=True)
class Asked:
    """The conditions of a `when` that are told, and whether they were met, missed, or are unsure."""

    verdict: Literal["met", "missed", "unsure"]
    conditions: Sequence[StepShape]


def what_was_asked(step: StepShape) -> Asked:
    """Unsure conditions before all others; else the one that held, or all that did not."""
    conditions = [part for part in step.parts if part.code in CONDITIONS]
    unsure = [part for part in conditions if is_open(part)]
    if unsure:
        return Asked("unsure", unsure)
    last = conditions[-1]
    if last.value is not None and last.value.low == 1:
        return Asked("met", [last])
    return Asked("missed", conditions)


def form_of_bracket(step: StepShape) -> Literal["bare", "row", "outside", "silent", "in_several", "maybe_in"]:
    """Whether one row of a table was found, none, or several that may be it."""
    of, *thens = step.parts
    facts: Mapping[str, Any] = step.facts
    if facts.get("nothing"):
        return "bare"
    if len(facts["rows"]) == 1 and not facts["silent"] and len(thens) == 1:
        return "row"
    if facts["silent"] and not facts["rows"]:
        return "outside" if thens else "silent"
    return "in_several" if is_settled(of) else "maybe_in"


def limits_that_matter(step: StepShape) -> Iterator[tuple[str, Fraction]]:
    """A cap always, a floor only where it was needed: the key of its words, and the limit."""
    facts: Mapping[str, Any] = step.facts
    before, cap, floor = facts.get("before"), facts["cap"], facts["floor"]
    way = "_span" if before is not None and before.low != before.high else "_passed"
    if cap is not None:
        yield f"cap{way if before is not None and before.high > cap else ''}", cap
    if floor is not None and before is not None and before.low < floor:
        yield f"floor{way}", floor


def is_only_way(step: StepShape) -> bool:
    """Whether there was nothing to choose: one option, which nobody had to name."""
    return len(step.facts["ways"]) == 1 and step.facts["by"] != "choice"  # type: ignore[arg-type]


def is_not_chosen_yet(step: StepShape) -> bool:
    """Whether the choice is still open, so that the options are told instead of the one."""
    facts: Mapping[str, Any] = step.facts
    return facts["by"] != "choice" and step.value != dict(facts["ways"])[facts["selected"]]


def asks_for_any_record(step: StepShape) -> bool:
    """Whether a comparison asks for any record at all."""
    of, bounds = step.parts[0], step.facts["bounds"]
    is_count = of.code == "tally" and of.facts["op"] == "count" and of.facts["column"] is None
    return is_count and bounds.at_least == 1 and bounds.up_to is None and bounds.under is None  # type: ignore[attr-defined]


def form_of_having(step: StepShape) -> Literal["has", "has_not", "has_perhaps"]:
    """Whether there is a record of the kind that was asked for."""
    if step.value is None or not is_settled(step) or step.value.low not in (0, 1):
        return "has_perhaps"
    return "has" if step.value.low else "has_not"


def unit_of_tally(facts: Mapping[str, Any]) -> str:
    """What a count counts; a sum has the unit of its column, which its label names."""
    if facts["op"] == "sum":
        return ""
    return {None: "records", "person": "persons", "year": "calendar_years"}.get(facts["column"], "")


def unit_of_groups(by: tuple[str, ...]) -> str:
    """What the groups of `each` are."""
    return {("year",): "calendar_years", ("person",): "persons"}.get(by, "entries")


def records_asked_for(step: StepShape) -> Sequence[str]:
    """The record types that a length is measured from: the missing ones, where any is missing."""
    missing: Any = step.facts.get("not_known", ())
    return missing or tuple(dict.fromkeys(used.record.type for used in step.used))


def missing_files(step: StepShape) -> Sequence[str]:
    """The record types whose file nobody has delivered, where that leaves the result open."""
    if is_settled(step):
        return ()
    return tuple(dict.fromkeys(str(key) for part in step.walk() for key in part.facts.get("not_known", ())))  # type: ignore[attr-defined]
