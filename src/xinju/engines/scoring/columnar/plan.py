"""The query as it grows: named steps (CTEs), sums by application that share one scan, and frames of one row per case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlglot import exp

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.outputs import Step
from xinju.engines.scoring.columnar.sql import Sql
from xinju.engines.scoring.range_arithmetic import LARGEST

APPLICATION, GROUP = "application", "group_no"
SHELF = 24


@dataclass
class Plan:
    """Named steps in the order in which they may use each other."""

    steps: list[tuple[str, Callable[[], exp.Select], bool]] = field(default_factory=list)
    done: dict[object, object] = field(default_factory=dict)

    def step(self, kind: str, query: Callable[[], exp.Select], *, kept: bool = False) -> str:
        """Adds a step and gives its name. `kept`: worked out once, not once for each use."""
        name = f"{kind}_{len(self.steps) + 1}"
        self.steps.append((name, query, kept))
        return name

    def once(self, key: object, make: Callable[[], object]) -> object:
        """What was made under that key before, or now."""
        if key not in self.done:
            self.done[key] = make()
        return self.done[key]

    def texts(self, dialect: str) -> tuple[Step, ...]:
        """All steps as SQL."""
        return tuple(
            Step(name, make().sql(dialect=dialect, copy=False), kept or name.startswith("sums"))
            for name, make, kept in self.steps
        )


@dataclass
class Rows:
    """Something to select from: a FROM clause, what its rows are of, and what must hold of them."""

    source: Callable[[], exp.Select]
    keys: dict[str, Sql]
    conditions: tuple[Sql, ...] = ()

    def select(self, columns: dict[str, Sql], *conditions: Sql) -> exp.Select:
        """The keys and these columns of the rows for which the conditions hold."""
        return where(named(self.source(), {**self.keys, **columns}), (*self.conditions, *conditions))


@dataclass
class Sums:
    """Aggregates of rows, one result row for each key; measures that look at the same rows share one scan."""

    rows: Rows
    name: str = ""
    columns: dict[Sql, str] = field(default_factory=dict)

    def column(self, aggregate: Sql) -> str:
        """The name of the column that holds an aggregate."""
        return self.columns.setdefault(aggregate, f"a{len(self.columns) + 1}")

    def query(self) -> exp.Select:
        columns = {name: aggregate for aggregate, name in self.columns.items()}
        grouped = self.rows.select(columns)
        return grouped.group_by(*(key for key in self.rows.keys.values()), copy=False)


@dataclass
class Frame:
    """One row per key (an application, or a group of records of one), to which columns are joined and on which numbers are
    worked out, step by step: a column may use those before it."""

    plan: Plan
    base: Callable[[], exp.Select]
    keys: dict[str, Sql] = field(default_factory=lambda: {APPLICATION: sql.column(APPLICATION, "base")})
    taken: dict[str, Sql] = field(default_factory=dict)
    joins: dict[object, tuple[str, Callable[[], exp.Table], Callable[[str], Sql]]] = field(default_factory=dict)
    layers: list[dict[str, Sql]] = field(default_factory=list)
    depths: dict[str, int] = field(default_factory=dict)
    bound: dict[Sql, str] = field(default_factory=dict)
    made: dict[str, Sql] = field(default_factory=dict)
    limited: dict[str, int] = field(default_factory=dict)
    done: dict[object, object] = field(default_factory=dict)

    def join(self, key: object, table: Callable[[], exp.Table], on: Callable[[str], Sql]) -> str:
        """Joins a table at most once and gives its alias; at most one of its rows may fit."""
        if key not in self.joins:
            self.joins[key] = (f"j{len(self.joins) + 1}", table, on)
        return self.joins[key][0]

    def join_step(self, name: str, keys: Sequence[str]) -> str:
        """Joins a step of the plan by the keys that it has."""
        return self.join(
            name,
            lambda: table(name),
            lambda alias: sql.both(sql.equal(sql.column(key, alias), self.keys[key]) for key in keys),
        )

    def take(self, value: Sql) -> Sql:
        """A column of the base or of a joined table, under a name of its own."""
        name = self.bound.get(value)
        if name is None:
            name = f"c{len(self.taken) + 1}"
            self.taken[name] = value
            self.bound[value] = name
            self.depths[name] = 0
        return sql.column(name)

    def __post_init__(self) -> None:
        self.depths.update(dict.fromkeys(self.keys, 0))

    def bind(self, value: Sql) -> Sql:
        """The value under a name, so that it is worked out once however often it is used."""
        if sql.is_simple(value):
            return value
        name = self.bound.get(value)
        if name is None:
            depth = 1 + max((self.depths[one.name] for one in value.find_all(exp.Column)), default=0)
            while len(self.layers) < depth:
                self.layers.append({})
            name = f"n{sum(len(layer) for layer in self.layers) + 1}"
            self.layers[depth - 1][name] = value
            self.made[name] = value
            self.bound[value] = name
            self.depths[name] = depth
        return sql.column(name)

    def bind_limited(self, value: Sql, most: int) -> Sql:
        """As `bind`, for a number held between limits that before was no further from 0 than `most`."""
        found = self.bind(value)
        if isinstance(found, exp.Column) and isinstance(value, exp.Greatest | exp.Least):
            self.limited[found.name] = most
        return found

    def scaled(self, value: Sql, factor: int) -> Sql:
        """The value times a positive factor, which is worked into the figures of a table or limits where it comes from such."""
        made = self.made.get(value.name) if isinstance(value, exp.Column) else None
        if made is None or factor == 1:
            return sql.times(value, factor)
        if sql.is_table(made):
            return self.bind(sql.times(made, factor))
        if self.limited.get(value.name, LARGEST) <= LARGEST // factor:
            return self.bind(sql.limit_times(made, factor))
        return sql.times(value, factor)

    def select(self, columns: dict[str, Sql]) -> exp.Select:
        """The finished columns for every row."""
        return self._layered(self._joined(list(self.joins), self.taken), columns)

    def select_on_shelves(self, columns: dict[str, Sql]) -> exp.Select:
        """As `select`, with the joins gathered by the two dozen: planning a chain of joins costs the square of its length."""
        if len(self.joins) <= SHELF:
            return self.select(columns)
        aliases = list(self.joins)
        gathered = self.base()
        held: dict[str, Sql] = {}
        for first in range(0, len(aliases), SHELF):
            shelf = self._shelf(aliases[first : first + SHELF])
            taken = {
                name: value for name, value in self.taken.items() if name not in held and self._lies_on(shelf, value)
            }
            name = self.plan.step("shelf", partial(self._joined, shelf, taken), kept=True)
            same = sql.both(sql.equal(sql.column(key, name), value) for key, value in self.keys.items())
            gathered.join(table(name), on=same, join_type="left", copy=False)
            held |= {column: sql.column(column, name) for column in taken}
        rest = {name: value for name, value in self.taken.items() if name not in held}
        return self._layered(named(gathered, {**self.keys, **held, **rest}), columns)

    def _shelf(self, keys: Sequence[object]) -> list[object]:
        """These joins, each behind the ones that it leans on."""
        by_alias = {alias: key for key, (alias, _, _) in self.joins.items()}
        needed: dict[object, None] = {}
        for key in keys:
            alias, _, on = self.joins[key]
            others = {one.table for one in on(alias).find_all(exp.Column)} & by_alias.keys() - {alias}
            needed |= dict.fromkeys((*self._shelf([by_alias[one] for one in sorted(others)]), key))
        return list(needed)

    def _lies_on(self, shelf: list[object], value: Sql) -> bool:
        aliases = {self.joins[key][0] for key in shelf}
        tables = {one.table for one in value.find_all(exp.Column)} - {"base"}
        return bool(tables) and tables <= aliases

    def _joined(self, keys: list[object], taken: dict[str, Sql]) -> exp.Select:
        """The base with these joins, and the keys and taken columns of them."""
        query = self.base()
        for key in keys:
            alias, make, on = self.joins[key]
            query.join(exp.alias_(make(), alias, table=True), on=on(alias), join_type="left", copy=False)
        return named(query, {**self.keys, **taken})

    def _used_layers(self, columns: dict[str, Sql]) -> list[dict[str, Sql]]:
        """The layers without what nothing above them uses: the database would leave it out too, but only after planning it."""
        used = _names(columns)
        kept: list[dict[str, Sql]] = []
        for layer in reversed(self.layers):
            kept.append({name: value for name, value in layer.items() if name in used})
            used |= _names(kept[-1])
        return [layer for layer in reversed(kept) if layer]

    def _layered(self, query: exp.Select, columns: dict[str, Sql]) -> exp.Select:
        for layer in self._used_layers(columns):
            query = exp.select(exp.Star()).from_(query.subquery("layer", copy=False), copy=False)
            query = named(query, layer)
        outer = exp.select().from_(query.subquery("layer", copy=False), copy=False)
        return named(outer, {**{key: sql.column(key) for key in self.keys}, **columns})


def _names(columns: dict[str, Sql]) -> set[str]:
    return {one.name for value in columns.values() for one in value.find_all(exp.Column)}


def table(name: str) -> exp.Table:
    return exp.Table(this=sql.identifier(name))


def start(name: str, alias: str = "base") -> exp.Select:
    """A selection from a table, without columns yet."""
    return exp.select().from_(exp.alias_(table(name), alias, table=True), copy=False)


def named(query: exp.Select, columns: dict[str, Sql]) -> exp.Select:
    for name, value in columns.items():
        query.append("expressions", exp.Alias(this=value, alias=sql.identifier(name)))
    return query


def where(query: exp.Select, conditions: Sequence[Sql]) -> exp.Select:
    holds = sql.both(conditions)
    return query if holds == sql.TRUE else query.where(holds, copy=False)
