"""`from`, `where`, `window`, and sets of periods: which records and which stretches of time count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from xinju.engines.scoring.language.numbers import Dated
from xinju.engines.scoring.language.sources import (
    FIRST_DAY,
    HERE,
    OWN_DAYS,
    PERSON,
    Bounds,
    Column,
    Intersect,
    Lasting,
    Length,
    Periods,
    RecordType,
    Source,
    Subtract,
    Test,
    Union,
    Window,
    day_number,
)
from xinju.engines.scoring.language.tree import sources
from xinju.packs.problems import listed, nearest
from xinju.packs.sheet_parts.context import SheetReading
from xinju.packs.yaml_reader import Node

SOURCE_KEYS = ("from", "of", "where", "current", "lasting", "during")
ENDS = ("at_least", "over", "up_to", "under")
_LONGEST = {"years": 200, "months": 2_400, "days": 73_000}
_SETS = ("union", "intersect", "subtract")


def read_periods(reading: SheetReading, node: Node) -> Periods:
    """A named set, one source, or a set operation over several."""
    if isinstance(node.content, str):
        return _named(reading, node)
    entries = reading.mapping(node, (*SOURCE_KEYS, *_SETS))
    if "from" in entries:
        source = read_source(reading, node, entries, of=explicit_of(reading, entries))
        if reading.record(entries["from"]).shape in ("event", "state") and source.lasting is None:
            reading.refuse(node, "no_periods", value=source.record)
        return source
    chosen = [key for key in _SETS if key in entries]
    if len(chosen) != 1:
        reading.refuse(node, "one_operation", value=node.shown, expected=listed(["from", *_SETS]), nearest="")
    parts = tuple(reading.periods(part) for part in reading.parts(entries[chosen[0]]))
    if not parts:
        reading.refuse(entries[chosen[0]], "empty_list")
    if chosen[0] == "union":
        return Union(parts)
    return Intersect(parts) if chosen[0] == "intersect" else Subtract(parts[0], parts[1:])


def _named(reading: SheetReading, node: Node) -> Periods:
    name = reading.text(node)
    nodes = reading.period_nodes
    if name == HERE:
        reading.record(node)
        return Source(HERE)
    if name in nodes:
        if reading.is_open(f"periods.{name}"):
            reading.refuse(node, "circle", value=name)
        with reading.opened(f"periods.{name}"):
            return reading.periods(nodes[name])
    if name in reading.records:
        reading.refuse(node, "record_not_periods", value=name)
    reading.refuse(node, "unknown_name", value=name, expected=listed(nodes), nearest=nearest(name, nodes))


def explicit_of(reading: SheetReading, entries: Mapping[str, Node]) -> tuple[str, ...]:
    """Roles only where the source itself names them: otherwise those of the measure around it hold."""
    return reading.of(entries) if "of" in entries else ()


def read_source(reading: SheetReading, node: Node, entries: Mapping[str, Node], of: tuple[str, ...] = ()) -> Source:
    """The records under `from`, with their tests. A name under `periods:` that is a plain source may stand there too."""
    record = reading.record(entries["from"])
    current = reading.flag(entries["current"]) if "current" in entries else False
    if current and record.shape != "period":
        reading.refuse(entries["current"], "current_needs_period", value=record.key)
    lasting = _lasting(reading, entries.get("lasting"), record)
    where = read_where(reading, entries.get("where"), record)
    during = _during(reading, entries["during"], record) if "during" in entries else None
    return Source(reading.text(entries["from"]), of, where, current, lasting, during)


def _during(reading: SheetReading, node: Node, record: RecordType) -> Periods:
    """The periods in which a record's own day must lie: of its own person, where they do not say whose."""
    if record.shape == "state":
        reading.refuse(node, "state_has_no_day", value=record.key)
    periods = reading.periods(node)
    for leaf in sources(periods):
        kind = reading.here_or(leaf.record)
        if kind.shape == "state":
            reading.refuse(node, "no_periods", value=kind.key)
        if record.about == "application" and kind.about == "person" and not leaf.of and leaf.record != HERE:
            reading.refuse(node, "whose")
    return periods


