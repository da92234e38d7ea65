"""One cell into one value, or into the code that says why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

from xinju.documents.spreadsheets.table import Column, Kind
from xinju.values.citizen_id import CitizenId, fault_of

_EXACT = 10**15  # a spreadsheet number keeps fifteen digits; the rest has become zeros
_SERIALS = (10_000, 73_050)  # days as Excel counts them, 1927 to 2099
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{2,3}", re.IGNORECASE)
_DAY = re.compile(
    r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})日?(?:[ T]?[0-9]{1,2}:[0-9]{2}(:[0-9.]+)?)?"
)
_MONTH = re.compile(r"([0-9]{4})(?:[-/.]|年)?([0-9]{1,2})月?")
_FLAGS = {
    **dict.fromkeys(("是", "有", "√", "✓", "✔", "Y", "YES", "TRUE", "1"), True),
    **dict.fromkeys(("否", "无", "×", "✗", "✘", "N", "NO", "FALSE", "0"), False),
}
_EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_MARKS_OF_TEXT = ("'", "’", "`")
_TYPED_AS_TEXT = re.compile(r"^['’`](?=[-=+@0-9])")

Raw = str | int | float | bool | date | datetime | timedelta | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the file holds it, and its `text` as a person would read it: trimmed, without invisible characters,
    whole numbers without a decimal point. `formula` and `error` cells are refused whatever they show."""

    value: Raw = None
    text: str = ""
    formula: bool = False
    error: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.text and not self.formula


BLANK = Cell()


def cell_of(value: Raw, *, formula: bool = False, error: bool = False) -> Cell:
    """A cell with its text worked out once: a file has millions."""
    return Cell(value, _read_as(value), formula, error)


def _read_as(value: Raw) -> str:
    match value:
        case str():
            text = value.strip()
            if not text.isascii():
                text = _UNSEEN.sub("", text).strip()
            return _TYPED_AS_TEXT.sub("", text) if text[:1] in _MARKS_OF_TEXT else text
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < _EXACT:
            return str(int(value))
        case datetime():
            return value.date().isoformat()
    return str(value)


class Refused(Exception):
    """A cell that cannot be used: a code, and values for the sentence."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def narrow(text: str) -> str:
    """Full-width digits, letters and signs as half-width ones. For codes and numbers, never for names."""
    return unicodedata.normalize("NFKC", text)


def value_of(cell: Cell, column: Column) -> Any:
    """The value of a filled cell, or None of a blank one that may be blank. Raises Refused."""
    if cell.formula:
        raise Refused("formula")
    if cell.error:
        raise Refused("error_value", shown=cell.text)
    if cell.is_blank:
        if column.required:
            raise Refused("blank")
        return None
    return _READERS[column.kind](cell, column)


def _text(cell: Cell, column: Column) -> str:
    _refuse_lost_digits(cell)
    text = " ".join(cell.text.split())
    if len(text) > column.longest:
        raise Refused("too_long", length=len(text), longest=column.longest)
    return text


def _code(cell: Cell, column: Column) -> str:
    text = _text(cell, column)
    return text if text.isascii() and text.isdigit() else "".join(narrow(text).split()).upper()


def _choice(cell: Cell, column: Column) -> str:
    text = _text(cell, column)
    chosen = _narrowed(column.choices).get(narrow(text))
    if chosen is None:
        raise Refused("not_a_choice", choices=column.choices)
    return chosen


@lru_cache(maxsize=200)
def _narrowed(choices: tuple[str, ...]) -> Mapping[str, str]:
    return {narrow(choice): choice for choice in choices}


def _number(cell: Cell, column: Column) -> Fraction:
    if isinstance(cell.value, bool | date | timedelta):
        raise Refused("not_a_number")
    text = narrow(cell.text).replace(",", "").replace("−", "-").replace(" ", "")
    if isinstance(cell.value, float):
        text = format(cell.value, ".15g")  # what the spreadsheet shows: 0.1 + 0.2 is 0.3 there
        if "e" in text:
            raise Refused("digits_lost")
    if not _NUMBER.fullmatch(text):
        raise Refused("not_a_number")
    number = Fraction(text)
    if (column.least is not None and number < column.least) or (column.most is not None and number > column.most):
        raise Refused("out_of_range", least=column.least, most=column.most)
    return number


def _whole(cell: Cell, column: Column) -> int:
    number = _number(cell, column)
    if number.denominator != 1:
        raise Refused("not_whole")
    return int(number)


def _day(cell: Cell, column: Column) -> date:
    day = _calendar_day(cell)
    if column.earliest is not None and day < column.earliest:
        raise Refused("too_early", earliest=column.earliest)
    if column.latest is not None and day > column.latest:
        raise Refused("too_late", latest=column.latest)
    return day


def _calendar_day(cell: Cell) -> date:
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    text = "".join(narrow(cell.text).split(" ")) if "年" in cell.text else narrow(cell.text)
    if text.isdigit() and len(text) == 5 and _SERIALS[0] <= int(text) <= _SERIALS[1]:
        return date(1899, 12, 30) + timedelta(days=int(text))
    shape = _DAY.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text)
    if shape is None:
        raise Refused("not_a_day")
    try:
        return date(int(shape[1]), int(shape[2]), int(shape[3]))
    except ValueError:
        raise Refused("no_such_day") from None


def _month(cell: Cell, column: Column) -> date:
    text = "".join(narrow(cell.text).split())
    written = None if isinstance(cell.value, date | float) else _MONTH.fullmatch(text)
    if isinstance(cell.value, float) and (decimal := re.fullmatch(r"([12][0-9]{3})\.([0-9]{1,2})", text)):
        # 2024.1 in a numeric cell is January or, its last zero lost, October: nobody can tell.
        if decimal[2] == "1":
            raise Refused("month_zero_lost")
        written = decimal
    if written is None or (len(text) == 5 and text.isdigit()):
        return _month_of_day(cell, column)
    try:
        return date(int(written[1]), int(written[2]), 1)
    except ValueError:
        raise Refused("no_such_month") from None


def _month_of_day(cell: Cell, column: Column) -> date:
    try:
        return _day(cell, column).replace(day=1)
    except Refused as refused:
        raise Refused("not_a_month" if refused.code == "not_a_day" else refused.code, **refused.values) from None


def _flag(cell: Cell, column: Column) -> bool:
    if isinstance(cell.value, bool):
        return cell.value
    told = _FLAGS.get("".join(narrow(cell.text).split()).upper())
    if told is None:
        raise Refused("not_a_flag")
    return told


def _citizen_id(cell: Cell, column: Column) -> CitizenId:
    if isinstance(cell.value, int | float):
        raise Refused("number_cell")
    number = "".join(narrow(cell.text).split()).upper()
    if _SCIENTIFIC.fullmatch(number):
        raise Refused("digits_lost")
    fault = fault_of(number)
    if fault is not None:
        raise Refused(f"citizen_id_{fault}", length=len(number))
    return CitizenId(number)


def _refuse_lost_digits(cell: Cell) -> None:
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and abs(cell.value) >= _EXACT:
        raise Refused("number_cell")
    if isinstance(cell.value, str) and _SCIENTIFIC.fullmatch(cell.text):
        raise Refused("digits_lost")


_READERS: dict[Kind, Callable[[Cell, Column], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.DAY: _day,
    Kind.MONTH: _month,
    Kind.FLAG: _flag,
    Kind.CITIZEN_ID: _citizen_id,
}
