"""How long: runs cut to what may count, chosen, and measured in the unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlglot import exp

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.ends import Ends, fixed, selected, span
from xinju.engines.scoring.columnar.periods import FIRST, NEXT, Step, for_all_keys, leaves, over, rows, runs, together
from xinju.engines.scoring.columnar.plan import APPLICATION, GROUP, named, start, where
from xinju.engines.scoring.columnar.records import FAR, counts, day_limits, month_limits
from xinju.engines.scoring.columnar.scene import Scene
from xinju.engines.scoring.columnar.sql import Sql, Words
from xinju.engines.scoring.language.numbers import Duration
from xinju.engines.scoring.language.sources import Length, Periods, Source, Union, day_number
from xinju.engines.scoring.ranges import not_known_length

CHAIN, WIDTH = "chain", 1_000_000
BEGUN = "begun"
MONTH = "month_no"


@dataclass(frozen=True)
class _Run:
    """One run, cut to what may count: its ends, the first day from which full months are counted (the day before a cut), whether
    anything of it is left, and the run before it (for months that both touch)."""

    first: Sql
    begun: Sql
    after: Sql
    holds: Sql
    before: Sql | None


def duration(node: Duration, scene: Scene) -> Ends:
    """The length of a set of periods; the span of what it could be where a department has not answered."""
    sources = list(dict.fromkeys(leaves(node.periods)))
    missing = sql.either([scene.not_known(source, node.of) for source in sources])
    value = _months_of_records(node, scene) if node.unit == "monthly_records" else _length(node, scene)
    if missing == sql.FALSE:
        return value
    return selected([(missing, span(0, not_known_length(node, scene.around)))], value, scene.frame)


def _length(node: Duration, scene: Scene) -> Ends:
    found = runs(node.periods, node.of, scene)
    low, high = day_limits(node.window, scene.as_of, scene.after, as_of_day=node.as_of_day)
    if found is None or low >= high:
        return fixed(0)
    begun = _begun(node, low)
    is_chain = node.run == "longest" or (node.run == "current" and node.gap is not None)
    if is_chain:
        found = _chain(node, scene, found, (low, high), begun)
        low, high = -FAR, FAR
    touched = node.unit == "calendar_months_touched" and node.run != "current"
    step = _with_run_before(scene, found, low) if touched else found
    sums = scene.sums(("runs", step.name), step.rows)
    run = _cut(low, high, begun, must_reach=node.run == "current" and node.gap is None)
    if is_chain and begun is not None:
        run = replace(run, begun=sql.column(BEGUN, "d"))
    if touched:
        run = replace(run, before=sql.column("run_before", "d"))
    return _measured(node, scene, run, lambda value: scene.summed(sums, _sum(run.holds, value)))


def _begun(node: Duration, low: int) -> int | None:
    """The day from which a stretch that is cut at `low` is counted in full units: the one before, unless the sheet begins to
    count there; None where it makes no difference."""
    if node.unit not in ("months", "years") or node.first_day or low == -FAR:
        return None
    return None if node.window.since is not None and low == day_number(node.window.since) else low - 1


def _sum(holds: Sql, value: Sql) -> Sql:
    return sql.big(exp.Sum(this=sql.case([(holds, value)])))


def _cut(low: int, high: int, begun: int | None, *, must_reach: bool) -> _Run:
    first, after = sql.column(FIRST, "d"), sql.column(NEXT, "d")
    holds = []
    if high < FAR:
        holds += [sql.compare(exp.LT, first, sql.plain(high))]
        holds += [sql.compare(exp.GTE, after, sql.plain(high))] if must_reach else []
        after = exp.Least(this=after, expressions=[sql.plain(high)], ignore_nulls=True)
    from_day = first
    if low > -FAR:
        holds += [sql.compare(exp.GT, sql.column(NEXT, "d"), sql.plain(low))]
        first = exp.Greatest(this=first, expressions=[sql.plain(low)], ignore_nulls=True)
        from_day = (
            first if begun is None else exp.Greatest(this=from_day, expressions=[sql.plain(begun)], ignore_nulls=True)
        )
    return _Run(first, from_day, after, sql.both(holds), None)


def _with_run_before(scene: Scene, found: Step, low: int) -> Step:
    """The runs, each with the end of the one before it where that still counts."""

    def query() -> exp.Select:
        before = over(exp.Lag(this=sql.column(NEXT)), found.keys, sql.column(FIRST))
        columns = {FIRST: sql.column(FIRST), NEXT: sql.column(NEXT), "run_before": before}
        kept = [] if low == -FAR else [sql.compare(exp.GT, sql.column(NEXT), sql.plain(low))]
        return where(named(start(found.name, "d"), {**_keys(found), **columns}), kept)

    plan = scene.setting.plan
    return Step(str(plan.once(("before", found.name, low), lambda: plan.step("runs", query))), found.keys)


def _keys(step: Step) -> dict[str, Sql]:
    return {key: sql.column(key) for key in step.keys}


def _measured(node: Duration, scene: Scene, run: _Run, summed: Callable[[Sql], Sql]) -> Ends:
    zero = sql.whole(0)
    if node.unit == "days":
        return Ends(sql.first_of(summed(sql.less(run.after, run.first)), zero), None, 1)
    if node.unit in ("calendar_months", "calendar_months_touched"):
        months = _whole_months(run, scene.words) if node.unit == "calendar_months" else _touched(run, scene.words)
        return Ends(sql.first_of(summed(months), zero), None, 1)
    per = 12 if node.unit == "years" else 1
    full, leftover = _full_units(node, run, scene.words, per)
    units = sql.first_of(summed(full), zero)
    if node.leftover == "drop":
        return Ends(units, None, 1)
    rest = sql.first_of(summed(leftover), zero)
    if node.leftover == "pool":
        return Ends(sql.add(units, sql.quotient(rest, node.leftover_days)), None, 1)
    return Ends(sql.add(sql.times(units, node.leftover_days), rest), None, node.leftover_days)


def _whole_months(run: _Run, words: Words) -> Sql:
    first = words.date_of(run.first)
    begins_later = sql.case([(sql.compare(exp.GT, exp.Day(this=first), sql.plain(1)), sql.plain(1))], sql.plain(0))
    months = sql.less(
        words.month_number(words.date_of(run.after)), sql.compare(exp.Add, words.month_number(first), begins_later)
    )
    return exp.Greatest(this=months, expressions=[sql.plain(0)], ignore_nulls=True)


def _touched(run: _Run, words: Words) -> Sql:
    """Months from the first to the last, less the first if the run before has touched it."""
    last_day = sql.less(run.after, sql.plain(1))
    first_month = words.month_number(words.date_of(run.first))
    months = sql.compare(exp.Add, sql.less(words.month_number(words.date_of(last_day)), first_month), sql.plain(1))
    if run.before is None:
        return months
    last_before = words.month_number(words.date_of(sql.less(run.before, sql.plain(1))))
    same = sql.equal(last_before, first_month)
    return sql.less(months, sql.case([(same, sql.plain(1))], sql.plain(0)))


def _full_units(node: Duration, run: _Run, words: Words, per: int) -> tuple[Sql, Sql]:
    """Full months (or years) of a run, and the days behind the last of them."""
    end_number = run.after if node.first_day else sql.less(run.after, sql.plain(1))
    first, end = words.date_of(run.begun), words.date_of(end_number)
    full = full_months(words, first, end, words.date_of(sql.compare(exp.Add, end_number, sql.plain(1))))
    if per > 1:
        full = exp.IntDiv(this=exp.Paren(this=full), expression=sql.plain(per))
    reached = words.day_number(words.add_months(first, sql.compare(exp.Mul, full, sql.plain(per))))
    return full, sql.less(end_number, reached)


def full_months(words: Words, first: Sql, end: Sql, day_after_end: Sql) -> Sql:
    """The most months from `first` that do not go beyond `end`: a month's last day completes it however short it is."""
    months = sql.less(words.month_number(end), words.month_number(first))
    reached = sql.compare(exp.LTE, exp.Day(this=first), exp.Day(this=end))
    is_last = sql.equal(exp.Day(this=day_after_end), sql.plain(1))
    return sql.less(months, sql.case([(sql.either([reached, is_last]), sql.plain(0))], sql.plain(1)))


