"""Every node of a sheet with the place where it stands and with what is sure there: a payment is made only past the gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from xinju.engines.scoring.check.finding import Finding, Part, Reading
from xinju.engines.scoring.check.stretches import common, complement
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.numbers import All, AnyOf, Compare, Condition, Named, Not, Ruled
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import HERE, Bounds
from xinju.engines.scoring.language.tree import below, conditions_of, sources_of
from xinju.engines.scoring.range_arithmetic import Range
from xinju.engines.scoring.ranges import NOTHING_AROUND, Around, Ranges

Sure = Mapping[n.Number, Bounds | None]
NOWHERE: Sure = {}
CONDITION = "condition "  # before a condition's name, which may be a number's name as well


@dataclass(frozen=True)
class Place:
    """Item, group, service, bar, measure or condition, and the spot inside of it."""

    part: Part
    where: str
    spot: str = ""
    article: str = ""
    line: int = 0
    unit: str = ""

    @property
    def mark(self) -> str:
        return f"{self.where}.{self.spot}" if self.spot else self.where

    def finding(self, code: str, mark: str = "", readings: tuple[Reading, ...] = (), **values: object) -> Finding:
        """A finding at this place; `mark` tells it from others of its code here."""
        parts = (code, self.mark, mark) if mark else (code, self.mark)
        return Finding(
            ":".join(parts), code, self.part, self.where, self.spot, self.article, self.line, values, readings
        )


@dataclass(frozen=True)
class Site:
    """A number or condition at its place. `sure` holds what any value there must lie in; None: no value gets there."""

    place: Place
    node: n.Number | Condition
    sure: Sure = field(default_factory=dict)
    around: Around = NOTHING_AROUND


@dataclass(frozen=True)
class Survey:
    """A sheet laid open for the checks."""

    sheet: Sheet

    @cached_property
    def ranges(self) -> Ranges:
        return Ranges(self.sheet)

    @cached_property
    def _names(self) -> dict[n.Number, str]:
        sheet = self.sheet
        named = {key: one.number for part in (sheet.groups, sheet.items) for key, one in part.items()} | dict(
            sheet.measures
        )
        return {number: key for key, number in named.items()}

    def plain(self, number: n.Number) -> n.Number:
        """One form for one number: the name where it has one, so that two ways to write it are seen as the same."""
        seen: set[str] = set()
        while isinstance(number, n.Ref) and number.name not in seen:
            seen.add(number.name)
            target = self.sheet.number(number.name)
            if not isinstance(target, n.Ref):
                return number
            number = target
        name = self._names.get(number)
        return number if name is None else n.Ref(name)

    def name(self, number: n.Number) -> str:
        plain = self.plain(number)
        return plain.name if isinstance(plain, n.Ref) else ""

    def range(self, site: Site, number: n.Number) -> Range:
        """What the number can be at this site."""
        return self.ranges.of(number, site.around)

    def column(self, site: Site, number: n.Number) -> tuple[str, str]:
        """Record type and column that a level, flag or day comes from; empty texts where it comes from none."""
        while isinstance(number, n.Ref):
            number = self.sheet.number(number.name)
        if isinstance(number, n.Tally) and number.column is not None and number.op not in ("count", "sum"):
            record = site.around.record if number.source.record == HERE else number.source.record
            return str(record), number.column
        found = [self.column(site, part) for part in below(number)]
        return next((one for one in found if one != ("", "")), ("", ""))

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """All nodes in the sheet's order; names are not followed, so each node comes once."""
        return tuple(self._all_sites())

    def _all_sites(self) -> Iterator[Site]:
        for place, number, sure in self.tops():
            yield from self._number(Site(place, number, sure))
        for place, condition in self.conditions():
            yield from self._condition(Site(place, condition))

    def tops(self) -> Iterator[tuple[Place, n.Number, Sure]]:
        """The numbers that the sheet writes down, each with its place."""
        sheet = self.sheet
        for key, number in sheet.measures.items():
            yield self._of_measure(key), number, NOWHERE
        for item in sheet.items.values():
            place = Place("item", item.key, "", item.article, item.line)
            yield place, item.number, NOWHERE
            if item.beside is not None:
                yield replace(place, spot="beside"), item.beside, NOWHERE
        for group in sheet.groups.values():
            yield Place("group", group.key, "", group.article, group.line), group.number, NOWHERE
        for service in sheet.services.values():
            place = Place("service", service.key, "", service.article, service.line)
            sure = self.sure_if(service.gate, NOWHERE) if service.gate is not None else NOWHERE
            if service.pays is not None:
                yield replace(place, spot="pays", unit=service.pays_unit), service.pays, sure
            for rank_key in service.rank:
                yield replace(place, spot=f"rank.{rank_key.key}"), rank_key.number, sure

    def conditions(self) -> Iterator[tuple[Place, Condition]]:
        """Named conditions, gates and bars."""
        for key, condition in self.sheet.conditions.items():
            yield Place("condition", key), condition
        for service in self.sheet.services.values():
            if service.gate is not None:
                yield Place("service", service.key, "gate", service.article, service.line), service.gate
        for bar in self.sheet.bars.values():
            yield Place("bar", bar.key, "", bar.article), bar.when

    def _of_measure(self, key: str) -> Place:
        """A measure has no line of its own: that of the first item which uses it."""
        for item in self.sheet.items.values():
            if key in self.names_below(item.number):
                return Place("measure", key, "", item.article, item.line)
        return Place("measure", key)

    def names_below(self, *nodes: n.Number | Condition) -> frozenset[str]:
        """All names that these lead to, of numbers and of conditions, through names and conditions."""
        found: set[str] = set()
        for node in nodes:
            self._collect(node, found)
        return frozenset(found)

    def _collect(self, node: n.Number | Condition, found: set[str]) -> None:
        match node:
            case n.Ref(name) | Named(name):
                mark = name if isinstance(node, n.Ref) else f"{CONDITION}{name}"
                if mark not in found:
                    found.add(mark)
                    self._collect(
                        self.sheet.number(name) if isinstance(node, n.Ref) else self.sheet.conditions[name], found
                    )
            case Compare(of=of) | Not(of=of) | Ruled(instead=of):
                self._collect(of, found)
            case All(parts) | AnyOf(parts):
                for part in parts:
                    self._collect(part, found)
            case _:
                tests = [test for source in sources_of(node) for test in source.where]
                if isinstance(node, n.Tally):
                    tests += [test for weight in node.weights for test in weight.where]
                found.update(name for test in tests for name in test.figures)
                below_it: tuple[n.Number | Condition, ...] = (*below(node), *conditions_of(node))
                for one in below_it:
                    self._collect(one, found)

    def parts(self, number: n.Number) -> Iterator[n.Number]:
        """Numbers directly below, those that its conditions compare included, named conditions followed."""
        if not isinstance(number, n.Ref):
            yield from below(number)
        for condition in conditions_of(number):
            yield from self._compared(condition)

    def _compared(self, condition: Condition) -> Iterator[n.Number]:
        match condition:
            case Compare(of=of):
                yield of
            case Named(name):
                yield from self._compared(self.sheet.conditions[name])
            case All(parts) | AnyOf(parts):
                for part in parts:
                    yield from self._compared(part)
            case Not(of=of) | Ruled(instead=of):
                yield from self._compared(of)

    def _number(self, site: Site) -> Iterator[Site]:
        yield site
        node = site.node
        match node:
            case n.Decided(instead=text):
                yield from self._number(replace(site, node=text))
            case n.Bracket():
                yield from self._number(replace(site, node=node.of))
                for row in node.rows:
                    sure = self._narrowed(site.sure, node.of, row.bounds)
                    yield from self._number(replace(site, node=row.then, sure=sure))
                rest = [node.nothing] if node.otherwise is None else [node.otherwise, node.nothing]
                for part in rest:
                    yield from self._number(replace(site, node=part))
            case n.When():
                yield from self._when(site, node)
            case n.Limited(of=of, void_unless=void) if void is not None:
                yield from self._condition(replace(site, node=void))
                yield from self._number(replace(site, node=of, sure=self.sure_if(void, site.sure)))
            case n.Each(then=then):
                yield from self._number(replace(site, node=then, around=site.around.inside(node), sure=NOWHERE))
            case n.EachYear(then=then):
                yield from self._number(replace(site, node=then, around=replace(site.around, year=True), sure=NOWHERE))
            case n.AsOf(of=of) | n.Assigned(of=of):  # another day, another person: what was sure outside is not inside
                yield from self._number(replace(site, node=of, sure=NOWHERE))
            case _:
                for part in below(node):  # type: ignore[arg-type]
                    yield from self._number(replace(site, node=part))

    def _when(self, site: Site, node: n.When) -> Iterator[Site]:
        for condition, then in node.rows:
            yield from self._condition(replace(site, node=condition))
            yield from self._number(replace(site, node=then, sure=self.sure_if(condition, site.sure)))
            site = replace(site, sure=self.sure_if(Not(condition), site.sure))
        yield from self._number(replace(site, node=node.otherwise))

    def _condition(self, site: Site) -> Iterator[Site]:
        yield site
        match site.node:
            case Compare(of=of):
                yield from self._number(replace(site, node=of))
            case All(parts) | AnyOf(parts):
                for part in parts:
                    yield from self._condition(replace(site, node=part))
            case Not(of=of) | Ruled(instead=of):
                yield from self._condition(replace(site, node=of))

    def sure_if(self, condition: Condition, sure: Sure) -> Sure:
        """What is sure beside `sure` once the condition holds: the bounds of its plain comparisons."""
        match condition:
            case Compare(of, bounds):
                return self._narrowed(sure, of, bounds)
            case Named(name):
                return self.sure_if(self.sheet.conditions[name], sure)
            case All(parts):
                for part in parts:
                    sure = self.sure_if(part, sure)
            case Ruled(instead=text):
                return self.sure_if(text, sure)
            case Not(Ruled(instead=text)):
                return self.sure_if(Not(text), sure)
            case Not(Compare(of, bounds)):
                rest = complement(bounds)
                return sure if rest is None else self._narrowed(sure, of, rest)
            case Not(Named(name)):
                return self.sure_if(Not(self.sheet.conditions[name]), sure)
            case Not(Not(of)):
                return self.sure_if(of, sure)
            case Not(AnyOf(parts)):
                return self.sure_if(All(tuple(Not(part) for part in parts)), sure)
        return sure

    def _narrowed(self, sure: Sure, of: n.Number, bounds: Bounds) -> Sure:
        number = self.plain(of)
        before = sure.get(number, Bounds())
        return {**sure, number: None if before is None else common(before, bounds)}

    def within(self, site: Site, of: n.Number, bounds: Bounds) -> Bounds | None:
        """The stretch less what cannot get to this site."""
        sure = site.sure.get(self.plain(of), Bounds())
        return None if sure is None else common(sure, bounds)
