"""What came out of a case beside what was worked out by hand."""

from __future__ import annotations

from xinju.engines.scoring.spans import Span
from xinju.engines.scoring.statement import Statement, Verdict
from xinju.packs.cases import Case, Expected


def differences(case: Case, statement: Statement) -> list[str]:
    """One line for each expectation that the statement does not meet; empty if all are met."""
    found = []
    for expected in case.expected:
        got = result_of(statement, expected.name)
        if got != shown(expected):
            found.append(f"{case.file}:{case.line} {case.name}: {expected.name} is {got}, by hand {shown(expected)}")
    return found


def result_of(statement: Statement, name: str) -> str:
    """One result in the words of a case: `29`, `0 … 10`, `nothing`, `yes`, `no`, `unknown` or a candidate."""
    head, _, tail = name.rpartition(".")
    if head == "bars":
        return _verdict(statement.bars[tail])
    if head == "chosen":
        return next((str(s.candidate) for s in statement.selections if s.role == tail), "nobody")
    if head in statement.services and tail in ("gate", "pays", "points"):
        result = statement.services[head]
        return _verdict(result.gate) if tail == "gate" else span_words(result.pays if tail == "pays" else result.points)
    return span_words(statement.points[name])


def span_words(value: Span | None) -> str:
    if value is None:
        return "nothing"
    text = str(value.low) if value.low == value.high else f"{value.low} … {value.high}"
    return f"{text} or nothing" if value.or_nothing else text


def shown(expected: Expected) -> str:
    """What a case expects, in the same words."""
    if expected.word:
        return expected.word
    if expected.low is None or expected.high is None:
        return "nothing"
    return span_words(Span(expected.low, expected.high))


def _verdict(verdict: Verdict) -> str:
    return {True: "yes", False: "no", None: "unknown"}[verdict]
