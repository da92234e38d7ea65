"""Families as the tables that a compiled sheet reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import duckdb
import pyarrow as pa

from xinju.engines.scoring.facts import Application, Record
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import Column, RecordType, day_of

TYPES = {
    "number": pa.int64(),
    "level": pa.int16(),
    "flag": pa.int16(),
    "date": pa.date32(),
    "text": pa.string(),
    "division": pa.string(),
}


def load(connection: duckdb.DuckDBPyConnection, sheet: Sheet, families: Sequence[Application]) -> None:
    """Puts the families' facts where a compiled sheet looks for them."""
    for name, table in tables(sheet, families).items():
        connection.register(name, table)


def tables(sheet: Sheet, families: Sequence[Application]) -> dict[str, pa.Table]:
    delivered = families[0].delivered
    found = {
        "applications": _table({"application": pa.string()}, [(one.number,) for one in families]),
        "members": _table(
            {"application": pa.string(), "role": pa.string(), "person": pa.string()},
            [(one.number, role, person) for one in families for role, who in one.members.items() for person in who],
        ),
        "choices": _table(
            {"application": pa.string(), "choice": pa.string(), "value": pa.string()},
            [(one.number, choice, value) for one in families for choice, value in one.choices.items()],
        ),
        "not_known": _table(
            {"subject": pa.string(), "record": pa.string()},
            [pair for one in families for pair in sorted(one.not_known)],
        ),
    }
    for record in sheet.records.values():
        if record.key in delivered:
            rows = [row for one in families for row in one.records.get(record.key, ())]
            found[f"r_{record.key}"] = _records(record, rows)
    return found


def _table(types: dict[str, pa.DataType], rows: Iterable[tuple[object, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    arrays = [pa.array(values, type=kind) for values, kind in zip(columns, types.values(), strict=True)]
    return pa.table(arrays, names=list(types))


def _records(record: RecordType, rows: Sequence[Record]) -> pa.Table:
    own = {"period": ("start", "end"), "month": ("month",), "event": ("date",), "state": ()}[record.shape]
    types = {"subject": pa.string(), **dict.fromkeys(own, pa.date32())}
    types |= {column.key: TYPES[column.kind] for column in record.columns.values()}
    types |= {"status": pa.string(), "recorded_at": pa.date32()}
    return _table(types, [_row(record, row) for row in rows])


def _row(record: RecordType, row: Record) -> tuple[object, ...]:
    days = {"period": (row.start, row.end), "month": (row.start,), "event": (row.start,), "state": ()}[record.shape]
    cells = [_cell(column, row.values.get(column.key)) for column in record.columns.values()]
    return (row.subject, *days, *cells, row.status, row.recorded_at)


def _cell(column: Column, value: object) -> object:
    if value is None or column.kind in ("text", "division"):
        return value
    if column.kind == "date":
        return day_of(int(value))  # type: ignore[call-overload]
    return int(Fraction(value) * column.scale)  # type: ignore[arg-type]
