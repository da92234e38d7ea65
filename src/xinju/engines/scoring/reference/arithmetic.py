"""What each word of a sheet makes of its parts: the arithmetic of spans, with the step that says how."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from xinju.engines.scoring.facts import Record
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.decisions import Decision
from xinju.engines.scoring.language.numbers import All, AnyOf, Compare, Condition, Named, Not, Ruled
from xinju.engines.scoring.language.sources import FIRST_DAY, HERE, LAST_DAY, day_number, day_of
from xinju.engines.scoring.ranges import NOT_KNOWN_GROUPS, Ranges, most_groups
from xinju.engines.scoring.reference import durations, spanning, tallies, years
from xinju.engines.scoring.reference.records import Scene, cell, considered, not_known
from xinju.engines.scoring.spans import ZERO, Exact, Span, Value, counted, exact, hull, known
from xinju.engines.scoring.statement import NO_FACTS, Selection, Step, Used, Verdict
from xinju.engines.scoring.tariff import Tariff, rounded
from xinju.values.period import add_months, full_months


@dataclass(frozen=True)
class Reckoner:
    """Works out numbers and conditions; what has a name is worked out once per day and per players of the roles it needs."""

    roles_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fixed: dict[int, tuple[n.Number, Any]] = field(default_factory=dict)  # by node: what is the same for every family
    done: defaultdict[tuple[Any, ...], dict[str, Step]] = field(default_factory=lambda: defaultdict(dict))
    answers: dict[tuple[Any, ...], tuple[Verdict, Step]] = field(default_factory=dict)

    def number(self, node: n.Number, scene: Scene) -> Step:
        """The step of a number; its value is a span or nothing."""
        return self._ways[type(node)](self, node, scene)

    def named(self, name: str, scene: Scene) -> Step:
        """The step of the measure, item or group of that name."""
        if scene.here is not None:  # inside an `each` the same name means another group's records every time
            return _called(name, self.number(scene.sheet.number(name), scene), scene)
        needed = self.roles_of.get(name)
        played = scene.played if needed is None else tuple([pair for pair in scene.played if pair[0] in needed])
        done = self.done[scene.as_of, scene.after, played]
        step = done.get(name)
        if step is None:
            step = done[name] = _called(name, self.number(scene.sheet.number(name), scene), scene)
        return step

    def once(self, node: n.Number, make: Callable[[Any], Any]) -> Any:
        """What is made of a node alone: for a sheet's evaluator once for all families."""
        found = self.fixed.get(id(node))
        if found is None:
            found = self.fixed[id(node)] = (node, make(node))  # with the node, so that its id is not given away
        return found[1]

    def _const(self, node: n.Const, scene: Scene) -> Step:
        return self.once(node, _constant)

    def _open(self, node: n.Open, scene: Scene) -> Step:
        return Step("open", Span(node.low, node.high), {"why": node.why})

    def _dated(self, node: n.Dated, scene: Scene) -> Step:
        figure = node.on(scene.as_of)
        return Step("dated", None if figure is None else known(figure), {"as_of": scene.as_of})

    def _ref(self, node: n.Ref, scene: Scene) -> Step:
        return self.named(node.name, scene)

    def _duration(self, node: n.Duration, scene: Scene) -> Step:
        return durations.measure(node, scene, self.once(node, durations.sources_within))

    def _tally(self, node: n.Tally, scene: Scene) -> Step:
        return tallies.measure(node, scene)

    def _elapsed(self, node: n.Elapsed, scene: Scene) -> Step:
        parts = self._all((node.since,) if node.until is None else (node.since, node.until), scene)
        facts: dict[str, object] = {"unit": node.unit, "as_of": scene.as_of}
        days = [part.value for part in parts]
        for key, day in zip(("since", "until"), days, strict=False):
            if day is not None and day.is_known:
                facts[key] = day_of(int(day.low))
        if None in days:
            return Step("elapsed", None, facts, parts)
        since, *rest = [day for day in days if day is not None]
        until = rest[0] if rest else known(day_number(scene.as_of))
        units = [_elapsed_units(*ends, node) for ends in ((since.high, until.low), (since.low, until.high))]
        return Step("elapsed", Span(*units, since.or_nothing or until.or_nothing), facts, parts)

    def _plus(self, node: n.Plus, scene: Scene) -> Step:
        parts = self._all(node.parts, scene)
        if node.best is not None:
            found = spanning.added_best([counted(part.value) for part in parts], node.best)
            return Step("plus", found, {"best": node.best}, parts)
        some = [counted(part.value) for part in parts if part.value is not None]
        return Step("plus", spanning.added(some) if some else None, {}, parts)

    def _minus(self, node: n.Minus, scene: Scene) -> Step:
        first, second = parts = self._all((node.first, node.second), scene)
        if first.value is None or second.value is None:
            return Step("minus", None, {}, parts)
        a, b = first.value, second.value
        return Step("minus", Span(a.low - b.high, a.high - b.low, a.or_nothing or b.or_nothing), {}, parts)

    def _times(self, node: n.Times, scene: Scene) -> Step:
        parts = self._all(node.parts, scene)
        value: Value = known(1)
        for part in parts:
            value = spanning.product(value, part.value)
        return Step("times", value, {}, parts)

    def _quotient(self, node: n.Quotient, scene: Scene) -> Step:
        first, second = parts = self._all((node.first, node.second), scene)
        facts = {"step": node.step, "mode": node.mode}
        a, b = first.value, second.value
        if a is None or b is None or b.low == b.high == 0:
            return Step("quotient", None, facts, parts)
        if b.low <= 0 <= b.high:
            reach = Ranges(scene.sheet).of(node, scene.around)
            return Step("quotient", Span(exact(reach.low), exact(reach.high), or_nothing=True), facts, parts)
        ends = [
            exact(rounded(Fraction(one) / other, node.step, node.mode))
            for one in (a.low, a.high)
            for other in (b.low, b.high)
        ]
        return Step("quotient", Span(min(ends), max(ends), a.or_nothing or b.or_nothing), facts, parts)

    def _least(self, node: n.Least, scene: Scene) -> Step:
        parts = self._all(node.parts, scene)
        turned = spanning.highest([spanning.negative(part.value) for part in parts])
        return Step("least", spanning.negative(turned), {}, parts)

    def _highest(self, node: n.Highest, scene: Scene) -> Step:
        parts = self._all(node.parts, scene)
        return Step("highest", spanning.highest([part.value for part in parts]), {}, parts)

    def _rounded(self, node: n.Rounded, scene: Scene) -> Step:
        of = self.number(node.of, scene)
        value = None
        if of.value is not None:
            ends = (rounded(end, node.step, node.mode) for end in (of.value.low, of.value.high))
            value = Span(*ends, of.value.or_nothing)
        return Step("rounded", value, {"step": node.step, "mode": node.mode}, (of,))

    def _bracket(self, node: n.Bracket, scene: Scene) -> Step:
        of = self.number(node.of, scene)
        if of.value is None:
            nothing = self.number(node.nothing, scene)
            return Step("bracket", nothing.value, {"nothing": True}, (of, nothing))
        rows, silent = spanning.rows_met(node, of.value)
        steps = [self.number(node.rows[index].then, scene) for index in rows]
        facts: dict[str, object] = {"rows": tuple(node.rows[index].bounds for index in rows), "silent": silent}
        values = [step.value for step in steps]
        if silent and node.otherwise is not None:
            steps.append(self.number(node.otherwise, scene))
            values.append(steps[-1].value)
        elif silent:
            values += [known(0), *(self.number(row.then, scene).value for row in node.rows)]
        if of.value.or_nothing:
            values.append(self.number(node.nothing, scene).value)
        return Step("bracket", hull(values), facts, (of, *steps))

    def _when(self, node: n.When, scene: Scene) -> Step:
        parts: list[Step] = []
        values: list[Value] = []
        for condition, then in node.rows:
            verdict, why = self.condition(condition, scene)
            parts.append(why)
            if verdict is not False:
                parts.append(self.number(then, scene))
                values.append(parts[-1].value)
            if verdict is True:
                return Step("when", hull(values), {}, tuple(parts))
        parts.append(self.number(node.otherwise, scene))
        return Step("when", hull([*values, parts[-1].value]), {}, tuple(parts))

    def _rate(self, node: n.Rate, scene: Scene) -> Step:
        of = self.number(node.of, scene)
        tariff, facts = self.once(node, _tariff)
        if of.value is None:
            return Step("rate", known(0), facts, (of,))
        if of.value.is_known:
            return Step("rate", known(tariff.points_for(of.value.low)), facts, (of,))
        ends = [exact(tariff.points_for(end)) for end in (of.value.low, of.value.high)]
        ends += [ZERO] if of.value.or_nothing else []
        return Step("rate", Span(min(ends), max(ends)), facts, (of,))

    def _limited(self, node: n.Limited, scene: Scene) -> Step:
        of = self.number(node.of, scene)
        limits, facts = self.once(node, _limits)
        value = spanning.clipped(of.value, *limits)
        if value != of.value:
            facts = {**facts, "before": of.value}
        if node.void_unless is None:
            return Step("limited", value, facts, (of,))
        verdict, why = self.condition(node.void_unless, scene)
        if verdict is False:
            return Step("limited", known(0), {**facts, "void": True}, (of, why))
        if verdict is None:
            value = hull([value, known(0)])
            facts = {**facts, "maybe_void": True}
        return Step("limited", value, facts, (of, why))

    def _chosen(self, node: n.Chosen, scene: Scene) -> Step:
        ways = [(option.key, self.number(option.then, scene)) for option in node.options]
        return self._choice("chosen", node.choice, node.without, ways, scene)

    def _assigned(self, node: n.Assigned, scene: Scene) -> Step:
        ways = [(candidate, self.number(node.of, played)) for candidate, played in _castings(node, scene)]
        return self._choice("assigned", node.role, node.without, ways, scene)

    def _choice(self, code: str, choice: str, without: str, ways: list[tuple[str, Step]], scene: Scene) -> Step:
        options = [(key, step, counted(step.value)) for key, step in ways if step.value is not None]
        asked = scene.application.choices.get(choice)
        facts: dict[str, object] = {"choice": choice, "asked": asked}
        facts["ways"] = tuple((key, span) for key, _, span in options)
        if not options:
            return Step(code, None, facts)
        chosen = next((one for one in options if one[0] == asked), None)
        best = max(options, key=lambda one: (one[2].low, one[2].high))
        picked = chosen or best
        facts |= {"selected": picked[0], "by": "choice" if chosen else "best"}
        value = picked[2] if chosen or without == "best" else hull(span for _, _, span in options)
        return Step(code, value, facts, (picked[1],))

    def selection(self, node: n.Assigned, scene: Scene) -> Selection:
        """Who plays a role when the number around is settled."""
        step = self._assigned(node, scene)
        if step.value is None:
            return Selection(node.role, None, "nobody")
        facts = step.facts
        return Selection(node.role, facts["selected"], facts["by"], facts["ways"])  # type: ignore[arg-type]

    def _each(self, node: n.Each, scene: Scene) -> Step:
        found = [tallies.by_day(one, node.window, scene) for one in considered(scene, node.over, node.of)]
        is_inner = node.over.record == HERE
        record = scene.around.record if is_inner else node.over.record
        facts: dict[str, object] = {"record": record, "by": node.by, "combine": node.combine, "best": node.best}
        missing = not_known(scene, node.over, node.of)
        if missing:
            each = Ranges(scene.sheet).of(node.then, scene.around.inside(node)).with_zero()
            times = min(NOT_KNOWN_GROUPS, most_groups(node)) if node.combine == "sum" else 1
            span = Span(each.low * times, each.high * times)
            return Step("each", span, {**facts, "not_known": missing}, used=tuple(found))
        groups, whose = _grouped(node, found), scene.here_of if is_inner else node.over.of or node.of
        inside = replace(scene, here_of=whose, around=scene.around.inside(node))
        facts["groups"] = tuple(tuple(cell(group[0], column) for column in node.by) for group in groups)
        parts = tuple(self.number(node.then, replace(inside, here=group)) for group in groups)
        spans = [counted(part.value) for part in parts]
        if not spans:
            value = known(0)
        elif node.combine == "sum":
            value = spanning.added(spans) if node.best is None else spanning.added_best(spans, node.best)
        else:
            value = Span(max(s.low for s in spans), max(s.high for s in spans))
        return Step("each", value, facts, parts, tuple(found))

    def _each_year(self, node: n.EachYear, scene: Scene) -> Step:
        return years.together(node, scene, [self.number(node.then, one) for one in years.scenes(node, scene)])

    def _as_of(self, node: n.AsOf, scene: Scene) -> Step:
        return self.number(node.of, replace(scene, as_of=moved_day(node, scene.as_of)))

    def _decided(self, node: n.Decided, scene: Scene) -> Step:
        """The decision is told only to whom it makes a difference."""
        before = self.number(node.instead, scene)
        if not node.decision.is_in_force(scene.known_at):
            return before
        of = self.number(node.of, scene)
        return before if of.value == before.value else Step("decided", of.value, _told(node.decision), (of,))

    def _all(self, nodes: Sequence[n.Number], scene: Scene) -> tuple[Step, ...]:
        return tuple([self.number(node, scene) for node in nodes])

    def condition(self, node: Condition, scene: Scene) -> tuple[Verdict, Step]:
        """Yes, no or not known, with the step that says why (its value is 1, 0 or the span over both)."""
        match node:
            case Compare(of, bounds):
                step = self.number(of, scene)
                verdict = spanning.within(step.value, bounds)
                return verdict, _condition_step("compare", verdict, (step,), {"bounds": bounds})
            case Named(name):
                return self.answer(name, scene)
            case Ruled(of, instead, decision):
                before = self.condition(instead, scene)
                found = self.condition(of, scene) if decision.is_in_force(scene.known_at) else before
                if found[0] == before[0]:
                    return before
                return found[0], _condition_step("ruled", found[0], (found[1],), _told(decision))
            case Not(of):
                verdict, step = self.condition(of, scene)
                turned = None if verdict is None else not verdict
                return turned, _condition_step("not", turned, (step,))
            case All(parts) | AnyOf(parts):
                answers = [self.condition(part, scene) for part in parts]
                decisive = isinstance(node, AnyOf)
                verdict = spanning.kleene([answer for answer, _ in answers], decisive)
                code = "any" if decisive else "all"
                return verdict, _condition_step(code, verdict, tuple(step for _, step in answers))

    def answer(self, name: str, scene: Scene) -> tuple[Verdict, Step]:
        """The answer to the condition of that name, worked out once per day and players."""
        if scene.here is not None:
            return self._answered(name, scene)
        key = (name, scene.as_of, scene.after, scene.played)
        if key not in self.answers:
            self.answers[key] = self._answered(name, scene)
        return self.answers[key]

    def _answered(self, name: str, scene: Scene) -> tuple[Verdict, Step]:
        verdict, step = self.condition(scene.sheet.conditions[name], scene)
        return verdict, step._replace(name=name)

    _ways = {
        n.Const: _const, n.Open: _open, n.Dated: _dated, n.Ref: _ref, n.Duration: _duration, n.Tally: _tally, n.Elapsed: _elapsed,
        n.Plus: _plus, n.Minus: _minus, n.Times: _times, n.Quotient: _quotient, n.Least: _least, n.Highest: _highest, n.Rounded: _rounded,
        n.Bracket: _bracket, n.When: _when, n.Rate: _rate, n.Limited: _limited, n.Chosen: _chosen, n.Assigned: _assigned,
        n.Each: _each, n.EachYear: _each_year, n.AsOf: _as_of, n.Decided: _decided,
    }  # type: dict[type, Callable[..., Step]]  # fmt: skip


