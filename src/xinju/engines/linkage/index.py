"""An index of millions of records in memory, so that one new record finds its candidates while the clerk waits."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xinju.engines.linkage.cleaning import clean_one
from xinju.engines.linkage.model import Model
from xinju.engines.linkage.particulars import CLEANED, Cleaned, Particulars
from xinju.engines.linkage.preparing import Guarded, prepare
from xinju.engines.linkage.scheme import PEOPLE, Block, Scheme


@dataclass
class Index:
    """Sorted keys of each block with the rows that bear them, the records as columns, and what came or went since.

    Holds personal values in memory, nothing on disk. It grows by `add` and shrinks by `remove`; build it anew now and then.
    """

    model: Model
    scheme: Scheme
    keys: dict[str, tuple[NDArray[np.uint64], NDArray[np.int32]]] = field(repr=False)
    rows: pa.Table = field(repr=False)
    guarded: tuple[Guarded, ...] = ()
    added: dict[str, Cleaned] = field(default_factory=dict, repr=False)
    added_keys: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set), repr=False)
    removed: set[str] = field(default_factory=set, repr=False)

    def add(self, record: Particulars) -> None:
        """A record that came after the index was built; one of the same key is replaced."""
        self.remove(record.key)
        cleaned = self.model.prepared(clean_one(record))
        self.added[cleaned.key] = cleaned
        for block in self.scheme.blocks:
            if (key := key_of(cleaned, block)) is not None:
                self.added_keys[block.code, key].add(cleaned.key)

    def remove(self, key: str) -> None:
        """A record that was superseded or withdrawn."""
        self.removed.add(key)
        if (gone := self.added.pop(key, None)) is not None:
            for block in self.scheme.blocks:
                if (shared := key_of(gone, block)) is not None:
                    self.added_keys[block.code, shared].discard(key)


def build(connection: duckdb.DuckDBPyConnection, cleaned: str, model: Model, scheme: Scheme = PEOPLE) -> Index:
    """An index of the cleaned table `cleaned`; nothing of it stays in the connection."""
    guarded = prepare(connection, cleaned, model, scheme, "linkage_indexed", key="md5_number_lower({0})")
    keys = {}
    for block in scheme.blocks:
        found = connection.execute(
            f"""SELECT {block.column} AS key, unique_id - 1 AS place FROM linkage_indexed
            WHERE {block.column} IS NOT NULL ORDER BY 1, 2"""
        ).fetchnumpy()
        keys[block.code] = (np.asarray(found["key"], np.uint64), np.asarray(found["place"], np.int32))
    rows = connection.sql(f"SELECT {', '.join(CLEANED)} FROM linkage_indexed ORDER BY unique_id").to_arrow_table()
    connection.execute("DROP TABLE linkage_indexed")
    return Index(model, scheme, keys, rows.combine_chunks(), guarded)


def candidates_for(record: Particulars, index: Index) -> list[Cleaned]:
    """The prepared records that share a block with the new one (itself not among them), ready for `compare_one`."""
    cleaned = index.model.prepared(clean_one(record))
    places: set[int] = set()
    later: set[str] = set()
    for block in index.scheme.blocks:
        if (key := key_of(cleaned, block)) is None:
            continue
        sorted_keys, rows = index.keys[block.code]
        first, last = (
            np.searchsorted(sorted_keys, np.uint64(key), "left"),
            np.searchsorted(sorted_keys, np.uint64(key), "right"),
        )
        places.update(rows[first:last].tolist())
        later |= index.added_keys.get((block.code, key), set())
    stored = (one for one in _read(index.rows, sorted(places)) if one.key not in index.removed)
    fresh = (index.added[key] for key in sorted(later))
    return [one for one in (*stored, *fresh) if one.key != cleaned.key]


def _read(rows: pa.Table, places: list[int]) -> Iterable[Cleaned]:
    return (Cleaned(**row) for row in rows.take(pa.array(places, pa.int64())).to_pylist())


def key_of(record: Cleaned, block: Block) -> int | None:
    """The block's key as DuckDB's md5_number_lower() gives it; None as soon as one of its fields is missing."""
    values = [getattr(record, name) for name in block.fields]
    if any(value is None for value in values):
        return None
    return int.from_bytes(hashlib.md5("|".join(values).encode(), usedforsecurity=False).digest()[8:], "little")
