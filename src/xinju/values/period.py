"""Periods of legal days, and months that end on the corresponding day (Civil Code articles 200 to 204)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` to `end`, both included; `end` None means that the period is still open."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    def until(self, day: date) -> Period | None:
        """The part of the period that lies on or before `day`, or None."""
        if self.start > day:
            return None
        return Period(self.start, day if self.end is None else min(self.end, day))


def add_months(day: date, months: int) -> date:
    """The corresponding day `months` later (or earlier), or that month's last day where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def full_months(start: date, end: date) -> int:
    """The most months n with add_months(start, n) <= end; 0 if end is before start. The first day does not count."""
    if end < start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def full_years(start: date, end: date) -> int:
    """Completed years, as for an age: someone born on 29 February completes a year on 28 February."""
    return full_months(start, end) // 12
