"""Numbers: a figure, a name, or one operation with what limits it (`cap`, `floor`, `void_unless`, `round`, `as_of`) beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from xinju.engines.scoring.language import numbers as n
from xinju.packs.problems import listed, nearest
from xinju.packs.reading import NUMBER as _NUMBER
from xinju.packs.reading import exact
from xinju.packs.sheet_parts import measures, rules
from xinju.packs.sheet_parts.context import SheetReading
from xinju.packs.sheet_parts.kind_of import kind_of, need_plain
from xinju.packs.yaml_reader import Node

MODIFIERS = ("cap", "floor", "void_unless", "round", "as_of")
OPERATIONS: Mapping[str, Callable[[SheetReading, Node], n.Number]] = {
    "rate": rules.rate,
    "bracket": rules.bracket,
    "levels": rules.levels,
    "flag": rules.flag,
    "each": rules.each,
    "open": rules.open_number,
    "chosen": rules.chosen,
    "assigned": rules.assigned,
    "elapsed": measures.elapsed,
    "dated": measures.dated,
    "sum": lambda reading, node: n.Plus(parts(reading, node)),  # `best` beside it is read with it
    "plus": lambda reading, node: n.Plus(parts(reading, node)),
    "times": lambda reading, node: n.Times(parts(reading, node)),
    "least": lambda reading, node: n.Least(like_parts(reading, node)),
    "highest": lambda reading, node: n.Highest(like_parts(reading, node)),
    "minus": lambda reading, node: minus(reading, node),
    "number": lambda reading, node: reading.amount(node),
}


def read_number(reading: SheetReading, node: Node) -> n.Number:
    """One number, wherever a number may stand."""
    if isinstance(node.content, str):
        return _scalar(reading, node)
    return read_operation(reading, node, reading.mapping(node))


def _scalar(reading: SheetReading, node: Node) -> n.Number:
    text = reading.text(node)
    value = None if node.quoted and "/" not in text and "%" not in text else exact(text)
    if value is not None:
        return n.Const(value)
    right = reading.names_of_numbers()
    if text not in right and _NUMBER.fullmatch(text):
        reading.number(node)
    if text not in right:
        reading.refuse(node, "unknown_number", value=text, expected=listed(right, 40), nearest=nearest(text, right))
    return n.Ref(text)


def read_operation(reading: SheetReading, node: Node, entries: Mapping[str, Node]) -> n.Number:
    """The one operation among these entries, limited by what stands beside it."""
    if "from" in entries or "periods" in entries:
        return _limited(reading, node, entries, measures.measure(reading, node, _without(entries, MODIFIERS)))
    found: n.Number | None
    if "when" in entries:
        heads = ["when", *(key for key in entries if key in OPERATIONS)]
        found = rules.when(reading, entries) if len(heads) == 1 else None
    elif "round" in entries and "of" in reading.entries(entries["round"]):
        return rules.rounded(reading, entries["round"])
    elif "divide" in entries:
        return _divided(reading, node, entries)
    else:
        heads = [key for key in entries if key in OPERATIONS]
        found = OPERATIONS[heads[0]](reading, entries[heads[0]]) if len(heads) == 1 else None
    if found is None:
        reading.refuse(node, "one_operation", value=node.shown, **_expected(entries, heads))
    beside = {"when": "otherwise", "sum": "best"}.get(heads[0], "")
    if beside == "best" and beside in entries and isinstance(found, n.Plus):
        found = n.Plus(found.parts, reading.whole_within(entries["best"], 1, len(found.parts)))
    wrong = [key for key in entries if key not in (*heads, *MODIFIERS, beside)]
    for key in wrong:
        right = [*OPERATIONS, *MODIFIERS]
        reading.note(entries[key], "unknown_key", value=key, expected=listed(right, 40), nearest=nearest(key, right))
    return _limited(reading, node, entries, found)


def _divided(reading: SheetReading, node: Node, entries: Mapping[str, Node]) -> n.Number:
    """`divide: [area, heads], round: {to: 0.01}`: a quotient is exact only to a step, so the step must be said."""
    reading.mapping(node, (*entries, "divide"), ("round",))
    allowed = ("divide", *MODIFIERS)
    for key in (key for key in entries if key not in allowed):
        reading.note(entries[key], "unknown_key", value=key, expected=listed(allowed), nearest=nearest(key, allowed))
    two = parts(reading, entries["divide"])
    if len(two) != 2:
        reading.refuse(entries["divide"], "two_parts", value=str(len(two)))
    found = n.Quotient(*two, *rules.step_and_mode(reading, entries["round"]))
    return _limited(reading, node, _without(entries, ("round",)), found)


def _expected(entries: Mapping[str, Node], heads: list[str]) -> dict[str, str]:
    right = ["from", "periods", "when", "divide", *OPERATIONS]
    wrong = next((key for key in entries if key not in heads), "")
    return {"expected": listed(right, 40), "nearest": nearest(wrong, right) if not heads else ""}


def _without(entries: Mapping[str, Node], keys: tuple[str, ...]) -> dict[str, Node]:
    return {key: node for key, node in entries.items() if key not in keys}


def _limited(reading: SheetReading, node: Node, entries: Mapping[str, Node], number: n.Number) -> n.Number:
    """Rounded, then held between floor and cap or void, then all of it measured on another day."""
    if "round" in entries:
        step, mode = rules.step_and_mode(reading, entries["round"])
        number = n.Rounded(need_plain(reading, number, node), step, mode)
    if {"cap", "floor", "void_unless"} & set(entries):
        number = n.Limited(
            need_plain(reading, number, node),
            cap=_figure(reading, entries, "cap"),
            floor=_figure(reading, entries, "floor"),
            void_unless=reading.condition(entries["void_unless"]) if "void_unless" in entries else None,
        )
        if number.cap is not None and number.floor is not None and number.cap < number.floor:
            reading.refuse(entries["cap"], "cap_below_floor", cap=str(number.cap), floor=str(number.floor))
    return _as_of(reading, entries["as_of"], number) if "as_of" in entries else number


def _figure(reading: SheetReading, entries: Mapping[str, Node], key: str) -> Fraction | None:
    return reading.number(entries[key]) if key in entries else None


def _as_of(reading: SheetReading, node: Node, number: n.Number) -> n.AsOf:
    if isinstance(node.content, str):
        return n.AsOf(number, reading.day(node))
    entries = reading.mapping(node, ("shift", "snap", "to"))
    if "snap" in entries and "to" in entries:
        reading.refuse(node, "one_operation", value=node.shown, expected="snap, to", nearest="")
    shift = reading.mapping(entries["shift"], ("months", "years")) if "shift" in entries else {}
    limits = {"years": 200, "months": 2_400}
    months = sum(
        reading.whole_within(part, -limits[key], limits[key]) * (12 if key == "years" else 1)
        for key, part in shift.items()
    )
    snap = reading.one_of(entries["snap"], ("none", "first", "last")) if "snap" in entries else "none"
    month_day = reading.month_day(entries["to"]) if "to" in entries else None
    return n.AsOf(number, shift_months=months, snap=snap, month_day=month_day)  # type: ignore[arg-type]


def parts(reading: SheetReading, node: Node) -> tuple[n.Number, ...]:
    """Numbers of which points can be made."""
    return tuple(need_plain(reading, reading.amount(part), part) for part in _some(reading, node))


def like_parts(reading: SheetReading, node: Node) -> tuple[n.Number, ...]:
    """Numbers of one kind."""
    found = tuple(reading.amount(part) for part in _some(reading, node))
    kind_of(reading, n.Highest(found), node)
    return found


def minus(reading: SheetReading, node: Node) -> n.Minus:
    both = _some(reading, node)
    if len(both) != 2:
        reading.refuse(node, "two_parts", value=str(len(both)))
    number = n.Minus(reading.amount(both[0]), reading.amount(both[1]))
    kind_of(reading, number, node)
    return number


def _some(reading: SheetReading, node: Node) -> tuple[Node, ...]:
    found = reading.parts(node)
    if not found:
        reading.refuse(node, "empty_list")
    return found
