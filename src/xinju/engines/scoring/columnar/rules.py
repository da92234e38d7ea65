"""The arithmetic of spans as SQL: what a sum, a cap, a bracket or a rate makes of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, lcm

from sqlglot import exp

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.durations import full_months
from xinju.engines.scoring.columnar.ends import NOTHING, Ends, common, fixed, hull, selected
from xinju.engines.scoring.columnar.plan import Frame
from xinju.engines.scoring.columnar.records import month_number
from xinju.engines.scoring.columnar.sql import Sql, Words
from xinju.engines.scoring.language.brackets import gaps
from xinju.engines.scoring.language.numbers import Bracket, Elapsed, Limited, Rounded
from xinju.engines.scoring.language.sources import FIRST_DAY, LAST_DAY, Bounds, day_number
from xinju.engines.scoring.range_arithmetic import Range

Piece = tuple[int | None, tuple[int, ...]]
Answer = tuple[Sql, Sql]
"""Whether a condition surely holds, and whether it may hold; never NULL."""


def plus(parts: Sequence[Ends], frame: Frame) -> Ends:
    counted = common([part.counted() for part in parts], frame)
    low = sql.total([part.low for part in counted])
    high = sql.total([part.top for part in counted]) if any(part.high is not None for part in counted) else None
    if not all(part.nullable for part in parts):
        return Ends(low, high, counted[0].denominator)
    any_there = sql.either(part.is_something for part in parts)
    high = None if high is None else sql.case([(any_there, high)])
    return Ends(sql.case([(any_there, low)]), high, counted[0].denominator, nullable=True)


def minus(first: Ends, second: Ends, frame: Frame) -> Ends:
    a, b = common([first, second], frame)
    is_known = a.high is None and b.high is None
    high = None if is_known else sql.less(a.top, b.low)
    maybe = sql.either([first.maybe, second.maybe])
    return Ends(sql.less(a.low, b.top), high, a.denominator, first.nullable or second.nullable, maybe)


def times(first: Ends, second: Ends, frame: Frame) -> Ends:
    a, b = first.bind(frame), second.bind(frame)
    scale, nullable = a.denominator * b.denominator, a.nullable or b.nullable
    if a.high is None and b.high is None:
        return Ends(sql.product(a.low, b.low), None, scale, nullable, sql.either([a.maybe, b.maybe]))
    ends = [frame.bind(sql.product(one, other)) for one in (a.low, a.top) for other in (b.low, b.top)]
    return Ends(sql.least(ends), sql.greatest(ends), scale, nullable, sql.either([a.maybe, b.maybe]))


def highest(parts: Sequence[Ends], frame: Frame) -> Ends:
    """The greatest of the parts that are something; parts that may be nothing push only the high end."""
    bound = [part.bind(frame) for part in common(parts, frame)]
    low, none_sure = _outer(bound, [part.low for part in bound], sql.greatest, sql.least, frame)
    high = None
    if any(part.high is not None or part.maybe != sql.FALSE for part in bound):
        high = sql.greatest([part.top for part in bound])
    return Ends(low, high, bound[0].denominator, all(part.nullable for part in bound), none_sure)


def best(parts: Sequence[Ends], count: int, frame: Frame) -> Ends:
    """The `count` greatest low ends added, and the greatest high ends; of equals the earlier one."""
    bound = [part.bind(frame) for part in common(parts, frame)]
    low = _greatest_added([part.low for part in bound], count)
    is_known = all(part.high is None for part in bound)
    return Ends(low, None if is_known else _greatest_added([part.top for part in bound], count), bound[0].denominator)


def _greatest_added(values: Sequence[Sql], count: int) -> Sql:
    added = []
    for place, value in enumerate(values):
        before = [sql.compare(exp.GTE, one, value) for one in values[:place]]
        before += [sql.compare(exp.GT, one, value) for one in values[place + 1 :]]
        ahead = sql.total([sql.case([(one, sql.whole(1))], sql.whole(0)) for one in before])
        added.append(sql.case([(sql.compare(exp.LT, ahead, sql.whole(count)), value)], sql.whole(0)))
    return sql.total(added)


def lowest(parts: Sequence[Ends], frame: Frame) -> Ends:
    """The mirror image of `highest`."""
    bound = [part.bind(frame) for part in common(parts, frame)]
    if all(part.high is None and part.maybe == sql.FALSE for part in bound):
        low = sql.least([part.low for part in bound])
        return Ends(low, None, bound[0].denominator, all(part.nullable for part in bound))
    high, none_sure = _outer(bound, [part.top for part in bound], sql.least, sql.greatest, frame)
    low = sql.least([part.low for part in bound])
    return Ends(low, high, bound[0].denominator, all(part.nullable for part in bound), none_sure)


def _outer(
    parts: Sequence[Ends],
    ends: Sequence[Sql],
    pick: Callable[[Sequence[Sql]], Sql],
    fall_back: Callable[[Sequence[Sql]], Sql],
    frame: Frame,
) -> tuple[Sql, Sql]:
    """The end that only parts push which are surely something, and whether none is."""
    if all(part.maybe == sql.FALSE for part in parts):
        return pick(ends), sql.FALSE
    sure = frame.bind(pick([sql.case([(sql.negated(part.maybe), end)]) for part, end in zip(parts, ends, strict=True)]))
    none_sure = sql.TRUE if isinstance(sure, exp.Null) else sql.is_nothing(sure)
    return sql.first_of(sure, fall_back(ends)), none_sure


def rounded(node: Rounded, of: Ends, reach: Range, frame: Frame) -> Ends:
    """To a multiple of the step, in whole numbers: value × factor / divisor steps."""
    ratio = Fraction(1, of.denominator) / node.step
    factor, divisor = ratio.numerator, ratio.denominator
    if not reach.fits(of.denominator * factor * 2 + divisor * 2):
        raise OverflowError("rounding leaves 63 bits")
    of = of.bind(frame)

    def end(value: Sql) -> Sql:
        if divisor == 1:
            return sql.times(value, factor * node.step.numerator)
        steps = sql.times(value, factor)
        size = steps if reach.low >= 0 else exp.Abs(this=steps)
        if node.mode == "half_up":
            size, by = sql.add(sql.times(size, 2), sql.whole(divisor)), 2 * divisor
        elif node.mode == "up":
            size, by = sql.add(size, sql.whole(divisor - 1)), divisor
        else:
            by = divisor
        found = sql.quotient(size, by)
        if reach.low < 0:
            below = sql.compare(exp.LT, value, sql.whole(0))
            found = sql.case([(below, sql.times(found, -1))], found)
        return sql.times(found, node.step.numerator)

    high = None if of.high is None else end(of.high)
    return Ends(end(of.low), high, node.step.denominator, of.nullable, of.maybe)


def limited(node: Limited, of: Ends, reach: Range, holds: Answer, frame: Frame) -> Ends:
    """Held between floor and cap, and void where the condition does not hold."""
    limits = [limit.denominator for limit in (node.cap, node.floor) if limit is not None]
    of = of.over(lcm(of.denominator, *limits), frame)
    of = of.bind(frame) if of.nullable else of
    most = int(max(abs(reach.low), abs(reach.high)) * of.denominator) + 1

    def end(value: Sql) -> Sql:
        held = value
        if node.cap is not None:
            held = sql.least([held, sql.whole(sql.scaled(node.cap, of.denominator))])
        if node.floor is not None:
            held = sql.greatest([held, sql.whole(sql.scaled(node.floor, of.denominator))])
        return sql.case([(sql.is_something(value), held)]) if of.nullable else frame.bind_limited(held, most)

    high = None if of.high is None else end(of.high)
    return void(replace(of, low=end(of.low), high=high), holds, frame)


def void(held: Ends, holds: Answer, frame: Frame) -> Ends:
    """0 where the condition does not hold, perhaps 0 where that is not known."""
    surely, perhaps = holds
    if surely == sql.TRUE:
        return held
    if surely == perhaps:
        return selected([(surely, held)], fixed(0), frame)
    return hull([(perhaps, held), (sql.negated(surely), fixed(0))], frame)


def bracket(
    node: Bracket, of: Ends, reach: Range, rows: Sequence[Ends], otherwise: Ends | None, nothing: Ends, frame: Frame
) -> Ends:
    """The row that holds the value; the hull over all that a span, an overlap or a silent stretch allows."""
    of = of.bind(frame)
    bounds = tuple(row.bounds for row in node.rows)
    if of.high is None and of.maybe == sql.FALSE:
        return _known_bracket(of, reach, bounds, rows, otherwise, nothing, frame)
    value = _open_bracket(of, bounds, rows, otherwise, nothing, frame)
    return selected([(sql.negated(of.is_something), nothing)], value, frame) if of.nullable else value


def _known_bracket(
    of: Ends,
    reach: Range,
    bounds: tuple[Bounds, ...],
    rows: Sequence[Ends],
    otherwise: Ends | None,
    nothing: Ends,
    frame: Frame,
) -> Ends:
    """One pass over the stretches of the number line between the ends of the rows, lowest first; nothing meets none."""
    first, final = ceil(reach.low * of.denominator), floor(reach.high * of.denominator)
    found = (
        (last, _piece(held, rows, otherwise, frame)) for last, held in _pieces(bounds, of.denominator, first, final)
    )
    pieces = _merged(found)
    if of.nullable and pieces[0][1] == nothing:
        above = [
            (sql.compare(exp.GT, of.low, sql.whole(last)), value)
            for (last, _), (_, value) in pairwise(pieces)
            if last is not None
        ]
        return selected(above[::-1], nothing, frame)
    below = [(sql.compare(exp.LTE, of.low, sql.whole(last)), value) for last, value in pieces if last is not None]
    if not of.nullable or pieces[-1][1] == nothing:
        return selected(below, pieces[-1][1], frame)
    return selected([*below, (of.is_something, pieces[-1][1])], nothing, frame)


def _merged(pieces: Iterable[tuple[int | None, Ends]]) -> list[tuple[int | None, Ends]]:
    """The stretches with neighbours of one value made one."""
    found: list[tuple[int | None, Ends]] = []
    for last, value in pieces:
        if found and found[-1][1] == value:
            found.pop()
        found.append((last, value))
    return found


def _pieces(bounds: tuple[Bounds, ...], denominator: int, first: int, final: int) -> Iterator[Piece]:
    """(last whole number, indexes of the rows that hold it) for each stretch from first to final; the last has no end."""
    spans = [sql.lattice(one, denominator) for one in bounds]
    edges = {low - 1 for low, _ in spans if low is not None} | {high for _, high in spans if high is not None}
    before: Piece | None = None
    for last in [*sorted(edge for edge in edges if first <= edge < final), None]:
        sample = final if last is None else last
        held = tuple(
            index
            for index, (low, high) in enumerate(spans)
            if (low is None or low <= sample) and (high is None or sample <= high)
        )
        if before is not None and before[1] != held:
            yield before
        before = (last, held)
    if before is not None:
        yield before


def _piece(held: tuple[int, ...], rows: Sequence[Ends], otherwise: Ends | None, frame: Frame) -> Ends:
    if len(held) == 1:
        return rows[held[0]]
    if held:
        return hull([(sql.TRUE, rows[index]) for index in held], frame)
    if otherwise is not None:
        return otherwise
    return hull([(sql.TRUE, row) for row in (fixed(0), *rows)], frame)


def _open_bracket(
    of: Ends, bounds: tuple[Bounds, ...], rows: Sequence[Ends], otherwise: Ends | None, nothing: Ends, frame: Frame
) -> Ends:
    met = [frame.bind(sql.meets(of.low, of.top, one, of.denominator)) for one in bounds]
    silent = frame.bind(sql.either(sql.meets(of.low, of.top, gap, of.denominator) for gap in gaps(bounds)))
    parts = list(zip(met, rows, strict=True))
    if otherwise is not None:
        parts.append((silent, otherwise))
    else:
        parts += [(silent, row) for row in (fixed(0), *rows)]
    parts.append((of.maybe, nothing))
    return hull(parts, frame)


def when(rows: Sequence[tuple[Answer, Ends]], otherwise: Ends, frame: Frame) -> Ends:
    """The first row that surely holds, and before it all that may hold."""
    if all(surely == perhaps for (surely, perhaps), _ in rows):
        return selected([(surely, value) for (surely, _), value in rows], otherwise, frame)
    parts: list[tuple[Sql, Ends]] = []
    stopped: list[Sql] = []
    for (surely, perhaps), value in rows:
        parts.append((sql.both([perhaps, sql.negated(sql.either(stopped))]), value))
        stopped.append(surely)
    return hull([*parts, (sql.negated(sql.either(stopped)), otherwise)], frame)


def elapsed(node: Elapsed, days: tuple[Ends, Ends | None], as_of: date, words: Words, frame: Frame) -> Ends:
    """Full units from the one day to the other or to the as-of day; the later the first, the fewer."""
    since, until = days[0].bind(frame), days[1]
    if until is not None:
        return _between(node, since, until.bind(frame), words, frame)

    def end(value: Sql) -> Sql:
        start = frame.bind(_day(value, since.denominator))
        last = as_of + timedelta(days=1) if node.first_day else as_of
        ahead = sql.compare(exp.GT, start, sql.plain(day_number(as_of)))
        if node.unit == "days":
            units = sql.less(sql.plain(day_number(last)), start)
        else:
            units = _in_years(node, _months_until(words, words.date_of(start), last))
        return sql.big(sql.case([(ahead, sql.plain(0))], units))

    if since.high is None:
        return Ends(end(since.low), None, 1, since.nullable, since.maybe)
    return Ends(end(since.high), end(since.low), 1, since.nullable, since.maybe)


def _between(node: Elapsed, since: Ends, until: Ends, words: Words, frame: Frame) -> Ends:
    """Full units between two days that both differ from row to row."""

    def units(first: Sql, second: Sql) -> Sql:
        start, last = (frame.bind(_day(*one)) for one in ((first, since.denominator), (second, until.denominator)))
        ahead = sql.compare(exp.GT, start, last)
        end = sql.compare(exp.Add, last, sql.plain(1)) if node.first_day else last
        if node.unit == "days":
            found = sql.less(end, start)
        else:
            after = words.date_of(sql.compare(exp.Add, end, sql.plain(1)))
            found = _in_years(node, full_months(words, words.date_of(start), words.date_of(end), after))
        return sql.big(sql.case([(ahead, sql.plain(0))], found))

    is_known = since.high is None and until.high is None
    nullable, maybe = since.nullable or until.nullable, sql.either([since.maybe, until.maybe])
    high = None if is_known else units(since.low, until.top)
    return Ends(units(since.top, until.low), high, 1, nullable, maybe)


def _day(value: Sql, denominator: int) -> Sql:
    return _held(sql.quotient(value, denominator), day_number(FIRST_DAY), day_number(LAST_DAY))


def _in_years(node: Elapsed, months: Sql) -> Sql:
    return exp.IntDiv(this=exp.Paren(this=months), expression=sql.plain(12)) if node.unit == "years" else months


def _held(value: Sql, low: int, high: int) -> Sql:
    above = sql.compare(exp.GT, value, sql.whole(high))
    return sql.case([(sql.compare(exp.LT, value, sql.whole(low)), sql.whole(low)), (above, sql.whole(high))], value)


def _months_until(words: Words, start: Sql, last: date) -> Sql:
    months = sql.less(sql.plain(month_number(last)), words.month_number(start))
    if (last + timedelta(days=1)).day == 1:
        return months
    short = sql.compare(exp.GT, exp.Day(this=start), sql.plain(last.day))
    return sql.less(months, sql.case([(short, sql.plain(1))], sql.plain(0)))


def choose(options: Sequence[tuple[Sql, str, Ends]], asked: Sql | None, without: str, frame: Frame) -> tuple[Ends, Sql]:
    """The option asked for, else the best (or, open, the hull over all), with the position of the one that is selected.

    Each option comes with whether it can be chosen. Position NULL and value nothing: no option at all.
    """
    counted = [value.bind(frame) for value in common([value.counted() for _, _, value in options], frame)]
    there = [frame.bind(sql.both([can, value.is_something])) for can, _, value in options]
    picked = [] if asked is None else [
        (sql.both([sql.surely(sql.equal(asked, sql.text(key))), can]), sql.plain(position))
        for position, ((_, key, _), can) in enumerate(zip(options, there, strict=True))
    ]  # fmt: skip
    best = [
        (sql.both([there[i], *(_beats(counted[i], counted[j], there[j]) for j in range(len(options)) if j != i)]), i)
        for i in range(len(options))
    ]
    position = frame.bind(sql.case([*picked, *((holds, sql.plain(i)) for holds, i in best)]))
    is_at = [(sql.equal(position, sql.plain(i)), value) for i, value in enumerate(counted)]
    value = selected(is_at, NOTHING, frame)
    if without == "open":
        chosen = frame.bind(sql.either(holds for holds, _ in picked))
        value = selected([(chosen, value)], hull(list(zip(there, counted, strict=True)), frame), frame)
    return value, position


def _beats(one: Ends, other: Ends, other_is_there: Sql) -> Sql:
    """Whether an option is at least as good as another: its low end decides, then its high end."""
    higher = sql.compare(exp.GT, one.low, other.low)
    tie = sql.both([sql.equal(one.low, other.low), sql.compare(exp.GTE, one.top, other.top)])
    at_least = sql.compare(exp.GTE, one.low, other.low) if one.high is None and other.high is None else None
    return sql.either([sql.negated(other_is_there), at_least if at_least is not None else sql.either([higher, tie])])
