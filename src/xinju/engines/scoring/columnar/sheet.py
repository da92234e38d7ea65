"""Compiles a whole sheet: every shown number and condition, one row for each application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from math import lcm

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.compiler import CannotCompile, Compiler
from xinju.engines.scoring.columnar.ends import Ends
from xinju.engines.scoring.columnar.outputs import ALL_KINDS, Compiled, Kind, OutputColumn, Part
from xinju.engines.scoring.columnar.plan import APPLICATION
from xinju.engines.scoring.columnar.rules import Answer
from xinju.engines.scoring.columnar.scene import Scene, Setting
from xinju.engines.scoring.columnar.sql import Sql, Words
from xinju.engines.scoring.language.numbers import Number, Ref
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import LAST_DAY
from xinju.engines.scoring.ranges import sheet_denominator


def compile(
    sheet: Sheet,
    *,
    as_of: date,
    known_at: date,
    delivered: frozenset[str],
    has_not_known: bool,
    dialect: str = "duckdb",
    outputs: frozenset[Kind] = ALL_KINDS,
    single_roles: frozenset[str] = frozenset(),
    cases: str | None = None,
) -> Compiled:
    """The sheet as one SQL text over the tables that the package describes.

    delivered      record types whose table is there
    has_not_known  whether the table `not_known` has rows (without, it is not read)
    single_roles   members' roles that no application fills twice: their states are joined, not added up
    cases          a record type about applications with exactly one row, of whatever status, for each application: it is then
                   read in place of `applications`
    CannotCompile (a ValueError) names the item, group, service or bar and what is wrong with it: 63 bits left, a circle, a
    column that is not what the sheet takes it for.
    """
    if as_of > LAST_DAY:
        raise ValueError(f"the as-of day {as_of} lies behind {LAST_DAY}")
    setting = Setting(sheet, as_of, known_at, delivered, has_not_known, single_roles, cases, Words(dialect))
    return _Whole(sheet, setting, outputs).compiled(dialect)


@dataclass
class _Whole:
    sheet: Sheet
    setting: Setting
    outputs: frozenset[Kind]
    found: list[tuple[OutputColumn, Sql]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scene = Scene(self.setting, self.setting.frame(), self.setting.as_of)
        with _naming(f"sheet {self.sheet.key}"):
            self.compiler = Compiler(self.sheet)
            self.denominator = sheet_denominator(self.sheet)

    def compiled(self, dialect: str) -> Compiled:
        makers: dict[Kind, Callable[[], None]] = {
            "points": self._points,
            "rank": self._rank_keys,
            "gate": self._gates,
            "bar": self._bars,
            "pays": self._payments,
            "role": self._roles,
        }
        for kind, make in makers.items():
            if kind in self.outputs:
                make()
        selected = self.scene.frame.select_on_shelves({column.name: value for column, value in self.found})
        columns = tuple(column for column, _ in self.found)
        last = selected.sql(dialect=dialect, copy=False)
        return Compiled(dialect, self.denominator, columns, self.setting.plan.texts(dialect), last)

    def _points(self) -> None:
        for key in (*self.sheet.items, *self.sheet.groups):
            with _naming(key):
                self._number(Ref(key), "points", key)

    def _rank_keys(self) -> None:
        for service in self.sheet.services.values():
            for rank in service.rank:
                with _naming(f"service {service.key}, rank key {rank.key}"):
                    self._number(rank.number, "rank", rank.key, service.key)

    def _payments(self) -> None:
        for service in self.sheet.services.values():
            if service.pays is not None:
                with _naming(f"service {service.key}, amount"):
                    self._number(service.pays, "pays", service.key)

    def _gates(self) -> None:
        for service in self.sheet.services.values():
            if service.gate is not None:
                with _naming(f"service {service.key}, gate"):
                    self._answer(self.compiler.condition(service.gate, self.scene), "gate", service.key)

    def _bars(self) -> None:
        for bar in self.sheet.bars.values():
            with _naming(f"bar {bar.key}"):
                self._answer(self.compiler.condition(bar.when, self.scene), "bar", bar.key)

    def _roles(self) -> None:
        for role in self.compiler.roles.assigned:
            with _naming(f"role {role}"):
                position = self.compiler.selection(role, self.scene)
                names = self.sheet.roles[role].one_of
                ways = [(sql.equal(position, sql.plain(i)), sql.text(name)) for i, name in enumerate(names)]
                self._add("role", role, "candidate", sql.case(ways))

    def _number(self, number: Number, kind: Kind, key: str, service: str = "") -> None:
        value = self.compiler.number(number, self.scene)
        scale = lcm(self.denominator, value.denominator)
        if not self.compiler.ranges.of(number).fits(scale):
            raise OverflowError(f"the sheet's denominator is {self.denominator}")
        self._ends(value.over(self.denominator, self.scene.frame), kind, key, service)

    def _ends(self, value: Ends, kind: Kind, key: str, service: str) -> None:
        self._add(kind, key, "low", value.low, service)
        if value.high is not None:
            self._add(kind, key, "high", value.high, service)
        if value.maybe != sql.FALSE:
            self._add(kind, key, "maybe_nothing", value.may_be_nothing, service)

    def _answer(self, answer: Answer, kind: Kind, key: str) -> None:
        surely, perhaps = answer
        rows = [(surely, sql.plain(1))]
        if surely != perhaps:
            rows.append((perhaps, sql.plain(-1)))
        self._add(kind, key, "answer", sql.cast(sql.case(rows, sql.plain(0)), sql.SMALLINT))

    def _add(self, kind: Kind, key: str, part: Part, value: Sql, service: str = "") -> None:
        words = [kind, service, key, "" if part in ("low", "answer", "candidate") else part]
        name = "__".join(word for word in words if word)
        self.found.append((OutputColumn(name, kind, key, part, service), value))


@contextmanager
def _naming(place: str) -> Iterator[None]:
    """Says where in the sheet something cannot be compiled."""
    try:
        yield
    except CannotCompile:
        raise
    except (OverflowError, ValueError, LookupError, TypeError) as error:
        leaves = "more than 63 bits: " if isinstance(error, OverflowError) else ""
        raise CannotCompile(f"{place}: {leaves}{error}") from error


__all__ = ["APPLICATION", "compile"]
