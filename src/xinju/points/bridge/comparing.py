"""Two versions of a sheet over the whole population: who gains, who loses, by item, by town and by kind of family.

Both versions are scored on one connection and compared there in whole numbers, so a city takes seconds and no digit is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm
from pathlib import Path

from xinju.engines.scoring import columnar
from xinju.packs.facts import Facts
from xinju.packs.sheets import declared_records
from xinju.points.bridge.scoring import ScoreBook, compiled_for, open_tables

ROLES = ("father", "mother", "guardian")
TOWN_DIGITS = 9


@dataclass(frozen=True)
class Shift:
    """How many applications gain, lose and stay, and the sums before and after, of one item or among one group of people."""

    key: str
    gain: int
    lose: int
    same: int
    before: Fraction
    after: Fraction

    @property
    def people(self) -> int:
        return self.gain + self.lose + self.same


@dataclass(frozen=True)
class Payment:
    """What a service pays under both versions, and to how many."""

    service: str
    unit: str
    before: Fraction
    after: Fraction
    recipients_before: int
    recipients_after: int


@dataclass(frozen=True)
class Comparison:
    """Everything that changes with the version. `items` holds items and groups in the new sheet's order, dropped ones last.

    `towns` and `families` are about the total; a town's key is its division code, empty for those of no known stay.
    `spread` counts applications by the change of their total in whole points.
    Uncertain points count with their low end.
    """

    items: tuple[Shift, ...]
    towns: tuple[Shift, ...]
    families: tuple[Shift, ...]
    payments: tuple[Payment, ...]
    spread: Mapping[int, int]

    @property
    def total(self) -> Shift:
        return next(one for one in self.items if one.key == "total")


def open_both(old: ScoreBook, new: ScoreBook, folder: Path, *, today: date) -> Facts:
    """The folder's facts for the record types of both sheets. Where both declare one, the new sheet's declaration holds."""
    records = {**old.sheet.records, **new.sheet.records}
    declared = {**declared_records(old.path), **declared_records(new.path)}
    return open_tables(folder, records, (old.sheet, new.sheet), declared, today=today)


def compare(old: ScoreBook, new: ScoreBook, facts: Facts, *, as_of: date, known_at: date) -> Comparison:
    """Score everybody by both sheets and compare."""
    first = compiled_for(old.sheet, facts, as_of=as_of, known_at=known_at)
    second = compiled_for(new.sheet, facts, as_of=as_of, known_at=known_at)
    for name, compiled in (("score_before", first), ("score_after", second)):
        facts.connection.register(name, columnar.score(facts.connection, compiled))
    return _Comparing(facts, old, new, first, second).comparison()


@dataclass(frozen=True)
class _Comparing:
    facts: Facts
    old: ScoreBook
    new: ScoreBook
    first: columnar.Compiled
    second: columnar.Compiled

    def comparison(self) -> Comparison:
        keys = [*self.new.sheet.items, *self.new.sheet.groups]
        keys += [key for key in (*self.old.sheet.items, *self.old.sheet.groups) if key not in keys]
        return Comparison(
            items=tuple(self._item(key) for key in keys),
            towns=tuple(self._shifts("total", "coalesce(town, '')", self._towns())),
            families=tuple(self._shifts("total", "kind", self._kinds())),
            payments=tuple(self._payments()),
            spread=self._spread(),
        )

    @property
    def _denominator(self) -> int:
        return lcm(self.first.denominator, self.second.denominator)

    def _ends(self, key: str) -> tuple[str, str]:
        """The item's points before and after as whole numbers over the common denominator; 0 where a version lacks it."""
        ends = []
        for compiled, table in ((self.first, "b"), (self.second, "a")):
            column = compiled.column("points", key, "low")
            scale = self._denominator // compiled.denominator
            ends.append(f'coalesce({table}."{column.name}", 0) * {scale}' if column is not None else "0")
        return ends[0], ends[1]

    def _item(self, key: str) -> Shift:
        return next(iter(self._shifts(key, f"'{key}'")), Shift(key, 0, 0, 0, Fraction(0), Fraction(0)))

    def _shifts(self, key: str, by: str, more: str = "") -> list[Shift]:
        before, after = self._ends(key)
        rows = self._rows(
            f"select {by}, count(*) filter ({after} > {before}), count(*) filter ({after} < {before}),"
            f" count(*) filter ({after} = {before}), sum({before})::hugeint, sum({after})::hugeint"
            f" from score_before b join score_after a using (application) {more} group by 1 order by 1"
        )
        return [
            Shift(name, gain, lose, same, self._exact(first), self._exact(second))
            for name, gain, lose, same, first, second in rows
        ]

    def _towns(self) -> str:
        """Where the family lives on its latest stay; nothing where the facts hold no stays."""
        if "stay" not in self.facts.delivered or "division" not in self.facts.records["stay"].columns:
            return "left join (select null as application, null as town) t using (application)"
        latest = (
            f"select m.application, substr(max_by(r.division, (r.start, r.division)), 1, {TOWN_DIGITS}) as town"
            " from members m join r_stay r on r.subject = m.person group by 1"
        )
        return f"left join ({latest}) t using (application)"

    def _kinds(self) -> str:
        has = {role: f"bool_or(role = '{role}')" for role in ROLES}
        kinds = (
            f"select application, case when {has['guardian']} then 'guardian' when {has['father']} and {has['mother']}"
            f" then 'both_parents' when {has['father']} or {has['mother']} then 'one_parent' else 'adult' end as kind"
            " from members group by 1"
        )
        return f"join ({kinds}) f using (application)"

    def _payments(self) -> Iterable[Payment]:
        for key, service in self.new.sheet.services.items():
            sides = [self._paid(compiled, key, table) for compiled, table in self._sides()]
            if service.pays is not None or any(one[1] for one in sides):
                (before, recipients), (after, more) = sides
                yield Payment(key, service.pays_unit, before, after, recipients, more)

    def _sides(self) -> tuple[tuple[columnar.Compiled, str], ...]:
        return (self.first, "score_before"), (self.second, "score_after")

    def _paid(self, compiled: columnar.Compiled, service: str, table: str) -> tuple[Fraction, int]:
        pays = compiled.column("pays", service, "low")
        if pays is None:
            return Fraction(0), 0
        sheet = self.old.sheet if compiled is self.first else self.new.sheet
        held = [f'"{pays.name}" > 0']
        gate = compiled.column("gate", service, "answer")
        held += [f'"{gate.name}" = 1'] if gate is not None else []
        for key, bar in sheet.bars.items():
            column = compiled.column("bar", key, "answer")
            if column is not None and (not bar.blocks or service in bar.blocks):
                held.append(f'"{column.name}" = 0')
        where = " and ".join(held)
        total, count = self._rows(f'select sum("{pays.name}")::hugeint, count(*) from {table} where {where}')[0]
        return Fraction(total or 0, compiled.denominator), count

    def _spread(self) -> dict[int, int]:
        before, after = self._ends("total")
        rows = self._rows(
            f"select floor(({after} - {before}) / {self._denominator}.0)::bigint, count(*)"
            " from score_before b join score_after a using (application) group by 1 order by 1"
        )
        return dict(rows)

    def _exact(self, whole: int | None) -> Fraction:
        return Fraction(whole or 0, self._denominator)

    def _rows(self, query: str) -> list[tuple]:
        return self.facts.connection.execute(query).fetchall()
