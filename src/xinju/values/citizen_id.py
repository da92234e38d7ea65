"""The citizen identity number (公民身份号码): eighteen characters, the last a check (GB 11643-1999, ISO 7064 MOD 11-2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)


def check_character(first_seventeen: str) -> str:
    """The eighteenth character that belongs to seventeen digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECKS[total % 11]


def fault_of(number: str) -> str | None:
    """Why `number` is no citizen identity number, as a code, or None: shape | date | check."""
    if not _SHAPE.fullmatch(number):
        return "shape"
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "date"
    return None if check_character(number[:17]) == number[17] else "check"


@dataclass(frozen=True, order=True)
class CitizenId:
    """A sound number; prints masked, so that it cannot slip into a log."""

    number: str = field(repr=False)

    def __post_init__(self) -> None:
        if fault_of(self.number) is not None:
            raise ValueError("not a citizen identity number")

    def __str__(self) -> str:
        return f"{'*' * 14}{self.number[-4:]}"  # more would leave a few dozen candidates in a school year

    @property
    def birth_date(self) -> date:
        return date(int(self.number[6:10]), int(self.number[10:12]), int(self.number[12:14]))

    @property
    def division_prefix(self) -> str:
        return self.number[:6]
