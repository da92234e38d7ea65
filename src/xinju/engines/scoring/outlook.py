"""What if, and when: the same family with changed facts, and the first day on which it would have so many points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from xinju.engines.scoring.facts import Application, Record
from xinju.engines.scoring.forecast import Forecast
from xinju.engines.scoring.language.numbers import Number, Ref
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import LAST_DAY, day_number, day_of
from xinju.engines.scoring.language.tree import below
from xinju.engines.scoring.ranges import Ranges
from xinju.engines.scoring.reference import Evaluator
from xinju.engines.scoring.reference.records import Scene
from xinju.engines.scoring.spans import Exact, Span, counted
from xinju.engines.scoring.statement import Statement
from xinju.values.period import add_months

Pair = tuple[str, str]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Changes:
    """What would be otherwise.

    add, remove  records; a record is replaced by removing the old and adding the new
    members      role → persons, in place of the family's own for these roles; () leaves the role empty
    choices      choice → value; None takes the choice back
    answered     (subject, record type) pairs that are taken as known: what is not on record for them is "no record"
    as_of        another day of measurement
    """

    add: tuple[Record, ...] = ()
    remove: tuple[Record, ...] = ()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[str, str | None] = field(default_factory=dict)
    answered: frozenset[Pair] = frozenset()
    as_of: date | None = None

    def applied(self, application: Application) -> Application:
        """The changed application. ValueError if a record to remove is not there."""
        records = {key: list(rows) for key, rows in application.records.items()}
        for record in self.remove:
            if record not in records.get(record.type, []):
                raise ValueError(f"cannot remove a {record.type} of {record.start}: the application has no such record")
            records[record.type].remove(record)
        for record in self.add:
            records.setdefault(record.type, []).append(record)
        members = {**application.members, **self.members}
        choices = {**application.choices, **self.choices}
        delivered = application.delivered | {record for _, record in self.answered}
        everybody = {person for persons in members.values() for person in persons} | {application.number}
        opened = {record for _, record in self.answered} - application.delivered
        not_known = application.not_known | {(person, record) for person in everybody for record in opened}
        return replace(
            application,
            members={role: persons for role, persons in members.items() if persons},
            records={key: tuple(rows) for key, rows in records.items()},
            choices={key: value for key, value in choices.items() if value is not None},
            delivered=delivered,
            not_known=not_known - self.answered,
        )


@dataclass(frozen=True)
class Difference:
    """An item or group whose points differ."""

    key: str
    before: Span
    after: Span


@dataclass(frozen=True)
class WhatIf:
    """Both statements, what differs between them in the table's order, and the services whose gate, bars or payment differ."""

    before: Statement
    after: Statement
    differences: tuple[Difference, ...]
    services: tuple[str, ...]


@dataclass(frozen=True)
class Reached:
    """From this day on the points suffice, up to and with `until` (None: to the end of the horizon)."""

    day: date
    points: Span
    until: date | None


@dataclass(frozen=True)
class NotReached:
    """The most that comes within the horizon, and what stops it.

    stopped_by  the item that has stopped growing with the most points missing to its own maximum; else the growing item with
                the most missing; the group itself where its cap, or all its items together, never allow so many
    missing     points that are missing there: of the item to its maximum, of the group to the target
    """

    best: Span
    day: date
    stopped_by: str
    missing: Exact


def what_if(evaluator: Evaluator, application: Application, changes: Changes, *, as_of: date, known_at: date) -> WhatIf:
    """The statement as it is and as it would be. ValueError if a record to remove is not there."""
    before = evaluator.statement(application, as_of=as_of, known_at=known_at)
    changed = changes.applied(application)
    after = evaluator.statement(changed, as_of=changes.as_of or as_of, known_at=known_at)
    rows = zip((*before.lines, *before.groups), (*after.lines, *after.groups), strict=True)
    differences = (Difference(one.key, one.points, two.points) for one, two in rows if one.points != two.points)
    services = (key for key in before.services if _granted(before, key) != _granted(after, key))
    return WhatIf(before, after, tuple(differences), tuple(services))


def _granted(statement: Statement, key: str) -> tuple[object, ...]:
    result = statement.services[key]
    return result.gate, result.pays, result.blocked_by, result.maybe_blocked_by


def going_on(sheet: Sheet, application: Application, *, from_day: date, known_at: date, until: date) -> Application:
    """The application with monthly records carried on to a day, each series with the values of its latest month.

    A series is the records of one subject and type that agree in the type's identifying columns. It goes on if its latest
    counted month is that of `from_day`, the one before, or later. Nothing else is added: open periods are open already.
    """
    more: dict[str, list[Record]] = {}
    for key, rows in application.records.items():
        if sheet.records[key].shape == "month":
            kept = [
                row
                for row in rows
                if row.status == "verified" and row.recorded_at <= known_at and row.start is not None
            ]
            for latest in _latest_months(sheet, key, kept, from_day):
                more.setdefault(key, []).extend(_months_after(latest, until))
    return replace(application, records={key: (*rows, *more.get(key, ())) for key, rows in application.records.items()})


