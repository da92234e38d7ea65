"""Measures: how long a set of periods is, one figure out of records, and what has elapsed since a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import get_args

from xinju.engines.scoring.language.numbers import Const, Dated, Duration, Elapsed, Number, Tally, Unit, Weight
from xinju.engines.scoring.language.sources import HERE, Periods, RecordType, Source, Subtract, Union, day_number
from xinju.packs.problems import listed
from xinju.packs.sheet_parts.context import SheetReading
from xinju.packs.sheet_parts.kind_of import need_date
from xinju.packs.sheet_parts.periods import (
    SOURCE_KEYS,
    read_length,
    read_periods,
    read_source,
    read_where,
    read_window,
)
from xinju.packs.yaml_reader import Node

_DURATION_KEYS = ("periods", "unit", "of", "window", "run", "gap", "first_day", "as_of_day", "leftover")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TALLIES = ("count", "sum", "highest", "lowest", "latest")


def measure(reading: SheetReading, node: Node, entries: Mapping[str, Node]) -> Number:
    """A length (`unit:` is there) or a figure out of records (`from:` with one of count, sum, highest, lowest, latest)."""
    if "unit" in entries or "periods" in entries:
        return _duration(reading, node)
    return _tally(reading, node)


def _duration(reading: SheetReading, node: Node) -> Duration:
    modifiers = ("cap", "floor", "void_unless", "round", "as_of")
    entries = reading.mapping(node, (*_DURATION_KEYS, *SOURCE_KEYS, *modifiers), ("unit",))
    if "periods" in entries:
        periods = read_periods(reading, entries["periods"])
    else:
        reading.record(entries["from"])
        periods = read_source(reading, node, entries)
    unit: Unit = reading.one_of(entries["unit"], get_args(Unit))  # type: ignore[assignment]
    records = _record_types(reading, periods)
    if unit == "monthly_records" and any(record.shape != "month" for record in records):
        reading.refuse(entries["unit"], "monthly_records_need_months", value=listed(record.key for record in records))
    if unit == "monthly_records" and not _is_plain(periods):
        reading.refuse(entries["unit"], "monthly_records_need_union")
    about_people = any(record.about == "person" for record in records)
    leftover, leftover_days = _leftover(reading, entries.get("leftover"))
    run = reading.one_of(entries["run"], ("all", "current", "longest")) if "run" in entries else "all"
    if "gap" in entries and run == "all":
        reading.refuse(entries["gap"], "gap_without_run")
    return Duration(
        periods=periods,
        unit=unit,
        of=_of(reading, node, entries, about_people and not _all_named(periods)),
        window=read_window(reading, entries),
        run=run,  # type: ignore[arg-type]
        gap=read_length(reading, entries["gap"]) if "gap" in entries else None,
        first_day=reading.flag(entries["first_day"]) if "first_day" in entries else False,
        as_of_day=reading.flag(entries["as_of_day"]) if "as_of_day" in entries else True,
        leftover=leftover,  # type: ignore[arg-type]
        leftover_days=leftover_days,
    )


def _of(reading: SheetReading, node: Node, entries: Mapping[str, Node], is_needed: bool) -> tuple[str, ...]:
    of = reading.of(entries)
    if is_needed and not of and not reading.is_inside_each:
        reading.refuse(node, "whose")
    return of


def _leaves(periods: Periods) -> list[Source]:
    if isinstance(periods, Source):
        return [periods]
    parts = (periods.base, *periods.minus) if isinstance(periods, Subtract) else periods.parts
    return [leaf for part in parts for leaf in _leaves(part)]


def _is_plain(periods: Periods) -> bool:
    """A source, or sources united: then a month is a month with a record, whichever it comes from."""
    return isinstance(periods, Source) or (isinstance(periods, Union) and all(map(_is_plain, periods.parts)))


def _all_named(periods: Periods) -> bool:
    return all(leaf.of for leaf in _leaves(periods))


def _record_types(reading: SheetReading, periods: Periods) -> list[RecordType]:
    return [reading.here_or(leaf.record) for leaf in _leaves(periods)]


def _leftover(reading: SheetReading, node: Node | None) -> tuple[str, int]:
    if node is None or node.content == "drop":
        return "drop", 30
    entries = reading.mapping(node, ("pool", "prorate"))
    if len(entries) != 1:
        reading.refuse(node, "one_operation", value=node.shown, expected="drop, pool, prorate", nearest="")
    [(word, days)] = entries.items()
    return word, reading.whole(days)


def _tally(reading: SheetReading, node: Node) -> Tally:
    modifiers = ("cap", "floor", "void_unless", "round", "as_of")
    entries = reading.mapping(node, (*SOURCE_KEYS, *_TALLIES, "window", "weights", *modifiers), ("from",))
    record = reading.record(entries["from"])
    ops = [op for op in _TALLIES if op in entries]
    if len(ops) != 1:
        reading.refuse(node, "one_operation", value=node.shown, expected=listed([*_TALLIES, "unit"]), nearest="")
    op = ops[0]
    wanted = reading.text(entries[op])
    column = None if op == "count" and wanted == "records" else reading.column(record, wanted, entries[op])
    if column is not None:
        _check_column(reading, op, column.kind, entries[op])
    if op == "latest" and record.shape == "state":
        reading.refuse(entries[op], "state_has_no_day", value=record.key)
    if "weights" in entries and (op not in ("count", "sum") or (op == "count" and column is not None)):
        reading.refuse(entries["weights"], "weights_need_sum", value=op)
    key = reading.text(entries["from"])
    return Tally(
        op=op,  # type: ignore[arg-type]
        source=read_source(reading, node, entries),
        column=column.key if column else None,
        of=() if key == HERE and "of" not in entries else _of(reading, node, entries, record.about == "person"),
        window=read_window(reading, entries, record),
        weights=tuple(_weight(reading, part, record) for part in reading.parts(entries["weights"]))
        if "weights" in entries
        else (),
    )


def _check_column(reading: SheetReading, op: str, kind: str, node: Node) -> None:
    if op == "sum" and kind != "number":
        reading.refuse(node, "sum_needs_number", value=reading.text(node), kind=kind)
    if op in ("highest", "lowest", "latest") and kind in ("text", "division"):
        reading.refuse(node, "no_order", value=reading.text(node), kind=kind)


def _weight(reading: SheetReading, node: Node, record: RecordType) -> Weight:
    entries = reading.mapping(node, ("where", "times"), ("times",))
    return Weight(read_where(reading, entries.get("where"), record), reading.number(entries["times"]))


def elapsed(reading: SheetReading, node: Node) -> Elapsed:
    """Full units since a day."""
    entries = reading.mapping(node, ("since", "until", "unit", "first_day"), ("since", "unit"))
    since = _day(reading, entries["since"])
    until = _day(reading, entries["until"]) if "until" in entries else None
    unit = reading.one_of(entries["unit"], ("days", "months", "years"))
    first_day = reading.flag(entries["first_day"]) if "first_day" in entries else False
    return Elapsed(since, unit, first_day, until)  # type: ignore[arg-type]


def _day(reading: SheetReading, node: Node) -> Number:
    """A measure that is a day, or a day that stands in the sheet."""
    if isinstance(node.content, str) and _DAY.fullmatch(node.content):
        return Const(Fraction(day_number(reading.day(node))))
    return need_date(reading, reading.amount(node), node)


def dated(reading: SheetReading, node: Node) -> Dated:
    """`{2022-07-01: 11396, 2023-07-01: 12183}`: a figure from each day on."""
    steps = []
    for key, part in reading.mapping(node).items():
        steps.append((reading.day(Node(part.file, part.line, part.path, key)), reading.number(part)))
    if not steps:
        reading.refuse(node, "empty_list")
    if steps != sorted(steps, key=lambda step: step[0]):
        reading.refuse(node, "not_in_order", value=node.shown)
    return Dated(tuple(steps))
