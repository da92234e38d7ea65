"""The Spark dialect of a sheet gives the rows that DuckDB gives, on a real standalone cluster.

Needs XINJU_SPARK_PYTHON: the interpreter of an environment with requirements/spark.txt and Java 17.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.engines.scoring.strategies import AS_OF, RECORDS, families, sheets
from tests.engines.scoring.tables import load, tables

from xinju.engines.scoring.columnar import CannotCompile, compile, score
from xinju.engines.scoring.language.sheets import Sheet

PYTHON = os.environ.get("XINJU_SPARK_PYTHON", "")
CASES = int(os.environ.get("XINJU_SPARK_CASES", "8"))
pytestmark = pytest.mark.skipif(not PYTHON, reason="XINJU_SPARK_PYTHON names no Spark environment")


def invented_sheets(count: int) -> list[Sheet]:
    found: list[Sheet] = []

    @seed(11)
    @settings(max_examples=count, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    @given(sheets())
    def collect(sheet: Sheet) -> None:
        found.append(sheet)

    collect()
    return found


def options(number: int) -> dict:
    missing = frozenset() if number % 2 else frozenset({"award"})
    day = AS_OF[number % len(AS_OF)]
    return {"as_of": day, "known_at": day, "delivered": frozenset(RECORDS) - missing, "has_not_known": number % 3 == 0}


def prepare(folder: Path, number: int, sheet: Sheet) -> list[dict] | None:
    """Writes the case for Spark and gives DuckDB's rows; None where the sheet leaves 63 bits."""
    chosen = options(number)
    invented = families(
        number, chosen["as_of"], count=30, delivered=chosen["delivered"], has_not_known=chosen["has_not_known"]
    )
    try:
        here, there = (compile(sheet, dialect=dialect, **chosen) for dialect in ("duckdb", "spark"))
    except CannotCompile:
        return None
    case = folder / f"case{number}"
    case.mkdir()
    for name, table in tables(sheet, invented).items():
        pq.write_table(table, case / f"{name}.parquet")
    (case / "sheet.sql").write_text(there.sql, encoding="utf-8")
    with duckdb.connect(config={"threads": 1}) as connection:
        load(connection, sheet, invented)
        return by_application(score(connection, here).to_pylist())


def by_application(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: row["application"])


def test_spark_gives_the_rows_that_duckdb_gives(tmp_path: Path):
    prepared = {number: prepare(tmp_path, number, sheet) for number, sheet in enumerate(invented_sheets(CASES))}
    expected = {number: rows for number, rows in prepared.items() if rows is not None}

    done = subprocess.run(
        [PYTHON, str(Path(__file__).parent / "score.py"), str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-4000:]
    for number, rows in expected.items():
        found = pq.read_table(tmp_path / f"case{number}" / "result.parquet").to_pylist()
        assert by_application(found) == rows, f"case {number}"
