"""Any spreadsheet as sheets of numbered lines of cells; the format is told by the content, never by the name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import python_calamine
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from xinju.documents.faults import Fault
from xinju.documents.spreadsheets import delimited
from xinju.documents.spreadsheets.cells import BLANK, Cell, cell_of
from xinju.documents.spreadsheets.formulas_in_xls import formula_cells
from xinju.documents.spreadsheets.limits import Limits
from xinju.documents.spreadsheets.refusals import UnreadableFile

Line = tuple[int, tuple[Cell, ...]]
# Where a file is read from, as often as needed: its bytes, its path, or what opens a stream that can be sought in.
Source = bytes | Path | Callable[[], BinaryIO]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_PAGE = (b"<html", b"<table", b"<!doctype", b"<?xml")
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Grid:
    """One sheet: its name and its lines, read once. A csv has one sheet without a name.

    `troubles` fills up while the lines are read: lines that had to be passed over. A hidden sheet has no lines here:
    what the officer does not see is not read.
    """

    sheet: str
    lines: Iterator[Line]
    troubles: list[Fault]
    hidden: bool = False


@dataclass(frozen=True)
class Format:
    """What the file is: xlsx, xls or csv; for csv also its encoding, delimiter and line end."""

    name: str
    encoding: str = ""
    delimiter: str = ""


@contextmanager
def opened(source: Source, file: str, limits: Limits) -> Iterator[tuple[Format, Iterator[Grid]]]:
    """The file's format and its sheets in order. Raises UnreadableFile."""
    with stream_of(source) as stream, ExitStack() as closing:
        size = stream.seek(0, io.SEEK_END)
        if size > limits.file_bytes:
            raise UnreadableFile("file_too_large", size=size, most=limits.file_bytes)
        stream.seek(0)
        start = stream.read(4096)
        stream.seek(0)
        if not start.strip(b"\x00\xef\xbb\xbf \t\r\n,;"):
            if not stream.read(limits.line_characters).strip(b"\x00\xef\xbb\xbf \t\r\n,;"):
                raise UnreadableFile("empty_file")
            stream.seek(0)
        if start.startswith(_ZIP):
            _refuse_bomb(stream, limits)
            yield Format("xlsx"), _xlsx_grids(stream, limits, closing)
        elif start.startswith(_OLE):
            yield Format("xls"), _xls_grids(stream, size, limits)
        elif start.startswith(_OTHERS):
            raise UnreadableFile("not_a_spreadsheet")
        elif start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE):
            raise UnreadableFile("web_page")
        else:
            dialect = delimited.dialect(stream)
            troubles: list[Fault] = []
            lines = delimited.lines(stream, dialect, file, limits, troubles)
            yield Format("csv", dialect.encoding, dialect.delimiter), iter([Grid("", lines, troubles)])


def size_of(source: Source) -> int:
    """Its bytes."""
    with stream_of(source) as stream:
        return stream.seek(0, io.SEEK_END)


def stream_of(source: Source) -> BinaryIO:
    """The file opened; whoever asks closes it."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return source.open("rb") if isinstance(source, Path) else source()


def _refuse_bomb(stream: BinaryIO, limits: Limits) -> None:
    """Python's zip reader never unpacks more than a part declares, so the declared sizes can be trusted as a limit."""
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
            if "xl/workbook.xml" not in package.namelist():
                raise UnreadableFile("not_a_spreadsheet")
            unpacked = sum(part.file_size for part in parts)
            if unpacked > limits.unpacked_bytes:
                raise UnreadableFile("unpacks_too_large", size=unpacked, most=limits.unpacked_bytes)
            for part in parts:
                if part.filename.lower().endswith("sharedstrings.xml") and part.file_size > limits.shared_text_bytes:
                    raise UnreadableFile("unpacks_too_large", size=part.file_size, most=limits.shared_text_bytes)
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(package, part)
    except UnreadableFile:
        raise
    except Exception:  # whatever a zip and deflate reader meets in hostile bytes
        raise UnreadableFile("damaged_file") from None
    stream.seek(0)


