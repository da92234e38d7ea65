"""Compiles a whole sheet: every shown number and condition, one row for each application."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from math import lcm
from typing import Any

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.compiler import CannotCompile, Compiler
from xinju.engines.scoring.columnar.ends import Ends, hull
from xinju.engines.scoring.columnar.outputs import ALL_KINDS, Compiled, Kind, OutputColumn, Part
from xinju.engines.scoring.columnar.plan import APPLICATION
from xinju.engines.scoring.columnar.rules import Answer
from xinju.engines.scoring.columnar.scene import Scene, Setting
from xinju.engines.scoring.columnar.sql import Sql, Words
from xinju.engines.scoring.language.numbers import Number, Ref
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import LAST_DAY
from xinju.engines.scoring.range_arithmetic import Range, furthest
from xinju.engines.scoring.readings import common_denominator, tried


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
            self.denominator = common_denominator(self.sheet)
            rounding = self.sheet.rounding
            open_ways = tried(self.sheet) if rounding is not None and rounding.is_open(self.setting.known_at) else ()
            others = {code: self.compiler if one is self.sheet else Compiler(one) for code, one in open_ways}
            self.readings = others or {"": self.compiler}

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
        ways = tuple(way for way in self.readings if way)
        return Compiled(dialect, self.denominator, columns, self.setting.plan.texts(dialect), last, ways)

    def _points(self) -> None:
        for key in (*self.sheet.items, *self.sheet.groups):
            with _naming(key):
                self._number(self.compiler, Ref(key), "points", key)

    def _rank_keys(self) -> None:
        """In the first way to read the sheet; where a key is another in a further way, in that way too."""
        for key, service in self.sheet.services.items():
            for position, rank in enumerate(service.rank):
                with _naming(f"service {key}, rank key {rank.key}"):
                    numbers = {way: one.sheet.services[key].rank[position].number for way, one in self.readings.items()}
                    meanings = {way: self.readings[way].meaning(number) for way, number in numbers.items()}
                    first = next(iter(numbers))
                    for way, number in numbers.items():
                        if way == first or meanings[way] != meanings[first]:
                            self._number(self.readings[way], number, "rank", rank.key, key, "" if way == first else way)

    def _payments(self) -> None:
        for key, service in self.sheet.services.items():
            if service.pays is not None:
                with _naming(f"service {key}, amount"):
                    found = self._by_way(lambda sheet, key=key: sheet.services[key].pays)
                    values = {ways: reading.number(pays, self.scene) for ways, pays, reading in found}
                    reach = furthest(reading.ranges.of(pays) for _, pays, reading in found)
                    span = hull([(sql.TRUE, value) for value in values.values()], self.scene.frame)
                    self._value(span, reach, "pays", key)
                    for ways, value in values.items() if len(values) > 1 else ():
                        for way in ways:
                            self._value(value, reach, "pays", key, way=way)

    def _gates(self) -> None:
        for key, service in self.sheet.services.items():
            if service.gate is not None:
                with _naming(f"service {key}, gate"):
                    self._agreed(self._by_way(lambda sheet, key=key: sheet.services[key].gate), "gate", key)

    def _bars(self) -> None:
        for key in self.sheet.bars:
            with _naming(f"bar {key}"):
                self._agreed(self._by_way(lambda sheet, key=key: sheet.bars[key].when), "bar", key)

    def _by_way(self, part: Callable[[Sheet], Any]) -> list[tuple[tuple[str, ...], Any, Compiler]]:
        """A part of the sheet once for each thing that it means, with the ways to read the sheet in which it does."""
        found: dict[object, tuple[tuple[str, ...], Any, Compiler]] = {}
        for way, reading in self.readings.items():
            meaning = reading.meaning(part(reading.sheet))
            before = found[meaning][0] if meaning in found else ()
            found[meaning] = ((*before, way), part(reading.sheet), reading)
        return list(found.values())

    def _roles(self) -> None:
        for role in self.compiler.roles.assigned:
            with _naming(f"role {role}"):
                position = self.compiler.selection(role, self.scene)
                names = self.sheet.roles[role].one_of
                ways = [(sql.equal(position, sql.plain(i)), sql.text(name)) for i, name in enumerate(names)]
                self._add("role", role, "candidate", sql.case(ways))

    def _number(
        self, reading: Compiler, number: Number, kind: Kind, key: str, service: str = "", way: str = ""
    ) -> None:
        self._value(reading.number(number, self.scene), reading.ranges.of(number), kind, key, service, way)

    def _value(self, value: Ends, reach: Range, kind: Kind, key: str, service: str = "", way: str = "") -> None:
        if not reach.fits(lcm(self.denominator, value.denominator)):
            raise OverflowError(f"the sheet's denominator is {self.denominator}")
        value = value.over(self.denominator, self.scene.frame)
        self._add(kind, key, "low", value.low, service, way)
        if value.high is not None:
            self._add(kind, key, "high", value.high, service, way)
        if value.maybe != sql.FALSE:
            self._add(kind, key, "maybe_nothing", value.may_be_nothing, service, way)

    def _agreed(self, found: Sequence[tuple[tuple[str, ...], Any, Compiler]], kind: Kind, key: str) -> None:
        """What a condition answers in all ways to read the sheet; not known where they differ."""
        answers = {ways: reading.condition(condition, self.scene) for ways, condition, reading in found}
        surely, perhaps = (list(dict.fromkeys(sides)) for sides in zip(*answers.values(), strict=True))
        self._answer((sql.both(surely), sql.either(perhaps)), kind, key)
        for ways, answer in answers.items() if len(answers) > 1 else ():
            for way in ways:
                self._answer(answer, kind, key, way)

    def _answer(self, answer: Answer, kind: Kind, key: str, way: str = "") -> None:
        surely, perhaps = answer
        rows = [(surely, sql.plain(1))]
        if surely != perhaps:
            rows.append((perhaps, sql.plain(-1)))
        self._add(kind, key, "answer", sql.cast(sql.case(rows, sql.plain(0)), sql.SMALLINT), way=way)

    def _add(self, kind: Kind, key: str, part: Part, value: Sql, service: str = "", way: str = "") -> None:
        words = [kind, service, key, way, "" if part in ("low", "answer", "candidate") else part]
        name = "__".join(word for word in words if word)
        self.found.append((OutputColumn(name, kind, key, part, service, way), value))


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
