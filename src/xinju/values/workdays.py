"""Workdays and deadlines: the calendar is data; a year that is not published yet is a state, never a guess.

The first day does not count (Civil Code art. 201); a month ends on the corresponding day (art. 202); a deadline ends at
24:00 of its last day, or of the next workday where that day is none (art. 203).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from xinju.values.period import ONE_DAY, Period, add_months

SATURDAY = 5


@dataclass(frozen=True, order=True)
class Due:
    """A deadline: it ends at 24:00 of `day`, Shanghai time."""

    day: date

    @property
    def not_before(self) -> date:
        return self.day


@dataclass(frozen=True, order=True)
class NotPublished:
    """The deadline depends on the workdays of `year`, which nobody has published; it lies on `not_before` or later."""

    not_before: date
    year: int


Deadline = Due | NotPublished


@dataclass(frozen=True)
class Workdays:
    """Which days are worked.

    published   years whose holidays are known
    exceptions  days that differ from their weekday: False for a holiday, True for a worked Saturday or Sunday
    """

    published: frozenset[int]
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool | None:
        """Is it worked? None where the year is not published."""
        if day.year not in self.published:
            return None
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def add(self, day: date, n: int, pauses: Iterable[Period] = ()) -> Deadline:
        """The nth workday after `day` (n >= 1); days inside `pauses` do not count. ValueError if n < 1."""
        _at_least_one(n)
        paused = tuple(pauses)
        left = n
        while left:
            day += ONE_DAY
            worked = self.is_workday(day)
            if worked is None:
                return NotPublished(not_before=day + timedelta(days=left - 1), year=day.year)
            if worked and not any(_holds(pause, day) for pause in paused):
                left -= 1
        return Due(day)

    def add_days(self, day: date, n: int, pauses: Iterable[Period] = ()) -> Deadline:
        """The nth calendar day after `day` (n >= 1), or the next workday where that is none."""
        _at_least_one(n)
        return self.last_day(_prolonged(day, day + timedelta(days=n), tuple(pauses)))

    def add_months(self, day: date, n: int, pauses: Iterable[Period] = ()) -> Deadline:
        """The corresponding day n months later, or the next workday where that is none."""
        _at_least_one(n)
        return self.last_day(_prolonged(day, add_months(day, n), tuple(pauses)))

    def last_day(self, day: date) -> Deadline:
        """`day` as the last day of a period: itself if it is worked, else the next workday."""
        while (worked := self.is_workday(day)) is False:
            day += ONE_DAY
        return NotPublished(not_before=day, year=day.year) if worked is None else Due(day)


def _at_least_one(n: int) -> None:
    if n < 1:
        raise ValueError(f"a period of {n} has no last day; expected 1 or more")


def _holds(pause: Period, day: date) -> bool:
    return pause.end is not None and pause.start <= day <= pause.end


def _prolonged(start: date, end: date, pauses: Sequence[Period]) -> date:
    """`end`, later by every paused day that lies between; an open pause has no length yet and adds nothing."""
    for pause in sorted(pauses):
        if pause.end is not None and start < pause.end and pause.start <= end:
            end += pause.end - max(pause.start, start + ONE_DAY) + ONE_DAY
    return end
