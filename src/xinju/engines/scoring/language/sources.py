"""Which records and which stretches of time count: record types, tests on columns, and sets of periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Literal

Shape = Literal["state", "period", "month", "event"]
ColumnKind = Literal["number", "level", "date", "flag", "division", "text"]
_EPOCH = date(1970, 1, 1).toordinal()
OWN_DAYS: Mapping[str, tuple[str, ...]] = {
    "period": ("start", "end"),
    "month": ("month",),
    "event": ("date",),
    "state": (),
}
YEAR, PERSON = "year", "person"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def day_number(day: date) -> int:
    """Days since 1970-01-01: how a date stands in a span."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    return date.fromordinal(number + _EPOCH)


@dataclass(frozen=True)
class Column:
    """One declared column of a record type.

    `levels` run from the lowest to the highest and stand in spans as 0, 1, 2 …; a flag is 0 or 1. A number lies between `low`
    and `high` (both included) and is a multiple of 1/`scale`, so that a city can be computed in integers.
    """

    key: str
    label: str
    kind: ColumnKind
    levels: tuple[str, ...] = ()
    unit: str = ""
    scale: int = 1
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(1_000_000)
    required: bool = True

    def __post_init__(self) -> None:
        if self.kind == "level" and len(set(self.levels)) != len(self.levels):
            raise ValueError(f"column {self.key}: a level stands twice")
        if self.kind == "level" and not self.levels:
            raise ValueError(f"column {self.key}: a level column needs its levels, lowest first")
        if self.low > self.high or self.scale < 1:
            raise ValueError(f"column {self.key}: low must not exceed high and scale must be at least 1")


@dataclass(frozen=True)
class RecordType:
    """A kind of fact that a department delivers, as declared in a district's pack.

    shape  state: at most one row a subject, no dates · period: `from`, `to` (both days included, `to` may be empty)
           · month: `month` · event: `date`
    about  person, or application (the row belongs to the case itself)
    """

    key: str
    label: str
    shape: Shape
    columns: Mapping[str, Column]
    about: Literal["person", "application"] = "person"
    source: str = ""
    identity: tuple[str, ...] = ()

    @property
    def own_columns(self) -> Mapping[str, Column]:
        """What every record of this shape has without declaring it.

        start, end (period) · month · date (event): its days
        year    the calendar year of its day (events and months: a period may lie in several years)
        person  whose it is: to group by and to count, not to test
        """
        days = OWN_DAYS[self.shape]
        found = {key: Column(key, key, "date") for key in days}
        if self.shape in ("event", "month"):
            found[YEAR] = Column(YEAR, YEAR, "number", low=Fraction(FIRST_DAY.year), high=Fraction(LAST_DAY.year))
        if self.about == "person":
            found[PERSON] = Column(PERSON, PERSON, "text")
        return {key: column for key, column in found.items() if key not in self.columns}

    def column(self, key: str) -> Column:
        """The declared column, or one of the shape's own. KeyError if it has neither."""
        return self.columns[key] if key in self.columns else self.own_columns[key]


@dataclass(frozen=True)
class Bounds:
    """A stretch of the number line with named ends: at_least and up_to include the number, over and under do not."""

    at_least: Fraction | None = None
    over: Fraction | None = None
    up_to: Fraction | None = None
    under: Fraction | None = None

    def __post_init__(self) -> None:
        if self.at_least is not None and self.over is not None:
            raise ValueError("give one lower end: at_least (the number counts) or over (it does not)")
        if self.up_to is not None and self.under is not None:
            raise ValueError("give one upper end: up_to (the number counts) or under (it does not)")
        for name in ("at_least", "over", "up_to", "under"):
            end = getattr(self, name)
            if end is not None and end.denominator == 1:  # an int is the same number and compares ten times faster
                object.__setattr__(self, name, end.numerator)

    @property
    def low(self) -> Fraction | None:
        return self.at_least if self.at_least is not None else self.over

    @property
    def high(self) -> Fraction | None:
        return self.up_to if self.up_to is not None else self.under

    def holds(self, value: Fraction | int) -> bool:
        return self._above_low(value) and self._below_high(value)

    def _above_low(self, value: Fraction | int) -> bool:
        return (self.at_least is None or value >= self.at_least) and (self.over is None or value > self.over)

    def _below_high(self, value: Fraction | int) -> bool:
        return (self.up_to is None or value <= self.up_to) and (self.under is None or value < self.under)

    def meets(self, low: Fraction | int, high: Fraction | int) -> bool:
        """Whether some value of the span low..high lies within (the span is taken as continuous)."""
        return self._above_low(high) and self._below_high(low)


