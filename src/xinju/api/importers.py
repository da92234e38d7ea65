"""Rows that came as JSON, written as the file that a department would have sent: one way in for both."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from xinju.packs.records import DeclaredRecord
from xinju.registry.importers.tables import tables_of

Value = str | int | float | bool | None


def columns_of(declared: DeclaredRecord) -> list[str]:
    """The keys that a row may have."""
    return list(dict.fromkeys(column.key for form in tables_of(declared) for column in form.columns))


def unknown_keys(declared: DeclaredRecord, rows: Iterable[Mapping[str, Value]]) -> list[str]:
    """Keys of these rows that no column of the record type has."""
    return sorted({key for row in rows for key in row} - set(columns_of(declared)))


def outside(declared: DeclaredRecord, rows: Sequence[Mapping[str, Value]], is_inside) -> list[int]:
    """Which rows (from 1) lie in a division outside the client's region."""
    keys = [key for key, column in declared.type.columns.items() if column.kind == "division"]
    return [number for number, row in enumerate(rows, 1) if not all(is_inside(row.get(key)) for key in keys)]


def as_file(declared: DeclaredRecord, rows: Sequence[Mapping[str, Value]]) -> bytes:
    """A .csv with the headings that we print ourselves."""
    used = {key for row in rows for key in row}
    label_of = {column.key: column.labels[0] for form in reversed(tables_of(declared)) for column in form.columns}
    form = next((form for form in tables_of(declared) if used <= {c.key for c in form.columns}), tables_of(declared)[0])
    keys = [column.key for column in form.columns]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([label_of[key] for key in keys])
    writer.writerows([_text(row.get(key)) for key in keys] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value).replace("\0", "")
