"""Learning a model from records without labels: u by random sampling, m by expectation maximisation (Splink), bands by counting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import duckdb
from splink import block_on

from xinju.engines.linkage.model import Model
from xinju.engines.linkage.preparing import prepare
from xinju.engines.linkage.scheme import PEOPLE, Scheme
from xinju.engines.linkage.splinking import learned, linker_on, settings_of

MARGIN = 4.0  # bits that the weights of a family's members may be wrong by: they share door, phone and family name


@dataclass(frozen=True)
class Training:
    """How to learn. `common` and `frequent` are shares of all records from which a name counts as 1 and 2; `crowd` is
    the number of records from which a phone or a door says nothing; `recall` is the share of true pairs that the scheme's
    certain rules are believed to find; `pairs` are drawn for u, with this `seed`.
    """

    common: float = 1 / 40_000
    frequent: float = 1 / 4_000
    crowd: int = 40
    recall: float = 0.6
    pairs: float = 4e6
    em_pairs: float = 2e6
    seed: int = 1


def train(
    connection: duckdb.DuckDBPyConnection, cleaned: str, scheme: Scheme = PEOPLE, how: Training | None = None
) -> Model:
    """A model of the cleaned table `cleaned`, without any answer by a clerk (Splink 5: Linacre et al. 2022).

    The same table gives the same model, to the last digit.
    """
    with _on_one_thread(connection):
        return _trained(connection, cleaned, scheme, how or Training())


@contextmanager
def _on_one_thread(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Several threads draw other samples and add up in another order each time. One takes little longer."""
    (threads,) = connection.execute("SELECT current_setting('threads')").fetchone()
    connection.execute("SET threads = 1")
    try:
        yield
    finally:
        connection.execute(f"SET threads = {threads}")


def _trained(connection: duckdb.DuckDBPyConnection, cleaned: str, scheme: Scheme, how: Training) -> Model:
    bands = with_bands(Model(prior=0.5, chances={}), connection, cleaned, how)
    prepare(connection, cleaned, bands, scheme, "linkage_training")
    linker = linker_on(connection, "linkage_training", settings_of(scheme))
    linker.training.estimate_probability_two_random_records_match(
        [block_on(*rule) for rule in scheme.certain], recall=how.recall
    )
    linker.training.estimate_u_using_random_sampling(
        max_pairs=how.pairs, seed=how.seed, min_count_per_level=None, num_chunks=1
    )
    for rule in scheme.training:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), True, max_pairs=how.em_pairs
        )
    prior, chances = learned(linker, scheme, floor=1 / how.pairs)
    linker.table_management.delete_tables_created_by_splink_from_db()
    connection.execute("DROP TABLE linkage_training")
    return Model(prior, chances, margin=MARGIN, commonness=bands.commonness, crowded=bands.crowded)


def with_bands(model: Model, connection: duckdb.DuckDBPyConnection, cleaned: str, how: Training | None = None) -> Model:
    """The model with the frequent names and the crowded phones and doors of this table: they change faster than weights."""
    how = how or Training()
    crowded = {field: _crowded(connection, cleaned, field, how.crowd) for field in ("phone", "door")}
    return replace(model, commonness=_commonness(connection, cleaned, how), crowded=crowded)


def _commonness(connection: duckdb.DuckDBPyConnection, table: str, how: Training) -> dict[str, int]:
    rows = connection.execute(
        f"""WITH counted AS (SELECT name, count(*) AS n FROM {table} WHERE name IS NOT NULL GROUP BY name)
        SELECT name, n >= {how.frequent} * (SELECT sum(n) FROM counted) FROM counted
        WHERE n >= greatest(3, {how.common} * (SELECT sum(n) FROM counted)) ORDER BY name"""
    ).fetchall()
    return {name: 2 if is_frequent else 1 for name, is_frequent in rows}


def _crowded(connection: duckdb.DuckDBPyConnection, table: str, field: str, crowd: int) -> frozenset[str]:
    rows = connection.execute(
        f"SELECT md5({field}) FROM {table} WHERE {field} IS NOT NULL GROUP BY {field} HAVING count(*) > {crowd}"
    ).fetchall()
    return frozenset(digest for (digest,) in rows)