def _called(name: str, step: Step, scene: Scene) -> Step:
    """The step under its name; an item or group that is nothing counts as 0 wherever it is used."""
    value = step.value if name in scene.sheet.measures else counted(step.value)
    return Step(step.code, value, step.facts, step.parts, step.used, name)


def moved_day(node: n.AsOf, as_of: date) -> date:
    """The day that an AsOf node means."""
    day = node.day or add_months(as_of, node.shift_months)
    if node.month_day is not None:
        month, wanted = node.month_day
        return day.replace(month=month, day=min(wanted, monthrange(day.year, month)[1]))
    if node.snap == "first":
        return day.replace(day=1)
    if node.snap == "last":
        return date.fromordinal(add_months(day.replace(day=1), 1).toordinal() - 1)
    return day


def _elapsed_units(since: Exact, until: Exact, node: n.Elapsed) -> Exact:
    start, last = (min(max(day_of(int(day)), FIRST_DAY), LAST_DAY) for day in (since, until))
    if start > last:
        return ZERO
    end = date.fromordinal(last.toordinal() + node.first_day)
    if node.unit == "days":
        return (end - start).days
    months = full_months(start, end)
    return months // 12 if node.unit == "years" else months


def _constant(node: n.Const) -> Step:
    return Step("const", known(node.value))


