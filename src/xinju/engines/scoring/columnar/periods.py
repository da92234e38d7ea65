"""Sets of days as runs: one sweep over the days on which something begins or ends, each set worked out once.

A run is a row (keys, first_day, next_day): day numbers, the second is the day after the last. Runs of one key do not touch, so
that a record whose day must lie in them meets one at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.plan import APPLICATION, GROUP, Rows, named, start, table, where
from xinju.engines.scoring.columnar.records import FAR, Found, counts, delivered_rows, own_day, whose
from xinju.engines.scoring.columnar.scene import Scene, persons
from xinju.engines.scoring.columnar.sql import Sql
from xinju.engines.scoring.language.sources import HERE, Intersect, Periods, Source, Subtract, Union

FIRST, NEXT, WHOSE = "first_day", "next_day", "whose"


@dataclass(frozen=True)
class Step:
    """A step of the plan and the keys of its rows."""

    name: str
    keys: tuple[str, ...]

    def rows(self) -> Rows:
        return Rows(lambda: start(self.name, "d"), {key: sql.column(key, "d") for key in self.keys})


def leaves(periods: Periods) -> Iterator[Source]:
    """The sources of a set, in order."""
    match periods:
        case Source():
            yield periods
        case Union(parts) | Intersect(parts):
            for part in parts:
                yield from leaves(part)
        case Subtract(base, minus):
            for part in (base, *minus):
                yield from leaves(part)


def rows(scene: Scene, source: Source, of: tuple[str, ...]) -> Found | None:
    """The rows of a source, as far as their own day lies where it must; None where there can be none."""
    found = delivered_rows(scene, source, of)
    if found is None or source.during is None:
        return found
    persons_of = scene.here.of if source.record == HERE and scene.here else source.of or of
    days = runs(source.during, persons_of, scene, each_person=True)
    return None if days is None else _within(scene, source, found, days)


def _within(scene: Scene, source: Source, found: Found, days: Step) -> Found:
    key, make, cell = found
    day = own_day(scene.words, scene.record(source), cell)
    if day is None:
        raise ValueError(f"{source.record}: a state has no day")

    def made() -> Rows:
        base = make()
        if GROUP in days.keys and GROUP not in base.keys:
            base = for_each_group(base, scene)
        subject = {WHOSE: whose(source)}
        same = [sql.equal(sql.column(one, "w"), {**subject, **base.keys}[one]) for one in days.keys]
        lies = [
            sql.compare(exp.GTE, day, sql.column(FIRST, "w")),
            sql.compare(exp.LT, day, sql.column(NEXT, "w")),
        ]
        during = exp.alias_(table(days.name), "w", table=True)
        return Rows(
            lambda: base.source().join(during, on=sql.both([*same, *lies]), copy=False), base.keys, base.conditions
        )

    return ("during", key, days.name), made, cell


def runs(periods: Periods, of: tuple[str, ...], scene: Scene, *, each_person: bool = False) -> Step | None:
    """The runs of a set, of each application or, where its sources do not name whose they are, of each person of these roles;
    None where it can hold nothing."""
    sources = tuple(dict.fromkeys(leaves(periods)))
    filled = [source for source in sources if rows(scene, source, of) is not None]
    if not filled:
        return None
    by_person = each_person and any(_is_own(scene, source) for source in sources)
    shared = any(source.current for source in sources)
    subjects = tuple(_subject(scene, source, of) for source in sources)
    key = ("runs", periods, subjects, scene.as_of if shared else None, of if by_person else None)
    made = scene.setting.plan.once(key, lambda: _new_runs(periods, of, filled, scene, by_person))
    return made  # type: ignore[return-value]


def _is_own(scene: Scene, source: Source) -> bool:
    """Whether a source stands for the periods of the record's own person."""
    return not source.of and source.record != HERE and scene.record(source).about == "person"


def _subject(scene: Scene, source: Source, of: tuple[str, ...]) -> object:
    found = rows(scene, source, of)
    return None if found is None else found[0]


def _new_runs(periods: Periods, of: tuple[str, ...], filled: list[Source], scene: Scene, by_person: bool) -> Step:
    grouped = any(_has_groups(scene, source, of) for source in filled)
    keys = (APPLICATION, *((GROUP,) if grouped else ()), *((WHOSE,) if by_person else ()))
    parts = [_leaf(source, of, scene, keys) for source in filled]
    if _is_union(periods):
        return _united(parts, keys, scene)
    return _swept(periods, dict(zip(filled, parts, strict=True)), keys, scene)