def _refuse_entities(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A document type declaration, the door to entity expansion, never stands in a real spreadsheet."""
    with package.open(part) as content:
        if b"<!DOCTYPE" in content.read(2048):
            raise UnreadableFile("not_a_spreadsheet")


def _xlsx_grids(stream: BinaryIO, limits: Limits, closing: ExitStack) -> Iterator[Grid]:
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except Exception:  # openpyxl lets through whatever its parsers meet in a damaged file
        raise UnreadableFile("damaged_file") from None
    closing.callback(book.close)
    for sheet in book.worksheets:
        if not isinstance(sheet, ReadOnlyWorksheet) or sheet.sheet_state != "visible":
            yield Grid(sheet.title, iter(()), [], hidden=True)
        else:
            lines = _xlsx_lines(sheet, limits)
            closing.callback(lines.close)  # a sheet that was read in part still holds the package open
            yield Grid(sheet.title, lines, [])


def _xlsx_lines(sheet: ReadOnlyWorksheet, limits: Limits) -> Generator[Line, None, None]:
    sheet.reset_dimensions()  # some programs write a size of A1 and more cells behind it
    cells = 0
    try:
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells += len(row)
            if cells > limits.cells or number > limits.rows and row:
                raise UnreadableFile("too_many_rows", sheet=sheet.title, line=number, most=limits.rows)
            yield number, tuple(_xlsx_cell(cell) for cell in row)
    except UnreadableFile:
        raise
    except Exception:  # as above, further down in the file
        raise UnreadableFile("damaged_file", sheet=sheet.title) from None


def _xlsx_cell(cell) -> Cell:
    if cell.value is None:
        return BLANK
    return cell_of(cell.value, formula=cell.data_type == "f", error=cell.data_type == "e")


@contextmanager
def _panics_as_damage(sheet: str = "") -> Iterator[None]:
    """The reading library is compiled; where it panics over a damaged file it raises no Exception of Python's."""
    try:
        yield
    except Exception:
        raise
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise UnreadableFile("damaged_file", sheet=sheet) from None


def _xls_grids(stream: BinaryIO, size: int, limits: Limits) -> Iterator[Grid]:
    if size > limits.xls_bytes:
        raise UnreadableFile("file_too_large", size=size, most=limits.xls_bytes)
    content = stream.read()
    if _ENCRYPTED in content:
        raise UnreadableFile("password")
    try:
        formulas = formula_cells(content)  # first: it follows the container without trusting it
    except ValueError:
        raise UnreadableFile("damaged_file") from None
    except LookupError:
        raise UnreadableFile("not_a_spreadsheet") from None
    try:
        with _panics_as_damage():
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError:
        raise UnreadableFile("password") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise UnreadableFile("not_a_spreadsheet") from None
    for about in book.sheets_metadata:
        if about.visible != python_calamine.SheetVisibleEnum.Visible:
            yield Grid(about.name, iter(()), [], hidden=True)
        else:
            yield Grid(about.name, _xls_lines(book, about.name, formulas.get(about.name, set()), limits), [])


def _xls_lines(
    book: python_calamine.CalamineWorkbook, name: str, formulas: set[tuple[int, int]], limits: Limits
) -> Iterator[Line]:
    try:
        with _panics_as_damage(name):
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > limits.cells:
                raise UnreadableFile("too_many_rows", sheet=name, most=limits.rows)
            rows = sheet.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError):
        raise UnreadableFile("damaged_file", sheet=name) from None
    for index, row in enumerate(rows):
        cells = (_xls_cell(value, (index, position) in formulas) for position, value in enumerate(row))
        yield index + 1, tuple(cells)


def _xls_cell(value: Any, formula: bool) -> Cell:
    return BLANK if value == "" and not formula else cell_of(value, formula=formula, error=_is_error(value))


def _is_error(value: Any) -> bool:
    return isinstance(value, str) and value in _ERRORS
