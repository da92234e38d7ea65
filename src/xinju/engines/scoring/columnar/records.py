"""The rows of a source, the cells of a row as whole numbers, and the tests that a row must pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from sqlglot import exp

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.plan import APPLICATION, GROUP, Rows, start, table
from xinju.engines.scoring.columnar.scene import Scene, persons
from xinju.engines.scoring.columnar.sql import Sql, Words
from xinju.engines.scoring.language.numbers import Window
from xinju.engines.scoring.language.sources import (
    HERE,
    OWN_DAYS,
    PERSON,
    YEAR,
    Column,
    Length,
    RecordType,
    Source,
    Test,
    day_number,
    day_of,
)
from xinju.values.period import add_months

FAR = 10_000_000
Cell = Callable[[str], Sql]
"""The raw cell of a column, by its key."""


def moved(day: int, by: Length, sign: int = 1) -> int:
    """A day number moved by calendar months and then days."""
    return day_number(add_months(day_of(day), sign * by.in_months)) + sign * by.days


def month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def number(words: Words, column: Column, raw: Sql) -> Sql:
    """A cell as a whole number: number × scale, rank, 0 or 1, day number. ValueError for text."""
    if column.kind == "date":
        return words.day_number(raw)
    if column.kind in ("text", "division"):
        raise ValueError(f"column {column.key}: a {column.kind} is no number")
    return sql.big(raw)


Found = tuple[object, Callable[[], Rows], Cell]
"""A key for sharing, the rows, and their cells."""


def delivered_rows(scene: Scene, source: Source, of: tuple[str, ...]) -> Found | None:
    """The verified rows of a source's subjects that were known in time, whenever they were; None without any subject."""
    if source.record == HERE:
        return _rows_here(scene)
    record = scene.record(source)
    if source.record not in scene.setting.delivered:
        return None
    known = verified(scene, "r")
    if record.about == "application":
        keys = {APPLICATION: sql.column("subject", "r")}
        found = Rows(lambda: start(f"r_{record.key}", "r"), keys, known)
        return ("rows", record.key, ()), lambda: found, cells(record, lambda key: sql.column(key, "r"))
    members = scene.members(source.of or of)
    if not members:
        return None
    subjects = persons(scene.setting, members)
    on = sql.equal(sql.column("subject", "r"), sql.column("person", "s"))

    def joined() -> exp.Select:
        return subjects().join(exp.alias_(table(f"r_{record.key}"), "r", table=True), on=on, copy=False)

    found = Rows(joined, {APPLICATION: sql.column(APPLICATION, "s")}, known)
    return ("rows", record.key, members), lambda: found, cells(record, lambda key: sql.column(key, "r"))


def _rows_here(scene: Scene) -> Found:
    here = scene.here
    if here is None:
        raise ValueError(f"{HERE} stands outside of any `each`")
    keys = {APPLICATION: sql.column(APPLICATION, "h"), GROUP: sql.column(GROUP, "h")}
    found = Rows(lambda: start(here.name, "h"), keys)
    return ("here", here.name), lambda: found, cells(here.record, lambda key: sql.column(f"v_{key}", "h"))


def whose(source: Source) -> Sql:
    """The column that says whose a row is, as the rows of the source have it."""
    return sql.column("v_subject", "h") if source.record == HERE else sql.column("subject", "r")


def cells(record: RecordType, raw: Cell) -> Cell:
    """The cells of a record: declared ones and days as they stand, the year made of the day, whose it is."""

    def cell(key: str) -> Sql:
        if key in record.columns:
            return raw(key)
        if key == YEAR:
            return exp.Year(this=raw(OWN_DAYS[record.shape][0]))
        return raw("subject") if key == PERSON else raw(key)

    return cell


def verified(scene: Scene, alias: str) -> tuple[Sql, ...]:
    """Only verified facts count, and only those recorded in time."""
    in_time = sql.compare(exp.LTE, sql.column("recorded_at", alias), sql.day(scene.setting.known_at))
    return sql.equal(sql.column("status", alias), sql.text("verified")), in_time


def own_day(words: Words, record: RecordType, cell: Cell) -> Sql | None:
    """A record's own day as a number: its date, the first day of its month, the start of its period; a state has none."""
    days = OWN_DAYS[record.shape]
    return words.day_number(cell(days[0])) if days else None


def counts(scene: Scene, source: Source, cell: Cell) -> list[Sql]:
    """The source's own tests of a row, and `current`."""
    record = scene.record(source)
    held = [passes(scene.words, record, test, cell) for test in source.where]
    return [*held, _covers(scene, record, cell)] if source.current else held


