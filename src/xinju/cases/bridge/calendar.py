"""The workday calendar: what the program brings for past years and the last published one, and an officer's years over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from chinese_calendar.constants import holidays
from chinese_calendar.constants import workdays as worked_weekends

from xinju.cases.models import CalendarYear
from xinju.values.workdays import Workdays


@dataclass(frozen=True)
class YearOfWorkdays:
    """A published year: its days off and worked weekends; `source` is blank where the program brought it."""

    year: int
    source: str
    off: tuple[date, ...]
    worked: tuple[date, ...]


def years(since: int) -> tuple[YearOfWorkdays, ...]:
    """The published years from `since` on."""
    found = workdays()
    sources = dict(CalendarYear.objects.values_list("year", "source"))
    return tuple(
        YearOfWorkdays(
            year=year,
            source=sources.get(year, ""),
            off=_of(found, year, worked=False),
            worked=_of(found, year, worked=True),
        )
        for year in sorted(found.published)
        if year >= since
    )


def workdays() -> Workdays:
    """The calendar in force. A year that neither brings is not published."""
    brought = _brought()
    years = list(CalendarYear.objects.all())
    replaced = {row.year for row in years}
    exceptions = {day: worked for day, worked in brought.exceptions.items() if day.year not in replaced}
    for row in years:
        exceptions |= {date.fromisoformat(day): worked for day, worked in row.exceptions.items()}
    return Workdays(brought.published | replaced, exceptions)


def exceptions_of(year: int, off: set[date], worked: set[date]) -> dict[str, bool]:
    """A year's exceptions as they are kept. ValueError where a day lies in another year or stands on both lists."""
    strange = sorted(day for day in off | worked if day.year != year) + sorted(off & worked)
    if strange:
        raise ValueError(f"{strange[0]}: expected a day of {year}, either off or worked")
    return {day.isoformat(): day in worked for day in sorted(off | worked)}


def _of(found: Workdays, year: int, *, worked: bool) -> tuple[date, ...]:
    return tuple(sorted(day for day, is_worked in found.exceptions.items() if day.year == year and is_worked is worked))


@lru_cache(maxsize=1)
def _brought() -> Workdays:
    """What the package `chinesecalendar` knows; its last year counts only if its last holiday, National Day, is there."""
    years = {day.year for day in holidays}
    published = frozenset(year for year in years if any(day.year == year and day.month >= 10 for day in holidays))
    exceptions = dict.fromkeys(holidays, False) | dict.fromkeys(worked_weekends, True)
    return Workdays(published, exceptions)
