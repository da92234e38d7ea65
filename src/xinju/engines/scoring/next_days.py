"""On which later day a single measure may be different: when records come into sight, lapse, end, or make one more full month.

Every rule here may name a day too early, never one too late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.sources import FIRST_DAY, LAST_DAY, Length, Source, Window, day_number, day_of
from xinju.engines.scoring.language.tree import sources, sources_of
from xinju.engines.scoring.reference import runs
from xinju.engines.scoring.reference.arithmetic import moved_day
from xinju.engines.scoring.reference.durations import day_limits
from xinju.engines.scoring.reference.records import Scene
from xinju.engines.scoring.statement import Step, Used
from xinju.values.period import add_months, full_months

NEVER = 10**7
NEVER_COUNT = ("pending", "disputed", "not_yet_recorded", "where")
FARTHEST = day_number(LAST_DAY)


def before_move(node: n.AsOf, as_of: date, until: int) -> int:
    """A day moved by months stands still or leaps where months differ in length; a fixed day never changes."""
    if node.day is not None or until >= NEVER:
        return NEVER
    return _first_day_when(lambda day: day_number(moved_day(node, day)) >= until, as_of)


def next_days(node: n.Number, scene: Scene, step: Step) -> Iterator[int]:
    """Days on which a single node may change, what lies below it apart; earlier days do no harm."""
    if isinstance(node, n.Elapsed):
        yield from _of_elapsed(node, step)
    elif isinstance(node, n.Dated):
        yield from (day_number(first) for first, _ in node.steps)
    elif isinstance(node, n.Duration | n.Tally | n.Each) and "not_known" not in step.facts:
        yield from _of_duration(node, scene, step) if isinstance(node, n.Duration) else _of_records(node, scene, step)
        if any(
            leaf.current for source in sources_of(node) if source.during is not None for leaf in sources(source.during)
        ):
            yield day_number(scene.as_of) + 1  # which of its records count may be another every day


def first_after(days: Iterator[int], as_of: date) -> int:
    today = day_number(as_of)
    return min((day for day in days if day > today), default=NEVER)


def _first_day_when(holds: Callable[[date], bool], after: date) -> int:
    """The first later day on which something holds that then holds for ever; NEVER if it does not within our calendar."""
    low, high = day_number(after), day_number(after) + 1
    while high < FARTHEST and not holds(day_of(high)):
        low, high = high, min(high + 2 * (high - low), FARTHEST)
    if not holds(day_of(high)):
        return NEVER
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(day_of(middle)) else (middle, high)
    return high


def _of_records(node: n.Tally | n.Each, scene: Scene, step: Step) -> Iterator[int]:
    """Days on which a record comes into sight, drops out of the window, or stops being current."""
    source, window = (node.source, node.window) if isinstance(node, n.Tally) else (node.over, node.window)
    for record in (one.record for one in step.used if one.why not in NEVER_COUNT):
        if record.start is None:
            continue
        start = day_number(record.start)
        yield start
        if source.current and record.end is not None:
            yield day_number(record.end) + 1
        if scene.sheet.records[record.type].shape == "month" and _slides(window):
            yield _next_month(scene.as_of)
        else:
            yield from _when_window_passes(window, start, scene.as_of)


def _slides(window: Window) -> bool:
    return window.last is not None or window.before_last is not None


def _when_window_passes(window: Window, edge: int, as_of: date) -> Iterator[int]:
    """Days on which the sliding ends of a window reach a day."""

    def reaches(length: Length) -> Callable[[date], bool]:
        return lambda day: runs.moved(day_number(day), length, -1) >= edge

    for length in (window.last, window.before_last):
        if length is not None:
            yield _first_day_when(reaches(length), as_of)


def _of_elapsed(node: n.Elapsed, step: Step) -> Iterator[int]:
    if node.until is not None:  # it stands still while the days do, and they are looked at by themselves
        return
    since, as_of = step.parts[0].value, step.facts["as_of"]
    assert isinstance(as_of, date)
    for end in () if since is None else {since.low, since.high}:
        start = min(max(day_of(int(end)), FIRST_DAY), LAST_DAY)
        yield day_number(start)
        if node.unit == "days":
            yield day_number(as_of) + 1
            continue
        each = 12 if node.unit == "years" else 1
        full = full_months(start, as_of + timedelta(days=node.first_day)) // each
        yield day_number(add_months(start, (full + 1) * each)) - node.first_day


def _of_duration(node: n.Duration, scene: Scene, step: Step) -> Iterator[int]:
    used = [one for one in step.used if one.why not in NEVER_COUNT and one.record.start is not None]
    if not used:
        return
    as_of, today = scene.as_of, day_number(scene.as_of)
    if node.unit == "monthly_records":
        yield _next_month(as_of)
        return
    if node.window.since is not None:  # before that day nothing may count, so nothing is seen to grow
        begins = day_number(node.window.since)
        yield from (begins, begins + 1)
    for edge in _edges(used, list(sources(node.periods))):
        yield from (edge - 1, edge, edge + 1)
        yield from _when_window_passes(node.window, edge - 1, as_of)
        yield from _when_window_passes(node.window, edge, as_of)
    if _moves_daily(node, step, scene, used):
        yield today + 1
    elif _grows(node, step, scene):
        yield from _when_full(node, step, as_of)


def _edges(used: list[Used], sources: list[Source]) -> set[int]:
    """First days and days after the last of all records, and where events stop lasting."""
    found: set[int] = set()
    lasting = [source.lasting for source in sources if source.lasting is not None]
    for one in used:
        start, end = one.record.start, one.record.end
        assert start is not None
        found.add(day_number(start))
        found |= {runs.moved(day_number(start), Length(months=by.months, days=by.days)) for by in lasting}
        if end is not None:
            found.add(day_number(end) + 1)
    return found


def _grows(node: n.Duration, step: Step, scene: Scene) -> bool:
    """Whether the last stretch that counts reaches the last day that may count, which moves on."""
    low, high = day_limits(node, scene.as_of, scene.after)
    stands_still = node.window.until is not None and high > day_number(node.window.until)
    return not stands_still and any(day_number(last) + 1 == high for _, last in _runs(step))


def _moves_daily(node: n.Duration, step: Step, scene: Scene, used: list[Used]) -> bool:
    low, high = day_limits(node, scene.as_of, scene.after)
    if node.run == "longest":  # a chain that is not kept yet may be growing towards the longest
        return _slides(node.window) or any(
            one.record.end is None or day_number(one.record.end) >= high - 1 for one in used
        )
    if node.window.last is not None and any(day_number(first) == low for first, _ in _runs(step)):
        return True
    counts_days = node.unit == "days" or node.leftover != "drop"
    return _grows(node, step, scene) and (counts_days or node.window.before_last is not None)


def _when_full(node: n.Duration, step: Step, as_of: date) -> Iterator[int]:
    """Days on which the growing run has one more full month, or calendar months change."""
    if node.unit in ("calendar_months", "calendar_months_touched"):
        for first in (day_number(as_of.replace(day=1)), _next_month(as_of)):  # the as-of day may count on the morrow
            yield from (first - 1, first, first + 1)
        return
    begins, last = _runs(step)[-1]
    each = 12 if node.unit == "years" else 1
    for start in (begins, begins - timedelta(days=1)):  # a stretch that was cut is counted from the day before
        full = full_months(start, last + timedelta(days=node.first_day)) // each
        yield day_number(add_months(start, (full + 1) * each)) - node.first_day + (not node.as_of_day)


def _runs(step: Step) -> tuple[tuple[date, date], ...]:
    found = step.facts["runs"]
    assert isinstance(found, tuple)
    return found


def _next_month(day: date) -> int:
    return day_number(add_months(day.replace(day=1), 1))
