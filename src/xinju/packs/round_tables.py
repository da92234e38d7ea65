"""Tables of a round as departments send them: CSV in UTF-8 or GB 18030, each row with the line where it stands."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from xinju.packs.problems import Problem, Unreadable, listed

MAX_BYTES = 400_000_000
MAX_CELL = 4_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, eq=False)
class Row:
    """One row: the line in its file (the header is line 1) and its cells by column, stripped. Equal only to itself.

    `surplus` is what stands behind the last column: a comma too many has then moved every cell before it.
    """

    line: int
    cells: Mapping[str, str]
    surplus: str = ""

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """A table with the file that messages name. `labels` are the headings as they stand in the file, by column."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    labels: Mapping[str, str]

    def problem(self, row: Row, column: str, code: str, **values: str) -> Problem:
        return Problem(self.file, row.line, self.label(column), "", code, tuple(sorted(values.items())))

    def label(self, column: str) -> str:
        return self.labels.get(column, column)


def read_table(path: Path, required: Iterable[str], aliases: Mapping[str, str] | None = None) -> Table:
    """The table of a CSV file. Unreadable if it is missing, a folder, no text, or lacks a required column."""
    return table_of(str(path), csv.reader(StringIO(csv_text(path), newline="")), required, aliases)


def table_of(
    file: str, lines: Iterable[list[str]], required: Iterable[str], aliases: Mapping[str, str] | None = None
) -> Table:
    """A table from lines of cells, as a CSV file or a spreadsheet gives them; empty lines are passed over."""
    numbered = _numbered(file, lines)
    header = next(numbered, (0, []))[1]
    columns = tuple((aliases or {}).get(name.strip(), name.strip()) for name in header)
    missing = [name for name in required if name not in columns]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if missing:
        raise Unreadable([_fault(file, 1, "missing_column", value=listed(missing), expected=listed(columns))])
    if twice:
        raise Unreadable([_fault(file, 1, "column_twice", value=listed(twice))])
    rows = tuple(_row(line, columns, cells) for line, cells in numbered if any(cell.strip() for cell in cells))
    return Table(file, columns, rows, dict(zip(columns, (name.strip() for name in header), strict=True)))


def csv_text(path: Path) -> str:
    """The file's text, from UTF-8 or GB 18030."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable([_fault(str(path), 0, "too_large", most=f"{MAX_BYTES:,}")])
        raw = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable([_fault(str(path), 0, "no_file")]) from None
    except IsADirectoryError:
        raise Unreadable([_fault(str(path), 0, "folder_not_file")]) from None
    except OSError as error:
        raise Unreadable([_fault(str(path), 0, "cannot_open", why=error.strerror or "")]) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable([_fault(str(path), 0, "not_text")])


def as_text_cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def _row(line: int, columns: tuple[str, ...], cells: list[str]) -> Row:
    named = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
    nameless = [cell for name, cell in zip(columns, cells, strict=False) if not name]
    return Row(line, named, ", ".join(cell.strip() for cell in (*nameless, *cells[len(columns) :]) if cell.strip()))


def _numbered(file: str, lines: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from enumerate(lines, start=1)
    except csv.Error as error:
        raise Unreadable([_fault(file, 0, "broken_csv", why=str(error))]) from None


def _fault(file: str, line: int, code: str, **values: str) -> Problem:
    return Problem(file, line, "", "", code, tuple(sorted(values.items())))
