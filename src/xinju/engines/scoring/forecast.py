"""The plain evaluator as time goes on: every value with the next day on which it may change.

Facts are fixed, only the day moves. Between two days on which something may begin, end, lapse or become full nothing changes,
so a stretch of ten years is gone through in a few leaps, and only what changes is worked out anew. A day named too early costs
one evaluation; a day named too late would be an error, and a property test compares with day after day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.sources import FIRST_DAY, LAST_DAY, Length, Source, Window, day_number, day_of
from xinju.engines.scoring.language.tree import sources as sources_of
from xinju.engines.scoring.reference import runs
from xinju.engines.scoring.reference.arithmetic import Reckoner, moved_day
from xinju.engines.scoring.reference.durations import day_limits
from xinju.engines.scoring.reference.records import Scene
from xinju.engines.scoring.statement import Step, Used
from xinju.values.period import add_months, full_months

NEVER = 10**7
NEVER_COUNT = ("pending", "disputed", "not_yet_recorded", "where")
FARTHEST = day_number(LAST_DAY)


@dataclass(frozen=True)
class Forecast(Reckoner):
    """One family's values on a rising sequence of days."""

    kept: dict[tuple[Any, ...], tuple[int, int, Step]] = field(default_factory=dict)
    nearest: list[int] = field(default_factory=lambda: [NEVER])
    moved: list[int] = field(default_factory=list)

    def on(self, work: Callable[[], Any]) -> tuple[Any, int]:
        """What the work gives, and the first later day number on which anything that it looked at may be different."""
        self.nearest.append(NEVER)
        found = work()
        return found, self.nearest.pop()

    def number(self, node: n.Number, scene: Scene) -> Step:
        """As the evaluator, but anew only where something may have changed since."""
        day = day_number(scene.as_of)
        key = (id(node), scene.played, tuple(self.moved))
        if scene.here is None and key in self.kept:
            first, until, step = self.kept[key]
            if first <= day < until:
                self._note(until)
                return step
        step, until = self.on(lambda: self._anew(node, scene))
        if scene.here is None:
            self.kept[key] = (day, until, step)
        self._note(until)
        return step

    def named(self, name: str, scene: Scene) -> Step:
        """As the evaluator; what is kept is kept by node."""
        return replace(self.number(scene.sheet.number(name), scene), name=name)

    def _note(self, day: int) -> None:
        self.nearest[-1] = min(self.nearest[-1], day)

    def _anew(self, node: n.Number, scene: Scene) -> Step:
        if isinstance(node, n.AsOf):
            return self._on_another_day(node, scene)
        step = super().number(node, scene)
        if isinstance(node, n.Duration | n.Tally | n.Each) and "not_known" not in step.facts:
            days = _of_duration(node, scene, step) if isinstance(node, n.Duration) else _of_records(node, scene, step)
            self._note(_first_after(days, scene.as_of))
        elif isinstance(node, n.Elapsed):
            self._note(_first_after(_of_elapsed(node, step), scene.as_of))
        return step

    def _on_another_day(self, node: n.AsOf, scene: Scene) -> Step:
        """A day moved by months stands still or leaps where months differ in length; a fixed day never changes."""
        self.moved.append(id(node))
        other = moved_day(node, scene.as_of)
        step, until = self.on(lambda: self.number(node.of, replace(scene, as_of=other)))
        self.moved.pop()
        if node.day is None and until < NEVER:
            self._note(_first_day_when(lambda day: day_number(moved_day(node, day)) >= until, scene.as_of))
        return step


def _first_after(days: Iterator[int], as_of: date) -> int:
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
    for length in (window.last, window.before_last):
        if length is not None:
            yield _first_day_when(lambda day, by=length: runs.moved(day_number(day), by, -1) >= edge, as_of)


def _of_elapsed(node: n.Elapsed, step: Step) -> Iterator[int]:
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
    for edge in _edges(used, list(sources_of(node.periods))):
        yield from (edge - 1, edge, edge + 1)
        yield from _when_window_passes(node.window, edge - 1, as_of)
        yield from _when_window_passes(node.window, edge, as_of)
    if _moves_daily(node, step, as_of, used):
        yield today + 1
    elif _grows(node, step, as_of):
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


def _grows(node: n.Duration, step: Step, as_of: date) -> bool:
    """Whether the last stretch that counts reaches the last day that may count, which moves on."""
    low, high = day_limits(node, as_of)
    stands_still = node.window.until is not None and high > day_number(node.window.until)
    return not stands_still and any(day_number(last) + 1 == high for _, last in _runs(step))


def _moves_daily(node: n.Duration, step: Step, as_of: date, used: list[Used]) -> bool:
    low, high = day_limits(node, as_of)
    if node.run == "longest":  # a chain that is not kept yet may be growing towards the longest
        return _slides(node.window) or any(
            one.record.end is None or day_number(one.record.end) >= high - 1 for one in used
        )
    if node.window.last is not None and any(day_number(first) == low for first, _ in _runs(step)):
        return True
    counts_days = node.unit == "days" or node.leftover != "drop"
    return _grows(node, step, as_of) and (counts_days or node.window.before_last is not None)


def _when_full(node: n.Duration, step: Step, as_of: date) -> Iterator[int]:
    """Days on which the growing run has one more full month, or calendar months change."""
    if node.unit in ("calendar_months", "calendar_months_touched"):
        first = _next_month(as_of)
        yield from (first - 1, first, first + 1)
        return
    start, last = _runs(step)[-1]
    each = 12 if node.unit == "years" else 1
    full = full_months(start, last + timedelta(days=node.first_day)) // each
    yield day_number(add_months(start, (full + 1) * each)) - node.first_day + (not node.as_of_day)


def _runs(step: Step) -> tuple[tuple[date, date], ...]:
    found = step.facts["runs"]
    assert isinstance(found, tuple)
    return found


def _next_month(day: date) -> int:
    return day_number(add_months(day.replace(day=1), 1))