def _latest_months(sheet: Sheet, key: str, rows: list[Record], from_day: date) -> Iterator[Record]:
    kind = sheet.records[key]
    series: dict[tuple[object, ...], list[Record]] = {}
    for row in rows:
        own = tuple(row.values.get(column) for column in kind.identity if column in kind.columns)
        series.setdefault((row.subject, *own), []).append(row)
    for found in series.values():
        latest = max(row.start for row in found if row.start is not None)
        if latest >= add_months(from_day.replace(day=1), -1):
            yield from (row for row in found if row.start == latest)


def _months_after(record: Record, until: date) -> Iterator[Record]:
    assert record.start is not None
    first = add_months(record.start, 1)
    while first <= until:
        after = add_months(first, 1)
        yield replace(record, start=first, end=after - timedelta(days=1), place="")
        first = after


def day_by_day(
    evaluator: Evaluator,
    application: Application,
    work: Callable[[Forecast, Scene], Found],
    *,
    from_day: date,
    start: date,
    known_at: date,
    last: date,
) -> Iterator[tuple[date, Found]]:
    """What the work finds from `start` on, on each day on which it may be another than the day before.

    `from_day` is the day on which the facts were told: it is taken as it stands on record, after it monthly records go on.
    """
    sheet = evaluator.sheet
    if start == from_day:
        yield from_day, work(Forecast(evaluator.roles_of), Scene(sheet, application, from_day, known_at))
    later = going_on(sheet, application, from_day=from_day, known_at=known_at, until=last)
    forecast = Forecast(evaluator.roles_of)
    day = max(start, from_day + timedelta(days=1))
    while day <= last:
        found, until = forecast.on(day, partial(work, forecast, Scene(sheet, later, day, known_at)))
        yield day, found
        if until > day_number(last):
            return
        day = day_of(until)


def reach(
    evaluator: Evaluator,
    application: Application,
    group: str,
    target: Exact,
    *,
    from_day: date,
    known_at: date,
    horizon_years: int = 10,
    last: date | None = None,
) -> Reached | NotReached:
    """When the group surely has so many points if open periods and monthly payments go on and nothing new happens.

    Exact to the day, from `from_day` on; that day itself is taken as it stands on record, without a payment to come. What is
    known stays what is known at `known_at`. Of what is not known the least counts. `last` ends the
    horizon on a day of its own. KeyError if the sheet has no such group.
    """
    last = min(last or add_months(from_day, 12 * horizon_years), LAST_DAY)
    days = _Days(evaluator, application, group, from_day, known_at, last)
    reached: tuple[date, Span] | None = None
    best: tuple[date, Span] | None = None
    for day, points in days:
        if points.low >= target and reached is None:
            reached = (day, points)
        elif points.low < target and reached is not None:
            return Reached(*reached, day - timedelta(days=1))
        if best is None or points.low > best[1].low:
            best = (day, points)
    if reached is not None:
        return Reached(*reached, None)
    assert best is not None
    return NotReached(best[1], best[0], *days.stopped_by(best[0], target))


@dataclass(frozen=True)
class _Days:
    """The points of a group on each day on which they may be different from the day before."""

    evaluator: Evaluator
    application: Application
    group: str
    from_day: date
    known_at: date
    last: date

    def __iter__(self) -> Iterator[tuple[date, Span]]:
        return day_by_day(
            self.evaluator,
            self.application,
            self._points,
            from_day=self.from_day,
            start=self.from_day,
            known_at=self.known_at,
            last=self.last,
        )

    def _later(self) -> Application:
        return going_on(
            self.evaluator.sheet, self.application, from_day=self.from_day, known_at=self.known_at, until=self.last
        )

    def _points(self, forecast: Forecast, scene: Scene) -> Span:
        scene, _ = self.evaluator.cast(forecast, scene)
        return counted(forecast.named(self.group, scene).value)

    def stopped_by(self, best_day: date, target: Exact) -> tuple[str, Exact]:
        """The item that stops the group short of the target, and how much is missing there."""
        ranges = Ranges(self.evaluator.sheet)
        most = ranges.named(self.group).high
        if most < target:
            return self.group, target - most
        later = self._later()
        at_best = self.evaluator.statement(later, as_of=best_day, known_at=self.known_at).points
        year_before = max(self.from_day, add_months(best_day, -12))
        before = self.evaluator.statement(later, as_of=year_before, known_at=self.known_at).points
        at_end = self.evaluator.statement(later, as_of=self.last, known_at=self.known_at).points
        items = [
            key for key in self.evaluator.sheet.items if key in _names_below(self.evaluator.sheet, Ref(self.group))
        ]
        rooms = {key: ranges.named(key).high - at_best[key].low for key in items}
        still = [key for key in items if at_end[key].low <= before[key].low and rooms[key] > 0]
        pool = still or [key for key in items if rooms[key] > 0]
        if not pool:
            return self.group, target - at_best[self.group].low
        stopping = max(pool, key=lambda key: rooms[key])
        return stopping, rooms[stopping]


def _names_below(sheet: Sheet, number: Number) -> frozenset[str]:
    if isinstance(number, Ref):
        return frozenset({number.name}) | _names_below(sheet, sheet.number(number.name))
    return frozenset().union(*(_names_below(sheet, part) for part in below(number)))
