"""A case: what may happen next, what is refused and why, and that nothing is closed without its evidence."""

from __future__ import annotations

from datetime import date

import pytest

from xinju.engines.casework import clocks, course
from xinju.engines.casework.case_type import CaseType
from xinju.engines.casework.course import Attempt, Prolonging, Refusal, Refused
from xinju.engines.casework.parts import Clock, Escalation, Evidence, Extension, Label, Move, Reminder, Span, State
from xinju.engines.casework.soundness import Unsound
from xinju.values.workdays import Due, NotPublished, Workdays

WORKDAYS = Workdays(frozenset({2026}))
MONDAY = date(2026, 3, 2)


def label(text: str) -> Label:
    return Label(text, text)


def names(*keys: str) -> frozenset[str]:
    return frozenset(keys)


STATES = {
    "open": State(label("open"), role="registrar"),
    "waiting": State(label("waiting"), role="window_officer"),
    "done": State(label("done"), closed=True),
}
MOVES = {
    "ask": Move(label("ask"), names("open"), "waiting", names("registrar"), needs=(names("letter"),)),
    "answer": Move(label("answer"), names("waiting"), "open", names("window_officer"), needs=(names("paper", "said"),)),
    "close": Move(
        label("close"),
        names("open"),
        "done",
        names("registrar"),
        needs=(names("decision"),),
        relies_on=(names("paper", "said"),),
        reasons={"fine": label("fine")},
    ),
    "again": Move(label("again"), names("done"), "open", names("registrar"), takes=names("said")),
}
EVIDENCE = {
    "letter": Evidence(label("letter"), "reference"),
    "paper": Evidence(label("paper"), "photo"),
    "said": Evidence(label("said"), "text"),
    "decision": Evidence(label("decision"), "reference"),
}
CLOCKS = {
    "decide": Clock(
        label("decide"),
        runs_in=names("open"),
        paused_in=names("waiting"),
        span=Span(10, "workdays"),
        extension=Extension(20, names("head"), "art. 1"),
        escalations=(Escalation("head"), Escalation("mayor", after=7)),
        reminders=(Reminder(3, label("lost"), "resident"),),
        source="art. 1",
    ),
    "wait": Clock(
        label("wait"),
        runs_in=names("waiting"),
        span=Span(5, "days"),
        escalations=(Escalation("registrar"),),
        source="a",
    ),
}


def kind(**changed: object) -> CaseType:
    parts = {
        "key": "request",
        "label": label("request"),
        "states": STATES,
        "start": ("open",),
        "moves": MOVES,
        "evidence": EVIDENCE,
        "clocks": CLOCKS,
        "source": "art. 1",
        "purpose": "request",
    }
    return CaseType(**{**parts, **changed})


REQUEST = kind()


def played(*attempts: Attempt) -> course.Case:
    case = course.open(REQUEST, on=MONDAY)
    for attempt in attempts:
        case = course.advance(REQUEST, case, attempt)
    return case


def ask(on: date) -> Attempt:
    return Attempt("ask", "registrar", on, {"letter": "2026-1"})


def answer(on: date) -> Attempt:
    return Attempt("answer", "window_officer", on, {"said": "so it is"})


def close(on: date) -> Attempt:
    return Attempt("close", "registrar", on, {"decision": "2026-9"}, "fine")


def test_a_case_is_not_closed_without_its_evidence():
    refused = course.may(REQUEST, played(), Attempt("close", "registrar", MONDAY, reason="fine"))

    assert refused == (
        Refusal("evidence_missing", "decision", (("one_of", "decision"),)),
        Refusal("evidence_missing", "paper", (("one_of", "paper,said"),)),
    )


def test_evidence_that_came_earlier_counts_where_the_move_relies_on_it():
    case = played(ask(MONDAY), answer(date(2026, 3, 4)), close(date(2026, 3, 5)))

    assert course.state_key(REQUEST, case) == "done"


def test_a_case_that_was_opened_again_needs_its_evidence_again():
    again = Attempt("again", "registrar", date(2026, 3, 6))
    case = played(ask(MONDAY), answer(date(2026, 3, 4)), close(date(2026, 3, 5)), again)

    assert course.held(REQUEST, case) == {}
    assert [refusal.part for refusal in course.may(REQUEST, case, close(date(2026, 3, 6)))] == ["paper"]


@pytest.mark.parametrize(
    ("attempt", "codes"),
    [
        (Attempt("burn", "registrar", MONDAY), ["no_such_move"]),
        (Attempt("answer", "window_officer", MONDAY, {"said": "x"}), ["not_from_here"]),
        (Attempt("ask", "auditor", MONDAY, {"letter": "x"}), ["role_may_not"]),
        (Attempt("ask", "registrar", date(2026, 3, 1), {"letter": "x"}), ["before_last_step"]),
        (Attempt("ask", "registrar", MONDAY, {"letter": " "}), ["evidence_empty"]),
        (Attempt("ask", "registrar", MONDAY, {"letter": "x" * 201}), ["evidence_too_long"]),
        (Attempt("ask", "registrar", MONDAY, {"letter": "x", "said": "x"}), ["evidence_unknown"]),
        (Attempt("ask", "registrar", MONDAY, {"letter": "x"}, reason="why"), ["reason_unknown"]),
    ],
)
def test_a_refusal_says_why(attempt, codes):
    assert [refusal.code for refusal in course.may(REQUEST, played(), attempt)] == codes
    with pytest.raises(Refused):
        course.advance(REQUEST, played(), attempt)