def _tariff(node: n.Rate) -> tuple[Tariff, dict[str, object]]:
    """How the rate is reckoned, and as it is told."""
    keys = ("points", "per", "whole", "start_after", "up_to", "unit_step")
    return Tariff.of(node), {key: getattr(node, key) for key in keys}


def _told(decision: Decision) -> dict[str, object]:
    return {"finding": decision.finding, "reading": decision.reading, "by": decision.by, "day": decision.day}


def _limits(node: n.Limited) -> tuple[tuple[Exact | None, Exact | None], dict[str, object]]:
    """Cap and floor as they are compared, and as they are told."""
    limits = [None if limit is None else exact(limit) for limit in (node.cap, node.floor)]
    return (limits[0], limits[1]), {"cap": node.cap, "floor": node.floor}


def _castings(node: n.Assigned, scene: Scene) -> list[tuple[str, Scene]]:
    """The scene with each candidate of the family in the role."""
    candidates = scene.sheet.roles[node.role].one_of
    return [
        (candidate, scene.with_player(node.role, candidate))
        for candidate in candidates
        if scene.application.members.get(candidate)
    ]


def _grouped(node: n.Each, found: Sequence[Used]) -> list[tuple[Record, ...]]:
    if not node.by:
        return [(one.record,) for one in found if one.counts]
    groups: dict[tuple[object, ...], list[Record]] = {}
    for one in found:
        if one.counts:
            groups.setdefault(tuple(cell(one.record, column) for column in node.by), []).append(one.record)
    return [tuple(group) for group in groups.values()]


def _condition_step(
    code: str, verdict: Verdict, parts: tuple[Step, ...], facts: Mapping[str, object] = NO_FACTS
) -> Step:
    value = Span(ZERO, 1) if verdict is None else known(int(verdict))
    return Step(code, value, facts, parts)
