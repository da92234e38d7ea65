"""A folder of facts once it has been read: how many rows counted, which were rejected and why, and the applications in it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from io import StringIO
from itertools import groupby
from typing import Any

import duckdb

from xinju.engines.scoring.facts import Application, Cell, Record
from xinju.engines.scoring.language.sources import RecordType, day_number
from xinju.packs.problems import Language, Problem, sentence
from xinju.packs.words_facts_en import REASON as REASON_EN
from xinju.packs.words_facts_zh import REASON as REASON_ZH

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_AT_ONCE = 20_000


@dataclass(frozen=True)
class RejectedRow:
    """A row that does not count, as it was sent, with its faults."""

    line: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class RejectedRows:
    """The rejected rows of one file under its own heading."""

    name: str
    heading: tuple[str, ...]
    rows: tuple[RejectedRow, ...]

    def as_csv(self, language: Language = "zh") -> bytes:
        """The rows with line and reasons, as UTF-8 with a byte-order mark; no cell that a spreadsheet takes for a formula."""
        out = StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        words = REASON_ZH if language == "zh" else REASON_EN
        writer.writerow([words["line"], words["reason"], *self.heading])
        for row in self.rows:
            reasons = "; ".join(
                f"{p.path}: {sentence(p, language)}" if p.path else sentence(p, language) for p in row.problems
            )
            writer.writerow([row.line, reasons, *(_as_text(cell) for cell in row.cells)])
        return out.getvalue().encode("utf-8-sig")


def _as_text(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


@dataclass(frozen=True)
class Facts:
    """What a folder gave. Its tables lie in the connection, in the layout that the columnar evaluator reads.

    counted    sound rows by file (record type, applications, members, choices, not_known)
    rejected   by file, only where there are rejected rows
    notices    what stops no row: files and columns that were not read
    """

    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)
    records: Mapping[str, RecordType]
    delivered: frozenset[str]
    counted: Mapping[str, int]
    rejected: Mapping[str, RejectedRows]
    notices: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every fault of every row, and every notice."""
        rows = [row for rejected in self.rejected.values() for row in rejected.rows]
        return (*self.notices, *(problem for row in rows for problem in row.problems))

    def numbers(self) -> list[str]:
        """Application numbers, in order."""
        return [row[0] for row in self.connection.execute("select application from applications order by 1").fetchall()]

    def application(self, number: str) -> Application:
        """One application with its facts. KeyError if there is none of that number."""
        for found in self.applications(number):
            return found
        raise KeyError(number)

    def applications(self, only: str | None = None) -> Iterator[Application]:
        """Every application (or only this one) with its facts, in the order of the numbers, read as it goes."""
        members = self._grouped("select application, role, person from members", "line", only)
        choices = self._grouped("select application, choice, value from choices", "choice", only)
        not_known = self._grouped(_NOT_KNOWN, "subject", only)
        records = {
            key: self._grouped(_records_query(self.records[key]), "subject, line", only)
            for key in sorted(self.delivered)
        }
        where, values = _only(only)
        numbers = self.connection.cursor().execute(f"select application from applications {where} order by 1", values)
        for (number,) in _fetched(numbers):
            found = {key: self._records(key, rows.take(number)) for key, rows in records.items()}
            yield Application(
                number=number,
                members=_by_role(members.take(number)),
                records={key: rows for key, rows in found.items() if rows},
                choices={row[1]: row[2] for row in choices.take(number)},
                not_known=frozenset((row[1], row[2]) for row in not_known.take(number)),
                delivered=self.delivered,
            )

    def _records(self, key: str, rows: list[tuple[Any, ...]]) -> tuple[Record, ...]:
        record = self.records[key]
        return tuple(_record(record, row) for row in rows)

    def _grouped(self, query: str, order: str, only: str | None) -> _Grouped:
        where, values = _only(only)
        text = f"select * from ({query}) {where} order by application, {order}"
        if order == "line":
            text = f"select application, role, person from members {where} order by application, line"
        return _Grouped(_fetched(self.connection.cursor().execute(text, values)))


_NOT_KNOWN = """
    select distinct m.application, n.subject, n.record from not_known n join members m on m.person = n.subject
    union select n.subject, n.subject, n.record from not_known n join applications a on a.application = n.subject"""


class _Grouped:
    """Rows that come in the order of their application, taken one application at a time."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, key=lambda row: row[0])
        self._next: tuple[str, Iterator[tuple[Any, ...]]] | None = next(self._groups, None)

    def take(self, number: str) -> list[tuple[Any, ...]]:
        while self._next is not None and self._next[0] < number:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != number:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _only(number: str | None) -> tuple[str, list[str]]:
    return ("", []) if number is None else ("where application = ?", [number])


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_AT_ONCE):
        yield from rows


def _by_role(rows: list[tuple[Any, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for _, role, person in rows:
        found.setdefault(role, []).append(person)
    return {role: tuple(people) for role, people in found.items()}


def _records_query(record: RecordType) -> str:
    days = {
        "period": 'r."start", r."end"',
        "month": 'r."month", last_day(r."month")',
        "event": 'r."date", r."date"',
        "state": "null, null",
    }[record.shape]
    columns = "".join(f', r."{key}"' for key in record.columns)
    read = f"r.line, r.subject, {days}, r.recorded_at, r.status, r.source{columns}"
    if record.about == "application":
        return f'select r.subject as application, {read} from "r_{record.key}" r'
    people = "(select distinct application, person from members)"
    return f'select m.application, {read} from "r_{record.key}" r join {people} m on m.person = r.subject'


def _record(record: RecordType, row: tuple[Any, ...]) -> Record:
    _, line, subject, start, end, recorded_at, status, source, *cells = row
    return Record(
        type=record.key,
        subject=subject,
        values={
            key: _value(column.kind, column.scale, value)
            for (key, column), value in zip(record.columns.items(), cells, strict=True)
        },
        start=start,
        end=end,
        recorded_at=recorded_at,
        status=status,
        source=source or "",
        place=f"{record.key}:{line}",
    )


def _value(kind: str, scale: int, value: int | str | date | None) -> Cell:
    if value is None:
        return None
    if isinstance(value, date):
        return day_number(value)
    return Fraction(int(value), scale) if kind == "number" else value
