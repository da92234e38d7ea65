"""A whole table linked: pairs with outcome, rule and weight, and clusters that hold nothing which belongs apart."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from xinju.engines.linkage.clusters import components
from xinju.engines.linkage.model import Model
from xinju.engines.linkage.particulars import CLEANED
from xinju.engines.linkage.preparing import Guarded, prepare
from xinju.engines.linkage.scheme import PEOPLE, Comparison, Scheme
from xinju.engines.linkage.splinking import linker_on, settings_of

_TABLE, _PAIRS, _ROOTS = "linkage_prepared", "linkage_pairs", "linkage_roots"


@dataclass(frozen=True)
class Linked:
    """What a run found.

    `pairs`: `left`, `right` (keys, left the smaller), `outcome` (merge | clerk | apart), `rule` (code of the rule that
    decided, or None), `conflict` (why its cluster went to a clerk as a whole, or None), `weight` (log2 of the odds) and a
    column of level codes for each comparison. Pairs apart by weight alone are left out. `clusters`: `key`, `cluster` (the
    smallest key of the person). `guarded`: blocks that would have exploded.
    """

    pairs: pa.Table
    clusters: pa.Table
    guarded: tuple[Guarded, ...]


def link(
    connection: duckdb.DuckDBPyConnection, cleaned: str, model: Model, scheme: Scheme = PEOPLE, largest: int = 40
) -> Linked:
    """Link the cleaned table `cleaned` with itself. The order of its rows changes nothing.

    A cluster that would hold two permits, two applications, a dead and a living record, two sound numbers, two records that
    a rule keeps apart, or more than `largest` records is not merged. What a weight joined in it goes to a clerk; where what
    rules joined still holds such a conflict, all of it does.
    """
    guarded = prepare(connection, cleaned, model, scheme, _TABLE)
    _score(connection, model, scheme)
    for doubted in ("rule IS NULL", "TRUE"):
        _cluster(connection)
        _send_conflicts_to_clerks(connection, scheme, largest, doubted)
    _cluster(connection)
    result = Linked(_pairs(connection, scheme), _clusters(connection), guarded)
    for table in (_TABLE, _PAIRS, _ROOTS, "linkage_conflicts"):
        connection.execute(f"DROP TABLE {table}")
    return result


def _score(connection: duckdb.DuckDBPyConnection, model: Model, scheme: Scheme) -> None:
    """Pairs that share a block (Splink), with levels, weight, rule and outcome; what is apart by weight alone is dropped."""
    linker = linker_on(connection, _TABLE, settings_of(scheme, model))
    blocked = linker.inference.compute_blocked_pairs_for_predict().physical_name
    fields = ", ".join(
        f"{side}.{name} AS {name}_{side}" for name in CLEANED if name not in ("key", "source") for side in "lr"
    )
    levels = ", ".join(f"{comparison.sql()} AS {comparison.code}" for comparison in scheme.comparisons)
    weights = " + ".join(_weight_sql(comparison, model) for comparison in scheme.comparisons)
    effects = " ".join(f"WHEN {n} THEN '{rule.effect}'" for n, rule in enumerate(scheme.rules))
    connection.execute(
        f"""CREATE OR REPLACE TABLE {_PAIRS} AS
        WITH fields AS (SELECT join_key_l AS l, join_key_r AS r, {fields} FROM {blocked}
          JOIN {_TABLE} AS l ON l.unique_id = join_key_l JOIN {_TABLE} AS r ON r.unique_id = join_key_r),
        levels AS (SELECT l, r, {levels}, {scheme.rule_sql()} AS rule FROM fields),
        judged AS (SELECT *, {model.start!r} + {weights} AS weight, CASE rule WHEN -1 THEN 'none' {effects} ELSE 'none' END AS effect FROM levels)
        SELECT * EXCLUDE (effect), CAST(NULL AS VARCHAR) AS conflict, CASE WHEN effect IN ('merge', 'apart') THEN effect WHEN weight < {model.clerk_at} THEN 'apart'
            WHEN effect = 'clerk' OR weight < {model.merge_at} - CASE WHEN {scheme.independent_sql()} THEN {model.margin} ELSE 0 END THEN 'clerk'
            ELSE 'merge' END AS outcome
        FROM judged WHERE effect IN ('merge', 'apart') OR weight >= {model.clerk_at}"""
    )
    linker.table_management.delete_tables_created_by_splink_from_db()


def _weight_sql(comparison: Comparison, model: Model) -> str:
    steps = " ".join(
        f"WHEN {n} THEN {model.weight(comparison.code, code)!r}" for n, code in enumerate(comparison.codes())
    )
    return f"CASE {comparison.code} {steps} ELSE 0 END::DOUBLE"


def _cluster(connection: duckdb.DuckDBPyConnection) -> None:
    """`linkage_roots`: for each record the smallest record of its component of merged pairs."""
    (count,) = connection.execute(f"SELECT count(*) FROM {_TABLE}").fetchone() or (0,)
    merged = connection.execute(f"SELECT l - 1 AS l, r - 1 AS r FROM {_PAIRS} WHERE outcome = 'merge'").fetchnumpy()
    root = components(merged["l"].astype(np.int64), merged["r"].astype(np.int64), count)
    table = pa.table({"unique_id": np.arange(1, count + 1, dtype=np.int32), "root": (root + 1).astype(np.int32)})
    connection.register("linkage_found", table)
    connection.execute(f"CREATE OR REPLACE TABLE {_ROOTS} AS SELECT * FROM linkage_found")
    connection.unregister("linkage_found")


def _send_conflicts_to_clerks(
    connection: duckdb.DuckDBPyConnection, scheme: Scheme, largest: int, doubted: str
) -> None:
    """The merges that are doubted (a condition of SQL) in each component with a conflict become questions; its other pairs that
    nobody merges bear the reason too."""
    kinds = [
        f"""SELECT root, '{e.code}' AS conflict FROM {_TABLE} JOIN several USING (unique_id) WHERE {e.only} AND {e.field} IS NOT NULL
        GROUP BY root HAVING count(DISTINCT {e.field}) > 1"""
        for e in scheme.exclusive
    ]
    bounded = ", ".join(str(n) for n, rule in enumerate(scheme.rules) if rule.effect != "merge")
    connection.execute(
        f"""CREATE OR REPLACE TABLE linkage_conflicts AS
        WITH sizes AS (SELECT root, count(*) AS n FROM {_ROOTS} GROUP BY root HAVING count(*) > 1),
        several AS (SELECT unique_id, root FROM {_ROOTS} JOIN sizes USING (root)),
        found AS ({"".join(f"{kind} UNION ALL " for kind in kinds)}
          SELECT a.root, 'kept_apart' AS conflict FROM {_PAIRS} AS p JOIN {_ROOTS} AS a ON a.unique_id = p.l
            JOIN {_ROOTS} AS b ON b.unique_id = p.r WHERE a.root = b.root AND p.rule IN ({bounded or -1})
          UNION ALL SELECT root, 'too_large' FROM sizes WHERE n > {largest})
        SELECT root, min(conflict) AS conflict FROM found GROUP BY root"""
    )
    connection.execute(
        f"""UPDATE {_PAIRS} AS p SET outcome = CASE outcome WHEN 'merge' THEN 'clerk' ELSE outcome END, conflict = c.conflict
        FROM {_ROOTS} AS o, {_ROOTS} AS q, linkage_conflicts AS c WHERE o.unique_id = p.l AND q.unique_id = p.r AND o.root = q.root
        AND c.root = o.root AND (outcome <> 'merge' OR {doubted})"""
    )


def _pairs(connection: duckdb.DuckDBPyConnection, scheme: Scheme) -> pa.Table:
    rules = " ".join(f"WHEN {n} THEN '{rule.code}'" for n, rule in enumerate(scheme.rules))
    levels = ", ".join(f"{_codes_sql(comparison)} AS {comparison.code}" for comparison in scheme.comparisons)
    return connection.sql(
        f"""SELECT least(a.key, b.key) AS "left", greatest(a.key, b.key) AS "right", outcome,
            CASE rule WHEN -1 THEN NULL {rules} END AS rule, conflict, weight, {levels}
        FROM {_PAIRS} AS p JOIN {_TABLE} AS a ON a.unique_id = p.l JOIN {_TABLE} AS b ON b.unique_id = p.r
        ORDER BY "left", "right" """
    ).to_arrow_table()


def _codes_sql(comparison: Comparison) -> str:
    names = " ".join(f"WHEN {n} THEN '{code}'" for n, code in enumerate(comparison.codes()))
    return f"CASE p.{comparison.code} {names} END"


def _clusters(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    return connection.sql(
        f"""WITH found AS (SELECT key, root FROM {_ROOTS} AS r JOIN {_TABLE} AS t ON t.unique_id = r.unique_id),
        named AS (SELECT root, min(key) AS cluster FROM found GROUP BY root)
        SELECT key, cluster FROM found JOIN named USING (root) ORDER BY key"""
    ).to_arrow_table()
