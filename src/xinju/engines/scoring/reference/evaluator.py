"""One application against one sheet: every item, group, bar and service, with the steps that led there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from xinju.engines.scoring.facts import Application
from xinju.engines.scoring.language.numbers import Assigned, Number, Ref
from xinju.engines.scoring.language.sheets import Group, Item, RankKey, Service, Sheet
from xinju.engines.scoring.language.tree import assigned_roles, below
from xinju.engines.scoring.readings import tried
from xinju.engines.scoring.reference.arithmetic import Reckoner
from xinju.engines.scoring.reference.records import Scene
from xinju.engines.scoring.reference.uses import Uses, agreed
from xinju.engines.scoring.spans import counted
from xinju.engines.scoring.statement import Line, Selection, ServiceResult, Statement, Step, Verdict


def evaluate(sheet: Sheet, application: Application, *, as_of: date, known_at: date) -> Statement:
    """The statement of one application: what held on `as_of`, as it was known on `known_at`."""
    return Evaluator(sheet).statement(application, as_of=as_of, known_at=known_at)


@dataclass(frozen=True)
class Evaluator:
    """A sheet made ready for many applications."""

    sheet: Sheet

    @cached_property
    def assignments(self) -> tuple[tuple[Assigned, tuple[str, ...]], ...]:
        """Each role's `Assigned` node with the roles assigned around it, outermost first."""
        found: dict[str, tuple[Assigned, tuple[str, ...]]] = {}
        tops = [*(g.number for g in self.sheet.groups.values()), *(i.number for i in self.sheet.items.values())]
        for top in tops:
            for node, around in self._assigned_in(top, ()):
                if node.role not in found or len(around) > len(found[node.role][1]):
                    found[node.role] = (node, around)
        return tuple(sorted(found.values(), key=lambda pair: len(pair[1])))

    def _assigned_in(self, number: Number, around: tuple[str, ...]) -> Iterator[tuple[Assigned, tuple[str, ...]]]:
        if isinstance(number, Assigned):
            yield number, around
            around = (*around, number.role)
        if isinstance(number, Ref):
            yield from self._assigned_in(self.sheet.number(number.name), around)
        for part in below(number):
            yield from self._assigned_in(part, around)

    @cached_property
    def roles_of(self) -> dict[str, frozenset[str]]:
        """The assigned roles that each named number depends on."""
        return assigned_roles(self.sheet)

    @cached_property
    def fixed(self) -> dict[int, tuple[Number, Any]]:
        """What each number of the sheet brings along for every family, filled as it is met."""
        return {}

    def cast(self, reckoner: Reckoner, scene: Scene) -> tuple[Scene, tuple[Selection, ...]]:
        """The scene with every role of the sheet assigned, and how."""
        selections: list[Selection] = []
        for node, _ in self.assignments:
            selections.append(reckoner.selection(node, scene))
            scene = scene.with_player(node.role, selections[-1].candidate)
        return scene, tuple(selections)

    @cached_property
    def ways(self) -> tuple[tuple[str, Evaluator], ...]:
        """The ways to round that the sheet leaves open, each with the evaluator of the sheet as it is then read."""
        return tuple((code, self if other is self.sheet else Evaluator(other)) for code, other in tried(self.sheet))

    def is_open(self, known_at: date) -> bool:
        """Whether ways to round have to be tried."""
        return self.sheet.rounding is not None and self.sheet.rounding.is_open(known_at)

    def statement(self, application: Application, *, as_of: date, known_at: date) -> Statement:
        """As `evaluate`, for this sheet."""
        begun = Scene(self.sheet, application, as_of, known_at)
        reckoner = Reckoner(self.roles_of, self.fixed)
        scene, selections = self.cast(reckoner, begun)
        uses = self.uses(reckoner, scene)
        if self.ways and self.is_open(known_at):
            read = [
                (code, uses if one is self else self._uses_of(one, reckoner, begun, scene)) for code, one in self.ways
            ]
            uses = agreed(uses, read)
        groups = tuple(_group_line(group, reckoner.named(group.key, scene)) for group in self.sheet.groups.values())
        return Statement(
            sheet=self.sheet.key,
            version=self.sheet.version,
            application=application.number,
            as_of=as_of,
            known_at=known_at,
            lines=tuple(self._item_line(item, scene, reckoner) for item in self.sheet.items.values()),
            groups=groups,
            selections=selections,
            bars=uses.bars,
            bar_steps=uses.bar_steps,
            services={key: self._blocked(one, uses.bars) for key, one in uses.services.items()},
        )

    def uses(self, reckoner: Reckoner, scene: Scene) -> Uses:
        """What bars and services make of the score, before the ones block the others."""
        bars = {key: reckoner.condition(bar.when, scene) for key, bar in self.sheet.bars.items()}
        services = {key: self._service(service, scene, reckoner) for key, service in self.sheet.services.items()}
        verdicts = {key: verdict for key, (verdict, _) in bars.items()}
        return Uses(verdicts, {key: step for key, (_, step) in bars.items()}, services)

    def _uses_of(self, other: Evaluator, reckoner: Reckoner, begun: Scene, scene: Scene) -> Uses:
        """As `uses`, for another reading of this sheet: what both have under one name, or select alike, is worked out once."""
        own = Reckoner(other.roles_of, reckoner.fixed, reckoner.done, reckoner.answers)
        selects_alike = [id(node) for node, _ in other.assignments] == [id(node) for node, _ in self.assignments]
        begun = replace(scene if selects_alike else begun, sheet=other.sheet)
        return other.uses(own, begun if selects_alike else other.cast(own, begun)[0])

    def _item_line(self, item: Item, scene: Scene, reckoner: Reckoner) -> Line:
        step = reckoner.named(item.key, scene)
        beside = reckoner.number(item.beside, scene) if item.beside is not None else None
        return Line(item.key, counted(step.value), step, beside)

    def _service(self, service: Service, scene: Scene, reckoner: Reckoner) -> ServiceResult:
        gate, gate_step = reckoner.condition(service.gate, scene) if service.gate is not None else (True, None)
        pays = reckoner.number(service.pays, scene) if service.pays is not None else None
        return ServiceResult(
            key=service.key,
            points=counted(reckoner.named(service.points, scene).value),
            gate=gate,
            gate_step=gate_step,
            rank=tuple(_rank_value(key, reckoner.number(key.number, scene), self.sheet) for key in service.rank),
            pays=pays.value if pays is not None else None,
            pays_step=pays,
            blocked_by=(),
            maybe_blocked_by=(),
        )

    def _blocked(self, result: ServiceResult, bars: Mapping[str, Verdict]) -> ServiceResult:
        blocking = [key for key, bar in self.sheet.bars.items() if not bar.blocks or result.key in bar.blocks]
        surely = tuple(key for key in blocking if bars[key] is True)
        perhaps = tuple(key for key in blocking if bars[key] is None)
        return replace(result, blocked_by=surely, maybe_blocked_by=perhaps) if blocking else result


def _group_line(group: Group, step: Step) -> Line:
    return Line(group.key, counted(step.value), step)


def _rank_value(key: RankKey, step: Step, sheet: Sheet):
    """Points rank as counted; a measure that is nothing stays nothing and ranks last."""
    is_points = isinstance(key.number, Ref) and key.number.name not in sheet.measures
    return counted(step.value) if is_points else step.value
