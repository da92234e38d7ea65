"""Cleaned records made ready for pairs: a number for each, its name's commonness, and keys of blocks that do not explode."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from xinju.engines.linkage.model import Model
from xinju.engines.linkage.particulars import CLEANED
from xinju.engines.linkage.scheme import Block, Scheme


@dataclass(frozen=True)
class Guarded:
    """A block that would explode: so many values, with so many records, that were not used for looking for pairs."""

    block: str
    values: int
    records: int


def key_text(block: Block) -> str:
    """SQL of the text that a block's key is made of; NULL as soon as one field is missing."""
    return " || '|' || ".join(block.fields)


def prepare(
    connection: duckdb.DuckDBPyConnection, records: str, model: Model, scheme: Scheme, into: str, key: str = "hash({0})"
) -> tuple[Guarded, ...]:
    """Write the table `into`: `unique_id`, the columns of `Cleaned`, one key column for each block (unsigned 64 bits)."""
    _put(connection, "linkage_common", {"name": list(model.commonness), "step": list(model.commonness.values())})
    erased = ", ".join(_erasing(connection, field, digests) for field, digests in sorted(model.crowded.items()))
    columns = [f"t.{name}" for name in CLEANED if name != "commonness" and name not in model.crowded]
    keys = ", ".join(
        f"CASE WHEN {key_text(b)} IS NOT NULL THEN {key.format(key_text(b))} END AS {b.column}" for b in scheme.blocks
    )
    connection.execute(
        f"""CREATE OR REPLACE TABLE {into} AS
        WITH known AS (SELECT {", ".join(columns)}, {erased + "," if erased else ""}
            CAST(COALESCE(c.step, 0) AS TINYINT) AS commonness
          FROM {records} AS t LEFT JOIN linkage_common AS c ON c.name = t.name)
        SELECT CAST(row_number() OVER () AS INTEGER) AS unique_id, *, {keys} FROM known"""
    )
    guarded = tuple(filter(None, (_guard(connection, into, block) for block in scheme.blocks)))
    for name in ("linkage_common", *(f"linkage_crowded_{field}" for field in model.crowded)):
        connection.execute(f"DROP TABLE {name}")
    return guarded


def _put(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, list[object]]) -> None:
    types = {"name": pa.string(), "digest": pa.string(), "step": pa.int8()}
    table = pa.table({column: pa.array(values, types[column]) for column, values in columns.items()})
    connection.register("linkage_put", table)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM linkage_put")
    connection.unregister("linkage_put")


def _erasing(connection: duckdb.DuckDBPyConnection, field: str, digests: frozenset[str]) -> str:
    _put(connection, f"linkage_crowded_{field}", {"digest": sorted(digests)})
    if not digests:
        return f"t.{field}"
    return f"CASE WHEN md5(t.{field}) NOT IN (SELECT digest FROM linkage_crowded_{field}) THEN t.{field} END AS {field}"


def _guard(connection: duckdb.DuckDBPyConnection, table: str, block: Block) -> Guarded | None:
    """Empty the keys that more records share than the block allows: each such key alone would make most² / 2 pairs."""
    column = block.column
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE linkage_exploding AS SELECT {column} AS shared, count(*) AS records
        FROM {table} WHERE {column} IS NOT NULL GROUP BY 1 HAVING count(*) > {block.most}"""
    )
    values, records = connection.execute(
        "SELECT count(*), COALESCE(sum(records), 0) FROM linkage_exploding"
    ).fetchone() or (0, 0)
    if values:
        connection.execute(
            f"UPDATE {table} SET {column} = NULL WHERE {column} IN (SELECT shared FROM linkage_exploding)"
        )
    connection.execute("DROP TABLE linkage_exploding")
    return Guarded(block.code, int(values), int(records)) if values else None
