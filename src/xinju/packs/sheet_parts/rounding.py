"""`rounding: unknown`: which points the text leaves unrounded, and in which ways they are then tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.rounding import WAYS, Rounding
from xinju.engines.scoring.language.sheets import Group, Item
from xinju.packs.sheet_parts.context import SheetReading
from xinju.packs.yaml_reader import Node

UNKNOWN = "unknown"


def read_rounding(
    reading: SheetReading, node: Node | None, own: Mapping[str, Item | Group], included: Sequence[Rounding | None]
) -> Rounding | None:
    """What the sheet says of itself and what the sheets that it includes say of their items; None where all is told."""
    brought = [one for one in included if one is not None and one.decided is None]  # decided there: rounded there
    names = tuple(name for one in brought for name in one.names)
    ways = tuple(dict.fromkeys(way for one in brought for way in one.ways))
    if node is not None:
        with reading.attempt():
            ways = _ways(reading, node)
            names += tuple(key for key, part in own.items() if not _is_told(part.number))
    return Rounding(names, ways) if names else None


def _ways(reading: SheetReading, node: Node) -> tuple[str, ...]:
    """`unknown`: every usual way; `{one_of: [hundredth_item, hundredth_total]}`: the text tells half of it."""
    if isinstance(node.content, str):
        reading.one_of(node, (UNKNOWN,))
        return tuple(WAYS)
    listed = reading.mapping(node, ("one_of",), ("one_of",))["one_of"]
    ways = tuple(dict.fromkeys(reading.one_of(part, WAYS) for part in reading.parts(listed)))
    if len(ways) < 2:
        reading.refuse(listed, "two_ways", value=listed.shown)
    return ways


def _is_told(number: n.Number) -> bool:
    """Whether the rule itself says how it is rounded, under its cap, day or assignment."""
    match number:
        case n.Rounded() | n.Quotient():
            return True
        case n.Rate(unit_step=step):
            return step is not None
        case n.Limited(of=of) | n.AsOf(of=of) | n.Assigned(of=of):
            return _is_told(of)
    return False