def lattice(bounds: Bounds, denominator: int) -> tuple[int | None, int | None]:
    """First and last whole number (value × denominator) that lies within the bounds; None where an end is open."""
    first = last = None
    if bounds.at_least is not None:
        first = ceil(bounds.at_least * denominator)
    elif bounds.over is not None:
        first = floor(bounds.over * denominator) + 1
    if bounds.up_to is not None:
        last = floor(bounds.up_to * denominator)
    elif bounds.under is not None:
        last = ceil(bounds.under * denominator) - 1
    return first, last


@dataclass(frozen=True)
class Test:
    """A test of one column of a record. Levels and flags are compared by rank, dates by day number, divisions by prefix.

    one_of   the value is one of these (text, division and level columns: as ranks or texts)
    bounds   the value lies within
    within   the division code begins with one of these
    dated    the value lies within the bounds that held on the record's own day: (first day, bounds), the earliest first
    negate   turns the answer round. An empty cell fails every test, negated or not; so does a day before the first bounds.
    figures  the measures of the sheet from which dated bounds were made
    """

    column: str
    one_of: tuple[int | str, ...] = ()
    bounds: Bounds | None = None
    within: tuple[str, ...] = ()
    negate: bool = False
    dated: tuple[tuple[date, Bounds], ...] = ()
    figures: tuple[str, ...] = ()

    __test__ = False  # pytest: not a test class


@dataclass(frozen=True)
class Lasting:
    """How long an event is taken to last, its own day included: 5 years from 2020-03-01 end with 2025-02-28."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class Source:
    """The records of one type that count.

    record   key of a record type; the key HERE stands for "the records of the `each` around me"
    of       roles whose records count; () takes the roles of the measure around it; ignored for records about applications
    where    all tests must hold
    current  only period records that cover the as-of day
    lasting  an event (or month) becomes a period of that length from its day
    during   only records whose own day (date, first day of the month, start) lies in this set; a source of the set that names no
             roles means the periods of the record's own person
    Only verified records that were recorded by `known_at` count, always; others are shown and not counted.
    """

    record: str
    of: tuple[str, ...] = ()
    where: tuple[Test, ...] = ()
    current: bool = False
    lasting: Lasting | None = None
    during: Periods | None = None


HERE = "here"


@dataclass(frozen=True)
class Union:
    """Days that lie in any of the parts, each day once."""

    parts: tuple[Periods, ...]


@dataclass(frozen=True)
class Intersect:
    """Days that lie in every part."""

    parts: tuple[Periods, ...]


@dataclass(frozen=True)
class Subtract:
    """Days of the first that lie in none of the others (a permit less its suspensions)."""

    base: Periods
    minus: tuple[Periods, ...] = field(default=())


Periods = Source | Union | Intersect | Subtract


@dataclass(frozen=True)
class Length:
    """Some months and days: calendar arithmetic, never an average month."""

    years: int = 0
    months: int = 0
    days: int = 0

    @property
    def in_months(self) -> int:
        return self.years * 12 + self.months


@dataclass(frozen=True)
class Window:
    """Which part of history counts, relative to the as-of day or fixed.

    last         only days d with  as_of minus length < d <= as_of  (records: their own day; months: the as-of month and the
                 ones before it, so many in all)
    before_last  only days at or before  as_of minus length
    since, until fixed first and last day, both included
    """

    last: Length | None = None
    before_last: Length | None = None
    since: date | None = None
    until: date | None = None
