"""What lies below a node, and which assigned roles a named number needs: for everything that walks a sheet."""

from __future__ import annotations

from collections.abc import Iterator

from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.numbers import All, AnyOf, Compare, Condition, Named, Not, Ruled
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import Intersect, Periods, Source, Subtract, Union


def below(node: n.Number) -> Iterator[n.Number]:
    """Numbers directly below a number, those inside its conditions included; names are not followed."""
    match node:
        case n.Plus(parts) | n.Times(parts) | n.Least(parts) | n.Highest(parts):
            yield from parts
        case n.Minus(first, second) | n.Quotient(first, second) | n.Decided(of=first, instead=second):
            yield from (first, second)
        case (
            n.Rounded(of=of) | n.Rate(of=of) | n.Assigned(of=of) | n.AsOf(of=of) | n.Each(then=of) | n.EachYear(then=of)
        ):
            yield of
        case n.Elapsed(since=since, until=until):
            yield since
            if until is not None:
                yield until
        case n.Bracket():
            yield from (node.of, *(row.then for row in node.rows), node.nothing)
            if node.otherwise is not None:
                yield node.otherwise
        case n.When():
            for condition, then in node.rows:
                yield from compared(condition)
                yield then
            yield node.otherwise
        case n.Limited():
            yield node.of
            if node.void_unless is not None:
                yield from compared(node.void_unless)
        case n.Chosen():
            yield from (option.then for option in node.options)


def compared(condition: Condition) -> Iterator[n.Number]:
    """The numbers that a condition compares; named conditions are not followed."""
    match condition:
        case Compare(of=of):
            yield of
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from compared(part)
        case Not(of=part):
            yield from compared(part)
        case Ruled(of=part, instead=other):
            yield from compared(part)
            yield from compared(other)
        case Named():
            return


def conditions_of(node: n.Number) -> Iterator[Condition]:
    """The conditions that stand directly in a number."""
    if isinstance(node, n.When):
        yield from (condition for condition, _ in node.rows)
    elif isinstance(node, n.Limited) and node.void_unless is not None:
        yield node.void_unless


def names_in(condition: Condition) -> Iterator[str]:
    """The named conditions that a condition refers to."""
    match condition:
        case Named(name):
            yield name
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from names_in(part)
        case Not(of=part):
            yield from names_in(part)
        case Ruled(of=part, instead=other):
            yield from names_in(part)
            yield from names_in(other)


def sources(periods: Periods) -> Iterator[Source]:
    """The sources of a set of periods, in the sheet's order."""
    match periods:
        case Source():
            yield periods
        case Union(parts) | Intersect(parts):
            for part in parts:
                yield from sources(part)
        case Subtract(base, minus):
            for part in (base, *minus):
                yield from sources(part)


def sources_of(node: object) -> Iterator[Source]:
    """The sources that a single measure looks at, each before those of the periods during which its records must lie."""
    match node:
        case n.Duration(periods=periods):
            yield from _with_during(periods)
        case n.Tally(source=source) | n.Each(over=source):
            yield from _with_during(source)


def _with_during(periods: Periods) -> Iterator[Source]:
    for source in sources(periods):
        yield source
        if source.during is not None:
            yield from _with_during(source.during)


def roles_in(node: n.Number) -> frozenset[str]:
    """The roles whose records a single node looks at, without what lies below it."""
    of = node.of if isinstance(node, n.Duration | n.Tally | n.Each) else ()
    return frozenset(role for source in sources_of(node) for role in source.of or of)


def assigned_roles(sheet: Sheet) -> dict[str, frozenset[str]]:
    """For each measure, item and group, the `one_of` roles on whose players it depends; its own `Assigned` settle theirs."""
    found: dict[str, frozenset[str]] = {}

    def needed_by(role: str) -> frozenset[str]:
        declared = sheet.roles.get(role)
        if declared is None:
            return frozenset()
        if declared.one_of:
            return frozenset((role,))
        parts = declared.all_of or (declared.others_of or "",)
        return frozenset().union(*(needed_by(part) for part in parts))

    def of_name(name: str) -> frozenset[str]:
        if name not in found:
            found[name] = of_number(sheet.number(name))
        return found[name]

    def of_condition(condition: Condition) -> frozenset[str]:
        parts = [of_number(number) for number in compared(condition)]
        parts += [of_condition(sheet.conditions[name]) for name in names_in(condition)]
        return frozenset().union(*parts)

    def of_number(node: n.Number) -> frozenset[str]:
        own = [needed_by(role) for role in roles_in(node)]
        own += [of_condition(condition) for condition in conditions_of(node)]
        own += [of_number(part) for part in below(node)]
        if isinstance(node, n.Ref):
            own.append(of_name(node.name))
        needed = frozenset().union(*own)
        return needed - {node.role} if isinstance(node, n.Assigned) else needed

    for name in (*sheet.measures, *sheet.items, *sheet.groups):
        of_name(name)
    return found
