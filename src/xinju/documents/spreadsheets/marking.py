"""The uploaded file back with its bad cells marked, so that the officer mends it where he works.

.xlsx comes back as it was, with coloured cells, comments and a list of the faults on a sheet of its own; .csv with one
more column; .xls, and .xlsx too large to hold in memory, come back as a plain new .xlsx.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, BinaryIO

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from xinju.documents.faults import Fault
from xinju.documents.figures import Language
from xinju.documents.spreadsheets import grids
from xinju.documents.spreadsheets.cells import BLANK, Cell
from xinju.documents.spreadsheets.limits import LIMITS, Limits
from xinju.documents.spreadsheets.reading import Reading
from xinju.documents.spreadsheets.refusals import UnreadableFile
from xinju.documents.spreadsheets.writing import csv_text
from xinju.documents.words import faults_en, faults_zh

_BAD = "FFC7CE"
_HELD_IN_MEMORY = 3_000_000  # bytes of an .xlsx, about 50,000 rows; beyond, it is written anew in a stream
_LISTED = {
    "zh": ("错误清单", ("工作表", "行", "列", "单元格", "错误原因")),
    "en": ("Faults", ("Sheet", "Line", "Column", "Cell", "Reason")),
}


def mark(content: bytes, reading: Reading, language: Language = "zh", limits: Limits = LIMITS) -> tuple[str, bytes]:
    """The file ending (`xlsx` or `csv`) and the marked copy of `content`, which `reading` was read from.

    A file that could not be read at all comes back as an .xlsx that holds only the list of faults.
    """
    output = io.BytesIO()
    mark_to(output, content, reading, language, limits)
    return ending_of(reading), output.getvalue()


def ending_of(reading: Reading) -> str:
    """What the marked copy of a file will be: csv of a csv, else xlsx."""
    return "csv" if reading.format is not None and reading.format.name == "csv" else "xlsx"


def mark_to(
    target: BinaryIO, source: grids.Source, reading: Reading, language: Language = "zh", limits: Limits = LIMITS
) -> None:
    """Write the marked copy of a file of any size to `target`, row by row."""
    words = faults_zh.reason if language == "zh" else faults_en.reason
    if reading.format is None:
        _rewritten(target, iter(()), reading, words, language)
    elif reading.format.name == "csv":
        with grids.opened(source, reading.file, limits) as (_, sheets):
            width = max((len(row) for _, row in _readable(next(sheets).lines)), default=0)
        with grids.opened(source, reading.file, limits) as (_, sheets):
            _marked_csv(target, next(sheets), reading, width, words, language)
    elif reading.format.name == "xlsx" and grids.size_of(source) <= _HELD_IN_MEMORY:
        try:
            marked = _marked_xlsx(source, reading, words, language)
        except Exception:  # sound enough to read and too damaged to change: openpyxl raises whatever it meets
            _rewritten(target, iter(()), reading, words, language)
        else:
            target.write(marked)
    else:
        with grids.opened(source, reading.file, replace(limits, rows=10**6)) as (_, sheets):
            _rewritten(target, sheets, reading, words, language)


def _marked_xlsx(source: grids.Source, reading: Reading, words: Callable[[Fault], str], language: Language) -> bytes:
    with grids.stream_of(source) as stream:
        book = openpyxl.load_workbook(stream)
    fill = PatternFill("solid", start_color=_BAD, end_color=_BAD)
    for fault in reading.faults:
        if fault.cell and fault.sheet in book.sheetnames:
            cell = _writable(book[fault.sheet], fault.cell)
            cell.fill = fill
            cell.comment = _comment(cell.comment, words(fault))
    name, labels = _LISTED[language]
    if name in book.sheetnames:
        del book[name]
    listed = book.create_sheet(name)
    for line, row in enumerate((labels, *_fault_rows(reading, words)), 1):
        for position, text in enumerate(row, 1):
            cell = listed.cell(line, position, text)
            cell.data_type = "n" if isinstance(text, int) else "s"  # a heading such as "=A1" is text here
    for letter, width in zip("ABCDE", (16, 8, 20, 10, 90), strict=True):
        listed.column_dimensions[letter].width = width
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _writable(sheet: Worksheet, address: str) -> Any:
    """The cell, or the first cell of the merged block it lies in, which alone can carry a comment."""
    for block in sheet.merged_cells.ranges:
        if address in block:
            return sheet.cell(block.min_row, block.min_col)
    return sheet[address]


def _comment(old: Comment | None, reason: str) -> Comment:
    comment = Comment(reason if old is None else f"{reason}\n{old.text}", "新居")
    comment.width, comment.height = 320, 120
    return comment


def _fault_rows(reading: Reading, words: Callable[[Fault], str]) -> Iterator[tuple[str | int, ...]]:
    for fault in reading.faults:
        yield fault.sheet, fault.line, fault.column, fault.cell, words(fault)


def _marked_csv(
    target: BinaryIO, grid: grids.Grid, reading: Reading, width: int, words: Callable[[Fault], str], language: Language
) -> None:
    """One more column; `width` is that of the longest line."""
    reasons = defaultdict(list)
    for fault in reading.faults:
        reasons[fault.line].append(f"{fault.column}：{words(fault)}" if fault.column else words(fault))
    assert reading.format is not None
    heading = reading.heading.last_line if reading.heading else 0
    text = io.TextIOWrapper(_Kept(target), encoding=reading.format.encoding, newline="", write_through=True)
    writer = csv.writer(text, delimiter=reading.format.delimiter, lineterminator="\r\n")
    title = _LISTED[language][1][-1]
    for number, cells in _readable(grid.lines):
        row = [csv_text(cell.text) for cell in cells]
        said = reasons.pop(number, [])
        last = title if number == heading and not said else "；".join([title, *said] if number == heading else said)
        writer.writerow([*row, *[""] * (width - len(row)), last] if last else row)
    for line, said in sorted(reasons.items()):
        writer.writerow([*[""] * width, f"{line}：{'；'.join(said)}"])
    text.flush()


class _Kept(io.RawIOBase):
    """What is written goes on to a target that stays open."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._target.write(bytes(content))
        return len(content)


