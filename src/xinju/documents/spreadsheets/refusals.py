"""Whole files that cannot be read, and how much of a bad value a fault may repeat."""

from __future__ import annotations

from typing import Any

from xinju.documents.faults import Fault
from xinju.documents.spreadsheets.table import Column, Kind, Masking

_SHOWN = 40  # characters of a bad value that an error repeats


class UnreadableFile(Exception):
    """The file as a whole cannot be read; carries a code and values for a `Fault`."""

    def __init__(self, code: str, sheet: str = "", line: int = 0, **values: Any) -> None:
        super().__init__(code)
        self.code, self.sheet, self.line, self.values = code, sheet, line, values

    def fault(self, file: str) -> Fault:
        return Fault(file=file, code=self.code, sheet=self.sheet, line=self.line, values=self.values)


def masked(text: str, column: Column) -> str:
    """A bad value as an error may repeat it."""
    if column.masking is Masking.HIDDEN:
        return "*" * min(len(text), 6)
    if column.masking is Masking.TAIL or column.kind is Kind.CITIZEN_ID:
        return "*" * min(max(len(text) - 4, 0), 14) + text[-4:] if len(text) > 8 else "*" * len(text)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def column_letters(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
