"""Which records a source counts, and why the others do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from xinju.engines.scoring.facts import Application, Cell, Record
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import (
    HERE,
    PERSON,
    YEAR,
    Intersect,
    Length,
    Periods,
    Source,
    Subtract,
    Test,
    Union,
    day_number,
)
from xinju.engines.scoring.language.tree import sources as sources_in
from xinju.engines.scoring.ranges import NOTHING_AROUND, Around
from xinju.engines.scoring.reference import runs
from xinju.engines.scoring.reference.runs import FAR, Run
from xinju.engines.scoring.statement import Used

Judged = list[tuple[Used, Run | None]]
"""Records that were looked at, each with its days where it counts."""


@dataclass(frozen=True)
class Scene:
    """Whose facts are looked at, on which day, and who plays the roles that were assigned so far.

    after          inside a year of an `EachYear`: the day before its first; nothing up to that day is seen
    here, here_of  inside an `each`: the records of the group, and the roles whose records it goes through
    around         what the ranges of numbers must know of both
    """

    sheet: Sheet
    application: Application
    as_of: date
    known_at: date
    played: tuple[tuple[str, str | None], ...] = ()
    here: tuple[Record, ...] | None = None
    here_of: tuple[str, ...] = ()
    after: date | None = None
    around: Around = NOTHING_AROUND
    looked_at: dict[tuple, tuple[Used, ...]] = field(default_factory=dict, repr=False, compare=False)
    covered: dict[tuple, list[Run]] = field(default_factory=dict, repr=False, compare=False)
    whose: dict[tuple, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def with_player(self, role: str, candidate: str | None) -> Scene:
        """The scene with the role played by the candidate; whoever played it before does so no longer."""
        return replace(self, played=tuple({**dict(self.played), role: candidate}.items()))

    def all_persons(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """The persons who play any of the roles, each once."""
        key = (roles, self.played)
        if key not in self.whose:
            self.whose[key] = tuple(dict.fromkeys(person for role in roles for person in self.persons(role)))
        return self.whose[key]

    def persons(self, role: str) -> tuple[str, ...]:
        """The persons who play a role, in the file's order. LookupError if nobody has been assigned to it yet."""
        declared = self.sheet.roles.get(role)
        members = self.application.members
        if declared is None:
            return tuple(members.get(role, ()))
        if declared.all_of:
            return self.all_persons(declared.all_of)
        assigned = dict(self.played)
        if declared.one_of:
            if role not in assigned:
                raise LookupError(f"role {role} is used outside of the number that assigns it")
            candidate = assigned[role]
            return tuple(members.get(candidate, ())) if candidate else ()
        if declared.others_of not in assigned:
            raise LookupError(f"role {role} needs {declared.others_of}, which nobody has been assigned to yet")
        rest = [part for part in declared.among if part != assigned[declared.others_of]]
        return tuple(dict.fromkeys(person for part in rest for person in members.get(part, ())))


def cell(record: Record, column: str) -> Cell:
    """A declared column's value, or one of the shape's own: a day as a day number, its year, whose it is."""
    if column in record.values:
        return record.values[column]
    if column in ("start", "date", "month"):
        return day_number(record.start) if record.start is not None else None
    if column == "end":
        return day_number(record.end) if record.end is not None else None
    if column == YEAR:
        return record.start.year if record.start is not None else None
    return record.subject if column == PERSON else None


def passes(record: Record, test: Test) -> bool:
    """Whether the record's cell passes; an empty cell never does."""
    value = cell(record, test.column)
    if value is None:
        return False
    if test.dated:
        held = next((bounds for first, bounds in reversed(test.dated) if record.start and first <= record.start), None)
        return held is not None and held.holds(value) is not test.negate  # type: ignore[arg-type]
    holds = not test.one_of or value in test.one_of
    if holds and test.within:
        holds = str(value).startswith(test.within)
    if holds and test.bounds is not None:
        holds = test.bounds.holds(value)  # type: ignore[arg-type]
    return holds is not test.negate


def first_failed(record: Record, tests: Sequence[Test]) -> Test | None:
    for test in tests:
        if not passes(record, test):
            return test
    return None


def subjects(scene: Scene, source: Source, of: tuple[str, ...]) -> tuple[str, ...]:
    """Whose records a source means: all persons of all its roles, each once, or the application itself."""
    if scene.sheet.records[source.record].about == "application":
        return (scene.application.number,)
    return scene.all_persons(source.of or of)


