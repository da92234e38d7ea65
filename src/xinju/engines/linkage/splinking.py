"""The one place that speaks to Splink 5: a scheme becomes its settings, its parameters become a model, its blocks our pairs."""

from __future__ import annotations

import logging
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from xinju.engines.linkage.model import Chances, Model
from xinju.engines.linkage.scheme import Comparison, Scheme

logging.getLogger("splink").addHandler(logging.NullHandler())  # its advice is for whoever trains at a notebook


def settings_of(scheme: Scheme, model: Model | None = None) -> SettingsCreator:
    """Splink's settings: untrained, or with a model's parameters (Splink's `predict` then gives our weights)."""
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(comparison, model) for comparison in scheme.comparisons],
        blocking_rules_to_generate_predictions=[block_on(block.column) for block in scheme.blocks],
        retain_matching_columns=False,
        **({"probability_two_random_records_match": model.prior} if model else {}),
    )


def linker_on(connection: duckdb.DuckDBPyConnection, table: str, settings: SettingsCreator) -> Linker:
    """A linker over a table of the caller's connection."""
    # Splink's check of the settings only writes to its log, and takes a tenth of a second
    return Linker(DuckDBAPI(connection).register(table), settings, log_level=None, validate_settings=False)


def learned(linker: Linker, scheme: Scheme, floor: float) -> tuple[float, Chances]:
    """Prior and chances out of a trained linker. A level that training never saw gets `floor`: a weight must exist for it."""
    plain = linker.misc.save_model_to_json()
    found = {entry["output_column_name"]: entry["comparison_levels"] for entry in plain["comparisons"]}
    chances = {}
    for comparison in scheme.comparisons:
        levels = [level for level in found[comparison.code] if not level.get("is_null_level")]
        pairs = zip(comparison.codes(), levels, strict=True)
        chances[comparison.code] = {
            code: (_chance(level.get("m_probability"), 1e-4), _chance(level.get("u_probability"), floor))
            for code, level in pairs
        }
    return float(plain["probability_two_random_records_match"]), chances


def _chance(value: object, floor: float) -> float:
    return min(max(value, floor), 1.0) if isinstance(value, float | int) else floor


def _comparison(comparison: Comparison, model: Model | None) -> dict[str, Any]:
    conditions = [*(level.question.sql() for level in comparison.levels), "ELSE"]
    levels: list[dict[str, Any]] = [
        {"sql_condition": condition, "label_for_charts": code}
        for code, condition in zip(comparison.codes(), conditions, strict=True)
    ]
    if model is not None:
        for level in levels:
            level["m_probability"], level["u_probability"] = model.chances[comparison.code][level["label_for_charts"]]
    null = {"sql_condition": comparison.lacking.sql(), "label_for_charts": "lacking", "is_null_level": True}
    return {"output_column_name": comparison.code, "comparison_levels": [null, *levels]}
