"""Members of a highest-of group and options that can never be the better one, whatever the facts are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from xinju.engines.scoring.check.finding import Finding
from xinju.engines.scoring.check.places import Site, Survey
from xinju.engines.scoring.facts import Application
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.range_arithmetic import Range
from xinju.engines.scoring.reference.arithmetic import Reckoner
from xinju.engines.scoring.reference.records import Scene
from xinju.engines.scoring.spans import Value, known
from xinju.engines.scoring.statement import Step

MOST_VALUES = 4_000
ANY_DAY = date(2000, 1, 1)
NOBODY = Application("", {})


def check_winners(survey: Survey) -> Iterator[Finding]:
    """One finding for each part of a `highest` or `chosen` that never gives the result."""
    for site in survey.sites:
        if isinstance(site.node, n.Highest):
            yield from _losers(
                survey, site, [(_name(survey, part, i), part) for i, part in enumerate(site.node.parts, 1)]
            )
        if isinstance(site.node, n.Chosen):
            yield from _losers(survey, site, [(option.key, option.then) for option in site.node.options])


def _name(survey: Survey, number: n.Number, position: int) -> str:
    return survey.name(number) or f"#{position}"


def _losers(survey: Survey, site: Site, members: Sequence[tuple[str, n.Number]]) -> Iterator[Finding]:
    ranges = [survey.range(site, number) for _, number in members]
    for index, (name, number) in enumerate(members):
        if isinstance(number, n.Const):  # a plain number in a highest-of is a floor, meant to lose
            continue
        for other, (better, winner) in enumerate(members):
            if other != index and _never_better(
                survey, site, (number, winner), (ranges[index], ranges[other]), index < other
            ):
                ends = {"highest": ranges[index].high, "lowest": ranges[other].low}
                yield site.place.finding("never_wins", name, (), member=name, better=better, **ends)
                break


def _never_better(
    survey: Survey, site: Site, pair: tuple[n.Number, n.Number], ranges: tuple[Range, Range], comes_first: bool
) -> bool:
    """Whether the first never exceeds the second. Of two that are always equal the later one is the idle one."""
    one, two = ranges
    if not two.may_be_nothing and one.high <= two.low:
        return one.high < two.low or not comes_first
    values = _by_one_measure(survey, site, pair)
    if values is None or any(_exceeds(a, b) for a, b in values):
        return False
    return not comes_first or any(a != b for a, b in values)


def _exceeds(a: Value, b: Value) -> bool:
    if a is None:
        return False
    return b is None or a.high > b.low and not (a.is_known and a == b)


def _by_one_measure(survey: Survey, site: Site, pair: tuple[n.Number, n.Number]) -> list[tuple[Value, Value]] | None:
    """Both numbers for every value of the one measure that they depend on; None if there is not one, or too many values."""
    leaves: set[n.Number] = set()
    if (
        site.around.record is not None
        or not all(_collect(survey, number, leaves, set()) for number in pair)
        or len(leaves) != 1
    ):
        return None
    leaf = leaves.pop()
    values = survey.range(site, leaf)
    step = Fraction(1, values.denominator)
    count = (values.high - values.low) / step
    if count > MOST_VALUES:
        return None
    found: list[Value] = [known(values.low + step * index) for index in range(int(count) + 1)]
    scene = Scene(survey.sheet, NOBODY, ANY_DAY, ANY_DAY)
    probes = [Probe(leaf=leaf, value=value) for value in [*found, *([None] if values.may_be_nothing else [])]]
    return [(probe.number(pair[0], scene).value, probe.number(pair[1], scene).value) for probe in probes]


def _collect(survey: Survey, number: n.Number, leaves: set[n.Number], seen: set[str]) -> bool:
    """Gathers the measures that a number is made of; False if it depends on more than plain measures."""
    match number:
        case n.Ref(name):
            if name in seen:
                return True
            seen.add(name)
            return _collect(survey, survey.sheet.number(name), leaves, seen)
        case n.Duration() | n.Tally():
            leaves.add(number)
            return True
        case n.Elapsed() | n.Each() | n.EachYear() | n.Assigned() | n.Chosen() | n.AsOf() | n.Open() | n.Dated():
            return False
    return all(_collect(survey, part, leaves, seen) for part in survey.parts(number))


@dataclass(frozen=True)
class Probe(Reckoner):
    """The plain evaluator with one measure held at a value."""

    leaf: n.Number = n.Const(Fraction(0))
    value: Value = field(default=None)

    def number(self, node: n.Number, scene: Scene) -> Step:
        """As the evaluator, but for the measure that is held."""
        return Step("const", self.value) if node == self.leaf else super().number(node, scene)
