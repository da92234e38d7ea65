"""Key rotation in the tables: every sealed value and index that was not made with the active key is made anew.

There is no list of what is done: each value names its key, so a rotation that was killed goes on where it stopped, and rows
that other processes write in between are left alone. Plain SQL; the caller brings the connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from xinju.vault.blind_index import BlindIndex
from xinju.vault.keyring import Keyring
from xinju.vault.keys import FIELD, Key, KeyTrouble, index_purpose
from xinju.vault.sealing import FORMAT, Column, Seal

BATCH = 500
_NAMED = 20


class Database(Protocol):
    """A connection such as Django's: `%s` in statements, cursors that close themselves."""

    def cursor(self) -> AbstractContextManager[Any]: ...


@dataclass(frozen=True)
class Tables:
    """Where the sealed columns lie: the connection, and what opens a transaction on it."""

    database: Database
    transaction: Callable[[], AbstractContextManager[Any]]

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.database.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    def write(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        with self.transaction(), self.database.cursor() as cursor:
            cursor.executemany(statement, list(rows))


@dataclass(frozen=True)
class Renewed:
    """What one run did: values made anew, and rows that could not be opened, the first ones by their key."""

    values: int = 0
    unopened: int = 0
    examples: tuple[str, ...] = ()

    def plus(self, other: Renewed) -> Renewed:
        return Renewed(
            self.values + other.values,
            self.unopened + other.unopened,
            (self.examples + other.examples)[:_NAMED],
        )


@dataclass(frozen=True)
class Use:
    """A column that still holds values made with a key."""

    place: str
    rows: int


@dataclass
class Renewal:
    """Makes the values of one column anew, in batches; `progress` is told of each batch."""

    column: Column
    keyring: Keyring
    tables: Tables
    batch: int = BATCH
    progress: Callable[[int], object] = field(default=lambda count: None)

    def run(self) -> Renewed:
        """Copies of the index first: they are found through the row whose index they repeat."""
        column = self.column
        self._seal = Seal(self.keyring, column)
        self._index = BlindIndex(self.keyring, column.field) if column.field else None
        done = Renewed()
        for table, copy, key in column.copies:
            for rows in self._stale(table, [(copy, self._index_key())], key):
                done = done.plus(self._renew_copies(table, copy, key, rows))
        wanted = [(column.column, self._field_key())]
        if column.index:
            wanted.append((column.index, self._index_key()))
        for rows in self._stale(column.table, wanted, column.key):
            done = done.plus(self._renew(rows))
        return done

    def _stale(self, table: str, wanted: Sequence[tuple[str, bytes]], key: str) -> Iterator[list[tuple[Any, ...]]]:
        """Rows, in the order of their keys, of which a value stands under another head than it should."""
        names = ", ".join(name for name, _ in wanted)
        other = " OR ".join(f"NOT ({name} >= %s AND {name} <= %s)" for name, _ in wanted)
        heads = [end for _, head in wanted for end in _range(head)]
        query = f"SELECT {key}, {names} FROM {table} WHERE ({other})"
        rows = self.tables.rows(f"{query} ORDER BY {key} LIMIT {self.batch}", *heads)
        while rows:
            yield rows
            more = f"{query} AND {key} > %s ORDER BY {key} LIMIT {self.batch}"
            rows = self.tables.rows(more, *heads, rows[-1][0])

    def _renew(self, rows: Sequence[tuple[Any, ...]]) -> Renewed:
        column = self.column
        opened = [(row, value) for row in rows if (value := self._opened(row)) is not None]
        sealed = self._seal.seal_many((row[0], value) for row, value in opened)
        if self._index is None:
            statement = (
                f"UPDATE {column.table} SET {column.column} = %s WHERE {column.key} = %s AND {column.column} = %s"
            )
            fresh = [(new, row[0], row[1]) for (row, _), new in zip(opened, sealed, strict=True)]
        else:
            statement = (
                f"UPDATE {column.table} SET {column.column} = %s, {column.index} = %s "
                f"WHERE {column.key} = %s AND {column.column} = %s"
            )
            indexes = self._index.index_many(value for _, value in opened)
            fresh = [(new, index, row[0], row[1]) for (row, _), new, index in zip(opened, sealed, indexes, strict=True)]
        self.tables.write(statement, fresh)
        self.progress(len(rows))
        return _counted(rows, {row[0] for row, _ in opened})

    def _renew_copies(self, table: str, copy: str, key: str, rows: Sequence[tuple[Any, ...]]) -> Renewed:
        column = self.column
        held = sorted({bytes(row[1]) for row in rows})
        marks = ", ".join(["%s"] * len(held))
        query = f"SELECT {column.key}, {column.column}, {column.index} FROM {column.table} WHERE {column.index} IN ({marks})"
        values = {bytes(row[2]): value for row in self.tables.rows(query, *held) if (value := self._opened(row))}
        found = [row for row in rows if bytes(row[1]) in values]
        fresh = [(self._index.index(values[bytes(row[1])]), row[0], row[1]) for row in found] if self._index else []
        self.tables.write(f"UPDATE {table} SET {copy} = %s WHERE {key} = %s AND {copy} = %s", fresh)
        return _counted(rows, {row[0] for row in found})

    def _opened(self, row: Sequence[Any]) -> str | None:
        if row[1] is None:
            return None
        try:
            return self._seal.open(row[1], row=row[0])
        except KeyTrouble:
            return None

    def _field_key(self) -> bytes:
        return head_of(self.keyring.active(FIELD))

    def _index_key(self) -> bytes:
        return head_of(self.keyring.active(index_purpose(self.column.field or "")))


def uses(key: Key, columns: Iterable[Column], tables: Tables) -> list[Use]:
    """Where values made with a key still stand, and in how many rows."""
    places = dict.fromkeys(place for column in columns for place in _places(key.purpose, column))
    found = []
    for table, name in places:
        count = tables.rows(f"SELECT COUNT(*) FROM {table} WHERE {name} >= %s AND {name} <= %s", *_range(head_of(key)))
        if count[0][0]:
            found.append(Use(f"{table}.{name}", count[0][0]))
    return found


def covers(purpose: str, columns: Iterable[Column]) -> bool:
    """Whether any of these columns is made with keys of a purpose."""
    return any(_places(purpose, column) for column in columns)


def head_of(key: Key) -> bytes:
    """The first bytes of all that a key made."""
    return (FORMAT if key.purpose == FIELD else b"") + key.id_bytes


def _places(purpose: str, column: Column) -> list[tuple[str, str]]:
    if purpose == FIELD:
        return [(column.table, column.column)]
    if column.field is None or purpose != index_purpose(column.field):
        return []
    return [(column.table, str(column.index)), *((table, copy) for table, copy, _ in column.copies)]


def _range(head: bytes) -> tuple[bytes, bytes]:
    # Seventeen bytes of ones lie behind the sixteen of an index and behind every nonce but one of 2^96.
    return head, head + b"\xff" * 17


def _counted(rows: Sequence[tuple[Any, ...]], done: set[Any]) -> Renewed:
    left = [str(row[0]) for row in rows if row[0] not in done]
    return replace(Renewed(len(done), len(left)), examples=tuple(left[:_NAMED]))
