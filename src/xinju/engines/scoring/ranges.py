"""What a number of a sheet can ever be: its static range, its denominator, its kind, and whether it may be nothing.

Both evaluators need it (an `each` that is not known stretches over the range of its rule), the columnar one refuses with it what
would leave 63 bits, and the checker of sheets finds dead caps and silent stretches with it. A range covers known values and
the spans of values that are not known, for facts between 1900 and 2199.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from xinju.engines.scoring.language.numbers import (
    AsOf,
    Assigned,
    Bracket,
    Chosen,
    Const,
    Dated,
    Decided,
    Duration,
    Each,
    EachYear,
    Elapsed,
    Highest,
    Least,
    Limited,
    Minus,
    Number,
    Open,
    Plus,
    Quotient,
    Rate,
    Ref,
    Rounded,
    Tally,
    Times,
    When,
)
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import (
    FIRST_DAY,
    HERE,
    LAST_DAY,
    YEAR,
    Bounds,
    Column,
    Length,
    Test,
    day_number,
    lattice,
)
from xinju.engines.scoring.range_arithmetic import (
    ZERO,
    Range,
    furthest,
    highest,
    kind_of,
    least,
    minus,
    plus,
    plus_best,
    times,
)
from xinju.engines.scoring.tariff import Tariff, rate_unit, rounded

MOST_DAYS = day_number(LAST_DAY) - day_number(FIRST_DAY) + 1
MOST_MONTHS = 12 * 300
MOST_RECORDS = 100_000
MOST_GROUPS = 10_000
NOT_KNOWN_GROUPS = 100
NOT_KNOWN_DAYS, NOT_KNOWN_MONTHS, NOT_KNOWN_YEARS = 73_000, 2_400, 200


@dataclass(frozen=True)
class Around:
    """What stands around a number: the record type of an `each` and what its records are, and whether only one year is seen."""

    record: str | None = None
    year: bool = False
    where: tuple[Test, ...] = ()

    def inside(self, each: Each) -> Around:
        """What stands around the rule of an `each` that stands here."""
        if each.over.record == HERE:
            return replace(self, where=(*self.where, *each.over.where))
        return replace(self, record=each.over.record, where=each.over.where)


NOTHING_AROUND = Around()


class Ranges:
    """The ranges of one sheet's numbers. KeyError for a name, record type or column that the sheet does not have."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._found: dict[tuple[Number, Around], Range] = {}
        self._open_names: list[str] = []

    def named(self, name: str, around: Around = NOTHING_AROUND) -> Range:
        """Range of a measure, or of an item or group as it counts. ValueError where names refer to each other in a circle."""
        if name in self._open_names:
            raise ValueError(f"{' → '.join([*self._open_names, name])}: the numbers refer to each other in a circle")
        self._open_names.append(name)
        try:
            found = self.of(self.sheet.number(name), around)
        finally:
            self._open_names.pop()
        return found if name in self.sheet.measures else found.counted()

    def of(self, number: Number, around: Around = NOTHING_AROUND) -> Range:
        """Range of a number that has this around it."""
        key = (number, around)
        if key not in self._found:
            self._found[key] = self._of(number, around)
        return self._found[key]

    def column_range(self, column: Column) -> Range:
        """Range of a cell that is not empty. ValueError for a column that is text."""
        if column.kind == "number":
            scale = lcm(column.scale, column.low.denominator, column.high.denominator)
            return Range(column.low, column.high, scale, "number", True)
        if column.kind == "level":
            return Range(ZERO, Fraction(len(column.levels) - 1), 1, "level", True)
        if column.kind == "flag":
            return Range(ZERO, Fraction(1), 1, "flag", True)
        if column.kind == "date":
            return Range(Fraction(day_number(FIRST_DAY)), Fraction(day_number(LAST_DAY)), 1, "day", True)
        raise ValueError(f"column {column.key}: a {column.kind} is no number")

    def _of(self, number: Number, around: Around) -> Range:
        match number:
            case Const(value=value):
                return Range(value, value, value.denominator)
            case Open(low=low, high=high):
                return Range(low, high, lcm(low.denominator, high.denominator))
            case Dated(steps=steps):
                figures = [figure for _, figure in steps]
                return Range(min(figures), max(figures), lcm(*(one.denominator for one in figures)), "number", True)
            case Ref(name=name):
                return self.named(name, around)
            case Duration():
                return _duration(number, around)
            case Tally():
                return self._tally(number, around)
            case Elapsed(since=since, until=until):
                found = _elapsed(number, self.of(since, around))
                unsure = until is not None and self.of(until, around).may_be_nothing
                return replace(found, may_be_nothing=True) if unsure else found
            case Rounded(of=of):
                inner = self.of(of, around)
                low, high = (rounded(end, number.step, number.mode) for end in (inner.low, inner.high))
                return replace(inner, low=low, high=high, denominator=number.step.denominator)
            case Rate(of=of):
                return _rate(number, self.of(of, around))
            case Limited(of=of):
                return _limited(number, self.of(of, around))
            case AsOf(of=of):
                return self.of(of, around)
            case Each():
                return self._each(number, around)
            case EachYear(then=then):
                each = self.of(then, replace(around, year=True)).counted()
                times = 1 if number.combine == "highest" else min(number.years, number.best or number.years)
                return replace(each, low=each.low * times, high=each.high * times, kind="number")
            case Decided(of=of, instead=instead):
                return furthest([self.of(of, around), self.of(instead, around)])
            case Assigned(of=of):
                return replace(self.of(of, around).counted(), may_be_nothing=True)
            case _:
                return self._joined(number, around)

    def _joined(self, number: Number, around: Around) -> Range:
        match number:
            case Plus(parts=parts):
                ranges = [self.of(part, around) for part in parts]
                return plus(ranges) if number.best is None else plus_best(ranges, number.best)
            case Minus(first=first, second=second):
                return minus(self.of(first, around), self.of(second, around))
            case Times(parts=parts):
                return times([self.of(part, around) for part in parts])
            case Quotient(first=first, second=second):
                return _quotient(number, self.of(first, around), self.of(second, around))
            case Least(parts=parts):
                return least([self.of(part, around) for part in parts])
            case Highest(parts=parts):
                return highest([self.of(part, around) for part in parts])
            case Bracket():
                found = furthest(self._bracket_parts(number, around))
                return replace(found, denominator=lcm(found.denominator, self.of(number.nothing, around).denominator))
            case When(rows=rows, otherwise=otherwise):
                return self._either([*(then for _, then in rows), otherwise], around)
            case Chosen(options=options):
                ranges = [self.of(option.then, around) for option in options]
                nothing = all(part.may_be_nothing for part in ranges)
                return replace(furthest([part.counted() for part in ranges]), may_be_nothing=nothing)
        raise TypeError(f"{type(number).__name__} is no number of the language")

    def _either(self, numbers: list[Number], around: Around) -> Range:
        """One of the numbers; a constant among days is a day, as it must be comparable with them."""
        found = furthest([self.of(number, around) for number in numbers])
        measured = [self.of(number, around) for number in numbers if not isinstance(number, Const)]
        return replace(found, kind="day") if measured and kind_of(measured) == "day" else found

    def _bracket_parts(self, bracket: Bracket, around: Around) -> Iterator[Range]:
        yield from (self.of(row.then, around) for row in bracket.rows)
        yield self.of(bracket.otherwise, around) if bracket.otherwise is not None else Range(ZERO, ZERO)
        if self.of(bracket.of, around).may_be_nothing:
            yield self.of(bracket.nothing, around)

    def _tally(self, tally: Tally, around: Around) -> Range:
        times = [Fraction(1), *(weight.times for weight in tally.weights)]
        if tally.op == "count":
            most = [MOST_RECORDS * factor for factor in (times if tally.column is None else times[:1])]
            scale = lcm(*(factor.denominator for factor in times)) if tally.column is None else 1
            return Range(min(ZERO, *most, ZERO), max(ZERO, *most, ZERO), scale)
        found = self._column(tally, around)
        column = self.column_range(found)
        if tally.op != "sum":
            where = tally.source.where + (around.where if tally.source.record == HERE else ())
            return tested(column, found, where)
        sums = [MOST_RECORDS * end * factor for end in (column.low, column.high) for factor in times]
        scale = column.denominator * lcm(*(factor.denominator for factor in times))
        return Range(min(ZERO, *sums), max(ZERO, *sums), scale)

    def _column(self, tally: Tally, around: Around) -> Column:
        record = around.record if tally.source.record == HERE else tally.source.record
        if record is None:
            raise ValueError(f"{HERE} stands outside of any `each`")
        if tally.column is None:
            raise ValueError(f"{tally.op} of {record} names no column")
        return self.sheet.records[record].column(tally.column)

    def _each(self, each: Each, around: Around) -> Range:
        zero = self.of(each.then, around.inside(each)).counted().with_zero()
        if each.combine == "highest":
            return zero
        most = min(MOST_GROUPS, most_groups(each))
        return replace(zero, low=zero.low * most, high=zero.high * most, kind="number")


