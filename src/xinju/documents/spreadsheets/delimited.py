"""Text files with commas: UTF-8 with or without a mark, UTF-16 with one, GB 18030; however long a line is."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from xinju.documents.faults import Fault
from xinju.documents.spreadsheets.cells import BLANK, Cell, cell_of
from xinju.documents.spreadsheets.limits import Limits
from xinju.documents.spreadsheets.refusals import UnreadableFile

_CHUNK = 1 << 20
_KNOWN_TEXTS = 20_000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Dialect:
    """How the text is written; `encoding` is a Python codec."""

    encoding: str
    delimiter: str


def dialect(stream: BinaryIO) -> Dialect:
    """The encoding that the whole file obeys and the delimiter of its first lines. Raises UnreadableFile."""
    start = stream.read(4)
    encoding = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if encoding is None:
        encoding = next((name for name in ("utf-8", "gb18030") if _obeys(stream, name)), None)
        if encoding is None:
            raise UnreadableFile("unknown_encoding")
    elif not _obeys(stream, encoding):
        raise UnreadableFile("unknown_encoding")
    stream.seek(0)
    first = codecs.getincrementaldecoder(encoding)().decode(stream.read(16_384))
    stream.seek(0)
    if "\0" in first:
        raise UnreadableFile("not_a_spreadsheet")
    return Dialect(encoding, max(",\t;", key=first.count))


def _obeys(stream: BinaryIO, encoding: str) -> bool:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def lines(
    stream: BinaryIO, how: Dialect, file: str, limits: Limits, troubles: list[Fault]
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The records with the number of their first line; over-long lines and unclosed quotes go to `troubles`."""
    text = _BoundedLines(io.TextIOWrapper(stream, encoding=how.encoding, newline=""), file, limits, troubles)
    records = csv.reader(text, delimiter=how.delimiter)
    known: dict[str, Cell] = {"": BLANK}  # of the texts that come again and again one cell is enough
    count = 0
    while True:
        first = text.number + 1
        try:
            record = next(records)
        except StopIteration:
            return
        except csv.Error:
            troubles.append(Fault(file, "unclosed_quote", line=first, values={"until": text.number}))
            continue
        count += 1
        if count > limits.rows:
            raise UnreadableFile("too_many_rows", line=first, most=limits.rows)
        if len(known) > _KNOWN_TEXTS:
            known = {"": BLANK}
        yield text.first_of_record(first), tuple([known.get(value) or _kept(value, known) for value in record])


def _kept(value: str, known: dict[str, Cell]) -> Cell:
    cell = known[value] = cell_of(value)
    return cell


class _BoundedLines:
    """Lines of a text stream, none longer than the limit; a longer one is passed over in pieces and reported."""

    def __init__(self, stream: io.TextIOWrapper, file: str, limits: Limits, troubles: list[Fault]) -> None:
        self._stream, self._file, self._longest, self._troubles = stream, file, limits.line_characters, troubles
        self.number = 0
        self._skipped_up_to = 0

    def __iter__(self) -> _BoundedLines:
        return self

    def __next__(self) -> str:
        while True:
            line = self._stream.readline(self._longest)
            if not line:
                raise StopIteration
            self.number += 1
            if len(line) < self._longest or line.endswith(("\n", "\r")):
                return line
            self._pass_over()

    def _pass_over(self) -> None:
        self._skipped_up_to = self.number
        self._troubles.append(Fault(self._file, "line_too_long", line=self.number, values={"most": self._longest}))
        while piece := self._stream.readline(self._longest):
            if piece.endswith(("\n", "\r")):
                return

    def first_of_record(self, first: int) -> int:
        """The line a record began on, where lines before it were passed over."""
        return max(first, self._skipped_up_to + 1) if first <= self._skipped_up_to < self.number else first
