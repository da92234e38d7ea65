"""Facts and a sheet go in, exact points come out: one family with reasons, or everybody at once. Saves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow

from xinju.engines.scoring import columnar
from xinju.engines.scoring.facts import Application
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import RecordType
from xinju.engines.scoring.reference import Evaluator
from xinju.engines.scoring.spans import Span, Value, counted
from xinju.engines.scoring.statement import ServiceReading, Statement, Verdict
from xinju.packs import facts_tables
from xinju.packs.facts import Facts
from xinju.packs.records import DeclaredRecord
from xinju.packs.sheets import declared_records, load_sheet

Engine = Literal["duckdb", "reference"]


@dataclass(frozen=True)
class ScoreBook:
    """A sheet with everything its file's place says about record types: what a score is made with."""

    sheet: Sheet
    path: Path

    @classmethod
    def open(cls, path: Path) -> ScoreBook:
        """Unreadable with every fault of the file."""
        return cls(load_sheet(path), path)

    def facts(self, folder: Path, *, today: date) -> Facts:
        """The folder's facts for this sheet's record types; nothing in it may have been recorded after `today`."""
        return open_tables(folder, self.sheet.records, (self.sheet,), declared_records(self.path), today=today)


def open_tables(
    folder: Path,
    records: Mapping[str, RecordType],
    sheets: Iterable[Sheet],
    declared: Mapping[str, DeclaredRecord],
    *,
    today: date,
) -> Facts:
    """A folder's facts in a database of their own in memory, without anything fetched from outside."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    roles = {*facts_tables.MEMBERS, *(role for sheet in sheets for role in _members_roles(sheet))}
    return facts_tables.load_facts(connection, folder, records, today=today, roles=roles, declared=declared)


@dataclass(frozen=True)
class ScoredService:
    """What a service takes from a score. `rank` holds the keys in the sheet's order, larger or earlier as the sheet says.

    readings  as in `ServiceResult`: what comes out in each way to round that the sheet leaves open
    """

    gate: Verdict
    rank: tuple[Value, ...]
    pays: Value
    blocked_by: tuple[str, ...]
    maybe_blocked_by: tuple[str, ...]
    readings: tuple[ServiceReading, ...] = ()


@dataclass(frozen=True)
class Scored:
    """One application's score: points of each item and group, what services take from it, who plays the roles."""

    application: str
    points: Mapping[str, Span]
    services: Mapping[str, ScoredService]
    roles: Mapping[str, str | None] = field(default_factory=dict)


def statement_of(sheet: Sheet, facts: Facts, application: str, *, as_of: date, known_at: date) -> Statement:
    """The statement with reasons. KeyError if there is no application of that number."""
    return Evaluator(sheet).statement(facts.application(application), as_of=as_of, known_at=known_at)


def score_one(sheet: Sheet, application: Application, *, as_of: date, known_at: date) -> Statement:
    """The statement of facts that are not in a folder: a what-if, the calculator."""
    return Evaluator(sheet).statement(application, as_of=as_of, known_at=known_at)


def score_families(
    sheet: Sheet, facts: Facts, *, as_of: date, known_at: date, engine: Engine = "duckdb"
) -> dict[str, Scored]:
    """Everybody's score by application number, the same from both engines to the last digit."""
    if engine == "reference":
        evaluator = Evaluator(sheet)
        made = (evaluator.statement(one, as_of=as_of, known_at=known_at) for one in facts.applications())
        return {statement.application: _of_statement(statement) for statement in made}
    compiled = compiled_for(sheet, facts, as_of=as_of, known_at=known_at)
    table = columnar.score(facts.connection, compiled)
    return _of_table(sheet, compiled, table)


def compiled_for(sheet: Sheet, facts: Facts, *, as_of: date, known_at: date) -> columnar.Compiled:
    """The sheet as SQL over the tables of these facts."""
    return columnar.compile(
        sheet,
        as_of=as_of,
        known_at=known_at,
        delivered=facts.delivered,
        has_not_known=facts.counted.get("not_known", 0) > 0,
        single_roles=columnar.single_roles(facts.connection),
    )


