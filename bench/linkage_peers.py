"""What linkage is measured against: the number as written, five rules on cleaned values, Splink 5 by itself."""

from __future__ import annotations

import logging
import time

import duckdb
import numpy as np
import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from xinju.engines.linkage.clusters import components

logging.getLogger("splink").addHandler(logging.NullHandler())
RULES = ("number", "name, birth, phone", "name, birth, door", "sound, birth, phone", "name, phone, door")
BLOCKS = (("number",), ("name", "birth"), ("name", "phone"), ("birth", "phone"), ("name", "place"), ("birth", "door"))


def exact_number(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Records with the same number as written are one person."""
    return connection.sql(
        "SELECT key, CASE WHEN number = '' THEN key ELSE min(key) OVER (PARTITION BY number) END AS cluster FROM written"
    ).to_arrow_table()


def five_rules(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Records that agree in all fields of one rule are one person, over any number of records."""
    connection.execute("CREATE OR REPLACE TEMP TABLE ruled AS SELECT row_number() OVER () - 1 AS place, * FROM cleaned")
    edges = []
    for rule in RULES:
        known = " AND ".join(f"{field.strip()} IS NOT NULL" for field in rule.split(","))
        query = f"SELECT place, min(place) OVER (PARTITION BY {rule}) AS first FROM ruled WHERE {known}"
        found = connection.execute(query).fetchnumpy()
        edges.append(np.column_stack((found["place"], found["first"])))
    joined = np.concatenate(edges).astype(np.int64)
    keys = connection.sql("SELECT key FROM ruled ORDER BY place").fetchnumpy()["key"]
    return pa.table({"key": keys, "cluster": components(joined[:, 0], joined[:, 1], len(keys)).astype(str)})


def splink_alone(connection: duckdb.DuckDBPyConnection, times: dict[str, float] | None = None) -> pa.Table:
    """Splink 5 as its documentation does it: levels by edit distance, name by frequency, trained without labels, threshold 0.95."""
    times = {} if times is None else times
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="key",
        comparisons=[
            cl.DamerauLevenshteinAtThresholds("name", 3).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("number", 1),
            cl.DamerauLevenshteinAtThresholds("birth", 1),
            cl.DamerauLevenshteinAtThresholds("phone", 1),
            cl.ExactMatch("sex"),
            cl.ExactMatch("door"),
        ],
        blocking_rules_to_generate_predictions=[block_on(*fields) for fields in BLOCKS],
        retain_matching_columns=False,
    )
    start = time.perf_counter()
    linker = Linker(DuckDBAPI(connection).register("cleaned"), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("number", "name")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for fields in (("number",), ("name", "birth")):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*fields), max_pairs=2e6)
    trained = time.perf_counter()
    found = linker.inference.predict(threshold_match_probability=0.95)
    predicted = time.perf_counter()
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, threshold_match_probability=0.95)
    table = connection.sql(
        f"SELECT key, CAST(cluster_id AS VARCHAR) AS cluster FROM {clusters.physical_name}"
    ).to_arrow_table()
    times |= {"train": trained - start, "predict": predicted - trained, "cluster": time.perf_counter() - predicted}
    linker.table_management.delete_tables_created_by_splink_from_db()
    return table
