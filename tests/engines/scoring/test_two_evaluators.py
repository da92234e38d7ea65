"""The plain and the fast evaluator say the same about every invented family under every invented sheet, to the last digit."""

from __future__ import annotations

import os

import duckdb
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from tests.engines.scoring.strategies import AS_OF, RECORDS, families, sheets
from tests.engines.scoring.tables import load

from xinju.engines.scoring.columnar import CannotCompile, compile, score, single_roles
from xinju.engines.scoring.facts import Application
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.reference import evaluate
from xinju.engines.scoring.spans import Span

EXAMPLES = int(os.environ.get("XINJU_EXAMPLES", "40"))
ANSWERS = {True: 1, False: 0, None: -1}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False)
@given(
    sheet=sheets(),
    seed=st.integers(0, 2**32),
    as_of=st.sampled_from(AS_OF),
    missing=st.sets(st.sampled_from(sorted(RECORDS)), max_size=2),
    has_not_known=st.booleans(),
    joined=st.booleans(),
)
def test_both_evaluators_agree_to_the_last_digit(sheet, seed, as_of, missing, has_not_known, joined):
    delivered = frozenset(RECORDS) - missing
    invented = families(seed, as_of, count=24, delivered=delivered, has_not_known=has_not_known)

    compare(sheet, invented, as_of, has_not_known=has_not_known, joined=joined)


def compare(
    sheet: Sheet, invented: list[Application], as_of, *, has_not_known: bool, joined: bool, known_at=None
) -> None:
    """Scores the families both ways and asserts that nothing differs."""
    known_at = known_at or as_of
    with duckdb.connect(config={"threads": 1}) as connection:
        load(connection, sheet, invented)
        single = single_roles(connection) if joined else frozenset()
        try:
            compiled = compile(
                sheet,
                as_of=as_of,
                known_at=known_at,
                delivered=invented[0].delivered,
                has_not_known=has_not_known,
                single_roles=single,
            )
        except CannotCompile as refused:
            if "63 bits" in str(refused):
                reject()
            raise
        if joined:
            scored = score(connection, compiled).to_pylist()
        else:
            cursor = connection.execute(compiled.sql)
            names = [column[0] for column in cursor.description]
            scored = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    rows = {row["application"]: row for row in scored}
    assert len(rows) == len(invented)
    for family in invented:
        expected = dict(said(sheet, evaluate(sheet, family, as_of=as_of, known_at=known_at)))
        assert {key: found(compiled, rows[family.number], key) for key in expected} == expected, family


def said(sheet, statement):
    """Everything that the statement says, by (kind, key, service)."""
    for key, span in statement.points.items():
        yield ("points", key, ""), (span.low, span.high, False)
    for key, answer in statement.bars.items():
        yield ("bar", key, ""), ANSWERS[answer]
    for selection in statement.selections:
        yield ("role", selection.role, ""), selection.candidate
    for service in statement.services.values():
        if sheet.services[service.key].gate is not None:
            yield ("gate", service.key, ""), ANSWERS[service.gate]
        if sheet.services[service.key].pays is not None:
            yield ("pays", service.key, ""), ends(service.pays)
        for reading in service.readings:
            if sheet.services[service.key].gate is not None:
                yield ("gate", service.key, f"@{reading.way}"), ANSWERS[reading.gate]
            if sheet.services[service.key].pays is not None:
                yield ("pays", service.key, f"@{reading.way}"), ends(reading.pays)
        for position, key in enumerate(sheet.services[service.key].rank):
            yield ("rank", key.key, service.key), ends(service.rank[position])
            for reading in service.readings[1:]:
                yield ("rank", key.key, f"{service.key}@{reading.way}"), ends(reading.rank[position])


def ends(value: Span | None):
    return None if value is None else (value.low, value.high, value.or_nothing)


def found(compiled, row, key):
    kind, name, place = key
    service, _, way = place.partition("@")
    parts = ("low", "high", "maybe_nothing", "answer", "candidate")
    columns = {part: compiled.column(kind, name, part, service, way) for part in parts}
    if way and not any(columns.values()):  # all ways are the same here
        return found(compiled, row, (kind, name, service))
    values = {part: row[column.name] for part, column in columns.items() if column is not None}
    if kind in ("gate", "bar", "role"):
        return values["candidate" if kind == "role" else "answer"]
    low = compiled.exact(values["low"])
    return (
        None
        if low is None
        else (low, compiled.exact(values.get("high", values["low"])), values.get("maybe_nothing", False))
    )
