"""A case's rows as the engine sees them, and what the engine answers: may it be done, how does it stand afterwards?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xinju.cases.bridge.calendar import workdays
from xinju.cases.bridge.rules import kind_of
from xinju.cases.models import Case, Event
from xinju.engines.casework import clocks, course
from xinju.engines.casework.case_type import CaseType
from xinju.engines.casework.clocks import Raised, Run, Standing
from xinju.engines.casework.course import Attempt, Prolonging, Refusal, Refused
from xinju.engines.casework.parts import Label, Reminder
from xinju.values.workdays import Due

__all__ = ["CaseType", "Label", "Outcome", "Refusal", "Refused", "Reminder", "Run", "Standing"]


@dataclass(frozen=True)
class Outcome:
    """How a case stands: what its row keeps."""

    state: str
    role: str
    closed: bool
    due_on: date | None
    due_clock: str
    due_certain: bool
    raised: tuple[Raised, ...]


@dataclass(frozen=True)
class Timed:
    """A clock under way or run out, and how it stands on the day asked for."""

    run: Run
    standing: Standing
    since: date | None


def opening(kind: CaseType, on: date, days: Mapping[str, date], at: str) -> tuple[str, Outcome]:
    """The state it begins in, and how it stands. Raises Refused."""
    case = course.open(kind, on=on, days=days, at=at)
    return case.began, _outcome(kind, case)


def refusals_of_move(
    row: Case, move: str, role: str, on: date, evidence: Mapping[str, str], reason: str
) -> tuple[Refusal, ...]:
    """Every reason against a move; none means yes."""
    kind = kind_of(row.edition)
    return course.may(kind, case_of(row), Attempt(move, role, on, dict(evidence), reason))


def after_move(row: Case, move: str, role: str, on: date, evidence: Mapping[str, str], reason: str) -> Outcome:
    """How the case stands after a move. Raises Refused."""
    kind = kind_of(row.edition)
    return _outcome(kind, course.advance(kind, case_of(row), Attempt(move, role, on, dict(evidence), reason)))


def after_prolonging(row: Case, clock: str, total: int, role: str, on: date, why: str) -> Outcome:
    """How the case stands with a longer clock. Raises Refused."""
    kind = kind_of(row.edition)
    wish = Prolonging(clock, total, role, on, why)
    return _outcome(kind, clocks.prolong(kind, case_of(row), wish, workdays()))


def as_it_stands(row: Case) -> Outcome:
    """The same once more, with today's calendar of workdays."""
    return _outcome(kind_of(row.edition), case_of(row))


def refusals_of_hand_over(row: Case, role: str, on: date) -> tuple[Refusal, ...]:
    """Reasons against giving an open case to this role: codes is_closed, role_has_no_move, before_last_step."""
    kind, case = kind_of(row.edition), case_of(row)
    if course.is_closed(kind, case):
        return (Refusal("is_closed", row.state),)
    found = []
    if role != kind.states[row.state].role and not course.moves_for(kind, case, role):
        found.append(Refusal("role_has_no_move", row.state, (("role", role),)))
    if on < course.last_day(case):
        found.append(Refusal("before_last_step", "", (("day", course.last_day(case).isoformat()),)))
    return tuple(found)


def reroutes(row: Case, move: str, evidence: Mapping[str, str]) -> str | None:
    """The division to which a move sends the case, or None."""
    to = kind_of(row.edition).moves[move].reroutes
    return evidence.get(to) if to else None


def moves_for(row: Case, role: str) -> tuple[str, ...]:
    """Moves that the role can make from here, in the type's order."""
    return course.moves_for(kind_of(row.edition), case_of(row), role)


def prolongable(row: Case, role: str) -> tuple[str, ...]:
    """Clocks under way that the role may prolong."""
    kind, case = kind_of(row.edition), case_of(row)
    under_way = [run.clock for run in clocks.due(kind, case, workdays())]
    return tuple(key for key in under_way if (more := kind.clocks[key].extension) and role in more.roles)


def evidence_of(row: Case) -> dict[str, str]:
    """The newest of each piece of evidence since the case was last opened."""
    return course.held(kind_of(row.edition), case_of(row))


def timed(row: Case, on: date) -> tuple[Timed, ...]:
    """Every run of every clock: those under way first, by deadline."""
    kind, case = kind_of(row.edition), case_of(row)
    calendar = workdays()
    under_way = clocks.due(kind, case, calendar)
    over = tuple(run for run in clocks.runs(kind, case, calendar) if run.ended is not None)
    first = {step.clock: step.since for step in reversed(clocks.escalations(kind, case, calendar))}
    return tuple(Timed(run, clocks.standing(run, on), first.get(run.clock)) for run in (*under_way, *over))


def reminders(row: Case, on: date) -> tuple[tuple[Run, Reminder], ...]:
    """What to say on that day of what is lost when a deadline passes."""
    return clocks.reminders(kind_of(row.edition), case_of(row), workdays(), on)


def case_of(row: Case) -> course.Case:
    """The engine's case from the row and its events."""
    events = list(row.events.all())
    steps: list[Attempt] = []
    prolonged: list[Prolonging] = []
    for event in events:
        if event.kind == Event.Kind.MOVED:
            steps.append(Attempt(event.part, event.role, event.on, event.evidence, event.reason))
        elif event.kind == Event.Kind.PROLONGED:
            prolonged.append(Prolonging(event.part, event.total, event.role, event.on, event.why, len(steps)))
    return course.Case(row.opened_on, row.began, _days(row.days), tuple(steps), tuple(prolonged))


def _days(kept: Mapping[str, str]) -> dict[str, date]:
    return {key: date.fromisoformat(day) for key, day in kept.items()}


def _outcome(kind: CaseType, case: course.Case) -> Outcome:
    calendar = workdays()
    state = course.state(kind, case)
    first = next((run for run in clocks.due(kind, case, calendar) if run.deadline is not None), None)
    return Outcome(
        state=course.state_key(kind, case),
        role=state.role,
        closed=state.closed,
        due_on=first.deadline.not_before if first and first.deadline else None,
        due_clock=first.clock if first else "",
        due_certain=first is None or isinstance(first.deadline, Due),
        raised=clocks.escalations(kind, case, calendar),
    )
