"""The kind of a number that has been read, seen through the names that it refers to."""

from __future__ import annotations

from fractions import Fraction

from xinju.engines.scoring.language import numbers as n
from xinju.packs.sheet_parts.context import SheetReading
from xinju.packs.sheet_parts.kinds import PLAIN, Kind, Unlike, children, column_kind, difference, joined
from xinju.packs.yaml_reader import Node


def kind_of(reading: SheetReading, number: n.Number, node: Node) -> Kind:
    """Its kind; a mixture of unlike things is refused at the node."""
    try:
        return _kind(reading, number)
    except Unlike as error:
        reading.refuse(node, "unlike", first=error.first.word, second=error.second.word)


def _kind(reading: SheetReading, number: n.Number) -> Kind:
    match number:
        case n.Ref(name):
            return _kind_of_name(reading, name)
        case n.Tally(op="highest" | "lowest" | "latest", column=str(key), source=source):
            column = reading.here_or(source.record).column(key)
            return column_kind(column.kind, column.levels) or PLAIN
        case n.Minus(first, second):
            return difference(_kind(reading, first), _kind(reading, second))
        case n.Const() | n.Open() | n.Dated() | n.Quotient() | n.Duration() | n.Tally() | n.Elapsed() | n.Rate():
            return PLAIN
        case n.Each() | n.EachYear():  # its points were found plain where it was read
            return PLAIN
        case n.When(rows=rows, otherwise=otherwise):
            kinds = [_kind(reading, then) for _, then in rows]
            zero = otherwise == n.Const(Fraction(0))
            return joined(kinds if zero else [*kinds, _kind(reading, otherwise)])
    return joined([_kind(reading, child) for child in children(number)])


def _kind_of_name(reading: SheetReading, name: str) -> Kind:
    """Items and groups are points; a measure is what it is, and one that leads back to itself is told elsewhere."""
    if name not in reading.kinds:
        measure = reading.measure(name)
        if measure is None:
            return PLAIN
        reading.kinds[name] = PLAIN
        reading.kinds[name] = _kind(reading, measure)
    return reading.kinds[name]


def need_plain(reading: SheetReading, number: n.Number, node: Node) -> n.Number:
    """The number itself, once it is sure that it is no day and no level."""
    kind = kind_of(reading, number, node)
    if not kind.is_plain:
        reading.refuse(node, "not_points", kind=kind.word, value=node.shown)
    return number


def need_date(reading: SheetReading, number: n.Number, node: Node) -> n.Number:
    kind = kind_of(reading, number, node)
    if kind.word != "date":
        reading.refuse(node, "not_a_date", kind=kind.word, value=node.shown)
    return number
