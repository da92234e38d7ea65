"""Reading an uploaded spreadsheet: good rows, faults, and everything that was passed over with its reason.

Nothing is dropped in silence: each line of the file is a row, carries a fault, is a heading, or is listed in `ignored`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

from xinju.documents.faults import Fault
from xinju.documents.spreadsheets import grids, headings
from xinju.documents.spreadsheets.asides import reason_of, required_positions
from xinju.documents.spreadsheets.cells import BLANK, Cell, Refused, value_of
from xinju.documents.spreadsheets.headings import Heading
from xinju.documents.spreadsheets.limits import LIMITS, Limits
from xinju.documents.spreadsheets.refusals import UnreadableFile, column_letters, masked
from xinju.documents.spreadsheets.table import Column, Table

_KNOWN_TEXTS = 5_000  # of one column
_HEADING_WITHIN = 40  # lines from the top in which a heading is looked for


@dataclass(frozen=True)
class Row:
    """One good row: its values by column key; None where an optional cell is blank or its column is missing."""

    sheet: str
    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class IgnoredRow:
    """Lines that are not data: title | blank | total | signature | note | heading_again | no_values | other_sheet |
    hidden_sheet."""

    sheet: str
    first_line: int
    last_line: int
    reason: str


@dataclass(frozen=True)
class Reading:
    """What a file held.

    `mapping` is the label in the file for each column key that was found; `unused` are labels that the table does not
    know, left alone. `format` and `heading` are what `marking` needs; `heading` is None where none was found.
    """

    file: str
    table: Table
    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    ignored: tuple[IgnoredRow, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    sheet: str = ""
    heading: Heading | None = None
    format: grids.Format | None = None

    def fault(self, row: Row, key: str, code: str, **values: Any) -> Fault:
        """A fault that only the caller could find in a good row, such as an unknown school; collect and add them at once
        by `with_faults`."""
        column = self.table.column(key)
        found = _fault(self.file, row.sheet, row.line, column, self.heading, code, values)
        value = row.values[key]
        return replace(found, value="" if value is None else masked(str(value), column))

    def refusing(self, row: Row, key: str, code: str, **values: Any) -> Reading:
        """The same reading with one such fault."""
        return self.with_faults((self.fault(row, key, code, **values),))

    def with_faults(self, faults: tuple[Fault, ...]) -> Reading:
        """The same reading with more faults; rows that now have one are no longer good."""
        bad = {(fault.sheet, fault.line) for fault in faults if fault.line}
        rows = tuple(row for row in self.rows if (row.sheet, row.line) not in bad)
        ordered = sorted((*self.faults, *faults), key=lambda fault: fault.line)
        return replace(self, rows=rows, faults=tuple(ordered))


def read(source: grids.Source, file: str, table: Table, limits: Limits = LIMITS) -> Reading:
    """Read an .xlsx, .xls or text file, whatever its name says.

    `file` is the name that errors repeat. Never raises for what is in the file: an unreadable one is a reading with
    one fault. Memory grows with good rows and faults, not with the file.
    """
    streamed = Streamed(source, file, table, limits)
    rows = tuple(streamed)
    return replace(streamed.reading, rows=rows)


class Streamed:
    """A file's good rows one by one, in memory that does not grow with them. Once all have been taken, `reading` tells
    everything else about the file; its `rows` are empty."""

    def __init__(self, source: grids.Source, file: str, table: Table, limits: Limits = LIMITS) -> None:
        self._source, self._file, self._table, self._limits = source, file, table, limits
        self.reading = Reading(file, table)
        self.heading: Heading | None = None  # known from the first row on

    def __iter__(self) -> Iterator[Row]:
        try:
            with grids.opened(self._source, self._file, self._limits) as (form, sheets):
                yield from self._sheets(sheets)
                self.reading = replace(self.reading, format=form)
        except UnreadableFile as unreadable:
            self.reading = Reading(self._file, self._table, faults=(unreadable.fault(self._file),))

    def _sheets(self, sheets: Iterator[grids.Grid]) -> Iterator[Row]:
        """The first sheet with the expected name, or else the first with a heading, is read; of a table of `every_sheet` all
        with a heading. The others are listed, and a second one with the same heading that is not read is a fault: its
        rows must not be forgotten."""
        opened = [(grid, list(islice(grid.lines, _HEADING_WITHIN))) for grid in sheets]
        filled = [(grid, top) for grid, top in opened if any(not cell.is_blank for _, row in top for cell in row)]
        if not filled:
            raise UnreadableFile("empty_file")
        found = [(g, top, heading) for g, top in filled if (heading := headings.find(top, self._table)) is not None]
        if not found:
            expected = tuple(column.labels[0] for column in self._table.columns if column.required)
            raise UnreadableFile("no_heading", sheet=filled[0][0].sheet, expected=expected)
        first = min(found, key=lambda one: one[0].sheet not in self._table.sheets)
        wanted = found if self._table.every_sheet else [first]
        readings = []
        self.heading = first[2]
        for grid, top, heading in wanted:
            reader = _SheetReader(self._file, self._table, grid, heading, self._limits)
            yield from reader.rows(top)
            readings.append(reader.told())
        taken = [grid for grid, _, _ in wanted]
        self.reading = _together(readings, self._passed_over([g for g, _ in opened], filled, taken))
        again = (g.sheet for g, _, _ in found if g not in taken)
        seconds = tuple(Fault(self._file, "second_table", sheet, values={"read": taken[0].sheet}) for sheet in again)
        self.reading = replace(self.reading, faults=(*seconds, *self.reading.faults))

    def _passed_over(
        self, every: list[grids.Grid], filled: list[tuple[grids.Grid, list[grids.Line]]], taken: list[grids.Grid]
    ) -> tuple[IgnoredRow, ...]:
        others = [IgnoredRow(grid.sheet, 0, 0, "other_sheet") for grid, _ in filled if grid not in taken]
        return (*others, *(IgnoredRow(grid.sheet, 0, 0, "hidden_sheet") for grid in every if grid.hidden))


def _together(readings: list[Reading], passed_over: tuple[IgnoredRow, ...]) -> Reading:
    """One reading of all sheets that were read; heading and mapping are the first one's."""
    return replace(
        readings[0],
        faults=tuple(fault for one in readings for fault in one.faults),
        ignored=(*(ignored for one in readings for ignored in one.ignored), *passed_over),
    )


