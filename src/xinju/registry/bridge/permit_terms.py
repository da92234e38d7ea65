"""How a permit stands: in force, suspended or ended on which days, when it is endorsed, and from when residence counts.

By law a permit that is not endorsed in time is suspended on the next day, whether or not anybody noticed: so it follows from
the days of issue and endorsement, and no job can forget it. The days come in; there is no clock here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from xinju.packs.permit_rules import Endorsing
from xinju.values.period import ONE_DAY, Period, add_months, full_months

Standing = Literal["valid", "due", "suspended", "ended"]


@dataclass(frozen=True)
class Terms:
    """The course of one permit so far.

    in_force     days on which it could be used
    suspended    days on which it could not, each from the day after a missed full year to the day before the endorsement
                 that made up for it; the last one is open while nobody has
    counts_from  the day from which residence counts without a break (art. 10: anew from a late endorsement)
    due          the day on which the present year of residence is full: the last day for its endorsement
    opens        the first day on which that endorsement is done
    ended_on     its last day, or None
    """

    in_force: tuple[Period, ...]
    suspended: tuple[Period, ...]
    counts_from: date
    due: date
    opens: date
    ended_on: date | None = None

    def standing(self, on: date) -> Standing:
        """How it stands on a day: valid, due (valid, and the window of endorsement is open), suspended or ended."""
        if self.ended_on is not None and on > self.ended_on:
            return "ended"
        if any(period.start <= on and (period.end is None or on <= period.end) for period in self.suspended):
            return "suspended"
        return "due" if on >= self.opens else "valid"

    def months_counted(self, on: date) -> int:
        """Full months of residence that count without a break; none while it is suspended beyond repair."""
        return full_months(self.counts_from, min(on, self.due)) if on >= self.counts_from else 0

    @property
    def months_at_stake(self) -> int:
        """Full months that no longer count if the endorsement is late."""
        return full_months(self.counts_from, self.due)


def terms(
    issued: date, endorsed: Iterable[date], rule: Endorsing, *, residence_since: date, ended_on: date | None = None
) -> Terms:
    """The course of a permit from its days. `residence_since` is the day from which residence was registered before it.

    An endorsement up to the day that the year is full starts the next year on that day; a later one starts it, and the
    count of residence, on its own day.
    """
    anchor, years, counts_from = issued, 1, residence_since
    in_force, suspended, start = [], [], issued
    due = add_months(anchor, rule.every_months)
    for day in sorted(endorsed):
        if day > due:
            in_force.append(Period(start, due))
            if day > due + ONE_DAY:
                suspended.append(Period(due + ONE_DAY, day - ONE_DAY))
            anchor, years, counts_from, start = day, 1, day, day
        else:
            years += 1
        due = add_months(anchor, rule.every_months * years)
    in_force.append(Period(start, due))
    suspended.append(Period(due + ONE_DAY))
    return Terms(
        _until(in_force, ended_on),
        _until(suspended, ended_on),
        counts_from,
        due,
        add_months(due, -rule.window_months),
        ended_on,
    )


def too_early(day: date, course: Terms) -> bool:
    """Is the window of the next endorsement not open yet?"""
    return day < course.opens


def _until(periods: Iterable[Period], end: date | None) -> tuple[Period, ...]:
    if end is None:
        return tuple(periods)
    cut = (period.until(end) for period in periods)
    return tuple(period for period in cut if period is not None)