def _chain(node: Duration, scene: Scene, found: Step, limits: tuple[int, int], begun: int | None) -> Step:
    """The runs of the one chain that counts, cut to what may count."""
    words, plan, (low, high) = scene.words, scene.setting.plan, limits
    first, after = sql.column(FIRST), sql.column(NEXT)
    more = () if begun is None else (BEGUN,)

    def linked() -> exp.Select:
        cut = _cut(low, high, begun, must_reach=False)
        ends = {FIRST: cut.first, NEXT: cut.after, **dict.fromkeys(more, cut.begun)}
        inner = where(named(start(found.name, "d"), {**_keys(found), **ends}), [cut.holds])
        before = over(exp.Lag(this=after), found.keys, first)
        query = exp.select().from_(inner.subquery("k"), copy=False)
        return named(query, {**_keys(found), **_columns(FIRST, NEXT, *more), "run_before": before})

    def begins() -> Sql:
        before = sql.column("run_before")
        reach = before if node.gap is None else _moved(words, before, node.gap)
        return sql.either([sql.is_nothing(before), sql.compare(exp.GT, first, reach)])

    key = ("chain", found.name, low, high, node.gap, begun)
    linked_step = str(plan.once((*key, "linked"), lambda: plan.step("linked", linked)))
    numbered = str(
        plan.once(
            (*key, "numbered"),
            lambda: plan.step("numbered", lambda: _numbered(linked_step, found, begins(), FIRST, NEXT, *more)),
        )
    )
    size = sql.less(after, first)
    reaches = sql.equal(after, sql.plain(high))
    kept = _keep_chain(node, numbered, found, size, reaches, (FIRST, NEXT, *more))
    return Step(str(plan.once((*key, node.run), lambda: plan.step("kept", kept))), found.keys)


