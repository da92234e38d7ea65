"""Cases in the fast evaluator: all cases of one day in one run, each under a number of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import duckdb
from tests.engines.scoring.tables import load

from xinju.engines.scoring.columnar import Compiled, compile
from xinju.engines.scoring.facts import Application
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.spans import Span
from xinju.packs.case_results import shown, span_words
from xinju.packs.cases import NUMBER, Case

_ANSWERS = {1: "yes", 0: "no", -1: "unknown"}


def differences(sheet: Sheet, cases: Sequence[Case]) -> list[str]:
    """One line for each expectation of these cases (of one day, one delivery) that the fast evaluator does not meet."""
    first = cases[0]
    with duckdb.connect() as connection:
        load(connection, sheet, [_numbered(case.application, str(index)) for index, case in enumerate(cases)])
        compiled = compile(
            sheet,
            as_of=first.as_of,
            known_at=first.known_at,
            delivered=first.application.delivered,
            has_not_known=any(case.application.not_known for case in cases),
        )
        cursor = connection.execute(compiled.sql)
        names = [column[0] for column in cursor.description]
        rows = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    return [
        f"{case.file}:{case.line} {case.name}: {expected.name} is {got}, by hand {shown(expected)}"
        for index, case in enumerate(cases)
        for expected in case.expected
        if (got := _result(compiled, rows[str(index)], expected.name)) != shown(expected)
    ]


def _numbered(application: Application, index: str) -> Application:
    """The same family with keys that no other case has."""

    def key(subject: str) -> str:
        return index if subject == NUMBER else f"{index}-{subject}"

    return replace(
        application,
        number=index,
        members={role: tuple(map(key, people)) for role, people in application.members.items()},
        records={
            name: tuple(replace(row, subject=key(row.subject)) for row in rows)
            for name, rows in application.records.items()
        },
        not_known=frozenset((key(subject), record) for subject, record in application.not_known),
    )


def _result(compiled: Compiled, row: dict[str, object], name: str) -> str:
    head, _, tail = name.rpartition(".")
    if head == "bars":
        return _ANSWERS[row[compiled.column("bar", tail, "answer").name]]
    if head == "chosen":
        return str(row[compiled.column("role", tail, "candidate").name] or "nobody")
    if tail == "gate" and (answer := compiled.column("gate", head, "answer")):
        return _ANSWERS[row[answer.name]]
    kind, key = ("pays", head) if tail == "pays" else ("points", name)
    low, high, nothing = (compiled.column(kind, key, part) for part in ("low", "high", "maybe_nothing"))
    value = compiled.exact(row[low.name])
    if value is None:
        return "nothing"
    top: Fraction = value if high is None else compiled.exact(row[high.name])
    return span_words(Span(value, top, bool(nothing and row[nothing.name])))