def _has_groups(scene: Scene, source: Source, of: tuple[str, ...]) -> bool:
    found = rows(scene, source, of)
    return found is not None and GROUP in found[1]().keys


def _is_union(periods: Periods) -> bool:
    if isinstance(periods, Union):
        return all(_is_union(part) for part in periods.parts)
    return isinstance(periods, Source)


def _leaf(
    source: Source, of: tuple[str, ...], scene: Scene, keys: tuple[str, ...]
) -> Callable[[dict[str, Sql]], exp.Select]:
    """Selects the periods of one source, with further columns."""
    found = rows(scene, source, of)
    if found is None:
        raise ValueError(f"{source.record}: nobody's records")
    _, make, cell = found
    record, words = scene.record(source), scene.words
    first = own_day(words, record, cell)
    if first is None:
        raise ValueError(f"{record.key}: a state has no days to measure")
    if source.lasting is not None:
        begins = cell({"period": "start", "month": "month", "event": "date"}[record.shape])
        months = words.add_months(begins, sql.plain(source.lasting.months)) if source.lasting.months else begins
        after = sql.add(words.day_number(months), sql.plain(source.lasting.days))
    elif record.shape == "period":
        ends = sql.compare(exp.Add, words.day_number(cell("end")), sql.plain(1))
        after = sql.first_of(ends, sql.plain(FAR))
    elif record.shape == "month":
        after = words.day_number(words.add_months(cell("month"), sql.plain(1)))
    else:
        after = sql.compare(exp.Add, first, sql.plain(1))
    held = counts(scene, source, cell)
    if source.lasting is not None:
        held.append(sql.compare(exp.LT, first, after))
    base = for_all_keys(make(), source, of, scene, keys)
    return lambda more: base.select({FIRST: first, NEXT: after, **more}, *held)


def for_all_keys(base: Rows, source: Source, of: tuple[str, ...], scene: Scene, keys: tuple[str, ...]) -> Rows:
    """The rows with all these keys: once for each group and person to whom they apply."""
    if GROUP in keys and GROUP not in base.keys:
        base = for_each_group(base, scene)
    if WHOSE not in keys:
        return base
    if _is_own(scene, source):
        return Rows(base.source, {**base.keys, WHOSE: whose(source)}, base.conditions)
    return _for_each_person(base, scene, scene.members(of))


def _for_each_person(base: Rows, scene: Scene, members: tuple[str, ...]) -> Rows:
    """The same rows once for each person of the application in these roles."""
    subjects = persons(scene.setting, members)

    def joined() -> exp.Select:
        everybody = subjects().select(sql.column(APPLICATION, "s"), sql.column("person", "s"), copy=False)
        on = sql.equal(sql.column(APPLICATION, "o"), base.keys[APPLICATION])
        return base.source().join(everybody.distinct(copy=False).subquery("o"), on=on, copy=False)

    return Rows(joined, {**base.keys, WHOSE: sql.column("person", "o")}, base.conditions)


def for_each_group(base: Rows, scene: Scene) -> Rows:
    """The same rows once for each group of the application's `each`."""
    here = scene.here
    if here is None:
        raise ValueError(f"{HERE} stands outside of any `each`")

    def joined() -> exp.Select:
        groups = start(here.name, "h").select(sql.column(APPLICATION, "h"), sql.column(GROUP, "h"), copy=False)
        on = sql.equal(sql.column(APPLICATION, "g"), base.keys[APPLICATION])
        return base.source().join(groups.distinct(copy=False).subquery("g"), on=on, copy=False)

    return Rows(joined, {**base.keys, GROUP: sql.column(GROUP, "g")}, base.conditions)


def together(parts: list[exp.Select]) -> exp.Query:
    query: exp.Query = parts[0]
    for part in parts[1:]:
        query = exp.union(query, part, distinct=False, copy=False)
    return query


def over(value: Sql, keys: tuple[str, ...], order: Sql | None = None, frame: tuple[str, str] | None = None) -> Sql:
    """A window function within the rows of one key, in order, over rows from `frame[0]` to `frame[1]`."""
    spec = None
    if frame is not None:
        kind, end = frame
        spec = exp.WindowSpec(
            kind=kind,
            start="UNBOUNDED",
            start_side="PRECEDING",
            end="CURRENT ROW" if end == "current" else exp.Literal.number(1),
            end_side=None if end == "current" else "PRECEDING",
        )
    return exp.Window(
        this=value,
        partition_by=[sql.column(key) for key in keys],
        order=None if order is None else exp.Order(expressions=[exp.Ordered(this=order, nulls_first=True)]),
        spec=spec,
    )


