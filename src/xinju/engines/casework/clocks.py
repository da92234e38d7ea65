"""The clocks of a case: when each ends, whether it stands still, to whom an expired one goes, what to remind of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from xinju.engines.casework.case_type import CaseType
from xinju.engines.casework.course import Case, Prolonging, Refusal, Refused, last_day
from xinju.engines.casework.parts import Clock, Reminder
from xinju.values.period import ONE_DAY, Period
from xinju.values.workdays import Deadline, Due, NotPublished, Workdays

Standing = Literal["running", "due_today", "overdue", "paused", "met", "met_late"]


@dataclass(frozen=True)
class Run:
    """One run of a clock.

    started       the day on which it started; that day does not count
    ended         the day on which the case left the clock's states; None while it runs
    paused_since  the day since which it stands still; None where it does not
    pauses        the days that do not count, each pause from the day after it began to the day on which it ended
    length        its length in the clock's unit, prolonged or not; 0 where a given day ends it
    deadline      None while it stands still, unless it had expired before
    """

    clock: str
    started: date
    ended: date | None
    paused_since: date | None
    pauses: tuple[Period, ...]
    length: int
    deadline: Deadline | None


@dataclass(frozen=True, order=True)
class Raised:
    """From `since` on the case is also this role's; `certain` is False where the workday calendar is not published."""

    since: date
    role: str
    clock: str
    certain: bool = True


@dataclass(frozen=True)
class _Stretch:
    """The days on which the case stood in one state, after so many moves; `until` None for the present one."""

    moves: int
    state: str
    since: date
    until: date | None


def runs(kind: CaseType, case: Case, workdays: Workdays) -> tuple[Run, ...]:
    """Every run of every clock, oldest first within a clock."""
    stretches = _stretches(kind, case)
    return tuple(run for key, clock in kind.clocks.items() for run in _runs_of(key, clock, case, stretches, workdays))


def due(kind: CaseType, case: Case, workdays: Workdays) -> tuple[Run, ...]:
    """The clocks that are under way: by deadline, those that stand still last."""
    under_way = [run for run in runs(kind, case, workdays) if run.ended is None]
    return tuple(sorted(under_way, key=lambda run: (run.deadline is None, _earliest(run), run.clock)))


def standing(run: Run, on: date) -> Standing:
    """How a run stands at the end of the day `on`; a deadline ends at 24:00, so on its day it is not yet overdue."""
    if run.ended is not None:
        return "met_late" if isinstance(run.deadline, Due) and run.ended > run.deadline.day else "met"
    if run.deadline is None:
        return "paused"
    if isinstance(run.deadline, NotPublished) or on < run.deadline.day:
        return "running"
    return "due_today" if on == run.deadline.day else "overdue"


def escalations(kind: CaseType, case: Case, workdays: Workdays) -> tuple[Raised, ...]:
    """To whom the case goes and from when, for every clock under way: known on the day it starts, not when a job has run."""
    return tuple(
        sorted(
            Raised(
                since=run.deadline.not_before + ONE_DAY + timedelta(days=step.after),
                role=step.role,
                clock=run.clock,
                certain=isinstance(run.deadline, Due),
            )
            for run in due(kind, case, workdays)
            if run.deadline is not None
            for step in kind.clocks[run.clock].escalations
        )
    )


def reminders(kind: CaseType, case: Case, workdays: Workdays, on: date) -> tuple[tuple[Run, Reminder], ...]:
    """What is to be said on the day `on`: for each clock under way the reminders whose day has come, until the deadline."""
    return tuple(
        (run, reminder)
        for run in due(kind, case, workdays)
        if run.deadline is not None
        for reminder in kind.clocks[run.clock].reminders
        if run.deadline.not_before - timedelta(days=reminder.before) <= on <= run.deadline.not_before
    )


def may_prolong(kind: CaseType, case: Case, wish: Prolonging, workdays: Workdays) -> tuple[Refusal, ...]:
    """Every reason against it; none means yes.

    Codes: no_such_clock · not_extendable · clock_not_running · role_may_not (role) · beyond_most (most) · not_longer
    (length) · already_expired (day) · before_last_step (day) · why_missing
    """
    clock = kind.clocks.get(wish.clock)
    if clock is None:
        return (Refusal("no_such_clock", wish.clock),)
    if clock.extension is None:
        return (Refusal("not_extendable", wish.clock),)
    run = next((run for run in due(kind, case, workdays) if run.clock == wish.clock), None)
    if run is None:
        return (Refusal("clock_not_running", wish.clock),)
    return tuple(sorted(_against_prolonging(case, wish, clock, run)))


