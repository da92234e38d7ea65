"""Conditions: a name, a comparison, `has`, and `all`, `any`, `not` over others."""

from __future__ import annotations

from fractions import Fraction

from xinju.engines.scoring.language.numbers import All, AnyOf, Compare, Condition, Named, Not, Tally
from xinju.engines.scoring.language.sources import Bounds
from xinju.packs.problems import listed, nearest
from xinju.packs.sheet_parts.context import SheetReading
from xinju.packs.sheet_parts.kind_of import kind_of
from xinju.packs.sheet_parts.periods import ENDS, SOURCE_KEYS, bounds_of, read_source, read_window, scalar
from xinju.packs.yaml_reader import Node

_KEYS = ("measure", "points", "is", *ENDS, "all", "any", "not", "has")


def read_condition(reading: SheetReading, node: Node) -> Condition:
    """One condition."""
    if isinstance(node.content, str):
        return _named(reading, node)
    entries = reading.mapping(node, _KEYS)
    heads = [key for key in ("measure", "points", "all", "any", "not", "has") if key in entries]
    if len(heads) != 1:
        reading.refuse(node, "one_operation", value=node.shown, expected=listed(_KEYS), nearest="")
    head = entries[heads[0]]
    match heads[0]:
        case "all":
            return All(tuple(reading.condition(part) for part in reading.parts(head)))
        case "any":
            return AnyOf(tuple(reading.condition(part) for part in reading.parts(head)))
        case "not":
            return Not(reading.condition(head))
        case "has":
            return _has(reading, head)
    return _compare(reading, node, head, entries)


def _named(reading: SheetReading, node: Node) -> Named:
    name = reading.text(node)
    if name not in reading.condition_names:
        right = reading.condition_names
        reading.refuse(node, "unknown_name", value=name, expected=listed(sorted(right)), nearest=nearest(name, right))
    return Named(name)


def _has(reading: SheetReading, node: Node) -> Condition:
    """At least one such record."""
    entries = reading.mapping(node, (*SOURCE_KEYS, "window"), ("from",))
    record = reading.record(entries["from"])
    of = reading.of(entries) if record.about == "person" else ()
    count = Tally("count", read_source(reading, node, entries), None, of, read_window(reading, entries, record))
    return Compare(count, Bounds(at_least=Fraction(1)))


def _compare(reading: SheetReading, node: Node, head: Node, entries: dict[str, Node]) -> Condition:
    number = reading.amount(head)
    kind = kind_of(reading, number, head)
    if "is" in entries:
        values = sorted({scalar(reading, part, kind.word, kind.levels) for part in reading.one_or_more(entries["is"])})
        found = tuple(Compare(number, Bounds(at_least=low, up_to=high)) for low, high in _runs(values, kind.word))
        return found[0] if len(found) == 1 else AnyOf(found)
    return Compare(number, bounds_of(reading, node, entries, kind.word, kind.levels))


def _runs(values: list[Fraction], word: str) -> list[tuple[Fraction, Fraction]]:
    """Neighbouring levels as one stretch; other values each for itself."""
    runs: list[tuple[Fraction, Fraction]] = []
    for value in values:
        if word == "level" and runs and runs[-1][1] + 1 == value:
            runs[-1] = (runs[-1][0], value)
        else:
            runs.append((value, value))
    return runs