def tested(cells: Range, column: Column, where: Iterable[Test]) -> Range:
    """The range of a column's cells in records that pass these tests."""
    low, high = cells.low, cells.high
    step = column.scale if column.kind == "number" else 1
    for test in where:
        if test.column != column.key or test.negate:
            continue
        first, last = lattice(test.bounds or Bounds(), step)
        numbers = [one for one in test.one_of if not isinstance(one, str)]
        low = low if first is None else max(low, Fraction(first, step))
        high = high if last is None else min(high, Fraction(last, step))
        if numbers:
            low, high = max(low, Fraction(min(numbers))), min(high, Fraction(max(numbers)))
    return replace(cells, low=low, high=high) if low <= high else cells


def most_groups(each: Each) -> int:
    """How many groups can count at most: so many as are added, so many as a window has calendar years, else no limit."""
    length = each.window.last
    years = (
        2 + (length.in_months + length.days // 28) // 12 if each.by == (YEAR,) and length is not None else MOST_RECORDS
    )
    return min(years, each.best or MOST_RECORDS)


def sheet_denominator(sheet: Sheet) -> int:
    """The one denominator over which all items, groups, rank keys and amounts of the sheet are whole numbers."""
    ranges = Ranges(sheet)
    return lcm(*(ranges.of(number).denominator for number in shown_numbers(sheet)))


def shown_numbers(sheet: Sheet) -> Iterator[Number]:
    """Every number that is shown or used: items, groups, rank keys and amounts."""
    yield from (item.number for item in sheet.items.values())
    yield from (group.number for group in sheet.groups.values())
    for service in sheet.services.values():
        yield from (key.number for key in service.rank)
        if service.pays is not None:
            yield service.pays


def _quotient(quotient: Quotient, first: Range, second: Range) -> Range:
    """As far as the greatest dividend over the divisor that is nearest to 0; where the divisor keeps its sign, corner by corner."""
    may_be_zero = second.low <= 0 <= second.high
    if may_be_zero:
        most = max(abs(first.low), abs(first.high)) * second.denominator
        ends = [most, ZERO if first.low >= 0 and second.low >= 0 else -most]
    else:
        ends = [a / b for a in (first.low, first.high) for b in (second.low, second.high)]
    low, high = (rounded(end, quotient.step, quotient.mode) for end in (min(ends), max(ends)))
    nothing = first.may_be_nothing or second.may_be_nothing or may_be_zero
    return Range(low, high, quotient.step.denominator, "number", nothing)


def longest(duration: Duration, around: Around = NOTHING_AROUND) -> int | None:
    """The most days, months or years that lie in the stretch that the duration looks at; None where it looks back without end."""
    lengths = [duration.window.last] if duration.window.last is not None else []
    if around.year:
        lengths.append(Length(years=1))
    if not lengths:
        return None
    days = min(one.in_months * 31 + one.days for one in lengths)
    months = min(one.in_months + (one.days + 27) // 28 for one in lengths)
    if duration.unit == "days":
        return days
    if duration.unit == "years":
        return months // 12
    return months + 1 if duration.unit == "calendar_months_touched" else months


def not_known_length(duration: Duration, around: Around = NOTHING_AROUND) -> int:
    """How long a history may be that nobody has told."""
    most = {"days": NOT_KNOWN_DAYS, "years": NOT_KNOWN_YEARS}.get(duration.unit, NOT_KNOWN_MONTHS)
    limit = longest(duration, around)
    return most if limit is None else min(most, limit)


def _duration(duration: Duration, around: Around) -> Range:
    limit = longest(duration, around)
    most = {"days": MOST_DAYS, "years": MOST_MONTHS // 12}.get(duration.unit, MOST_MONTHS) if limit is None else limit
    if duration.unit not in ("months", "years") or duration.leftover == "drop":
        return Range(ZERO, Fraction(most))
    days = MOST_DAYS if limit is None else (limit + 1) * (366 if duration.unit == "years" else 31)
    if duration.leftover == "pool":
        return Range(ZERO, Fraction(most + days // duration.leftover_days))
    return Range(ZERO, most + Fraction(days, duration.leftover_days), duration.leftover_days)


def _elapsed(elapsed: Elapsed, since: Range) -> Range:
    days = max(day_number(LAST_DAY) - since.low + 1, ZERO)
    per = {"days": 1, "months": 28, "years": 336}[elapsed.unit]
    return Range(ZERO, Fraction(days // per + 1), 1, "number", since.may_be_nothing)


def _rate(rate: Rate, of: Range) -> Range:
    tariff = Tariff.of(rate)
    ends = [Fraction(tariff.points_for(end)) for end in (of.low, of.high)]
    if of.may_be_nothing:
        ends.append(ZERO)
    if rate.whole:
        scale = rate.points.denominator
    else:
        limits = [rate.start_after] if rate.up_to is None else [rate.start_after, rate.up_to]
        measure = lcm(of.denominator, *(limit.denominator for limit in limits))
        scale = (rate_unit(rate) / measure).denominator
    return Range(min(ends), max(ends), scale)


def _limited(limited: Limited, of: Range) -> Range:
    def held(value: Fraction) -> Fraction:
        value = value if limited.cap is None else min(value, limited.cap)
        return value if limited.floor is None else max(value, limited.floor)

    limits = [limit.denominator for limit in (limited.cap, limited.floor) if limit is not None]
    scale = lcm(of.denominator, *limits)
    bounded = replace(of, low=held(of.low), high=held(of.high), denominator=scale)
    return bounded.with_zero() if limited.void_unless is not None else bounded
