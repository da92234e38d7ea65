"""Lists as files: .xlsx and .csv of any length in constant memory, in which no text can act as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, BinaryIO, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xinju.documents.figures import points_text

_LONGEST_CELL = 32_767
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: heading, width in characters, and whether long text breaks into lines."""

    label: str
    width: int = 14
    wraps: bool = False


@dataclass(frozen=True)
class ListSheet:
    """One sheet of a list: name (31 characters at most), columns, and rows of str, int, Fraction, date or None.

    `rows` may be an iterator: it is read once, one row at a time. `heading` is printed above the table and on every
    page; `paper` is how A4 lies.
    """

    name: str
    columns: Sequence[ListColumn]
    rows: Iterable[Sequence[Any]]
    heading: str = ""
    paper: Literal["portrait", "landscape"] = "landscape"


def write_xlsx(sheets: Sequence[ListSheet], on: date, target: BinaryIO | None = None) -> bytes:
    """The sheets as one .xlsx for A4, heading repeated on each printed page; text is always text, dates are dates.

    `on` is the day the file bears: the same rows give the same bytes. With `target` the file is written there and b""
    returned. Fractions that no decimal writes exactly become text.
    """
    output = io.BytesIO() if target is None else target
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(output, options) as book:
        book.set_properties({"created": datetime(on.year, on.month, on.day)})  # noqa: DTZ001 - a file's naive stamp
        for sheet in sheets:
            _write_sheet(book, sheet)
    return output.getvalue() if isinstance(output, io.BytesIO) and target is None else b""


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterable[bytes]:
    """The list as UTF-8 text with a mark (so that Excel reads Chinese), one piece a row: for streaming.

    Text that a spreadsheet would take for a formula gets an apostrophe in front, which `reading` takes off again.
    """
    yield b"\xef\xbb\xbf" + _csv_line(columns)
    for row in rows:
        yield _csv_line([csv_text(value) for value in row])


def csv_text(value: Any) -> str:
    """A value as text that no spreadsheet program runs."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return points_text(value).replace("−", "-")
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) and not _is_plain_number(text) else text


def _is_plain_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit() and len(text) < 15


def _csv_line(values: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(values)
    return line.getvalue().encode()


def _write_sheet(book: xlsxwriter.Workbook, sheet: ListSheet) -> None:
    page = book.add_worksheet(sheet.name[:31])
    _lay_out(page, sheet)
    top = 0
    if sheet.heading:
        page.write_string(0, 0, sheet.heading, book.add_format({"bold": True, "font_size": 14}))
        top = 1
    head = book.add_format({"bold": True, "bg_color": "#E8ECF2", "border": 1, "text_wrap": True, "valign": "vcenter"})
    formats = [_cell_format(book, column) for column in sheet.columns]
    days = book.add_format({"num_format": "yyyy-mm-dd", "border": 1, "valign": "top"})
    numbers = book.add_format({"border": 1, "valign": "top"})
    for position, column in enumerate(sheet.columns):
        page.write_string(top, position, column.label, head)
    last = top
    for last, row in enumerate(sheet.rows, top + 1):
        for position, value in enumerate(row):
            _write_cell(page, last, position, value, formats[position], days, numbers)
    page.repeat_rows(top)
    page.freeze_panes(top + 1, 0)
    page.autofilter(top, 0, max(last, top), len(sheet.columns) - 1)


def _lay_out(page: Worksheet, sheet: ListSheet) -> None:
    page.set_paper(9)  # A4
    if sheet.paper == "landscape":
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.set_footer(f"&L{sheet.heading.replace('&', '&&')}&R&P / &N")
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, column.width)


def _cell_format(book: xlsxwriter.Workbook, column: ListColumn) -> Format:
    return book.add_format({"num_format": "@", "border": 1, "valign": "top", "text_wrap": column.wraps})


def _write_cell(
    page: Worksheet, row: int, position: int, value: Any, text: Format, days: Format, numbers: Format
) -> None:
    if value is None:
        page.write_blank(row, position, None, text)
    elif isinstance(value, date):
        page.write_datetime(row, position, datetime(value.year, value.month, value.day), days)  # noqa: DTZ001
    elif isinstance(value, int):
        page.write_number(row, position, value, numbers)
    elif isinstance(value, Fraction) and points_text(value).lstrip("−").replace(".", "", 1).isdigit():
        page.write_number(row, position, float(value), numbers)
    else:
        shown = points_text(value) if isinstance(value, Fraction) else str(value)
        page.write_string(row, position, shown[:_LONGEST_CELL], text)