def _members_roles(sheet: Sheet) -> set[str]:
    """The members' own roles that a sheet's roles are made of."""
    parts = [part for role in sheet.roles.values() for part in (*role.one_of, *role.among, *role.all_of)]
    return {part for part in parts if part not in sheet.roles}


def _of_statement(statement: Statement) -> Scored:
    services = {
        key: ScoredService(one.gate, one.rank, one.pays, one.blocked_by, one.maybe_blocked_by, one.readings)
        for key, one in statement.services.items()
    }
    roles = {one.role: one.candidate for one in statement.selections}
    return Scored(statement.application, statement.points, services, roles)


def _of_table(sheet: Sheet, compiled: columnar.Compiled, table: pyarrow.Table) -> dict[str, Scored]:
    names = table.column("application").to_pylist()
    read = _Columns(compiled, table)
    points = {key: read.values("points", key) for key in (*sheet.items, *sheet.groups)}
    bars = {key: read.answers("bar", key) for key in sheet.bars}
    services = {key: _services(sheet, key, read, bars, len(names)) for key in sheet.services}
    roles = {column.key: table.column(column.name).to_pylist() for column in compiled.columns if column.kind == "role"}
    return {
        str(name): Scored(
            str(name),
            {key: counted(values[row]) for key, values in points.items()},
            {key: rows[row] for key, rows in services.items()},
            {key: candidates[row] for key, candidates in roles.items()},
        )
        for row, name in enumerate(names)
    }


def _services(
    sheet: Sheet, key: str, read: _Columns, bars: Mapping[str, Sequence[Verdict]], count: int
) -> list[ScoredService]:
    gates, ranks, pays = _uses(sheet, key, read, count)
    by_way = [(way, *_uses(sheet, key, read, count, way)) for way in read.compiled.ways]
    blocking = [name for name, bar in sheet.bars.items() if not bar.blocks or key in bar.blocks]
    return [
        ScoredService(
            gate=gates[row],
            rank=tuple(values[row] for values in ranks),
            pays=pays[row],
            blocked_by=tuple(name for name in blocking if bars[name][row] is True),
            maybe_blocked_by=tuple(name for name in blocking if bars[name][row] is None),
            readings=tuple(
                ServiceReading(way, some_gates[row], tuple(values[row] for values in some_ranks), some_pays[row])
                for way, some_gates, some_ranks, some_pays in by_way
            ),
        )
        for row in range(count)
    ]


def _uses(
    sheet: Sheet, key: str, read: _Columns, count: int, way: str = ""
) -> tuple[Sequence[Verdict], Sequence[Sequence[Value]], Sequence[Value]]:
    """Gates, rank keys and payments of a service, in one way to round where a way is given."""
    service = sheet.services[key]
    gates = read.answers("gate", key, way) if service.gate is not None else [True] * count
    ranks = [read.values("rank", one.key, key, way) for one in service.rank]
    pays: Sequence[Value] = read.values("pays", key, way=way) if service.pays is not None else [None] * count
    return gates, ranks, pays


@dataclass(frozen=True)
class _Columns:
    """The columns of a result as spans and answers."""

    compiled: columnar.Compiled
    table: pyarrow.Table

    def values(self, kind: str, key: str, service: str = "", way: str = "") -> list[Value]:
        """Those of all ways together where there are none of this way alone."""
        low, high, maybe = (self._column(kind, key, part, service, way) for part in ("low", "high", "maybe_nothing"))
        if low is None and way:
            return self.values(kind, key, service)
        assert low is not None
        highs, maybes = high or low, maybe or [False] * len(low)
        exact = self.compiled.exact
        return [
            None if a is None else Span(exact(a), exact(b), bool(c))  # type: ignore[arg-type]
            for a, b, c in zip(low, highs, maybes, strict=True)
        ]

    def answers(self, kind: str, key: str, way: str = "") -> list[Verdict]:
        meaning: dict[int, Verdict] = {1: True, 0: False, -1: None}
        found = self._column(kind, key, "answer", "", way) or self._column(kind, key, "answer", "", "")
        return [meaning[one] for one in found or ()]

    def _column(self, kind: str, key: str, part: str, service: str, way: str) -> list | None:
        column = self.compiled.column(kind, key, part, service, way)  # type: ignore[arg-type]
        return None if column is None else self.table.column(column.name).to_pylist()
