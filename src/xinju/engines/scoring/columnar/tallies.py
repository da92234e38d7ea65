"""One number out of the records of a source: read from a joined row where there is at most one, else added up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from sqlglot import exp

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.ends import NOTHING, Ends, fixed, selected, span
from xinju.engines.scoring.columnar.periods import rows
from xinju.engines.scoring.columnar.plan import APPLICATION, Sums, table
from xinju.engines.scoring.columnar.records import (
    Cell,
    cells,
    counts,
    in_window,
    number,
    own_day,
    passes,
    verified,
)
from xinju.engines.scoring.columnar.scene import Scene, one_of
from xinju.engines.scoring.columnar.sql import Sql
from xinju.engines.scoring.language.numbers import Tally
from xinju.engines.scoring.language.sources import FIRST_DAY, HERE, Column, RecordType, day_number
from xinju.engines.scoring.range_arithmetic import LARGEST
from xinju.engines.scoring.ranges import MOST_RECORDS, Around, Ranges


@dataclass(frozen=True)
class _Row:
    """A row that a tally looks at: whether it counts, its value (NULL where the cell is empty), weight and day."""

    counts: Sql
    value: Sql | None
    weight: Sql
    day: Sql | None


@dataclass(frozen=True)
class _Joined:
    """The one row that there can be: its cells, NULL where there is no row, and whether there is one."""

    cell: Cell
    is_there: Sql


def tally(node: Tally, scene: Scene, ranges: Ranges) -> Ends:
    """A tally of the records; the span of what it could be where the department has not answered."""
    record = scene.record(node.source)
    column = None if node.column is None else record.column(node.column)
    missing = scene.not_known(node.source, node.of)
    value = _known(node, scene, record, column, ranges)
    if missing == sql.FALSE:
        return value
    return selected([(missing, _unknown(node, column, ranges, scene.around))], value, scene.frame)


def _unknown(node: Tally, column: Column | None, ranges: Ranges, around: Around) -> Ends:
    if node.op == "count":
        return span(0, MOST_RECORDS)
    if column is None:
        raise ValueError(f"{node.op} names no column")
    cells = ranges.column_range(column)
    if node.op != "sum":
        reach = ranges.of(node, around)
        found = span(reach.low, reach.high)
        return Ends(found.low, found.top, found.denominator, maybe=sql.TRUE)
    factors = [Fraction(1), *(weight.times for weight in node.weights)]
    ends = [end * factor for end in (cells.low, cells.high) for factor in factors]
    return span(min(Fraction(0), *ends), max(Fraction(0), *ends))


def _known(node: Tally, scene: Scene, record: RecordType, column: Column | None, ranges: Ranges) -> Ends:
    scale = weight_scale(node) * (column.scale if column is not None and column.kind == "number" else 1)
    if node.op == "count" and node.column is not None:
        scale = 1
    if node.op not in ("count", "sum"):
        scale = column.scale if column is not None and column.kind == "number" else 1
    joined = _joined_row(node, scene, record)
    if joined is not None:
        return _from_row(node, _row(node, scene, record, column, joined.cell), joined.is_there, scale)
    found = rows(scene, node.source, node.of)
    if found is None:
        return fixed(0) if node.op in ("count", "sum") else NOTHING
    key, make, raw = found
    sums = scene.sums(key, make)
    return _from_sums(node, scene, sums, _row(node, scene, record, column, raw), column, ranges, scale)


def weight_scale(node: Tally) -> int:
    """The denominator that makes every weight whole."""
    return lcm(*(weight.times.denominator for weight in node.weights))


def _row(node: Tally, scene: Scene, record: RecordType, column: Column | None, cell: Cell) -> _Row:
    words = scene.words
    held = sql.both([*counts(scene, node.source, cell), *in_window(scene, record, node.window, cell)])
    value = None
    if column is not None:
        is_text = column.kind in ("text", "division")
        value = cell(column.key) if is_text and node.op == "count" else number(words, column, cell(column.key))
    scale = weight_scale(node)
    fits = [
        (sql.both(passes(words, record, test, cell) for test in weight.where), weight.times * scale)
        for weight in node.weights
    ]
    weight = sql.case([(held_by, sql.whole(factor.numerator)) for held_by, factor in fits], sql.whole(scale))
    return _Row(held, value, weight, own_day(words, record, cell))


def _joined_row(node: Tally, scene: Scene, record: RecordType) -> _Joined | None:
    """The row that there can be at most; None where there can be several, or where it must lie in some periods."""
    if node.source.during is not None:
        return None
    if node.source.record == HERE:
        if scene.here is None or not scene.here.is_one_record:
            return None
        held = cells(record, lambda key: scene.frame.take(sql.column(f"v_{key}", "base")))
        return _Joined(held, sql.TRUE)
    if record.shape != "state" or node.source.record not in scene.setting.delivered:
        return None
    if record.about == "application":
        return _state_of_case(scene, record)
    members = scene.members(node.source.of or node.of)
    if len(members) != 1 or members[0] not in scene.setting.single:
        return None
    return _state_of_person(scene, record, members)


def _state_of_case(scene: Scene, record: RecordType) -> _Joined:
    frame = scene.frame
    if scene.setting.cases == record.key and scene.here is None:
        known = frame.bind(sql.both(_taken(scene, one) for one in verified(scene, "base")))
        return _Joined(lambda key: sql.case([(known, frame.take(sql.column(key, "base")))]), known)
    return _state_of(scene, record, (), frame.keys[APPLICATION])


def _taken(scene: Scene, condition: Sql) -> Sql:
    """The condition over columns that the frame has taken."""

    def take(node: exp.Expression) -> exp.Expression:
        return scene.frame.take(node.copy()) if isinstance(node, exp.Column) else node

    return condition.copy().transform(take)


def _state_of_person(scene: Scene, record: RecordType, members: tuple[str, ...]) -> _Joined:
    def on(alias: str) -> Sql:
        same = sql.equal(sql.column(APPLICATION, alias), scene.frame.keys[APPLICATION])
        return sql.both([same, one_of(sql.column("role", alias), members)])

    member = scene.frame.join(("member", members), lambda: table("members"), on)
    return _state_of(scene, record, members, sql.column("person", member))


def _state_of(scene: Scene, record: RecordType, members: tuple[str, ...], subject: Sql) -> _Joined:
    def on(alias: str) -> Sql:
        return sql.both([sql.equal(sql.column("subject", alias), subject), *verified(scene, alias)])

    alias = scene.frame.join(("state", record.key, members), lambda: table(f"r_{record.key}"), on)
    there = sql.is_something(scene.frame.take(sql.column("subject", alias)))
    return _Joined(cells(record, lambda key: scene.frame.take(sql.column(key, alias))), there)


def _from_row(node: Tally, row: _Row, is_there: Sql, scale: int) -> Ends:
    if node.op == "count" and row.value is None:
        return Ends(sql.case([(sql.both([is_there, row.counts]), row.weight)], sql.whole(0)), None, scale)
    value = row.value if row.value is not None else exp.Null()
    filled = sql.both([row.counts, sql.is_something(value)])
    if node.op == "count":
        return Ends(sql.case([(filled, sql.whole(1))], sql.whole(0)), None, 1)
    if node.op == "sum":
        return Ends(sql.case([(filled, sql.product(value, row.weight))], sql.whole(0)), None, scale)
    known = sql.big(value)
    return Ends(sql.case([(row.counts, known)]), None, scale, nullable=True)


def _from_sums(
    node: Tally, scene: Scene, sums: Sums, row: _Row, column: Column | None, ranges: Ranges, scale: int
) -> Ends:
    def summed(aggregate: Callable[..., exp.Expression], value: Sql) -> Sql:
        return scene.summed(sums, sql.big(aggregate(this=sql.case([(row.counts, value)]))))

    if node.op == "count" and row.value is not None:
        distinct = exp.Count(this=exp.Distinct(expressions=[sql.case([(row.counts, row.value)])]))
        return Ends(sql.first_of(scene.summed(sums, distinct), sql.whole(0)), None, 1)
    if node.op == "count":
        return Ends(sql.first_of(summed(exp.Sum, row.weight), sql.whole(0)), None, scale)
    if row.value is None or column is None:
        raise ValueError(f"{node.op} names no column")
    if node.op == "sum":
        return Ends(sql.first_of(summed(exp.Sum, sql.product(row.value, row.weight)), sql.whole(0)), None, scale)
    if node.op == "latest" and row.day is not None:
        return _latest(node, scene, sums, row, column, ranges, scale)
    extreme = exp.Min if node.op == "lowest" else exp.Max
    return Ends(summed(extreme, row.value), None, scale, nullable=True)


def _latest(node: Tally, scene: Scene, sums: Sums, row: _Row, column: Column, ranges: Ranges, scale: int) -> Ends:
    """The greatest of day × width + value: one number carries both, so one plain maximum finds it."""
    cells = ranges.column_range(column)
    low = sql.scaled(cells.low, scale)
    width = sql.scaled(cells.high, scale) - low + 1
    if width * 200_000 > LARGEST:
        raise ValueError(f"the latest {node.column}: the column's range is too wide for 63 bits")
    value, day = row.value, row.day
    if value is None or day is None:
        raise ValueError(f"the latest {node.column} has no day")
    since = sql.big(sql.less(day, sql.plain(day_number(FIRST_DAY))))
    packed = sql.add(sql.times(since, width), sql.less(sql.big(value), sql.whole(low)))
    held = sql.both([row.counts, sql.is_something(value)])
    found = scene.summed(sums, exp.Max(this=sql.case([(held, packed)])))
    return Ends(sql.add(sql.remainder(found, width), sql.whole(low)), None, scale, nullable=True)