def _columns(*names: str) -> dict[str, Sql]:
    return {name: sql.column(name) for name in names}


def _moved(words: Words, day: Sql, by: Length) -> Sql:
    if not by.in_months:
        return sql.compare(exp.Add, day, sql.plain(by.days))
    later = words.day_number(words.add_months(words.date_of(day), sql.plain(by.in_months)))
    return sql.compare(exp.Add, later, sql.plain(by.days))


def _numbered(name: str, step: Step, begins: Sql, order: str, *more: str) -> exp.Select:
    """The rows with the number of their chain."""
    new = exp.Sum(this=sql.case([(begins, sql.plain(1))], sql.plain(0)))
    chain = over(new, step.keys, sql.column(order), ("ROWS", "current"))
    return named(start(name, "d"), {**_keys(step), **_columns(order, *more), CHAIN: chain})


def _keep_chain(
    node: Duration, name: str, step: Step, size: Sql, reaches: Sql, kept: tuple[str, ...]
) -> Callable[[], exp.Select]:
    """Only the rows of the chain that counts: the longest (of equals the later), or the one that reaches the last day."""
    columns, chain = _columns(*kept), sql.column(CHAIN)

    def query() -> exp.Select:
        if node.run == "current":
            best = over(exp.Max(this=sql.case([(reaches, chain)])), step.keys)
            rated = named(start(name, "d"), {**_keys(step), **columns, CHAIN: chain, "best": best})
            holds = sql.equal(chain, sql.column("best"))
        else:
            long = over(exp.Sum(this=size), (*step.keys, CHAIN))
            sized = named(start(name, "d"), {**_keys(step), **columns, CHAIN: chain, "size": long})
            rating = sql.compare(exp.Add, sql.compare(exp.Mul, sql.column("size"), sql.plain(WIDTH)), chain)
            best = over(exp.Max(this=rating), step.keys)
            rated = exp.select().from_(sized.subquery("s"), copy=False)
            rated = named(rated, {**_keys(step), **columns, "rating": rating, "best": best})
            holds = sql.equal(sql.column("rating"), sql.column("best"))
        outer = exp.select().from_(rated.subquery("r"), copy=False)
        return where(named(outer, {**_keys(step), **columns}), [holds])

    return query


