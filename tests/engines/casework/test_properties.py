"""Whatever types and people come up with: no closing without evidence, no running while paused, no expired case forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xinju.engines.casework import clocks, course
from xinju.engines.casework.case_type import CaseType
from xinju.engines.casework.course import Attempt, Case
from xinju.engines.casework.parts import Clock, Escalation, Evidence, Label, Move, Span, State
from xinju.engines.casework.soundness import Unsound
from xinju.values.workdays import Due, Workdays

NAME = Label("甲", "a")
OPEN_STATES, CLOSED_STATES = ("o1", "o2", "o3"), ("c1", "c2")
PIECES = ("p1", "p2", "p3")
ROLES = ("r1", "r2")
START = date(2026, 1, 5)
EVERY_DAY_IS_WORKED = Workdays(
    frozenset({2026, 2027}),
    {date(2026, 1, 1) + timedelta(days=n): True for n in range(730)},
)

groups = st.lists(st.frozensets(st.sampled_from(PIECES), min_size=1), max_size=2).map(tuple)


@st.composite
def moves(draw) -> Move:
    to = draw(st.sampled_from(OPEN_STATES + CLOSED_STATES))
    origins = OPEN_STATES if to in CLOSED_STATES else OPEN_STATES + CLOSED_STATES
    needs, relies_on = draw(groups), draw(groups)
    if to in CLOSED_STATES and not needs + relies_on:
        needs = (frozenset({"p1"}),)
    return Move(
        label=NAME,
        origins=draw(st.frozensets(st.sampled_from(origins), min_size=1)),
        to=to,
        roles=draw(st.frozensets(st.sampled_from(ROLES), min_size=1)),
        needs=needs,
        relies_on=relies_on,
        takes=draw(st.frozensets(st.sampled_from(PIECES))),
    )


@st.composite
def case_clocks(draw) -> Clock:
    runs_in = draw(st.frozensets(st.sampled_from(OPEN_STATES), min_size=1))
    return Clock(
        label=NAME,
        runs_in=runs_in,
        paused_in=draw(st.frozensets(st.sampled_from(OPEN_STATES))) - runs_in,
        span=Span(draw(st.integers(1, 20)), draw(st.sampled_from(["days", "workdays", "months"]))),
        escalations=(Escalation("head", draw(st.integers(0, 5))),),
        source="art. 1",
    )


@st.composite
def case_types(draw) -> CaseType:
    ways = {f"m{n}": draw(moves()) for n in range(draw(st.integers(5, 9)))}
    ways |= {f"on{n}": Move(NAME, frozenset({here}), to, frozenset(ROLES)) for n, (here, to) in enumerate(
        [("o1", "o2"), ("o2", "o3"), ("o3", "o1")])}  # fmt: skip
    ways |= {f"end{n}": Move(NAME, frozenset({"o3"}), to, frozenset(ROLES), needs=(frozenset({"p1", "p2"}),))
             for n, to in enumerate(CLOSED_STATES)}  # fmt: skip
    timers = {f"t{n}": draw(case_clocks()) for n in range(2)}
    timers["whole"] = Clock(
        NAME, frozenset(OPEN_STATES), "art. 2", (Escalation("head"),), span=Span(draw(st.integers(1, 60)), "days")
    )
    states = {name: State(NAME, role="r1") for name in OPEN_STATES} | {
        name: State(NAME, closed=True) for name in CLOSED_STATES
    }
    try:
        return CaseType(
            key="invented",
            label=NAME,
            states=states,
            start=("o1",),
            moves=ways,
            evidence={piece: Evidence(NAME, "text") for piece in PIECES},
            clocks=timers,
            source="art. 0",
            purpose="test",
        )
    except Unsound:
        assume(False)
        raise


attempts = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.sampled_from(ROLES),
        st.dictionaries(st.sampled_from(PIECES), st.sampled_from(["x", "y", " ", ""])),
        st.integers(0, 9),
    ),
    max_size=25,
)


def histories(kind: CaseType, tried: list[tuple]) -> list[Case]:
    """The case after each attempt that was let through; the others change nothing."""
    case = course.open(kind, on=START)
    passed, on = [case], START
    keys = sorted(kind.moves)
    for which, role, evidence, days in tried:
        attempt = Attempt(keys[which % len(keys)], role, on + timedelta(days=days), evidence)
        if not course.may(kind, case, attempt):
            case, on = course.advance(kind, case, attempt), attempt.on
            passed.append(case)
    return passed


def shown_since_it_was_opened(kind: CaseType, case: Case) -> set[str]:
    """Said again in the plainest way: pieces given in the steps after the last closed state."""
    found: set[str] = set()
    for step in case.steps[:-1]:
        found |= {key for key, value in step.evidence.items() if value.strip()}
        if kind.states[kind.moves[step.move].to].closed:
            found = set()
    return found


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(kind=case_types(), tried=attempts)
def test_no_sequence_of_moves_closes_a_case_without_its_evidence(kind, tried):
    for case in histories(kind, tried):
        if not course.is_closed(kind, case):
            continue
        closing = kind.moves[case.steps[-1].move]
        given_now = {key for key, value in case.steps[-1].evidence.items() if value.strip()}
        earlier = shown_since_it_was_opened(kind, case)
        assert closing.needs or closing.relies_on
        assert all(group & given_now for group in closing.needs)
        assert all(group & (given_now | earlier) for group in closing.relies_on)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(kind=case_types(), tried=attempts)
def test_every_open_case_is_somebodys_and_goes_up_the_day_after_its_nearest_deadline(kind, tried):
    for case in histories(kind, tried):
        raised = clocks.escalations(kind, case, EVERY_DAY_IS_WORKED)
        under_way = clocks.due(kind, case, EVERY_DAY_IS_WORKED)
        if course.is_closed(kind, case):
            assert raised == () and under_way == ()
            continue
        assert course.state(kind, case).role
        ends = [run.deadline.day for run in under_way if isinstance(run.deadline, Due)]
        assert len(raised) == len(ends) >= 1
        for run in under_way:
            if isinstance(run.deadline, Due):
                late = run.deadline.day + timedelta(days=1)
                assert clocks.standing(run, late) == "overdue"
                assert any(step.clock == run.clock and step.since >= late for step in raised)


TWO_CLOCKS = {
    "work": Clock(
        NAME,
        frozenset({"o1"}),
        "art. 1",
        (Escalation("head"),),
        span=Span(10, "days"),
        paused_in=frozenset({"o2"}),
    ),
    "wait": Clock(NAME, frozenset({"o2"}), "art. 1", (Escalation("head"),), span=Span(90, "days")),
}
PAUSING = CaseType(
    key="pausing",
    label=NAME,
    states={"o1": State(NAME, "r1"), "o2": State(NAME, "r1"), "c1": State(NAME, closed=True)},
    start=("o1",),
    moves={
        "ask": Move(NAME, frozenset({"o1"}), "o2", frozenset({"r1"})),
        "back": Move(NAME, frozenset({"o2"}), "o1", frozenset({"r1"})),
        "end": Move(NAME, frozenset({"o1"}), "c1", frozenset({"r1"}), needs=(frozenset({"p1"}),)),
    },
    evidence={"p1": Evidence(NAME, "text")},
    clocks=TWO_CLOCKS,
    source="art. 0",
    purpose="test",
)


@settings(deadline=None)
@given(pauses=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 30)), max_size=4))
def test_a_suspended_clock_does_not_run(pauses):
    """Each pause that begins within the time allowed moves the deadline by exactly its own days."""
    case, on, lost = course.open(PAUSING, on=START), START, 0
    for worked, paused in pauses:
        on += timedelta(days=worked)
        if on <= START + timedelta(days=10 + lost - 1):
            lost += paused
        case = course.advance(PAUSING, case, Attempt("ask", "r1", on))
        waiting = next(run for run in clocks.due(PAUSING, case, EVERY_DAY_IS_WORKED) if run.clock == "work")
        expired = waiting.deadline is not None
        assert clocks.standing(waiting, on + timedelta(days=400)) == ("overdue" if expired else "paused")
        on += timedelta(days=paused)
        case = course.advance(PAUSING, case, Attempt("back", "r1", on))

    run = next(run for run in clocks.due(PAUSING, case, EVERY_DAY_IS_WORKED) if run.clock == "work")

    assert run.deadline == Due(START + timedelta(days=10 + lost))
