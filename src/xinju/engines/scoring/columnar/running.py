"""Runs a compiled sheet on the caller's DuckDB connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xinju.engines.scoring.columnar.outputs import Compiled

if TYPE_CHECKING:
    import duckdb
    import pyarrow


def score(connection: duckdb.DuckDBPyConnection, compiled: Compiled) -> pyarrow.Table:
    """All rows as an Arrow table: the application and the columns that `compiled` describes."""
    return connection.execute(compiled.sql).to_arrow_table()


def score_rows(connection: duckdb.DuckDBPyConnection, compiled: Compiled) -> Iterator[dict[str, Any]]:
    """All rows as dictionaries, for few applications."""
    cursor = connection.execute(compiled.sql)
    names = [column[0] for column in cursor.description or ()]
    return (dict(zip(names, row, strict=True)) for row in cursor.fetchall())


def score_to_parquet(connection: duckdb.DuckDBPyConnection, compiled: Compiled, path: str) -> None:
    """All rows into one Parquet file, streamed: memory stays within what the caller set (`memory_limit`, `threads`)."""
    place = path.replace("'", "''")
    connection.execute(f"COPY ({compiled.sql}) TO '{place}' (FORMAT parquet)")


def single_roles(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The members' roles that no application fills twice, as the table `members` has them now."""
    once = "SELECT role FROM (SELECT role, count(*) AS n FROM members GROUP BY application, role) GROUP BY role HAVING max(n) = 1"
    return frozenset(row[0] for row in connection.execute(once).fetchall())
