"""`each`: a frame of one row per record (or per group of records), the rule worked out there, then added up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sqlglot import exp

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.ends import Ends, fixed
from xinju.engines.scoring.columnar.periods import rows
from xinju.engines.scoring.columnar.plan import APPLICATION, GROUP, Frame, Rows, named, start, where
from xinju.engines.scoring.columnar.records import counts, in_window, whose
from xinju.engines.scoring.columnar.scene import Here, Scene
from xinju.engines.scoring.columnar.sql import Sql
from xinju.engines.scoring.language.numbers import Each, Number, Tally
from xinju.engines.scoring.language.sources import HERE, OWN_DAYS, PERSON, RecordType
from xinju.engines.scoring.language.tree import below, sources_of


def each_group(node: Each, scene: Scene, then: Callable[[Scene], Ends]) -> Ends:
    """The rule for each record or group, together; 0 without any. A group whose number is nothing counts as 0."""
    found = rows(scene, node.over, node.of)
    if found is None:
        return fixed(0)
    record = scene.record(node.over)
    name = _grouped(node, scene, record)
    inside_group = GROUP in found[1]().keys
    frame = _frame(node, scene, name, inside_group)
    here = Here(record, name, is_one_record=not node.by, of=_whose(node, scene, record))
    value = then(replace(scene, frame=frame, here=here, around=scene.around.inside(node))).counted().bind(frame)
    return _together(node, scene, frame, value, inside_group)


def _whose(node: Each, scene: Scene, record: RecordType) -> tuple[str, ...]:
    """The members whose records a group can have: settled here, as nothing inside says again whose they are."""
    if node.over.record == HERE and scene.here is not None:
        return scene.here.of
    return scene.members(node.over.of or node.of) if record.about == "person" else ()


def columns_of(record: RecordType) -> tuple[str, ...]:
    """Declared columns and the shape's own."""
    return (*record.columns, *(key for key in OWN_DAYS[record.shape] if key not in record.columns))


def _asks_whose(number: Number) -> bool:
    """Whether the rule of a group asks whose its records are: counts or groups by persons, or looks at a person's own periods."""
    if isinstance(number, Tally) and number.column == PERSON:
        return True
    if isinstance(number, Each) and PERSON in number.by:
        return True
    if any(source.record == HERE and source.during is not None for source in sources_of(number)):
        return True
    return any(_asks_whose(part) for part in below(number))


def _grouped(node: Each, scene: Scene, record: RecordType) -> str:
    """The step with the records that count, each with the number of its group within the application."""
    plan = scene.setting.plan
    found = rows(scene, node.over, node.of)
    if found is None:
        raise ValueError(f"{node.over.record}: nobody's records")
    key, make, cell = found
    inside_group = GROUP in make().keys
    asks_whose = _asks_whose(node.then)

    def query() -> exp.Select:
        base = make()
        cells = {f"v_{one}": cell(one) for one in columns_of(record)}
        if asks_whose:
            cells["v_subject"] = whose(node.over)
        tests = [*counts(scene, node.over, cell), *in_window(scene, record, node.window, cell)]
        keys = [base.keys[APPLICATION]]
        by = [base.keys[GROUP], *(cell(one) for one in node.by)] if inside_group else [cell(one) for one in node.by]
        if not node.by:
            by = [*by, *cells.values()]
        order = exp.Order(expressions=[exp.Ordered(this=one, nulls_first=True) for one in by])
        rank = exp.Anonymous(this="DENSE_RANK" if node.by else "ROW_NUMBER")
        number = exp.Window(this=rank, partition_by=list(keys), order=order)
        outer = {"outer_group": base.keys[GROUP]} if inside_group else {}
        columns = {APPLICATION: keys[0], GROUP: number, **outer, **cells}
        return where(named(base.source(), columns), (*base.conditions, *tests))

    name_key = ("groups", key, node.over, node.by, node.window, scene.as_of, scene.after, asks_whose)
    return str(plan.once(name_key, lambda: plan.step("records", query, kept=True)))


def _frame(node: Each, scene: Scene, name: str, inside_group: bool) -> Frame:
    keys = {APPLICATION: sql.column(APPLICATION, "base"), GROUP: sql.column(GROUP, "base")}
    inner = [*keys, *(["outer_group"] if inside_group else [])]

    def base() -> exp.Select:
        if not node.by:
            return start(name)
        groups = named(start(name, "g"), {key: sql.column(key, "g") for key in inner}).distinct(copy=False)
        return exp.select().from_(groups.subquery("base"), copy=False)

    return Frame(scene.setting.plan, base, keys)


def _together(node: Each, scene: Scene, frame: Frame, value: Ends, inside_group: bool) -> Ends:
    """Adds up the groups of an application (or, inside another `each`, of its group)."""
    if inside_group:
        outer = frame.take(sql.column("outer_group", "base"))
    ends = {"low": value.low} if value.high is None else {"low": value.low, "high": value.high}
    columns = {**ends, **({"outer_group": outer} if inside_group else {})}
    name = scene.setting.plan.step("each", lambda: frame.select(columns))
    keys = {APPLICATION: sql.column(APPLICATION, "e")}
    if inside_group:
        keys[GROUP] = sql.column("outer_group", "e")
    if node.best is not None:
        name = scene.setting.plan.step("placed", partial(_placed, name, tuple(ends), inside_group))
    sums = scene.sums(("each", name), lambda: Rows(lambda: start(name, "e"), keys))
    pick = exp.Max if node.combine == "highest" else exp.Sum

    def summed(end: str) -> Sql:
        amount = sql.column(end, "e")
        if node.best is not None:
            is_among = sql.compare(exp.LTE, sql.column(f"place_{end}", "e"), sql.plain(node.best))
            amount = sql.case([(is_among, amount)])
        return sql.first_of(scene.summed(sums, sql.big(pick(this=amount))), sql.whole(0))

    return Ends(summed("low"), None if value.high is None else summed("high"), value.denominator)


def _placed(name: str, ends: tuple[str, ...], inside_group: bool) -> exp.Select:
    """The same groups, each with its place within the application by what it gives, greatest first, for each end."""
    keys = (APPLICATION, "outer_group") if inside_group else (APPLICATION,)
    columns: dict[str, Sql] = {key: sql.column(key, "e") for key in (*keys, *ends)}
    for end in ends:
        order = exp.Order(expressions=[exp.Ordered(this=sql.column(end, "e"), desc=True, nulls_first=False)])
        partition = [sql.column(key, "e") for key in keys]
        columns[f"place_{end}"] = exp.Window(this=exp.Anonymous(this="ROW_NUMBER"), partition_by=partition, order=order)
    return named(start(name, "e"), columns)
