"""How much is that, and how many points: one tree of exact numbers from the record up to the total, and the conditions in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from xinju.engines.scoring.language.decisions import Decision
from xinju.engines.scoring.language.sources import Bounds, Length, Periods, Source, Window
from xinju.values.period import add_months

Unit = Literal["days", "months", "years", "calendar_months", "calendar_months_touched", "monthly_records"]
EVERYTHING = Window()


@dataclass(frozen=True)
class Const:
    """A number that stands in the sheet."""

    value: Fraction


@dataclass(frozen=True)
class Open:
    """A number that the published text leaves open: somewhere from low to high. `why` is shown to everybody."""

    why: str
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Dated:
    """A figure that is announced anew from time to time (an average wage): on each day that of the latest step, nothing before.

    steps   (first day, figure), the earliest first
    """

    steps: tuple[tuple[date, Fraction], ...]

    def on(self, day: date) -> Fraction | None:
        return next((figure for first, figure in reversed(self.steps) if first <= day), None)


@dataclass(frozen=True)
class Ref:
    """The named measure, item, group or total of the same sheet. An item or group that is nothing is 0 here, a measure is nothing."""

    name: str


@dataclass(frozen=True)
class Duration:
    """The length of a set of periods as of the day.

    The set is cut to the window and to the days up to the as-of day (that day itself counts unless `as_of_day` is false), then
    joined into runs (two periods of which one begins the day after the other ends are one run).

    run       all: every run · current: only the run that contains the last day that may count · longest: by days, the later one
              of two equals
    gap       for current and longest: runs no further apart than this are one chain; the gap itself is never counted
              (next run's first day <= (day after the last day) + gap)
    unit      days: number of days
              months: for each run the full months, each ending on the corresponding day, then added. The first day does not
              count (a month from 15 January ends with 15 February) unless `first_day` is true (it ends with 14 February)
              years: full months of each run // 12, then added
              calendar_months: calendar months that are wholly covered by one run
              calendar_months_touched: calendar months of which at least one day is covered
              monthly_records: distinct months with a record; only for sources of shape month (and unions of them); the
              as-of month counts as soon as it has begun; `first_day` and `as_of_day` have no effect on it
    leftover  for months and years: what becomes of the days of each run behind its last full month (year). drop: nothing ·
              pool: added over all runs, each full `leftover_days` make one more unit · prorate: added over all runs, divided by
              `leftover_days` (so the measure is a fraction)
    A run that the window's `last` (or an `EachYear` around) cuts goes on from the day before, which is then its first day: ten
    years at one place are five full years in the last five.
    Without any record the duration is 0, not nothing.
    """

    periods: Periods
    unit: Unit
    of: tuple[str, ...] = ()
    window: Window = EVERYTHING
    run: Literal["all", "current", "longest"] = "all"
    gap: Length | None = None
    first_day: bool = False
    as_of_day: bool = True
    leftover: Literal["drop", "pool", "prorate"] = "drop"
    leftover_days: int = 30


@dataclass(frozen=True)
class Weight:
    """Records for which all tests hold count `times` as much; the first weight that fits is taken, else 1."""

    where: tuple
    times: Fraction


@dataclass(frozen=True)
class Tally:
    """One number out of the records of a source.

    count     how many records (with `column`: how many different values of it); weights apply to a plain count only
    sum       of a number column, each times its weight; 0 without records
    highest, lowest   of a number, level, flag or date column; nothing without records
    latest    the column's value in the record with the latest day (start of a period); of two on one day the higher value
    A record's day is its date, the first day of its month, or the start of its period; records after the as-of day and
    outside the window do not count. State records have no day: no window.
    """

    op: Literal["count", "sum", "highest", "lowest", "latest"]
    source: Source
    column: str | None = None
    of: tuple[str, ...] = ()
    window: Window = EVERYTHING
    weights: tuple[Weight, ...] = ()


@dataclass(frozen=True)
class Elapsed:
    """Full units from the day `since` to the as-of day, or to the day `until`: an age, a length of service. 0 if `since` is later.

    Nothing if there is no such day. The first day does not count, so a birthday completes the year; born on 29 February, the 28th does in a common year.
    """

    since: Number
    unit: Literal["days", "months", "years"]
    first_day: bool = False
    until: Number | None = None


@dataclass(frozen=True)
class Plus:
    """The parts added; a part that is nothing adds 0, and nothing if all are.

    best  only so many parts are added, those that give most; one that is nothing then counts as 0
    """

    parts: tuple[Number, ...]
    best: int | None = None


@dataclass(frozen=True)
class Minus:
    """First less second; nothing if either is nothing."""

    first: Number
    second: Number


@dataclass(frozen=True)
class Times:
    """The product; nothing if any is nothing."""

    parts: tuple[Number, ...]


@dataclass(frozen=True)
class Quotient:
    """First divided by second, to a multiple of `step` (so that it stays exact); nothing if either is nothing or second is 0.

    Where the second is not known and may be 0, anything is possible that the two can be.
    """

    first: Number
    second: Number
    step: Fraction
    mode: Literal["half_up", "down", "up"] = "half_up"


@dataclass(frozen=True)
class Least:
    """The smallest of the parts that are something."""

    parts: tuple[Number, ...]


@dataclass(frozen=True)
class Highest:
    """The largest of the parts that are something: a highest-of group, or the greater of two measures."""

    parts: tuple[Number, ...]


@dataclass(frozen=True)
class Rounded:
    """To a multiple of `step`. half_up rounds halves away from zero; down towards zero; up away from zero."""

    of: Number
    step: Fraction
    mode: Literal["half_up", "down", "up"] = "half_up"


@dataclass(frozen=True)
class Row:
    """One line of a bracket: values within `bounds` give `then`."""

    bounds: Bounds
    then: Number


@dataclass(frozen=True)
class Bracket:
    """A table over one number (or level, as ranks).

    A value in one row gives that row. In several rows (an overlap of the published text) it gives the span over them; in none
    it gives `otherwise`, and where the text is silent (`otherwise` is None) the span over all rows and 0. Nothing gives
    `nothing`. A span gives the span over all rows that it meets, and over `otherwise` if some part of it may lie in none.
    """

    of: Number
    rows: tuple[Row, ...]
    otherwise: Number | None = None
    nothing: Number = Const(Fraction(0))


@dataclass(frozen=True)
class When:
    """The first row whose condition holds; where one may hold, the span over it and what follows."""

    rows: tuple[tuple[Condition, Number], ...]
    otherwise: Number = Const(Fraction(0))


@dataclass(frozen=True)
class Rate:
    """So many points per so much of a measure: points × (part of the measure over `start_after`, at most `up_to`) / per.

    whole counts only full units of `per`; else prorated. `unit_step` rounds points/per to a multiple before multiplying
    (4/12 to 0.01 is 0.33, so three months are 0.99) in `unit_mode`; whole units are not rounded. `start_after` and `up_to` are
    numbers on the measure's own line: with 12 and 60 the months 13 to 60 count, 48 at most. A measure that is nothing gives 0;
    below start_after gives 0.
    """

    of: Number
    points: Fraction
    per: Fraction = Fraction(1)
    whole: bool = True
    start_after: Fraction = Fraction(0)
    up_to: Fraction | None = None
    unit_step: Fraction | None = None
    unit_mode: Literal["half_up", "down", "up"] = "half_up"


@dataclass(frozen=True)
class Limited:
    """A number held between floor and cap, and void (0) unless the condition holds."""

    of: Number
    cap: Fraction | None = None
    floor: Fraction | None = None
    void_unless: Condition | None = None


@dataclass(frozen=True)
class Option:
    """One of several ways between which the applicant chooses."""

    key: str
    then: Number


@dataclass(frozen=True)
class Chosen:
    """The option that the applicant chose (a dated input under `choice`).

    Not chosen yet: best takes the highest option (the span's low end decides, then the high end, then the sheet's order);
    open gives the span over all options. An option that is nothing cannot be chosen.
    """

    choice: str
    options: tuple[Option, ...]
    without: Literal["best", "open"] = "best"


@dataclass(frozen=True)
class Assigned:
    """The number with a role of the sheet played by each of its candidates in turn, then chosen like `Chosen`.

    The choice's key is the role's name and its values are the candidates (father, mother, guardian). A candidate whom the
    family does not have is no option. No mixing: inside, the role means the same person everywhere.
    """

    role: str
    of: Number
    without: Literal["best", "open"] = "best"


@dataclass(frozen=True)
class Each:
    """One rule for each record (or group of records with equal `by` columns) of a source, then together.

    Inside `then`, sources with the record key HERE see only the records of the group. Windows and the as-of cut apply
    when the groups are made; HERE has no subjects of its own, so `of` means nothing to it and it is always known. A group whose
    number is nothing counts as 0. Without any record: 0. With `best`, only so many groups are added, those that give most.
    """

    over: Source
    then: Number
    by: tuple[str, ...] = ()
    combine: Literal["sum", "highest"] = "sum"
    of: tuple[str, ...] = ()
    window: Window = EVERYTHING
    best: int | None = None


@dataclass(frozen=True)
class EachYear:
    """One rule for each of so many years up to the as-of day, the latest first, then together.

    calendar  the as-of day's own year as far as it has gone, and the calendar years before it; else years counted back from
              the as-of day (the first ends with it)
    Inside, the last day of each year is the as-of day, and nothing after it and nothing before its first day is seen: records
    count by their own day, periods are cut. A year that is nothing counts as 0. With `best`, only so many years are added.
    """

    then: Number
    years: int
    calendar: bool = True
    combine: Literal["sum", "highest"] = "sum"
    best: int | None = None

    def stretches(self, as_of: date) -> tuple[tuple[date, date], ...]:
        """For each year, latest first: the day before its first, and its last."""
        if self.calendar:
            ends = [as_of, *(date(as_of.year - back, 12, 31) for back in range(1, self.years + 1))]
        else:
            ends = [add_months(as_of, -12 * back) for back in range(self.years + 1)]
        return tuple((before, last) for last, before in pairwise(ends))


@dataclass(frozen=True)
class AsOf:
    """The number measured on another day: a fixed one, or the as-of day moved by months and set to the first or last of its month.

    month_day   after the move: that month and day of the same year (29 February: the 28th where there is none)
    """

    of: Number
    day: date | None = None
    shift_months: int = 0
    snap: Literal["none", "first", "last"] = "none"
    month_day: tuple[int, int] | None = None


@dataclass(frozen=True)
class Decided:
    """A number whose text can be read in more than one way, read as somebody decided it.

    In force for what is known from the day of the decision on; before that, `instead`: the text as it stands.
    """

    of: Number
    instead: Number
    decision: Decision


Number = (
    Const | Open | Dated | Ref | Duration | Tally | Elapsed | Plus | Minus | Times | Quotient | Least | Highest | Rounded | Bracket | When | Rate
    | Limited | Chosen | Assigned | Each | EachYear | AsOf | Decided
)  # fmt: skip


@dataclass(frozen=True)
class Compare:
    """The number lies within the bounds. Nothing: no. A span that lies partly within: not known."""

    of: Number
    bounds: Bounds


@dataclass(frozen=True)
class Named:
    """A condition that the sheet names."""

    name: str


@dataclass(frozen=True)
class All:
    """No if any is no; not known if any of the rest is; else yes."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """Yes if any is yes; not known if any of the rest is; else no."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """Turned round; not known stays not known."""

    of: Condition


@dataclass(frozen=True)
class Ruled:
    """As `Decided`, for a condition."""

    of: Condition
    instead: Condition
    decision: Decision


Condition = Compare | Named | All | AnyOf | Not | Ruled