def prolong(kind: CaseType, case: Case, wish: Prolonging, workdays: Workdays) -> Case:
    """The case with a longer clock. Raises Refused with every reason of `may_prolong`."""
    refusals = may_prolong(kind, case, wish, workdays)
    if refusals:
        raise Refused(refusals)
    return replace(case, prolonged=(*case.prolonged, replace(wish, after=len(case.steps))))


def _against_prolonging(case: Case, wish: Prolonging, clock: Clock, run: Run) -> Iterator[Refusal]:
    assert clock.extension is not None
    if wish.role not in clock.extension.roles:
        yield Refusal("role_may_not", wish.clock, (("role", wish.role),))
    if wish.total > clock.extension.most:
        yield Refusal("beyond_most", wish.clock, (("most", str(clock.extension.most)),))
    if wish.total <= run.length:
        yield Refusal("not_longer", wish.clock, (("length", str(run.length)),))
    if standing(run, wish.on) == "overdue" and isinstance(run.deadline, Due):
        yield Refusal("already_expired", wish.clock, (("day", run.deadline.day.isoformat()),))
    if wish.on < last_day(case):
        yield Refusal("before_last_step", wish.clock, (("day", last_day(case).isoformat()),))
    if not wish.why.strip():
        yield Refusal("why_missing", wish.clock)


def _stretches(kind: CaseType, case: Case) -> tuple[_Stretch, ...]:
    entered = [(case.began, case.opened_on), *((kind.moves[step.move].to, step.on) for step in case.steps)]
    left = [*(since for _, since in entered[1:]), None]
    return tuple(
        _Stretch(moves, state, since, until)
        for moves, ((state, since), until) in enumerate(zip(entered, left, strict=True))
    )


def _runs_of(key: str, clock: Clock, case: Case, stretches: Sequence[_Stretch], workdays: Workdays) -> Iterator[Run]:
    """A run starts when the case comes into `runs_in`, and lasts while it stays there or in `paused_in`."""
    together: list[_Stretch] = []
    for stretch in stretches:
        if stretch.state in clock.runs_in or (together and stretch.state in clock.paused_in):
            together.append(stretch)
        elif together:
            yield _run(key, clock, case, together, workdays)
            together = []
    if together:
        yield _run(key, clock, case, together, workdays)


def _run(key: str, clock: Clock, case: Case, stretches: Sequence[_Stretch], workdays: Workdays) -> Run:
    started, ended = stretches[0].since, stretches[-1].until
    still = _unbroken_pause(stretches, clock) if ended is None else None
    pauses = tuple(
        Period(stretch.since + ONE_DAY, stretch.until)
        for stretch in stretches
        if stretch.state in clock.paused_in and stretch.until is not None and stretch.until > stretch.since
    )
    length = _length(key, clock, case, stretches)
    deadline = _deadline(clock, case, started, length, pauses, workdays)
    return Run(
        clock=key,
        started=started,
        ended=ended,
        paused_since=still,
        pauses=pauses,
        length=length,
        # What had expired before the pause stays expired: a pause gives no time back.
        deadline=deadline if still is None or deadline.not_before <= still else None,
    )


def _unbroken_pause(stretches: Sequence[_Stretch], clock: Clock) -> date | None:
    """Since when the present pause lasts, over several states if need be."""
    since = None
    for stretch in reversed(stretches):
        if stretch.state not in clock.paused_in:
            break
        since = stretch.since
    return since


def _length(key: str, clock: Clock, case: Case, stretches: Sequence[_Stretch]) -> int:
    """The clock's length, or what it was last prolonged to during this run."""
    if clock.span is None:
        return 0
    first, last = stretches[0].moves, stretches[-1].moves
    of_this_run = [wish.total for wish in case.prolonged if wish.clock == key and first <= wish.after <= last]
    return of_this_run[-1] if of_this_run else clock.span.n


def _deadline(
    clock: Clock, case: Case, started: date, length: int, pauses: Sequence[Period], workdays: Workdays
) -> Deadline:
    if clock.span is None:
        return Due(case.days[clock.until])
    add = {"days": workdays.add_days, "workdays": workdays.add, "months": workdays.add_months}[clock.span.unit]
    return add(started, length, pauses)


def _earliest(run: Run) -> date:
    return date.max if run.deadline is None else run.deadline.not_before
