"""What a spreadsheet is expected to hold: columns with their labels and kinds, declared by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a cell becomes: text, code and choice str · whole int · number Fraction · day date · month date (its first day) ·
    flag bool · citizen_id CitizenId."""

    TEXT = "text"
    CODE = "code"  # full-width characters narrowed, spaces dropped, letters in capitals
    WHOLE = "whole"
    NUMBER = "number"
    DAY = "day"
    MONTH = "month"  # 202403, 2024.3, 2024年3月, or a day or serial number within it
    FLAG = "flag"  # 是, 否, √, ×, 有, 无
    CHOICE = "choice"
    CITIZEN_ID = "citizen_id"


class Masking(StrEnum):
    """How much of a bad value an error may repeat."""

    OPEN = "open"
    TAIL = "tail"  # the last four characters, of adults' numbers
    HIDDEN = "hidden"  # nothing, for everything about a child


@dataclass(frozen=True)
class Column:
    """One expected column.

    `labels[0]` is printed in the template, all are recognised, without regard to spaces, width and brackets.
    A required column must be in the file and filled in every row; another may be missing. `earliest` and `latest` bound days,
    `least` and `most` numbers, both included; `longest` counts characters of text.
    """

    key: str
    labels: tuple[str, ...]
    kind: Kind = Kind.TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    masking: Masking = Masking.OPEN
    earliest: date | None = None
    latest: date | None = None
    least: int | None = None
    most: int | None = None
    longest: int = 200
    example: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.labels:
            raise ValueError(f"column {self.key}: expected at least one label")
        if (self.kind is Kind.CHOICE) != bool(self.choices):
            raise ValueError(f"column {self.key}: choices belong to kind choice and to no other")


@dataclass(frozen=True)
class Table:
    """A table with a heading: one row for each thing. Values of the `unique` columns may stand in one row only.

    `every_sheet` reads all sheets that bear the heading, as departments divide a list by town; otherwise one is read.
    """

    title: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()  # names under which its sheet is looked for first
    every_sheet: bool = False

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys) or not set(self.unique) <= set(keys):
            raise ValueError(f"table {self.title}: keys must differ, and unique must name some of them: {keys}")

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)