def _rewritten(
    target: BinaryIO,
    sheets: Iterator[grids.Grid],
    reading: Reading,
    words: Callable[[Fault], str],
    language: Language,
) -> None:
    """A plain copy, one row at a time: values and marks without the original's looks."""
    reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fault in reading.faults:
        reasons[fault.sheet, fault.cell].append(words(fault))
    width = max(reading.heading.columns.values(), default=-1) + 1 if reading.heading else 0
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        as_text, bad = (
            book.add_format({"num_format": "@"}),
            book.add_format({"num_format": "@", "bg_color": f"#{_BAD}"}),
        )
        for grid in sheets:
            page = book.add_worksheet(_free_name(book, grid.sheet))
            for number, row in _readable(grid.lines):
                _copy_row(page, number - 1, row, grid.sheet, reasons, (as_text, bad), width)
        listed = book.add_worksheet(_LISTED[language][0])
        listed.set_column(4, 4, 90)
        for line, values in enumerate((_LISTED[language][1], *_fault_rows(reading, words))):
            for position, value in enumerate(values):
                listed.write_string(line, position, str(value))


def _free_name(book: xlsxwriter.Workbook, name: str) -> str | None:
    """The sheet's name where the format allows it, or None for one of the library's own."""
    taken = {page.get_name().lower() for page in book.worksheets()}
    allowed = name and len(name) <= 31 and name.lower() not in taken and not set(name) & set("[]:*?/\\")
    return name if allowed and not name.startswith("'") and not name.endswith("'") else None


def _readable(lines: Iterator[grids.Line]) -> Iterator[grids.Line]:
    """The lines up to where a damaged file breaks off; the reading has said so already."""
    try:
        yield from lines
    except UnreadableFile:
        return


def _copy_row(page, line: int, row: tuple[Cell, ...], sheet: str, reasons, formats, width: int) -> None:
    as_text, bad = formats
    for position in range(max(len(row), width)):
        cell = row[position] if position < len(row) else BLANK
        address = xlsxwriter.utility.xl_rowcol_to_cell(line, position)
        said = reasons.get((sheet, address))
        if said:
            page.write_comment(line, position, "\n".join(said), {"x_scale": 2})
        if cell.is_blank and not said:
            continue
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and not said:
            page.write_number(line, position, cell.value)
        else:
            page.write_string(line, position, _copied(cell), bad if said else as_text)


def _copied(cell: Cell) -> str:
    if isinstance(cell.value, date | datetime):
        return cell.text
    return str(cell.value) if cell.value is not None else ""