def test_a_clock_stands_still_while_the_case_waits_and_runs_on_afterwards():
    waiting = played(ask(date(2026, 3, 4)))
    back = played(ask(date(2026, 3, 4)), answer(date(2026, 3, 11)))

    assert {run.clock: run.deadline for run in clocks.due(REQUEST, waiting, WORKDAYS)} == {
        "decide": None,
        "wait": Due(date(2026, 3, 9)),
    }
    assert clocks.due(REQUEST, played(), WORKDAYS)[0].deadline == Due(date(2026, 3, 16))
    assert clocks.due(REQUEST, back, WORKDAYS)[0].deadline == Due(date(2026, 3, 23))


def test_what_had_expired_before_a_pause_stays_expired():
    late = played(ask(date(2026, 3, 20)))

    run = next(run for run in clocks.due(REQUEST, late, WORKDAYS) if run.clock == "decide")

    assert clocks.standing(run, date(2026, 3, 21)) == "overdue"


def test_a_deadline_ends_at_midnight_of_its_day():
    run = clocks.due(REQUEST, played(), WORKDAYS)[0]

    standings = [clocks.standing(run, date(2026, 3, day)) for day in (15, 16, 17)]

    assert standings == ["running", "due_today", "overdue"]


def test_it_is_known_from_the_first_day_to_whom_an_expired_case_goes():
    raised = clocks.escalations(REQUEST, played(), WORKDAYS)

    assert [(step.role, step.since) for step in raised] == [("head", date(2026, 3, 17)), ("mayor", date(2026, 3, 24))]


def test_a_deadline_in_an_unpublished_year_escalates_no_later_than_it_could():
    case = course.open(REQUEST, on=date(2026, 12, 28))

    run = clocks.due(REQUEST, case, WORKDAYS)[0]
    first = clocks.escalations(REQUEST, case, WORKDAYS)[0]

    assert run.deadline == NotPublished(not_before=date(2027, 1, 7), year=2027)
    assert (first.since, first.certain) == (date(2027, 1, 8), False)


def test_a_reminder_says_what_is_lost_while_there_is_time():
    case = played()

    days = [date(2026, 3, day) for day in range(10, 19)]
    reminded = [day.day for day in days if clocks.reminders(REQUEST, case, WORKDAYS, day)]

    assert reminded == [13, 14, 15, 16]


def test_a_clock_can_be_prolonged_once_more_but_no_further_than_allowed():
    case = played()
    wish = Prolonging("decide", 20, "head", date(2026, 3, 10), "two offices must answer")

    longer = clocks.prolong(REQUEST, case, wish, WORKDAYS)

    assert clocks.due(REQUEST, longer, WORKDAYS)[0].deadline == Due(date(2026, 3, 30))
    too_long = Prolonging("decide", 21, "registrar", date(2026, 3, 17), " ")
    codes = [refusal.code for refusal in clocks.may_prolong(REQUEST, case, too_long, WORKDAYS)]
    assert codes == ["already_expired", "beyond_most", "role_may_not", "why_missing"]


def test_a_new_run_of_a_clock_starts_with_its_own_length():
    wish = Prolonging("decide", 20, "head", MONDAY, "much to read")
    case = clocks.prolong(REQUEST, played(), wish, WORKDAYS)
    for attempt in (ask(MONDAY), answer(MONDAY), close(MONDAY), Attempt("again", "registrar", MONDAY)):
        case = course.advance(REQUEST, case, attempt)

    lengths = [run.length for run in clocks.runs(REQUEST, case, WORKDAYS) if run.clock == "decide"]

    assert lengths == [20, 10]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"moves": {**MOVES, "drop": Move(label("x"), names("open"), "done", names("registrar"))}}, "closes_without_evidence"),
        ({"clocks": {"wait": CLOCKS["wait"]}}, "no_clock"),
        ({"states": {**STATES, "far": State(label("x"), role="head")}}, "never_reached"),
        ({"states": {**STATES, "open": State(label("x"))}}, "nobody_acts"),
        ({"moves": {"ask": MOVES["ask"], "answer": MOVES["answer"]}}, "no_way_out"),
        ({"moves": {**MOVES, "ask": Move(label("x"), names("lost"), "waiting", names("registrar"))}}, "unknown_part"),
        ({"start": ("done",)}, "starts_closed"),
        ({"evidence": {**EVIDENCE, "said": Evidence(label("x"), "choice")}}, "choices_with_choice"),
    ],
)  # fmt: skip
def test_an_unsound_type_cannot_be_made(changed, code):
    with pytest.raises(Unsound) as caught:
        kind(**changed)

    assert code in {fault.code for fault in caught.value.faults}
