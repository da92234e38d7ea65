"""The parts of a case type: evidence, states, moves and clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EvidenceKind = Literal["text", "day", "choice", "reference", "photo", "division"]
Unit = Literal["days", "workdays", "months"]


@dataclass(frozen=True)
class Label:
    """What people read, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Evidence:
    """What can be laid before an office.

    kind     text of at most 2000 characters, an ISO day, one of `choices`, an opaque reference or a photo's reference (at
             most 200 characters), a division code
    """

    label: Label
    kind: EvidenceKind
    choices: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """Where a case stands. `role` must act next; a closed state has none, and its key is the outcome."""

    label: Label
    role: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Move:
    """One act that leads on.

    origins       states it can be made in
    to            the state it leads to
    roles         who may make it
    needs         each group: at least one of these pieces of evidence must come with the move
    relies_on     each group: at least one of these must be in the case since it was last opened, or come with the move
    takes         evidence that may be given and need not
    reasons       one of these codes must be named, where there are any
    unlike        evidence whose value must differ from every earlier one (a second visit at another hour)
    reroutes      evidence (a division) that becomes the case's region
    source        the article that orders or allows it
    on_page       made on the type's own page only: it does more there than move the case
    """

    label: Label
    origins: frozenset[str]
    to: str
    roles: frozenset[str]
    needs: tuple[frozenset[str], ...] = ()
    relies_on: tuple[frozenset[str], ...] = ()
    takes: frozenset[str] = frozenset()
    reasons: Mapping[str, Label] = field(default_factory=dict)
    unlike: frozenset[str] = frozenset()
    reroutes: str = ""
    source: str = ""
    on_page: bool = False

    @property
    def accepts(self) -> frozenset[str]:
        """Every piece of evidence that can be given with it."""
        return self.takes.union(*self.needs, *self.relies_on)


@dataclass(frozen=True)
class Span:
    """A length of time: n >= 1 calendar days, workdays or months."""

    n: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.n <= 3660:
            raise ValueError(f"a clock of {self.n} {self.unit}; expected 1 to 3660")


@dataclass(frozen=True)
class Extension:
    """How far a clock may be prolonged: `most` in all, in the clock's own unit, by these roles."""

    most: int
    roles: frozenset[str]
    source: str


@dataclass(frozen=True)
class Escalation:
    """To whom an expired clock goes, from the day after the deadline plus `after` calendar days."""

    role: str
    after: int = 0


@dataclass(frozen=True)
class Reminder:
    """Said `before` calendar days ahead of the deadline: what is lost when it passes; to the handler or the resident."""

    before: int
    loses: Label
    to: Literal["handler", "resident"] = "handler"


@dataclass(frozen=True)
class Clock:
    """A time limit. It starts on the day the case enters one of `runs_in`, and ends when the case leaves them.

    span         its length; None where `until` names a day that is given at opening
    until        the given day on which it ends: as it is, not moved to a workday
    runs_in      states in which it runs
    paused_in    states in which it stands still, to run on when the case comes back
    escalations  who takes an expired case over: at least one, the first from the day after the deadline
    """

    label: Label
    runs_in: frozenset[str]
    source: str
    escalations: tuple[Escalation, ...]
    span: Span | None = None
    until: str = ""
    paused_in: frozenset[str] = frozenset()
    extension: Extension | None = None
    reminders: tuple[Reminder, ...] = ()
