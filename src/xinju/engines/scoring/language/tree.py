"""The numbers and conditions directly below a node: for everything that walks a sheet."""

from __future__ import annotations

from collections.abc import Iterator

from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.conditions import All, AnyOf, Compare, Condition, Named, Not


def below(node: n.Number) -> Iterator[n.Number]:
    """Numbers directly below a number, those inside its conditions included; names are not followed."""
    match node:
        case n.Plus(parts) | n.Times(parts) | n.Least(parts) | n.Highest(parts):
            yield from parts
        case n.Minus(first, second):
            yield from (first, second)
        case (
            n.Elapsed(since=of) | n.Rounded(of=of) | n.Rate(of=of) | n.Assigned(of=of) | n.AsOf(of=of) | n.Each(then=of)
        ):
            yield of
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
        case Named():
            return
