"""The course of a case: what has happened, what may happen next and what is refused, with the reasons as codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from xinju.engines.casework.case_type import CaseType
from xinju.engines.casework.parts import Evidence, Move, State

LONGEST_TEXT = 2000
LONGEST_REFERENCE = 200
DIVISION_LENGTHS = (2, 4, 6, 9, *range(12, 21))  # some places number grids within a community, up to 20 digits


@dataclass(frozen=True)
class Attempt:
    """A move that somebody in `role` wants to make, on the day `on` on which it held."""

    move: str
    role: str
    on: date
    evidence: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Prolonging:
    """A clock that somebody wants to prolong to `total` of its own units, and why; `after` so many moves, once done."""

    clock: str
    total: int
    role: str
    on: date
    why: str
    after: int = 0


@dataclass(frozen=True)
class Case:
    """A case so far: opened in `began` on `opened_on`, with the given days; the moves made, and the clocks prolonged."""

    opened_on: date
    began: str
    days: Mapping[str, date] = field(default_factory=dict)
    steps: tuple[Attempt, ...] = ()
    prolonged: tuple[Prolonging, ...] = ()


@dataclass(frozen=True, order=True)
class Refusal:
    """Why something cannot be done: a code and what it quotes; words are made elsewhere."""

    code: str
    part: str = ""
    values: tuple[tuple[str, str], ...] = ()


class Refused(Exception):
    """An act that the case type does not allow, with every reason."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__("; ".join(f"{refusal.code} {refusal.part}".rstrip() for refusal in refusals))


def open(kind: CaseType, *, on: date, days: Mapping[str, date] | None = None, at: str = "") -> Case:  # noqa: A001
    """A new case, in the type's usual first state or in `at`. Refused: day_missing, day_unknown, no_such_start."""
    given = dict(days or {})
    began = at or kind.start[0]
    refusals = [Refusal("day_missing", key) for key in kind.days if key not in given]
    refusals += [Refusal("day_unknown", key) for key in given if key not in kind.days]
    if began not in kind.start:
        refusals.append(Refusal("no_such_start", began))
    if refusals:
        raise Refused(tuple(sorted(refusals)))
    return Case(opened_on=on, began=began, days=given)


def state_key(kind: CaseType, case: Case) -> str:
    """The key of the state in which the case stands."""
    return kind.moves[case.steps[-1].move].to if case.steps else case.began


def state(kind: CaseType, case: Case) -> State:
    return kind.states[state_key(kind, case)]


def is_closed(kind: CaseType, case: Case) -> bool:
    return state(kind, case).closed


def moves_for(kind: CaseType, case: Case, role: str) -> tuple[str, ...]:
    """Moves that this role can make from here, in the type's order; what they need is another question."""
    here = state_key(kind, case)
    return tuple(key for key, move in kind.moves.items() if here in move.origins and role in move.roles)


def held(kind: CaseType, case: Case) -> dict[str, str]:
    """The evidence of the case since it was last opened, the newest of each: a reopened case needs fresh evidence."""
    found: dict[str, str] = {}
    here = case.began
    for step in case.steps:
        if kind.states[here].closed:
            found = {}
        found |= step.evidence
        here = kind.moves[step.move].to
    return found


def may(kind: CaseType, case: Case, attempt: Attempt) -> tuple[Refusal, ...]:
    """Every reason against the move; none means yes.

    Codes: no_such_move · not_from_here (state) · role_may_not (role) · before_last_step (day) · reason_missing ·
    reason_unknown · evidence_missing (one of) · evidence_unknown · evidence_empty · evidence_unprintable ·
    evidence_too_long (most) · evidence_no_day · evidence_no_choice (choices) · evidence_no_division · same_as_before
    """
    move = kind.moves.get(attempt.move)
    if move is None:
        return (Refusal("no_such_move", attempt.move),)
    found = {
        *_against_the_moment(kind, case, attempt, move),
        *_against_the_reason(attempt, move),
        *_against_the_evidence(kind, case, attempt, move),
    }
    return tuple(sorted(found))


def advance(kind: CaseType, case: Case, attempt: Attempt) -> Case:
    """The case after the move. Raises Refused with every reason of `may`."""
    refusals = may(kind, case, attempt)
    if refusals:
        raise Refused(refusals)
    return replace(case, steps=(*case.steps, attempt))


def last_day(case: Case) -> date:
    """The latest day on which something happened in the case; nothing can be said to have happened before it."""
    return max([case.opened_on, *(step.on for step in case.steps), *(longer.on for longer in case.prolonged)])


def _against_the_moment(kind: CaseType, case: Case, attempt: Attempt, move: Move) -> Iterator[Refusal]:
    here = state_key(kind, case)
    if here not in move.origins:
        yield Refusal("not_from_here", attempt.move, (("state", here),))
    if attempt.role not in move.roles:
        yield Refusal("role_may_not", attempt.move, (("role", attempt.role),))
    if attempt.on < last_day(case):
        yield Refusal("before_last_step", attempt.move, (("day", last_day(case).isoformat()),))


def _against_the_reason(attempt: Attempt, move: Move) -> Iterator[Refusal]:
    if move.reasons and not attempt.reason:
        yield Refusal("reason_missing", attempt.move, (("one_of", ",".join(move.reasons)),))
    elif attempt.reason and attempt.reason not in move.reasons:
        yield Refusal("reason_unknown", attempt.reason)


def _against_the_evidence(kind: CaseType, case: Case, attempt: Attempt, move: Move) -> Iterator[Refusal]:
    given = attempt.evidence
    here = held(kind, case) if not is_closed(kind, case) else {}
    for key, value in given.items():
        if key not in move.accepts:
            yield Refusal("evidence_unknown", key)
        else:
            yield from _against_the_value(key, kind.evidence[key], value)
    lacking = [group for group in move.needs if not group & given.keys()]
    lacking += [group for group in move.relies_on if not group & (given.keys() | here.keys())]
    for group in lacking:
        one_of = [key for key in kind.evidence if key in group]
        yield Refusal("evidence_missing", one_of[0], (("one_of", ",".join(one_of)),))
    for key in sorted(move.unlike & given.keys()):
        if any(step.evidence.get(key) == given[key] for step in case.steps):
            yield Refusal("same_as_before", key)
    for key in sorted(move.unlike - given.keys()):
        yield Refusal("evidence_missing", key, (("one_of", key),))


def _against_the_value(key: str, piece: Evidence, value: str) -> Iterator[Refusal]:
    most = LONGEST_TEXT if piece.kind == "text" else LONGEST_REFERENCE
    if not value.strip():
        yield Refusal("evidence_empty", key)
    elif "\x00" in value:  # no database keeps it
        yield Refusal("evidence_unprintable", key)
    elif len(value) > most:
        yield Refusal("evidence_too_long", key, (("most", str(most)),))
    elif piece.kind == "day" and not _is_day(value):
        yield Refusal("evidence_no_day", key)
    elif piece.kind == "choice" and value not in piece.choices:
        yield Refusal("evidence_no_choice", key, (("one_of", ",".join(piece.choices)),))
    elif piece.kind == "division" and not _is_division(value):
        yield Refusal("evidence_no_division", key)


def _is_day(value: str) -> bool:
    try:
        return len(value) == 10 and date.fromisoformat(value) is not None
    except ValueError:
        return False


def _is_division(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) in DIVISION_LENGTHS
