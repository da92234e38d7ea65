"""What one family is told and what the city is computed with are the same points, item by item, for the demo's families."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from xinju import demo
from xinju.demo import district as districts
from xinju.engines.scoring.columnar import Compiled, compile, score, single_roles
from xinju.engines.scoring.reference import Evaluator
from xinju.engines.scoring.statement import Statement
from xinju.packs.facts_tables import load_facts
from xinju.packs.sheets import declared_records, load_sheet

SHEET = districts.HERUN / "sheets/jifen/2026.yaml"
DAY = date(2026, 5, 12)
ANSWERS = {True: 1, False: 0, None: -1}


def differences(compiled: Compiled, row: dict[str, object], statement: Statement) -> list[str]:
    """Items, groups, gates and bars of one application that the two evaluators see differently."""
    found = []
    for column in compiled:
        got = row[column.name]
        if column.kind == "points" and column.part == "low":
            wanted: object = statement.points[column.key].low * compiled.denominator
        elif column.kind == "points" and column.part == "high":
            wanted = statement.points[column.key].high * compiled.denominator
        elif column.kind == "gate":
            wanted = ANSWERS[statement.services[column.key].gate]
        elif column.kind == "bar":
            wanted = ANSWERS[statement.bars[column.key]]
        else:
            continue
        if got != wanted:
            found.append(f"{statement.application} {column.name}: {got}, by reference {wanted}")
    return found


@pytest.mark.slow
def test_both_evaluators_agree_on_every_family_of_a_small_demo(tmp_path: Path) -> None:
    demo.write_facts(tmp_path, residents=300, seed=2026, day=DAY)
    sheet = load_sheet(SHEET)
    evaluator = Evaluator(sheet)
    with duckdb.connect() as connection:
        facts = load_facts(connection, tmp_path, sheet.records, today=DAY, declared=declared_records(SHEET))
        compiled = compile(
            sheet,
            as_of=DAY,
            known_at=DAY,
            delivered=facts.delivered,
            has_not_known=False,
            single_roles=single_roles(connection),
        )
        rows = {str(row["application"]): row for row in score(connection, compiled).to_pylist()}
        statements = [evaluator.statement(one, as_of=DAY, known_at=DAY) for one in facts.applications()]

    assert len(rows) == len(statements) > 100
    assert [line for one in statements for line in differences(compiled, rows[one.application], one)] == []