def _covers(scene: Scene, record: RecordType, cell: Cell) -> Sql:
    today = sql.day(scene.as_of)
    if record.shape == "event":
        return sql.equal(cell("date"), today)
    if record.shape == "month":
        return sql.equal(cell("month"), sql.day(scene.as_of.replace(day=1)))
    if record.shape == "state":
        return sql.FALSE
    begun = sql.compare(exp.LTE, cell("start"), today)
    lasts = sql.either([sql.is_nothing(cell("end")), sql.compare(exp.GTE, cell("end"), today)])
    return sql.both([begun, lasts])


def passes(words: Words, record: RecordType, test: Test, cell: Cell) -> Sql:
    """Whether the cell passes; NULL or no for an empty cell. ValueError for a test that its column cannot take."""
    column = record.column(test.column)
    raw = cell(test.column)
    if test.dated:
        return _passes_dated(words, record, test, cell)
    held: list[Sql] = []
    if column.kind in ("text", "division"):
        if test.bounds is not None:
            raise ValueError(f"column {column.key}: a {column.kind} has no bounds")
        if test.one_of:
            allowed = [sql.text(one) for one in test.one_of if isinstance(one, str)]
            held.append(_in(raw, allowed))
        if test.within:
            held.append(sql.either([exp.StartsWith(this=raw, expression=sql.text(p)) for p in test.within]))
    else:
        if test.within:
            raise ValueError(f"column {column.key}: only a division lies within another")
        value = number(words, column, raw)
        if test.one_of:
            held.append(_in(value, [sql.plain(one) for one in _whole_numbers(test.one_of, column)]))
        if test.bounds is not None:
            held.append(sql.within(value, test.bounds, column.scale))
    answer = sql.both(held)
    if test.negate:
        answer = sql.negated(answer)
    return sql.both([sql.is_something(raw), answer])


def _passes_dated(words: Words, record: RecordType, test: Test, cell: Cell) -> Sql:
    """Whether the cell lies within the bounds of the record's own day: the latest step that had begun."""
    column, day = record.column(test.column), own_day(words, record, cell)
    if day is None:
        raise ValueError(f"{record.key}: a state has no day")
    raw = cell(test.column)
    value = number(words, column, raw)
    ways = []
    for first, bounds in reversed(test.dated):
        answer = sql.within(value, bounds, column.scale)
        begun = sql.compare(exp.GTE, day, sql.plain(day_number(first)))
        ways.append((begun, sql.negated(answer) if test.negate else answer))
    return sql.both([sql.is_something(raw), sql.case(ways, sql.FALSE)])


def _whole_numbers(allowed: Sequence[int | str], column: Column) -> list[int]:
    scaled = [Fraction(one) * column.scale for one in allowed if not isinstance(one, str)]
    return [one.numerator for one in scaled if one.denominator == 1]


def _in(value: Sql, allowed: list[Sql]) -> Sql:
    return exp.In(this=value, expressions=allowed) if allowed else sql.FALSE


def in_window(scene: Scene, record: RecordType, window: Window, cell: Cell) -> list[Sql]:
    """Whether a record's own day is not after the as-of day and lies in the window; states have no day."""
    if record.shape == "state":
        return []
    if record.shape == "month":
        low, high = month_limits(window, scene.as_of, scene.after)
        value = scene.words.month_number(cell("month"))
    else:
        low, next_day = day_limits(window, scene.as_of, scene.after, as_of_day=True)
        value, high = own_day(scene.words, record, cell), next_day - 1
    begins = [] if low == -FAR else [sql.compare(exp.GTE, value, sql.plain(low))]
    return [*begins, sql.compare(exp.LTE, value, sql.plain(high))]


def day_limits(window: Window, as_of: date, after: date | None, *, as_of_day: bool) -> tuple[int, int]:
    """The first day that may count and the day after the last."""
    today = day_number(as_of)
    low, high = -FAR if after is None else day_number(after) + 1, today + 1 if as_of_day else today
    if window.last is not None:
        low = max(low, moved(today, window.last, -1) + 1)
    if window.before_last is not None:
        high = min(high, moved(today, window.before_last, -1) + 1)
    if window.since is not None:
        low = max(low, day_number(window.since))
    if window.until is not None:
        high = min(high, day_number(window.until) + 1)
    return low, high


def month_limits(window: Window, as_of: date, after: date | None) -> tuple[int, int]:
    """First and last month number that may count."""
    low, high = -FAR if after is None else month_number(after) + 1, month_number(as_of)
    if window.last is not None:
        low = max(low, month_number(as_of) - window.last.in_months + 1)
    if window.before_last is not None:
        high = min(high, month_number(as_of) - window.before_last.in_months)
    if window.since is not None:
        low = max(low, month_number(window.since))
    if window.until is not None:
        high = min(high, month_number(window.until))
    return low, high
