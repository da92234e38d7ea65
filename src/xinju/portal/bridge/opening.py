"""From which day a condition holds if open periods and monthly payments go on and nothing new happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from xinju.engines.scoring.facts import Application
from xinju.engines.scoring.forecast import Forecast
from xinju.engines.scoring.language.numbers import Condition, Number, Ref
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import day_number, day_of
from xinju.engines.scoring.language.tree import below, compared, conditions_of, names_in, roles_in
from xinju.engines.scoring.outlook import going_on
from xinju.engines.scoring.reference import Evaluator
from xinju.engines.scoring.reference.records import Scene
from xinju.engines.scoring.statement import Verdict
from xinju.values.period import add_months

HORIZON_YEARS = 10


def first_day(
    evaluator: Evaluator,
    condition: Condition,
    application: Application,
    *,
    from_day: date,
    known_at: date,
    not_before: date | None = None,
) -> date | None:
    """The first day, exact, on which the condition surely holds, from `not_before` (else `from_day`) on; None within ten years.

    `from_day` is the day on which the facts were told: payments are carried on from there.
    """
    last = add_months(from_day, 12 * HORIZON_YEARS)
    start = max(from_day, not_before or from_day)
    for day, verdict in _verdicts(evaluator, condition, application, from_day, start, known_at, last):
        if verdict is True:
            return day
    return None


def _verdicts(
    evaluator: Evaluator,
    condition: Condition,
    application: Application,
    from_day: date,
    start: date,
    known_at: date,
    last: date,
) -> Iterator[tuple[date, Verdict]]:
    """The verdict on each day on which it may be another than the day before. The first day stands as it was told."""
    if start == from_day:
        yield from_day, on_day(evaluator, condition, application, from_day, known_at)
    later = going_on(evaluator.sheet, application, from_day=from_day, known_at=known_at, until=last)
    forecast = Forecast(evaluator.roles_of)
    day = max(start, from_day + timedelta(days=1))
    while day <= last:
        verdict, until = forecast.on(day, partial(_verdict, evaluator, condition, forecast, later, day, known_at))
        yield day, verdict
        if until > day_number(last):
            return
        day = day_of(until)


def on_day(evaluator: Evaluator, condition: Condition, application: Application, day: date, known_at: date) -> Verdict:
    """The verdict on one day, from the facts as they stand."""
    return _verdict(evaluator, condition, Forecast(evaluator.roles_of), application, day, known_at)


def _verdict(
    evaluator: Evaluator, condition: Condition, forecast: Forecast, facts: Application, day: date, known_at: date
) -> Verdict:
    scene = Scene(evaluator.sheet, facts, day, known_at)
    for node, _ in evaluator.assignments if _needs_roles(evaluator.sheet, condition) else ():
        selection = forecast.selection(node, scene)
        scene = replace(scene, played=(*scene.played, (selection.role, selection.candidate)))
    return forecast.condition(condition, scene)[0]


def _needs_roles(sheet: Sheet, condition: Condition) -> bool:
    """Whether somebody must be assigned before the condition can be told: most gates look at the household alone."""
    single = {role.key for role in sheet.roles.values() if role.one_of or role.others_of}
    seen: set[str] = set()

    def in_number(number: Number) -> bool:
        if isinstance(number, Ref):
            if number.name in seen:
                return False
            seen.add(number.name)
            return in_number(sheet.number(number.name))
        inside = any(in_number(part) for part in below(number)) or any(map(in_condition, conditions_of(number)))
        return bool(roles_in(number) & single) or inside

    def in_condition(one: Condition) -> bool:
        named = any(in_condition(sheet.conditions[name]) for name in names_in(one))
        return named or any(in_number(number) for number in compared(one))

    return in_condition(condition)