class _SheetReader:
    """Reads the lines of one sheet under its heading."""

    def __init__(self, file: str, table: Table, grid: grids.Grid, heading: Heading, limits: Limits) -> None:
        self._file, self._table, self._grid, self._heading, self._limits = file, table, grid, heading, limits
        self._faults: list[Fault] = []
        self._ignored: list[IgnoredRow] = []
        self._required = required_positions(heading, table)
        self._seen: dict[tuple[str, Any], int] = {}
        # Departments repeat months, kinds and places a million times: each text of a column is read once.
        self._known: dict[str, dict[str, Any]] = {column.key: {} for column in table.columns}

    def rows(self, top: list[grids.Line]) -> Iterator[Row]:
        """Good rows one by one; what is wrong with the others is in `told` once all have been taken."""
        self._check_heading()
        lacks_columns = bool(self._heading.missing(self._table))  # then no row is good
        try:
            for number, row in chain(top, self._grid.lines):
                good = self._taken(number, row)
                if good is not None and not lacks_columns:
                    yield good
        except UnreadableFile as broken_off:
            self._faults.append(broken_off.fault(self._file))

    def told(self) -> Reading:
        """What was read beside the good rows."""
        while self._ignored and self._ignored[-1].reason == "blank":
            self._ignored.pop()  # what stands below the last filled line is not part of the table
        faults = sorted((*self._faults, *self._grid.troubles), key=lambda fault: fault.line)
        heading = self._heading
        return Reading(
            file=self._file,
            table=self._table,
            faults=tuple(faults),
            ignored=tuple(self._ignored),
            mapping={key: heading.labels[position] for key, position in heading.columns.items()},
            unused=tuple(heading.labels[position] for position in heading.unknown),
            sheet=self._grid.sheet,
            heading=heading,
        )

    def _check_heading(self) -> None:
        for column in self._heading.missing(self._table):
            self._report("column_missing", self._heading.last_line, column)
        for key in self._heading.twice:
            self._report("column_twice", self._heading.last_line, self._table.column(key))

    def _taken(self, number: int, row: tuple[Cell, ...]) -> Row | None:
        if self._heading.first_line <= number <= self._heading.last_line:
            return None
        above = number < self._heading.first_line
        reason = (
            "title" if above and any(not c.is_blank for c in row) else reason_of(row, self._heading, self._required)
        )
        if reason is not None or above:
            self._ignore(number, reason or "title")
            return None
        values = self._values(number, row)
        return Row(self._grid.sheet, number, values) if values is not None and self._is_new(number, values) else None

    def _ignore(self, number: int, reason: str) -> None:
        last = self._ignored[-1] if self._ignored else None
        if last is not None and last.reason == reason and last.last_line == number - 1:
            self._ignored[-1] = replace(last, last_line=number)
        else:
            self._ignored.append(IgnoredRow(self._grid.sheet, number, number, reason))

    def _values(self, number: int, row: tuple[Cell, ...]) -> dict[str, Any] | None:
        """The row's values, or None when a cell was refused."""
        values: dict[str, Any] = {}
        good = True
        for column in self._table.columns:
            position = self._heading.columns.get(column.key)
            if position is None:
                values[column.key] = None
                continue
            cell = row[position] if position < len(row) else BLANK
            known = self._known[column.key]
            if type(cell.value) is str and cell.value in known and not (cell.formula or cell.error):
                values[column.key] = known[cell.value]
                continue
            try:
                values[column.key] = value = value_of(cell, column)
                if type(cell.value) is str:
                    if len(known) >= _KNOWN_TEXTS:
                        known.clear()
                    known[cell.value] = value
            except Refused as refused:
                good = False
                self._report(refused.code, number, column, masked(cell.text, column), **refused.values)
        return values if good else None

    def _is_new(self, number: int, values: dict[str, Any]) -> bool:
        """Whether no earlier row holds the same unique value."""
        new = True
        for key in self._table.unique:
            value = values[key]
            first = self._seen.setdefault((key, value), number) if value is not None else number
            if first != number:
                new = False
                column = self._table.column(key)
                text = getattr(value, "number", str(value))
                self._report("repeated", number, column, masked(text, column), first_line=first)
        return new

    def _report(self, code: str, line: int, column: Column, value: str = "", **values: Any) -> None:
        if len(self._faults) >= self._limits.faults:
            raise UnreadableFile("too_many_faults", sheet=self._grid.sheet, line=line, most=self._limits.faults)
        fault = _fault(self._file, self._grid.sheet, line, column, self._heading, code, values)
        self._faults.append(replace(fault, value=value))


def _fault(
    file: str, sheet: str, line: int, column: Column, heading: Heading | None, code: str, values: Mapping[str, Any]
) -> Fault:
    position = heading.columns.get(column.key) if heading else None
    label = column.labels[0] if position is None or heading is None else heading.labels[position]
    cell = "" if position is None else f"{column_letters(position)}{line}"
    return Fault(file, code, sheet, line, label, cell, "", values)