def _lasting(reading: SheetReading, node: Node | None, record: RecordType) -> Lasting | None:
    if node is None:
        return None
    if record.shape not in ("event", "month"):
        reading.refuse(node, "lasting_needs_event", value=record.key)
    length = read_length(reading, node)
    return Lasting(length.in_months, length.days)


def read_where(reading: SheetReading, node: Node | None, record: RecordType) -> tuple[Test, ...]:
    """Tests that all must hold: column → wanted."""
    tests: list[Test] = []
    for key, wanted in reading.entries(node).items():
        with reading.attempt():
            column = reading.column(record, key, wanted)
            if key == PERSON and PERSON not in record.columns:
                reading.refuse(wanted, "person_not_tested")
            tests.extend(_tests(reading, record, column, wanted))
    return tuple(tests)


def _tests(reading: SheetReading, record: RecordType, column: Column, node: Node) -> list[Test]:
    """What one column must be: a value, or several things at once (`{within: city, not: {within: core}}`)."""
    if not isinstance(node.content, dict):
        return [_test(reading, record, column, node)]
    entries = reading.mapping(node, (*ENDS, "within", "not"))
    ends = {key: part for key, part in entries.items() if key in ENDS}
    kinds = [
        part for part in ({"within": entries.get("within")}, {"not": entries.get("not")}, ends) if any(part.values())
    ]
    wanted = [Node(node.file, node.line, node.path, part) for part in kinds] or [node]  # type: ignore[arg-type]
    return [_test(reading, record, column, part) for part in wanted]


def _test(reading: SheetReading, record: RecordType, column: Column, node: Node, negate: bool = False) -> Test:
    if isinstance(node.content, dict):
        entries = reading.mapping(node, (*ENDS, "within", "not"))
        if "not" in entries:
            if len(entries) > 1:  # under a `not`, two things at once would leave open which of them is meant
                reading.refuse(node, "one_operation", value=node.shown, expected="within, not, at_least …", nearest="")
            return _test(reading, record, column, entries["not"], not negate)
        if "within" in entries:
            if column.kind != "division" or len(entries) > 1:
                reading.refuse(node, "within_needs_division", value=column.key)
            return Test(column.key, within=reading.place(entries["within"]), negate=negate)
        if column.kind in ("text", "division", "flag"):
            reading.refuse(node, "bounds_need_order", value=column.key)
        if any(isinstance(part.content, dict) for part in entries.values()):
            dated, figures = _dated_bounds(reading, record, column, node, entries)
            return Test(column.key, negate=negate, dated=dated, figures=figures)
        return Test(column.key, bounds=bounds_of(reading, node, entries, column.kind, column.levels), negate=negate)
    parts = reading.one_or_more(node)
    if column.kind in ("number", "date"):
        if len(parts) != 1:
            reading.refuse(node, "bounds_expected", value=column.key)
        value = scalar(reading, parts[0], column.kind, column.levels)
        return Test(column.key, bounds=Bounds(at_least=value, up_to=value), negate=negate)
    if column.kind == "division":
        return Test(column.key, one_of=tuple(code for part in parts for code in reading.place(part)), negate=negate)
    return Test(column.key, one_of=tuple(_wanted(reading, column, part) for part in parts), negate=negate)


def _dated_bounds(
    reading: SheetReading, record: RecordType, column: Column, node: Node, entries: Mapping[str, Node]
) -> tuple[tuple[tuple[date, Bounds], ...], tuple[str, ...]]:
    """`{at_least: {times: 2, of: average_wage}}`: ends that follow a dated figure, as it stood on the record's own day."""
    if column.kind != "number" or not OWN_DAYS[record.shape]:
        reading.refuse(node, "dated_needs_day", value=column.key, record=record.key)
    ends = {key: _dated_end(reading, part) for key, part in entries.items()}
    days = sorted({first for end in ends.values() for first, _ in end.steps if first != FIRST_DAY})
    begins = max(end.steps[0][0] for end in ends.values())
    found = []
    for first in (day for day in days if day >= begins):
        fixed = {key: Node(node.file, node.line, node.path, str(end.on(first))) for key, end in ends.items()}
        found.append((first, bounds_of(reading, node, fixed, "number")))
    named = (reading.text(part.content["of"]) for part in entries.values() if isinstance(part.content, dict))
    return tuple(found), tuple(dict.fromkeys(named))


