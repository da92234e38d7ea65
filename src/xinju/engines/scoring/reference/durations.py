"""How long: sets of periods cut to what may count, joined into runs, measured in the unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from xinju.engines.scoring.facts import Record
from xinju.engines.scoring.language.numbers import Duration
from xinju.engines.scoring.language.sources import (
    Source,
    Window,
    day_number,
    day_of,
)
from xinju.engines.scoring.language.tree import sources as sources_of
from xinju.engines.scoring.ranges import longest, not_known_length
from xinju.engines.scoring.reference import runs
from xinju.engines.scoring.reference.records import Judged, Scene, considered, days_of, not_known
from xinju.engines.scoring.reference.runs import FAR, Run
from xinju.engines.scoring.spans import Exact, Span, known
from xinju.engines.scoring.statement import Step, Used, Why
from xinju.values.period import add_months, full_months


def sources_within(node: Duration) -> tuple[Source, ...]:
    """The sources of all its periods, in the sheet's order."""
    return tuple(sources_of(node.periods))


def measure(node: Duration, scene: Scene, sources: Sequence[Source]) -> Step:
    """The duration as a step, with every record of its sources that was looked at."""
    facts: dict[str, object] = {"unit": node.unit, "run": node.run, "as_of": scene.as_of}
    missing = [key for source in sources for key in not_known(scene, source, node.of)]
    if missing:
        used = tuple(one for source in sources for one in considered(scene, source, node.of))
        facts |= {"not_known": tuple(dict.fromkeys(missing)), "has_end": longest(node, scene.around) is not None}
        return Step("duration", Span(0, not_known_length(node, scene.around)), facts, used=used)
    if node.unit == "monthly_records":
        return _monthly_records(node, scene, sources, facts)
    used: Judged = []
    days = days_of(node.periods, lambda source: considered(scene, source, node.of), used)
    if not used:
        return Step("duration", known(0), {**facts, "runs": ()})
    low, high = day_limits(node, scene.as_of, scene.after)
    able = [(max(a, low), min(b, high)) for a, b in days if max(a, low) < min(b, high)]
    kept = _chosen_runs(node, able, high)
    judged = tuple(one if run is None else Used(one.record, _why(run, kept, able, low, high)) for one, run in used)
    facts["runs"] = tuple((day_of(a), day_of(b - 1)) for a, b in kept)
    return Step("duration", known(_length(node, kept, days, low)), facts, used=judged)


def _counted_from(node: Duration, kept: Sequence[Run], days: Sequence[Run], low: int) -> Sequence[Run]:
    """The runs as their full months are counted: one that is cut off at its first day goes on from the day before, which does not
    count; not where the sheet begins to count on that day, or counts first days."""
    if node.first_day or (node.window.since is not None and low == day_number(node.window.since)):
        return kept
    return [(low - 1, b) if a == low and any(c < low < d for c, d in days) else (a, b) for a, b in kept]


def day_limits(node: Duration, as_of: date, after: date | None = None) -> Run:
    """The first day that may count and the day after the last."""
    window, day = node.window, day_number(as_of)
    low, high = -FAR if after is None else day_number(after) + 1, day + 1 if node.as_of_day else day
    if window.last is not None:
        low = max(low, runs.moved(day, window.last, -1) + 1)
    if window.before_last is not None:
        high = min(high, runs.moved(day, window.before_last, -1) + 1)
    if window.since is not None:
        low = max(low, day_number(window.since))
    if window.until is not None:
        high = min(high, day_number(window.until) + 1)
    return low, high


def _chosen_runs(node: Duration, found: list[Run], high: int) -> list[Run]:
    if node.run == "all":
        return found
    linked = runs.chains(found, node.gap)
    if node.run == "longest":
        return runs.longest(linked)
    return next((chain for chain in linked if any(start < high <= stop for start, stop in chain)), [])