def _months_of_records(node: Duration, scene: Scene) -> Ends:
    low, high = month_limits(node.window, scene.as_of, scene.after)
    found = _record_months(node.periods, node.of, scene)
    if found is None or low > high:
        return fixed(0)
    if node.run != "all":
        found = _month_chain(node, scene, found, low, high)
        low, high = -FAR, FAR
    month = sql.column(MONTH, "d")
    holds = [sql.compare(exp.GTE, month, sql.plain(low)), sql.compare(exp.LTE, month, sql.plain(high))]
    sums = scene.sums(("runs", found.name), found.rows)
    counted = scene.summed(sums, exp.Count(this=sql.case([(sql.both(holds), sql.plain(1))])))
    return Ends(sql.first_of(counted, sql.whole(0)), None, 1)


def _record_months(periods: Periods, of: tuple[str, ...], scene: Scene) -> Step | None:
    """Distinct months with a record, one row each."""
    sources = _month_sources(periods)
    parts = [(source, found) for source in sources if (found := rows(scene, source, of)) is not None]
    if not parts:
        return None
    grouped = any(GROUP in found[1]().keys for _, found in parts)
    keys = (APPLICATION, GROUP) if grouped else (APPLICATION,)

    def query() -> exp.Select:
        selections = []
        for source, (_, make, cell) in parts:
            month = scene.words.month_number(cell("month"))
            base = for_all_keys(make(), source, of, scene, keys)
            selections.append(base.select({MONTH: month}, *counts(scene, source, cell)))
        months = exp.select().from_(together(selections).subquery("p"), copy=False)
        return named(months, {**{key: sql.column(key) for key in keys}, MONTH: sql.column(MONTH)}).distinct(copy=False)

    day = scene.as_of if any(source.current for source in sources) else None
    key = ("months", tuple((source, found[0]) for source, found in parts), day)
    return Step(str(scene.setting.plan.once(key, lambda: scene.setting.plan.step("months", query))), keys)


def _month_sources(periods: Periods) -> tuple[Source, ...]:
    match periods:
        case Source():
            return (periods,)
        case Union(parts):
            return tuple(dict.fromkeys(source for part in parts for source in _month_sources(part)))
    raise ValueError("monthly records are counted in sources of shape month and unions of them only")


def _month_chain(node: Duration, scene: Scene, found: Step, low: int, high: int) -> Step:
    plan, month = scene.setting.plan, sql.column(MONTH)
    allowed = 1 + (node.gap.in_months if node.gap else 0)

    def linked() -> exp.Select:
        kept = [sql.compare(exp.GTE, month, sql.plain(low)), sql.compare(exp.LTE, month, sql.plain(high))]
        before = over(exp.Lag(this=month), found.keys, month)
        return where(named(start(found.name, "d"), {**_keys(found), MONTH: month, "month_before": before}), kept)

    before = sql.column("month_before")
    new = sql.either([
        sql.is_nothing(before), sql.compare(exp.GT, sql.less(month, before), sql.plain(allowed)),
    ])  # fmt: skip
    key = ("month chain", found.name, low, high, allowed)
    linked_step = str(plan.once((*key, "linked"), lambda: plan.step("linked", linked)))
    numbered = str(
        plan.once((*key, "numbered"), lambda: plan.step("numbered", lambda: _numbered(linked_step, found, new, MONTH)))
    )
    reaches = sql.equal(month, sql.plain(high))
    kept = _keep_chain(node, numbered, found, sql.plain(1), reaches, (MONTH,))
    return Step(str(plan.once((*key, node.run), lambda: plan.step("kept", kept))), found.keys)
