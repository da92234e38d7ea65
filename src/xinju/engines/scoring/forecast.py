"""The plain evaluator as time goes on: which measures may change on which day, and what that changes above them.

Facts are fixed, only the day moves. Each measure says the next day on which it may be different; until then it is not looked at
again, and what stands above it is worked out anew only when it really was different. A day named too early costs one look; a
day named too late would be an error, and property tests compare with day after day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.sources import HERE, day_number
from xinju.engines.scoring.language.tree import sources_of
from xinju.engines.scoring.next_days import NEVER, before_move, first_after, next_days
from xinju.engines.scoring.reference import years
from xinju.engines.scoring.reference.arithmetic import Reckoner, moved_day
from xinju.engines.scoring.reference.records import Scene
from xinju.engines.scoring.spans import counted
from xinju.engines.scoring.statement import Step, Verdict

Key = tuple[Any, ...]


@dataclass
class Measure:
    """A measure as last looked at: good until the day, changed for the last time at the look of that number."""

    node: n.Number
    scene: Scene
    moves: tuple[n.AsOf, ...]
    step: Step
    until: int
    changed: int


@dataclass
class Result:
    """What stands above measures: good while none of them has changed since."""

    step: Step
    measures: frozenset[Key]
    look: int


@dataclass
class Memory:
    """What a forecast has found so far."""

    measures: dict[Key, Measure] = field(default_factory=dict)
    results: dict[Key, Result] = field(default_factory=dict)
    used: list[set[Key]] = field(default_factory=lambda: [set()])
    moves: tuple[n.AsOf, ...] = ()
    look: int = 0
    nearest: list[int] = field(default_factory=list)  # not empty: inside of a measure
    last: tuple[Any, frozenset[Key]] | None = None


@dataclass(frozen=True)
class Forecast(Reckoner):
    """One family's values on a rising sequence of days."""

    memory: Memory = field(default_factory=Memory)

    def on(self, day: date, work: Callable[[], Any]) -> tuple[Any, int]:
        """What the work gives, and the first later day number on which anything that it looked at may be different.

        A forecast serves one work: where no measure has changed, what it gave before stands.
        """
        memory = self.memory
        if self._has_changed(day) or memory.last is None:
            memory.used.append(set())
            found = work()
            memory.last = (found, frozenset(memory.used.pop()))
        found, used = memory.last
        return found, min((memory.measures[key].until for key in used), default=NEVER)

    def _has_changed(self, day: date) -> bool:
        """Looks again at each measure that may have changed by the day."""
        memory = self.memory
        memory.look += 1
        has_changed = False
        for measure in memory.measures.values():
            if measure.until <= day_number(day):
                step, measure.until = self._measured(measure.node, replace(measure.scene, as_of=day), measure.moves)
                if step.value != measure.step.value:
                    measure.changed = memory.look
                    has_changed = True
                measure.step = step
        return has_changed

    def number(self, node: n.Number, scene: Scene) -> Step:
        """As the evaluator, but anew only where a measure below has changed."""
        memory = self.memory
        if memory.nearest:
            return self._inside(node, scene)
        if isinstance(node, n.Duration | n.Tally | n.Each | n.EachYear | n.Elapsed | n.Dated):
            return self._measure(node, scene)
        key = (id(node), scene.played, memory.moves)
        found = memory.results.get(key)
        if found is None or any(memory.measures[one].changed > found.look for one in found.measures):
            memory.used.append(set())
            step = self._moved(node, scene) if isinstance(node, n.AsOf) else super().number(node, scene)
            found = memory.results[key] = Result(step, frozenset(memory.used.pop()), memory.look)
        memory.used[-1] |= found.measures
        return found.step

    def named(self, name: str, scene: Scene) -> Step:
        """As the evaluator; what is kept is kept by node. An item or group that is nothing counts as 0."""
        step = self.number(scene.sheet.number(name), scene)
        value = step.value if name in scene.sheet.measures else counted(step.value)
        return step._replace(value=value, name=name)

    def answer(self, name: str, scene: Scene) -> tuple[Verdict, Step]:
        """As the evaluator, never from memory: whoever asks must see which measures it rests on."""
        return self._answered(name, scene)

    def _moved(self, node: n.AsOf, scene: Scene) -> Step:
        """Below, measures know by which moves their day differs from the day of the forecast."""
        memory = self.memory
        around, memory.moves = memory.moves, (*memory.moves, node)
        step = self.number(node.of, scene)
        memory.moves = around
        return step

    def _measure(self, node: n.Number, scene: Scene) -> Step:
        memory = self.memory
        key = (id(node), _whose(node, scene), memory.moves)
        if key not in memory.measures:
            step, until = self._measured(node, scene, memory.moves)
            memory.measures[key] = Measure(node, scene, memory.moves, step, until, memory.look)
        memory.used[-1].add(key)
        return memory.measures[key].step

    def _measured(self, node: n.Number, scene: Scene, moves: tuple[n.AsOf, ...]) -> tuple[Step, int]:
        """The measure on the moved day, and the day of the forecast on which it may change."""
        days = [scene.as_of]
        for move in moves:
            days.append(moved_day(move, days[-1]))
        self.memory.nearest.append(NEVER)
        step = self._inside(node, Scene(scene.sheet, scene.application, days[-1], scene.known_at, scene.played))
        until = self.memory.nearest.pop()
        for move, day in zip(reversed(moves), reversed(days[:-1]), strict=True):
            until = before_move(move, day, until)
        return step, until

    def _inside(self, node: n.Number, scene: Scene) -> Step:
        """A number below a measure (the rule of an `each`, the day since which time elapses): worked out every time."""
        nearest = self.memory.nearest
        if isinstance(node, n.AsOf):
            nearest.append(NEVER)
            step = self.number(node.of, replace(scene, as_of=moved_day(node, scene.as_of)))
            nearest[-2:] = [min(nearest[-2], before_move(node, scene.as_of, nearest[-1]))]
            return step
        if isinstance(node, n.EachYear):
            return self._years(node, scene)
        step = super().number(node, scene)
        nearest[-1] = min(nearest[-1], first_after(next_days(node, scene, step), scene.as_of))
        return step

    def _years(self, node: n.EachYear, scene: Scene) -> Step:
        """Only the latest year changes from within; all of them move with the year, or with each day counted back from it."""
        nearest, parts = self.memory.nearest, []
        for is_past, one in enumerate(years.scenes(node, scene)):
            nearest.append(NEVER)
            parts.append(self.number(node.then, one))
            until = nearest.pop()
            if not is_past:
                nearest[-1] = min(nearest[-1], until)
        moves = date(scene.as_of.year + 1, 1, 1) if node.calendar else scene.as_of + timedelta(days=1)
        nearest[-1] = min(nearest[-1], day_number(moves))
        return years.together(node, scene, parts)


def _whose(node: n.Number, scene: Scene) -> object:
    """What a measure depends on beside the day: the persons, where it says itself whose records it takes."""
    if isinstance(node, n.Each | n.EachYear) or not isinstance(node, n.Duration | n.Tally):
        return scene.played
    of = [source.of or node.of for source in sources_of(node) if source.record != HERE]
    return tuple(scene.all_persons(roles) for roles in of)
