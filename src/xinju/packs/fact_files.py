"""The files of a facts folder: CSV (UTF-8 or GB 18030) or Parquet, each row with the line where it stands, lines bounded."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

import pyarrow as pa

from xinju.packs.problems import Problem, Unreadable, listed

MAX_LINE = 1_000_000
CHUNK = 1 << 20
ROWS_AT_ONCE = 50_000
LINE = "line"
OTHER_LINE = "line (in the file)"  # a returned file of rejected rows has its own
ENDINGS = (".parquet", ".csv")
_KEPT_AS_TEXT = frozenset(("'=", "'+", "'-", "'@"))


@dataclass(frozen=True)
class FactFile:
    """One file of the folder. `name` is the record type's key, or applications, members, choices, not_known."""

    name: str
    path: Path

    @property
    def shown(self) -> str:
        return self.path.name

    @property
    def is_parquet(self) -> bool:
        return self.path.suffix == ".parquet"


@dataclass(frozen=True)
class BadLine:
    """A line that could not be read as a row."""

    line: int
    text: str
    problem: Problem


def fact_files(folder: Path) -> dict[str, FactFile]:
    """The folder's files by name. Unreadable if it is no folder, or one name is there both as CSV and as Parquet."""
    folder = Path(folder)
    if not folder.is_dir():
        raise Unreadable([Problem(str(folder), 0, code="no_facts_folder")])
    found: dict[str, FactFile] = {}
    problems = []
    for path in sorted(folder.iterdir()):
        if path.suffix not in ENDINGS or path.name.endswith(".rejected.csv") or not path.is_file():
            continue
        if path.stem in found:
            problems.append(Problem(path.name, 0, code="two_files", values=(("first", found[path.stem].shown),)))
        found[path.stem] = FactFile(path.stem, path)
    if problems:
        raise Unreadable(problems)
    return found


class CsvFile:
    """A CSV file read line by line: one row is one line, and no line is longer than a million bytes."""

    def __init__(self, file: FactFile) -> None:
        self.file = file
        self.bad: list[BadLine] = []
        self.encoding = encoding_of(file.path)
        self.separator = ","
        self.heading: list[str] = []

    def table(self) -> pa.Table:
        """Every readable row as text, with its line. Unreadable if there is no heading, or a column stands twice."""
        with self.file.path.open("rb") as raw:
            lines = self._lines(raw)
            self.heading = self._heading(lines)
            schema = pa.schema([*((name, pa.string()) for name in self.heading), (LINE, pa.int64())])
            batches = [pa.record_batch(columns, schema=schema) for columns in self._columns(lines)]
        return pa.Table.from_batches(batches, schema)

    def _heading(self, lines: Iterator[tuple[int, str]]) -> list[str]:
        number, first = next(lines, (0, ""))
        self.separator = max(",;\t", key=first.count)
        heading = [name.strip() for name in cells_of(first, self.separator) or []]
        heading = [OTHER_LINE if name == LINE else name for name in heading]
        if not any(heading):
            raise Unreadable([self.problem(0, "empty_file")])
        twice = sorted({name for name in heading if heading.count(name) > 1})
        if twice:
            raise Unreadable([self.problem(number, "column_twice", value=listed(twice))])
        return heading

    def _columns(self, lines: Iterator[tuple[int, str]]) -> Iterator[list[pa.Array]]:
        rows: list[list[str | int]] = []
        for number, text in lines:
            cells = cells_of(text, self.separator)
            if cells is None or len(cells) != len(self.heading):
                self._refuse_cells(number, text, cells)
                continue
            if not text.strip(f"{self.separator} "):
                continue  # spreadsheets leave such lines behind the last row
            rows.append([*cells, number])
            if len(rows) == ROWS_AT_ONCE:
                yield _arrays(rows)
                rows = []
        if rows:
            yield _arrays(rows)

    def _refuse_cells(self, number: int, text: str, cells: list[str] | None) -> None:
        if cells is None:
            self._refuse(number, text, "open_quote")
        elif any(cell.strip() for cell in cells):
            self._refuse(number, text, "wrong_cells", found=str(len(cells)), expected=str(len(self.heading)))

    def _lines(self, raw: BufferedReader) -> Iterator[tuple[int, str]]:
        number = 0
        while line := raw.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                self._refuse(number, "", "line_too_long", most=f"{MAX_LINE:,}")
                _skip_line(raw, line)
                continue
            try:
                text = line.decode("utf-8-sig" if number == 1 and self.encoding == "utf-8" else self.encoding)
            except UnicodeDecodeError:
                self._refuse(number, line.decode(self.encoding, "replace"), "undecodable", encoding=self.encoding)
                continue
            text = text.rstrip("\r\n")
            if text:
                yield number, text

    def _refuse(self, number: int, text: str, code: str, **values: str) -> None:
        self.bad.append(BadLine(number, text.rstrip("\r\n"), self.problem(number, code, **values)))

    def problem(self, number: int, code: str, **values: str) -> Problem:
        return Problem(self.file.shown, number, "", "", code, tuple(sorted(values.items())))


def cells_of(line: str, separator: str) -> list[str] | None:
    """The cells of one line; None where a quotation mark is left open. A cell kept from being a formula ('-5) is itself again."""
    if '"' not in line:
        cells = line.split(separator)
    else:
        try:
            cells = next(csv.reader([line], delimiter=separator, strict=True))
        except csv.Error:
            return None
    return [cell[1:] if cell[:2] in _KEPT_AS_TEXT else cell for cell in cells] if "'" in line else cells


def encoding_of(path: Path) -> str:
    """utf-8 or gb18030: the one that fits all bytes, or else the one that spoils fewer lines."""
    spoilt = {}
    for encoding in ("utf-8", "gb18030"):
        spoilt[encoding] = _spoilt_lines(path, encoding)
        if not spoilt[encoding]:
            return encoding
    return min(spoilt, key=lambda encoding: spoilt[encoding])


def _spoilt_lines(path: Path, encoding: str) -> int:
    """How many lines (of those that are not too long) are no text in this encoding."""
    count = 0
    with path.open("rb") as raw:
        while lines := _some_lines(raw):
            try:
                b"".join(lines).decode(encoding)
            except UnicodeDecodeError:
                count += sum(not _decodes(line, encoding) for line in lines)
    return count


def _some_lines(raw: BufferedReader) -> list[bytes]:
    """About a megabyte of whole lines; of a line that is too long only its end."""
    found: list[bytes] = []
    size = 0
    while size < CHUNK and (line := raw.readline(MAX_LINE + 1)):
        size += len(line)
        if len(line) > MAX_LINE:
            _skip_line(raw, line)
            line = b"\n"
        found.append(line)
    return found


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _skip_line(raw: BufferedReader, read: bytes) -> None:
    while read and not read.endswith(b"\n"):
        read = raw.readline(MAX_LINE)


def _arrays(rows: list[list[str | int]]) -> list[pa.Array]:
    *texts, lines = zip(*rows, strict=True)
    return [pa.array(column, pa.string()) for column in texts] + [pa.array(lines, pa.int64())]
