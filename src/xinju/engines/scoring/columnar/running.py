"""Runs a compiled sheet on the caller's DuckDB connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xinju.engines.scoring.columnar.outputs import Compiled

if TYPE_CHECKING:
    import duckdb
    import pyarrow


def score(connection: duckdb.DuckDBPyConnection, compiled: Compiled) -> pyarrow.Table:
    """All rows as an Arrow table: the application and the columns that `compiled` describes."""
    return connection.sql(compiled.sql).to_arrow_table()


def score_to_parquet(connection: duckdb.DuckDBPyConnection, compiled: Compiled, path: str) -> None:
    """All rows into one Parquet file, streamed: memory stays within what the caller set (`memory_limit`, `threads`)."""
    place = path.replace("'", "''")
    connection.execute(f"COPY ({compiled.sql}) TO '{place}' (FORMAT parquet)")


def single_roles(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The members' roles that no application fills twice, as the table `members` has them now."""
    once = "SELECT role FROM (SELECT role, count(*) AS n FROM members GROUP BY application, role) GROUP BY role HAVING max(n) = 1"
    return frozenset(row[0] for row in connection.execute(once).fetchall())