def _why(run: Run, kept: Sequence[Run], able: Sequence[Run], low: int, high: int) -> Why:
    """Whether a record's days lie among those kept, and if not, where they were left."""
    if _touches(run, kept):
        return "counted"
    if run[0] >= high:
        return "later"
    if run[1] <= low:
        return "window"
    return "run" if _touches(run, able) else "not_in_set"


def _touches(run: Run, days: Sequence[Run]) -> bool:
    return any(run[0] < stop and start < run[1] for start, stop in days)


def _length(node: Duration, kept: Sequence[Run], days: Sequence[Run], low: int) -> Exact:
    if node.unit == "days":
        return sum(stop - start for start, stop in kept)
    if node.unit == "calendar_months":
        return len({month for run in kept for month in _whole_months(run)})
    if node.unit == "calendar_months_touched":
        return len({month for a, b in kept for month in range(_month(day_of(a)), _month(day_of(b - 1)) + 1)})
    return _full_units(node, _counted_from(node, kept, days, low))


def _full_units(node: Duration, kept: Sequence[Run]) -> Exact:
    """Full months (years) of each run and, if the sheet wants it, what the leftover days make together."""
    months_each = 12 if node.unit == "years" else 1
    units = leftover = 0
    for start, stop in kept:
        first, last = day_of(start), day_of(stop - 1)
        end = last + timedelta(days=1) if node.first_day else last
        full = full_months(first, end) // months_each
        units += full
        leftover += (end - add_months(first, full * months_each)).days
    if node.leftover == "pool":
        return units + leftover // node.leftover_days
    if node.leftover == "prorate":
        return units + Fraction(leftover, node.leftover_days)
    return units


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _whole_months(run: Run) -> range:
    first, after = day_of(run[0]), day_of(run[1])
    return range(_month(first) + (first.day > 1), _month(after))


def _monthly_records(node: Duration, scene: Scene, sources: Sequence[Source], facts: dict[str, object]) -> Step:
    found = [one for source in sources for one in considered(scene, source, node.of)]
    if not found:
        return Step("duration", known(0), facts)
    low, high = month_limits(node.window, scene.as_of, scene.after)
    months = sorted({m for one in found if one.counts and low <= (m := record_month(one.record)) <= high})
    kept = set(_chosen_months(node, months, high))
    judged = tuple(_with_month_judgement(one, kept, low, high) for one in found)
    return Step("duration", known(len(kept)), facts, used=judged)


def record_month(record: Record) -> int:
    if record.start is None:
        raise ValueError(f"{record.type}: monthly records need a record type of shape month")
    return _month(record.start)


def month_limits(window: Window, as_of: date, after: date | None = None) -> tuple[int, int]:
    """The first and the last month that may count."""
    low, high = -FAR if after is None else _month(after) + 1, _month(as_of)
    if window.last is not None:
        low = max(low, _month(as_of) - window.last.in_months + 1)
    if window.before_last is not None:
        high = min(high, _month(as_of) - window.before_last.in_months)
    if window.since is not None:
        low = max(low, _month(window.since))
    if window.until is not None:
        high = min(high, _month(window.until))
    return low, high


def _chosen_months(node: Duration, months: list[int], high: int) -> list[int]:
    if node.run == "all" or not months:
        return months
    allowed = 1 + (node.gap.in_months if node.gap else 0)
    linked: list[list[int]] = [[months[0]]]
    for month in months[1:]:
        if month - linked[-1][-1] <= allowed:
            linked[-1].append(month)
        else:
            linked.append([month])
    if node.run == "longest":
        return max(linked, key=lambda chain: (len(chain), chain[0]))
    return next((chain for chain in linked if high in chain), [])


def _with_month_judgement(one: Used, kept: set[int], low: int, high: int) -> Used:
    if not one.counts:
        return one
    month = record_month(one.record)
    if month in kept:
        return one
    if month > high:
        return Used(one.record, "later")
    return Used(one.record, "window" if month < low else "run")