def _united(parts: list[Callable[[dict[str, Sql]], exp.Select]], keys: tuple[str, ...], scene: Scene) -> Step:
    """Runs of a plain union: a run begins where no earlier period reaches."""
    first, after = sql.column(FIRST), sql.column(NEXT)

    def reached() -> exp.Select:
        periods = together([part({}) for part in parts]).subquery("p")
        before = over(exp.Max(this=after), keys, first, ("ROWS", "before"))
        last = over(exp.Max(this=after), keys)
        columns = {**{key: sql.column(key) for key in keys}, FIRST: first, "reached": before, "last_day": last}
        return named(exp.select().from_(periods, copy=False), columns)

    name = scene.setting.plan.step("reached", reached)
    return Step(scene.setting.plan.step("runs", lambda: _closed(name, keys)), keys)


def _closed(name: str, keys: tuple[str, ...]) -> exp.Select:
    """From (first_day, reached, last_day) the runs: each lasts until what was reached when the next begins."""
    first, reached = sql.column(FIRST), sql.column("reached")
    begins = sql.either([sql.is_nothing(reached), sql.compare(exp.LT, reached, first)])
    following = over(exp.Lead(this=reached), keys, first)
    columns = {**{key: sql.column(key) for key in keys}, FIRST: first}
    columns[NEXT] = exp.Coalesce(this=following, expressions=[sql.column("last_day")])
    return where(named(start(name, "d"), columns), [begins])


def _swept(
    periods: Periods, parts: dict[Source, Callable[[dict[str, Sql]], exp.Select]], keys: tuple[str, ...], scene: Scene
) -> Step:
    """Runs of any set: between two days on which something begins or ends, each source holds or does not."""
    plan = scene.setting.plan
    places = {source: f"open_{position}" for position, source in enumerate(parts)}
    key_columns = {key: sql.column(key) for key in keys}

    def edges() -> exp.Query:
        selections: list[exp.Select] = []
        for source, part in parts.items():
            for edge, step in ((FIRST, 1), (NEXT, -1)):
                steps = {place: sql.plain(step if one == source else 0) for one, place in places.items()}
                periods_of = exp.select().from_(part({}).subquery("p"), copy=False)
                selections.append(named(periods_of, {**key_columns, "day": sql.column(edge), **steps}))
        return together(selections)

    edge_step = plan.step("edges", edges)  # type: ignore[arg-type]

    def stretches() -> exp.Select:
        day = sql.column("day")
        held = {
            place: over(exp.Sum(this=sql.column(place)), keys, day, ("RANGE", "current")) for place in places.values()
        }
        following = over(exp.Lead(this=day), keys, day)
        return named(start(edge_step, "d"), {**key_columns, FIRST: day, NEXT: following, **held})

    stretch_step = plan.step("stretches", stretches)

    def members() -> exp.Select:
        first, after = sql.column(FIRST), sql.column(NEXT)
        inside = _inside(periods, places)
        kept = where(named(start(stretch_step, "d"), {**key_columns, FIRST: first, NEXT: after}), [
            inside, sql.compare(exp.LT, first, after),
        ])  # fmt: skip
        before = over(exp.Lag(this=after), keys, first)
        last = over(exp.Max(this=after), keys)
        query = exp.select().from_(kept.subquery("k"), copy=False)
        return named(query, {**key_columns, FIRST: first, "reached": before, "last_day": last})

    member_step = plan.step("inside", members)
    return Step(plan.step("runs", lambda: _closed(member_step, keys)), keys)


def _inside(periods: Periods, places: dict[Source, str]) -> Sql:
    match periods:
        case Source():
            place = places.get(periods)
            return sql.FALSE if place is None else sql.compare(exp.GT, sql.column(place), sql.plain(0))
        case Union(parts):
            return sql.either(_inside(part, places) for part in parts)
        case Intersect(parts):
            return sql.both(_inside(part, places) for part in parts)
        case Subtract(base, minus):
            return sql.both([_inside(base, places), *(sql.negated(_inside(part, places)) for part in minus)])
