"""Tables of facts while they are made: rows gathered or whole columns, then written as CSV or Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

Columns = dict[str, Any]
MOST_CSV_ROWS = 30_000
_PENDING, _DISPUTED = 0.012, 0.004


class Rows:
    """Rows of one record type, one after the other. Cells are texts; an empty text is an empty cell."""

    def __init__(self, *columns: str) -> None:
        self._columns: dict[str, list[str]] = {column: [] for column in columns}

    def add(self, *cells: object) -> None:
        """One row; None is an empty cell, a flag true or false."""
        for column, cell in zip(self._columns.values(), cells, strict=True):
            column.append(text_of(cell))

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    @property
    def columns(self) -> Columns:
        return dict(self._columns)


def text_of(cell: object) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def with_origin(columns: Columns, rng: np.random.Generator, source: str, recorded: Sequence[str]) -> pa.Table:
    """The table with source, day of recording and status: nearly all rows verified, some pending, few disputed."""
    rows = len(recorded)
    draw = rng.random(rows)
    status = np.where(draw < _PENDING, "pending", np.where(draw < _PENDING + _DISPUTED, "disputed", "verified"))
    return pa.table({**columns, "source": [source] * rows, "recorded_at": recorded, "status": status})


def some_days_later(days: Sequence[str], rng: np.random.Generator, last: date, most: int = 25) -> list[str]:
    """When each was recorded: up to `most` days after it happened, never after `last`."""
    lags = rng.integers(1, most, len(days))
    return [
        min(date.fromisoformat(day) + timedelta(days=int(lag)), last).isoformat()
        for day, lag in zip(days, lags, strict=True)
    ]


def write(folder: Path, name: str, table: pa.Table) -> None:
    """CSV for what people may open, Parquet for what they would not; the other form of an earlier run is removed."""
    csv, parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
    csv.unlink(missing_ok=True)
    parquet.unlink(missing_ok=True)
    if table.num_rows <= MOST_CSV_ROWS:
        options = pyarrow.csv.WriteOptions(quoting_style="needed")
        pyarrow.csv.write_csv(table, csv, options)
    else:
        pyarrow.parquet.write_table(table, parquet)