def not_known(scene: Scene, source: Source, of: tuple[str, ...]) -> tuple[str, ...]:
    """The record types that are missing: which the department has not delivered, or not answered for one of the subjects."""
    if source.during is None:
        return (source.record,) if _is_missing(scene, source, of) else ()
    found = (source.record,) if _is_missing(scene, source, of) else ()
    whose = scene.here_of if source.record == HERE else source.of or of
    return (*found, *(key for leaf in sources_in(source.during) for key in not_known(scene, leaf, whose)))


def _is_missing(scene: Scene, source: Source, of: tuple[str, ...]) -> bool:
    is_delivered, missing = source.record in scene.application.delivered, scene.application.not_known
    if source.record == HERE or (is_delivered and not missing):
        return False
    whose = subjects(scene, source, of)
    return any(not is_delivered or (one, source.record) in missing for one in whose)


def considered(scene: Scene, source: Source, of: tuple[str, ...]) -> tuple[Used, ...]:
    """Every record of the source's type and subjects, each with whether it counts so far (days are judged by the measure)."""
    if source.record == HERE:
        return tuple(_judged(scene, source, record) for record in scene.here or ())
    if not scene.application.records.get(source.record):
        return ()
    return _looked_at(scene, source, subjects(scene, source, of))


def _looked_at(scene: Scene, source: Source, whose: tuple[str, ...]) -> tuple[Used, ...]:
    rows = scene.application.records.get(source.record, ())
    is_plain = source.during is None
    if not is_plain and _looks_here(source):
        return tuple(_judged(scene, source, row) for row in rows if row.subject in whose)
    key = (id(source), whose, scene.as_of, None if is_plain else scene.played)
    if key not in scene.looked_at:
        scene.looked_at[key] = tuple(_judged(scene, source, row) for row in rows if row.subject in whose)
    return scene.looked_at[key]


def _looks_here(source: Source) -> bool:
    """Whether it depends on the group around which of its records count."""
    if source.during is None:
        return False
    return any(leaf.record == HERE or _looks_here(leaf) for leaf in sources_in(source.during))


def _judged(scene: Scene, source: Source, record: Record) -> Used:
    if record.status != "verified":
        return Used(record, record.status)
    if record.recorded_at > scene.known_at:
        return Used(record, "not_yet_recorded")
    failed = first_failed(record, source.where) if source.where else None
    if failed is not None:
        return Used(record, "where", failed.column)
    if source.current and not covers(record, scene.as_of):
        return Used(record, "not_current")
    if source.during is not None and not _lies_within(scene, source, record):
        return Used(record, "not_during")
    return Used(record)


def _lies_within(scene: Scene, source: Source, record: Record) -> bool:
    """Whether the record's own day lies in the periods during which the source counts."""
    assert source.during is not None and record.start is not None
    key = (id(source.during), record.subject, scene.as_of, scene.played)
    days = scene.covered.get(key)
    if days is None:
        days = days_of(source.during, lambda leaf: _around(scene, leaf, record.subject), [])
        if not _looks_here(source):
            scene.covered[key] = days
    day = day_number(record.start)
    return any(first <= day < after for first, after in days)


def _around(scene: Scene, source: Source, subject: str) -> tuple[Used, ...]:
    """The records of a source that stands for the same person's, unless it names whose it means."""
    is_own = not source.of and source.record != HERE and scene.sheet.records[source.record].about == "person"
    return _looked_at(scene, source, (subject,)) if is_own else considered(scene, source, ())


def days_of(periods: Periods, look: Callable[[Source], Sequence[Used]], used: Judged) -> list[Run]:
    """The days of a set, given the records of each of its sources; what was looked at is gathered in `used`."""
    match periods:
        case Source():
            found = [(one, run_of(one.record, periods) if one.counts else None) for one in look(periods)]
            used.extend(found)
            return runs.united(run for _, run in found if run is not None)
        case Union(parts):
            return runs.united(run for part in parts for run in days_of(part, look, used))
        case Intersect(parts):
            return runs.within_all([days_of(part, look, used) for part in parts])
        case Subtract(base, minus):
            taken = [run for part in minus for run in days_of(part, look, used)]
            return runs.without(days_of(base, look, used), taken)


def run_of(record: Record, source: Source) -> Run:
    """The days that a record stands for."""
    if record.start is None:
        raise ValueError(f"{record.type}: a state has no days to measure")
    start = day_number(record.start)
    if source.lasting is not None:
        return start, runs.moved(start, Length(months=source.lasting.months, days=source.lasting.days))
    return start, FAR if record.end is None else day_number(record.end) + 1


def covers(record: Record, day: date) -> bool:
    return record.start is not None and record.start <= day and (record.end is None or record.end >= day)
