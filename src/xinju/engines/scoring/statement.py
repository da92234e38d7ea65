"""The statement (积分明细单): points with the reasons they were made from. Codes and values; words are made elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from xinju.engines.scoring.facts import Record
from xinju.engines.scoring.spans import Span, Value

Why = Literal[
    "counted",
    "pending",
    "disputed",
    "not_yet_recorded",
    "where",
    "later",
    "window",
    "not_current",
    "not_during",
    "not_in_set",
    "run",
]
Verdict = bool | None  # yes, no, not known
NO_FACTS: Mapping[str, object] = MappingProxyType({})


class Used(NamedTuple):
    """A record that a measure looked at: counted, or why not. `column` names the test that it failed."""

    record: Record
    why: Why = "counted"
    column: str = ""

    @property
    def counts(self) -> bool:
        return self.why == "counted"


class Step(NamedTuple):
    """One node of the sheet at work: what it is, what it found, and the steps below it.

    A named tuple, as hundreds stand in one statement and a frozen dataclass takes three times as long to make.

    code    the kind of node (rate, bracket, duration …)
    value   what came out
    facts   the figures of the step: the rule's own numbers and the effects (`capped_from`, `void`, `selected` …)
    name    the measure, item or group that the sheet calls it
    """

    code: str
    value: Value
    facts: Mapping[str, object] = NO_FACTS
    parts: tuple[Step, ...] = ()
    used: tuple[Used, ...] = ()
    name: str = ""

    def walk(self):
        """This step and all below it, top first."""
        yield self
        for part in self.parts:
            yield from part.walk()


class Line(NamedTuple):
    """One row of the statement, in the table's own order."""

    key: str
    points: Span
    step: Step
    beside: Step | None = None


@dataclass(frozen=True)
class Selection:
    """Who plays a role: by the family's choice, or because it is best; all ways with their points, none if there is nobody."""

    role: str
    candidate: str | None
    by: Literal["choice", "best", "nobody"]
    ways: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True)
class ServiceReading:
    """What a service takes where points are rounded in one of the ways that the text leaves open."""

    way: str
    gate: Verdict
    rank: tuple[Value, ...]
    pays: Value


@dataclass(frozen=True)
class ServiceResult:
    """What a service takes from the score: points, gate, rank keys in order, payment; blocked by which bars.

    readings  where the sheet leaves open how points are rounded: what comes out in each way. Gate, bars and payment then say
              what all ways say (not known, or the span over them, where they differ); the rank keys are those of the first way
    """

    key: str
    points: Span
    gate: Verdict
    gate_step: Step | None
    rank: tuple[Value, ...]
    pays: Value
    pays_step: Step | None
    blocked_by: tuple[str, ...]
    maybe_blocked_by: tuple[str, ...]
    readings: tuple[ServiceReading, ...] = ()


@dataclass(frozen=True)
class Statement:
    """Everything that a sheet says about one application on one day."""

    sheet: str
    version: str
    application: str
    as_of: date
    known_at: date
    lines: tuple[Line, ...]
    groups: tuple[Line, ...]
    selections: tuple[Selection, ...]
    bars: Mapping[str, Verdict]
    bar_steps: Mapping[str, Step]
    services: Mapping[str, ServiceResult]

    @property
    def points(self) -> Mapping[str, Span]:
        """Span of each item and group, by key."""
        return {line.key: line.points for line in (*self.lines, *self.groups)}

    def line(self, key: str) -> Line:
        """The item or group of that key; KeyError if the sheet has none."""
        for line in (*self.lines, *self.groups):
            if line.key == key:
                return line
        raise KeyError(key)
