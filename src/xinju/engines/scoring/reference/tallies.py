"""How many, how much, the highest, the latest: one number out of the records of a source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from xinju.engines.scoring.facts import Record
from xinju.engines.scoring.language.numbers import Tally
from xinju.engines.scoring.language.sources import (
    HERE,
    Window,
    day_number,
)
from xinju.engines.scoring.ranges import MOST_RECORDS, Ranges
from xinju.engines.scoring.reference import runs
from xinju.engines.scoring.reference.durations import month_limits, record_month
from xinju.engines.scoring.reference.records import Scene, cell, considered, first_failed, not_known
from xinju.engines.scoring.spans import Exact, Span, Value, exact, known
from xinju.engines.scoring.statement import Step, Used


def measure(node: Tally, scene: Scene) -> Step:
    """The tally as a step, with every record that was looked at."""
    source = node.source
    facts: dict[str, object] = {"op": node.op, "column": node.column, "record": source.record, "as_of": scene.as_of}
    found = tuple([by_day(one, node.window, scene) for one in considered(scene, source, node.of)])
    missing = not_known(scene, source, node.of)
    if missing:
        facts["not_known"] = tuple(dict.fromkeys(missing))
        return Step("tally", _unknown(node, scene), facts, used=found)
    return Step("tally", _value(node, [one.record for one in found if one.counts]), facts, used=found)


def by_day(one: Used, window: Window, scene: Scene) -> Used:
    """The same record, judged by its own day: not after the as-of day, within the window."""
    record = one.record
    if not one.counts or record.start is None:
        return one
    if record.start > scene.as_of:
        return Used(one.record, "later")
    if scene.sheet.records[record.type].shape == "month":
        low, high = month_limits(window, scene.as_of, scene.after)
        return one if low <= record_month(record) <= high else Used(one.record, "window")
    return one if _in_window(record.start, window, scene) else Used(one.record, "window")


def _in_window(day: date, window: Window, scene: Scene) -> bool:
    at = day_number(scene.as_of)
    return (
        (scene.after is None or day > scene.after)
        and (window.last is None or day_number(day) > runs.moved(at, window.last, -1))
        and (window.before_last is None or day_number(day) <= runs.moved(at, window.before_last, -1))
        and (window.since is None or day >= window.since)
        and (window.until is None or day <= window.until)
    )


def _value(node: Tally, records: Sequence[Record]) -> Value:
    if not records:
        return known(0) if node.op in ("count", "sum") else None
    if node.op == "count":
        if node.column is not None:
            return known(len({value for one in records if (value := cell(one, node.column)) is not None}))
        return known(sum((_weight(node, one) for one in records), 0))
    filled = [one for one in records if cell(one, str(node.column)) is not None]
    if node.op == "sum":
        return known(sum((_number(node, one) * _weight(node, one) for one in filled), 0))
    if not filled:
        return None
    if node.op == "latest":
        return known(max((one.start, _number(node, one)) for one in filled)[1])  # type: ignore[type-var]
    pick = max if node.op == "highest" else min
    return known(pick(_number(node, one) for one in filled))


def _number(node: Tally, record: Record) -> Exact:
    return cell(record, str(node.column))  # type: ignore[return-value]


def _weight(node: Tally, record: Record) -> Exact:
    return next((w.times for w in node.weights if first_failed(record, w.where) is None), 1)


def _unknown(node: Tally, scene: Scene) -> Span:
    if node.op == "count":
        return Span(Fraction(0), Fraction(MOST_RECORDS))
    ranges = Ranges(scene.sheet)
    if node.op != "sum":
        reach = ranges.of(node, scene.around)
        return Span(exact(reach.low), exact(reach.high), or_nothing=True)
    record = scene.around.record if node.source.record == HERE else node.source.record
    cells = ranges.column_range(scene.sheet.records[str(record)].column(str(node.column)))
    low, high = exact(cells.low), exact(cells.high)
    ends = [end * times for end in (low, high) for times in (Fraction(1), *(w.times for w in node.weights))]
    return Span(min(Fraction(0), *ends), max(Fraction(0), *ends))
