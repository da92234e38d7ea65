"""Walks a number or a condition of a sheet and leaves its columns in a frame."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from xinju.engines.scoring.columnar import rules, sql
from xinju.engines.scoring.columnar.durations import duration
from xinju.engines.scoring.columnar.ends import NOTHING, Ends, fixed, selected, span
from xinju.engines.scoring.columnar.groups import each_group
from xinju.engines.scoring.columnar.quotients import quotient
from xinju.engines.scoring.columnar.rates import most_of, rate
from xinju.engines.scoring.columnar.roles import Roles
from xinju.engines.scoring.columnar.rules import Answer
from xinju.engines.scoring.columnar.scene import Scene
from xinju.engines.scoring.columnar.sql import Sql
from xinju.engines.scoring.columnar.tallies import tally
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.numbers import All, AnyOf, Compare, Condition, Named, Not, Ruled
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.ranges import NOT_KNOWN_GROUPS, NOTHING_AROUND, Ranges, most_groups
from xinju.values.period import add_months

SURE: Answer = (sql.TRUE, sql.TRUE)


class CannotCompile(ValueError):
    """A node of the sheet that has no meaning as SQL, named by item, group, service or bar."""


class Compiler:
    """Compiles the numbers and conditions of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.ranges = Ranges(sheet)
        self.roles = Roles(sheet)

    def number(self, node: n.Number, scene: Scene) -> Ends:
        """A number's columns in the scene's frame; each is worked out once per day and assignment."""
        still_open = self.roles.open_in(node) - {role for role, _ in scene.played}
        if still_open:
            return self._settled(node, self.roles.outermost(still_open), scene)
        scene = self._narrowed(node, scene)
        key = (node, scene.as_of, scene.after, scene.played)
        if key not in scene.frame.done:
            scene.frame.done[key] = self._checked(node, scene)
        return scene.frame.done[key]  # type: ignore[return-value]

    def named(self, name: str, scene: Scene) -> Ends:
        """A measure, or an item or group as it counts."""
        value = self.number(self.sheet.number(name), scene)
        return (value if name in self.sheet.measures else value.counted()).bind(scene.frame)

    def meaning(self, node: n.Number | Condition) -> object:
        """Equal for two compilers, of readings of one sheet, where the node means the same to both: it may depend on who is
        selected."""
        selecting = tuple(map(id, self.roles.assigned.values())) if self.roles.open_in(node) else ()
        return id(node), selecting

    def _narrowed(self, node: n.Number | Condition, scene: Scene) -> Scene:
        needed = self.roles.open_in(node)
        return replace(scene, played=tuple(sorted(pair for pair in scene.played if pair[0] in needed)))

    def _checked(self, node: n.Number, scene: Scene) -> Ends:
        found = self._number(node, scene)
        reach = self._reach(node, scene)
        if not reach.fits(found.denominator):
            raise OverflowError(
                f"{_kind(node)} reaches {max(abs(reach.low), abs(reach.high))} over {found.denominator}"
            )
        return found if all(sql.is_short(end) for end in (found.low, found.top)) else found.bind(scene.frame)

    def _settled(self, node: n.Number, role: str, scene: Scene) -> Ends:
        """The number with the role played by whom its assignment selected; by nobody where it selected nobody."""
        position = self.selection(role, scene)
        candidates = self.sheet.roles[role].one_of
        ways = [
            (sql.equal(position, sql.plain(i)), self.number(node, _playing(scene, role, candidate)))
            for i, candidate in enumerate(candidates)
        ]
        nobody = self.number(node, _playing(scene, role, None))
        return selected(ways, nobody, scene.frame).bind(scene.frame)

    def selection(self, role: str, scene: Scene) -> Sql:
        """The position of the candidate who plays a role beside its assignment; NULL: nobody."""
        beside = replace(scene, as_of=scene.setting.as_of, here=None, after=None, around=NOTHING_AROUND)
        node = self.roles.assigned_by(role)
        open_around = self.roles.open_in(node) - {one for one, _ in beside.played}
        if not open_around:
            return self._assigned(node, self._narrowed(node, beside))[1]
        outer = self.roles.outermost(open_around)
        position = self.selection(outer, beside)
        ways = [
            (sql.equal(position, sql.plain(i)), self.selection(role, _playing(beside, outer, candidate)))
            for i, candidate in enumerate(self.sheet.roles[outer].one_of)
        ]
        return scene.frame.bind(sql.case(ways, self.selection(role, _playing(beside, outer, None))))

    def _number(self, node: n.Number, scene: Scene) -> Ends:
        frame = scene.frame
        match node:
            case n.Const(value=value):
                return fixed(value)
            case n.Open(low=low, high=high):
                return span(low, high)
            case n.Dated():
                figure = node.on(scene.as_of)
                return NOTHING if figure is None else fixed(figure)
            case n.Ref(name=name):
                return self.named(name, scene)
            case n.Duration():
                return duration(node, scene)
            case n.Tally():
                return tally(node, scene, self.ranges)
            case n.Elapsed():
                until = None if node.until is None else self.number(node.until, scene)
                return rules.elapsed(node, (self.number(node.since, scene), until), scene.as_of, scene.words, frame)
            case n.Rounded(of=of):
                return rules.rounded(node, self.number(of, scene), self._reach(of, scene), frame)
            case n.Rate(of=of):
                return rate(node, self.number(of, scene), self._reach(of, scene), frame)
            case n.Limited():
                return self._limited(node, scene)
            case n.AsOf(of=of):
                return self.number(of, replace(scene, as_of=_moved_day(node, scene.as_of)))
            case n.Decided(of=of, instead=instead, decision=decision):
                return self.number(of if decision.is_in_force(scene.setting.known_at) else instead, scene)
            case n.Each():
                return self._each(node, scene)
            case n.EachYear():
                return self._each_year(node, scene)
            case n.Assigned():
                return self._assigned(node, scene)[0]
            case _:
                return self._joined(node, scene)

    def _limited(self, node: n.Limited, scene: Scene) -> Ends:
        holds = SURE if node.void_unless is None else self.condition(node.void_unless, scene)
        most, of = most_of(node), node.of
        if most is not None and isinstance(of, n.Rate):
            held = rate(of, self.number(of.of, scene), self._reach(of.of, scene), scene.frame, most)
            return rules.void(held, holds, scene.frame)
        return rules.limited(node, self.number(of, scene), self._reach(of, scene), holds, scene.frame)

    def _reach(self, node: n.Number, scene: Scene):
        return self.ranges.of(node, scene.around)

    def _joined(self, node: n.Number, scene: Scene) -> Ends:
        frame = scene.frame
        match node:
            case n.Plus(parts=parts, best=best):
                values = [self.number(part, scene) for part in parts]
                if best is None:
                    return rules.plus(values, frame)
                return rules.best([value.counted() for value in values], best, frame)
            case n.Minus(first=first, second=second):
                return rules.minus(self.number(first, scene), self.number(second, scene), frame)
            case n.Times(parts=parts):
                value = fixed(1)
                for part in parts:
                    value = rules.times(value, self.number(part, scene), frame)
                return value
            case n.Quotient(first=first, second=second):
                values = self.number(first, scene), self.number(second, scene)
                reaches = self._reach(first, scene), self._reach(second, scene)
                return quotient(node, values, reaches, self._reach(node, scene), frame)
            case n.Least(parts=parts):
                return rules.lowest([self.number(part, scene) for part in parts], frame)
            case n.Highest(parts=parts):
                return rules.highest([self.number(part, scene) for part in parts], frame)
            case n.Bracket():
                rows = [self.number(row.then, scene) for row in node.rows]
                otherwise = None if node.otherwise is None else self.number(node.otherwise, scene)
                nothing = self.number(node.nothing, scene)
                of, reach = self.number(node.of, scene), self._reach(node.of, scene)
                return rules.bracket(node, of, reach, rows, otherwise, nothing, frame)
            case n.When():
                pairs = [(self.condition(condition, scene), self.number(then, scene)) for condition, then in node.rows]
                return rules.when(pairs, self.number(node.otherwise, scene), frame)
            case n.Chosen():
                options = [(sql.TRUE, option.key, self.number(option.then, scene)) for option in node.options]
                return rules.choose(options, scene.choice(node.choice), node.without, frame)[0]
        raise CannotCompile(f"{type(node).__name__} is no number of the language")

    def _assigned(self, node: n.Assigned, scene: Scene) -> tuple[Ends, Sql]:
        key = ("assigned", node, scene.as_of, scene.after, scene.played)
        if key not in scene.frame.done:
            options = [
                (scene.has_member((one,)), one, self.number(node.of, _playing(scene, node.role, one)))
                for one in self.sheet.roles[node.role].one_of
            ]
            found = rules.choose(options, scene.choice(node.role), node.without, scene.frame)
            scene.frame.done[key] = found
        return scene.frame.done[key]  # type: ignore[return-value]

    def _each(self, node: n.Each, scene: Scene) -> Ends:
        missing = scene.not_known(node.over, node.of)
        value = each_group(node, scene, lambda inner: self.number(node.then, inner))
        if missing == sql.FALSE:
            return value
        reach = self.ranges.of(node.then, scene.around.inside(node)).with_zero()
        factor = min(NOT_KNOWN_GROUPS, most_groups(node)) if node.combine == "sum" else 1
        return selected([(missing, span(reach.low * factor, reach.high * factor))], value, scene.frame)

    def _each_year(self, node: n.EachYear, scene: Scene) -> Ends:
        """The rule once for each year, each with the days of its own written into it."""
        values, around = [], replace(scene.around, year=True)
        for before, last in node.stretches(scene.as_of):
            after = before if scene.after is None else max(before, scene.after)
            year = replace(scene, as_of=last, after=after, around=around)
            values.append(self.number(node.then, year).counted())
        if node.combine == "highest":
            return rules.highest(values, scene.frame)
        return rules.plus(values, scene.frame) if node.best is None else rules.best(values, node.best, scene.frame)

    def condition(self, node: Condition, scene: Scene) -> Answer:
        """Whether a condition surely and whether it perhaps holds, as columns."""
        still_open = self.roles.open_in(node) - {role for role, _ in scene.played}
        if still_open:
            return self._settled_condition(node, self.roles.outermost(still_open), scene)
        scene = self._narrowed(node, scene)
        key = (node, scene.as_of, scene.after, scene.played)
        if key not in scene.frame.done:
            surely, perhaps = self._condition(node, scene)
            bound = surely if sql.is_short(surely) else scene.frame.bind(surely)
            scene.frame.done[key] = (bound, bound if surely == perhaps else scene.frame.bind(perhaps))
        return scene.frame.done[key]  # type: ignore[return-value]

    def _settled_condition(self, node: Condition, role: str, scene: Scene) -> Answer:
        position = self.selection(role, scene)
        ways = [
            (sql.equal(position, sql.plain(i)), self.condition(node, _playing(scene, role, candidate)))
            for i, candidate in enumerate(self.sheet.roles[role].one_of)
        ]
        rest = self.condition(node, _playing(scene, role, None))
        surely = sql.case([(at, answer[0]) for at, answer in ways], rest[0])
        perhaps = sql.case([(at, answer[1]) for at, answer in ways], rest[1])
        return scene.frame.bind(surely), scene.frame.bind(perhaps)

    def _condition(self, node: Condition, scene: Scene) -> Answer:
        match node:
            case Named(name=name):
                return self.condition(self.sheet.conditions[name], scene)
            case Ruled(of=of, instead=instead, decision=decision):
                return self.condition(of if decision.is_in_force(scene.setting.known_at) else instead, scene)
            case Not(of=of):
                surely, perhaps = self.condition(of, scene)
                return sql.negated(perhaps), sql.negated(surely)
            case All(parts=parts):
                answers = [self.condition(part, scene) for part in parts]
                return sql.both(one for one, _ in answers), sql.both(other for _, other in answers)
            case AnyOf(parts=parts):
                answers = [self.condition(part, scene) for part in parts]
                return sql.either(one for one, _ in answers), sql.either(other for _, other in answers)
            case Compare(of=of, bounds=bounds):
                value = self.number(of, scene).bind(scene.frame)
                meets = sql.meets(value.low, value.top, bounds, value.denominator)
                answer = sql.surely(meets) if value.nullable else meets
                perhaps = value.is_something if meets == sql.TRUE else answer
                if value.high is None and value.maybe == sql.FALSE:
                    return perhaps, perhaps
                inside = [sql.within(end, bounds, value.denominator) for end in (value.low, value.top)]
                surely = sql.surely(sql.both([value.is_something, *inside, sql.negated(value.maybe)]))
                return surely, perhaps
        raise CannotCompile(f"{type(node).__name__} is no condition of the language")


def _playing(scene: Scene, role: str, candidate: str | None) -> Scene:
    others = tuple(pair for pair in scene.played if pair[0] != role)
    return replace(scene, played=(*others, (role, candidate)))


def _kind(node: n.Number) -> str:
    return type(node).__name__.lower()


def _moved_day(node: n.AsOf, as_of: date) -> date:
    day = node.day or add_months(as_of, node.shift_months)
    if node.month_day is not None:
        begins = date(day.year, node.month_day[0], 1)
        return min(begins + timedelta(days=node.month_day[1] - 1), add_months(begins, 1) - timedelta(days=1))
    if node.snap == "first":
        return day.replace(day=1)
    if node.snap == "last":
        return date.fromordinal(add_months(day.replace(day=1), 1).toordinal() - 1)
    return day
