"""Many rows of one table in a few statements: a department's file is a million of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, models

_AT_ONCE = 500
_PLAIN = (str, int, float, bool, type(None))


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows that are not saved yet, hundreds to a statement, and give them their ids.

    What `QuerySet.bulk_create` does, without asking every field of every row how to write a text or a number: that takes
    five times as long as the insert itself. Values that are neither are prepared by their field, equal ones once.
    """
    if not rows:
        return
    table = type(rows[0])
    fields = [field for field in table._meta.local_concrete_fields if not (field.primary_key or field.generated)]
    prepared = _Prepared(fields)
    values = [prepared.values(row) for row in rows]
    for row, pk in zip(rows, insert_plain_numbered(table, [field.attname for field in fields], values), strict=True):
        row.pk = pk
        row._state.adding, row._state.db = False, connection.alias


def overwrite(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Write these columns (`attname`s) of rows of one table that are there, as `insert` writes new ones."""
    if not rows:
        return
    meta, quote = type(rows[0])._meta, connection.ops.quote_name
    fields = [field for name in columns for field in meta.local_concrete_fields if field.attname == name]
    prepared = _Prepared([*fields, meta.pk])
    settings = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(meta.db_table)} SET {settings} WHERE {quote(meta.pk.column)} = %s"
    with connection.cursor() as cursor:
        cursor.executemany(statement, [prepared.values(row) for row in rows])


class _Prepared:
    """Values as the database takes them."""

    def __init__(self, fields: Sequence[models.Field]) -> None:
        self._fields = [(field, field.attname) for field in fields]
        self._known: dict[tuple[str, Any], Any] = {}

    def values(self, row: models.Model) -> list[Any]:
        held = vars(row)
        return [
            held[name]
            if type(held[name]) in _PLAIN and not isinstance(field, models.JSONField)
            else self._one(field, name, held)
            for field, name in self._fields
        ]

    def _one(self, field: models.Field, name: str, held: dict[str, Any]) -> Any:
        value = held[name]
        if isinstance(value, (dict, list, bytes)):
            return field.get_db_prep_save(value, connection)
        key = name, value
        if key not in self._known:
            self._known[key] = field.get_db_prep_save(value, connection)
        return self._known[key]


def insert_plain(table: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], **same: Any) -> None:
    """Insert rows given as plain values for these columns (`attname`s), all other columns the same in every row.

    No object is made for a row, which costs more than inserting it. Dates, UUIDs and JSON come as the text in which the
    database takes them; `same` holds values as a model takes them.
    """
    _insert_plain(table, columns, rows, same, "")


def insert_plain_once(
    table: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], **same: Any
) -> None:
    """As `insert_plain`; rows that are there already, by the table's own rule of what is one, are passed over."""
    _insert_plain(table, columns, rows, same, " ON CONFLICT DO NOTHING")


def insert_plain_numbered(
    table: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], **same: Any
) -> list[int]:
    """As `insert_plain`; answers with the rows' ids, in their order."""
    start, line, tail = _statement(table, columns, same)
    returning = f" RETURNING {connection.ops.quote_name('id')}"
    with connection.cursor() as cursor:
        return [
            pk for some in _some(rows) for (pk,) in _at_once(cursor, start, line, some, tail, returning).fetchall()
        ]  # fmt: skip


def _insert_plain(
    table: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    same: Mapping[str, Any],
    ends: str,
) -> None:
    start, line, tail = _statement(table, columns, same)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # It prepares one row's statement once; a statement of hundreds is longer to write than to carry out
            cursor.executemany(f"{start} {line}{ends}", [(*row, *tail) for row in rows])
            return
        for some in _some(rows):
            _at_once(cursor, start, line, some, tail, ends)


def _statement(
    table: type[models.Model], columns: Sequence[str], same: Mapping[str, Any]
) -> tuple[str, str, tuple[Any, ...]]:
    """How the statement begins, the places of one row, and the values that end every row."""
    meta, quote = table._meta, connection.ops.quote_name
    rest = [(field, _same(field, same)) for field in meta.local_concrete_fields
            if not (field.primary_key or field.generated or field.attname in columns)]  # fmt: skip
    own = [next(field.column for field in meta.local_concrete_fields if field.attname == name) for name in columns]
    names = ", ".join(quote(name) for name in (*own, *(field.column for field, _ in rest)))
    line = f"({', '.join(['%s'] * (len(own) + len(rest)))})"
    return f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES", line, tuple(value for _, value in rest)


def _some(rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Sequence[Any]]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))


def _at_once(
    cursor: Any, start: str, line: str, rows: Sequence[Sequence[Any]], tail: tuple[Any, ...], ends: str
) -> Any:
    values = [value for row in rows for value in (*row, *tail)]
    return cursor.execute(f"{start} {', '.join([line] * len(rows))}{ends}", values)


def _same(field: models.Field, same: Mapping[str, Any]) -> Any:
    value = same.get(field.name, field.get_default())
    return field.get_db_prep_save(value.pk if isinstance(value, models.Model) else value, connection)