def _dated_end(reading: SheetReading, node: Node) -> Dated:
    """A figure of the sheet times a factor, or a plain number that holds on every day."""
    if not isinstance(node.content, dict):
        return Dated(((FIRST_DAY, reading.number(node)),))
    entries = reading.mapping(node, ("times", "of"), ("of",))
    figure = reading.measure(reading.text(entries["of"]))
    if not isinstance(figure, Dated):
        right = [key for key in reading.measure_nodes if isinstance(reading.measure(key), Dated)]
        reading.refuse(entries["of"], "not_a_dated_figure", value=entries["of"].shown, expected=listed(right))
    times = reading.number(entries["times"]) if "times" in entries else Fraction(1)
    return Dated(tuple((first, times * value) for first, value in figure.steps))


def _wanted(reading: SheetReading, column: Column, node: Node) -> int | str:
    if column.kind == "level":
        return reading.level(column.levels, node)
    return int(reading.flag(node)) if column.kind == "flag" else reading.text(node)


def scalar(reading: SheetReading, node: Node, kind: str, levels: tuple[str, ...]) -> Fraction:
    """A number, or a day or level as the number that stands for it in a span."""
    if kind == "level":
        return Fraction(reading.level(levels, node))
    if kind == "date":
        return Fraction(day_number(reading.day(node)))
    if kind == "flag":
        return Fraction(int(reading.flag(node)))
    return reading.number(node)


def bounds_of(
    reading: SheetReading, node: Node, entries: Mapping[str, Node], kind: str, levels: tuple[str, ...] = ()
) -> Bounds:
    """Named ends. On levels, ends lie between ranks (`up_to: college` reaches up to just under the next level)."""
    ends = {key: scalar(reading, entries[key], kind, levels) for key in ENDS if key in entries}
    if not ends:
        reading.refuse(node, "bounds_expected", value=node.shown)
    if kind == "level":
        ends = dict(_between_ranks(key, value) for key, value in ends.items())
    try:
        found = Bounds(**ends)
    except (ValueError, TypeError):
        reading.refuse(node, "two_ends", value=listed(ends))
    if found.low is not None and found.high is not None and (found.low > found.high):
        reading.refuse(node, "ends_crossed", value=node.shown)
    return found


def _between_ranks(key: str, rank: Fraction) -> tuple[str, Fraction]:
    """Ranks are whole, so an end past one is an end at the next: then neighbouring rows leave no gap between them."""
    return {"over": ("at_least", rank + 1), "up_to": ("under", rank + 1)}.get(key, (key, rank))


def read_length(reading: SheetReading, node: Node) -> Length:
    """`{years: 1, months: 2, days: 3}`."""
    entries = reading.mapping(node, ("years", "months", "days"))
    if not entries:
        reading.refuse(node, "missing_key", value="years, months, days")
    return Length(**{key: reading.whole_within(part, 0, _LONGEST[key]) for key, part in entries.items()})


def read_window(reading: SheetReading, entries: Mapping[str, Node], record: RecordType | None = None) -> Window:
    """`window:` beside a measure: last or before_last a length, since or until a day."""
    if "window" not in entries:
        return Window()
    node = entries["window"]
    if record is not None and record.shape == "state":
        reading.refuse(node, "state_has_no_day", value=record.key)
    parts = reading.mapping(node, ("last", "before_last", "since", "until"))
    if not parts:
        reading.refuse(node, "missing_key", value="last, before_last, since, until")
    if "since" in parts and "until" in parts and reading.day(parts["until"]) < reading.day(parts["since"]):
        reading.refuse(node, "ends_crossed", value=f"{parts['since'].shown}, {parts['until'].shown}")
    return Window(
        last=read_length(reading, parts["last"]) if "last" in parts else None,
        before_last=read_length(reading, parts["before_last"]) if "before_last" in parts else None,
        since=reading.day(parts["since"]) if "since" in parts else None,
        until=reading.day(parts["until"]) if "until" in parts else None,
    )
