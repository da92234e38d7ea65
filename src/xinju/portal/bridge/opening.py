"""From which day a condition holds if open periods and monthly payments go on and nothing new happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from xinju.engines.scoring.facts import Application
from xinju.engines.scoring.forecast import Forecast
from xinju.engines.scoring.language.conditions import Condition
from xinju.engines.scoring.language.sources import day_number, day_of
from xinju.engines.scoring.outlook import going_on
from xinju.engines.scoring.reference import Evaluator
from xinju.engines.scoring.reference.records import Scene
from xinju.engines.scoring.statement import Verdict
from xinju.values.period import add_months

HORIZON_YEARS = 10


def first_day(
    evaluator: Evaluator, condition: Condition, application: Application, *, from_day: date, known_at: date
) -> date | None:
    """The first day from `from_day` on, exact to the day, on which the condition surely holds; None within ten years."""
    last = add_months(from_day, 12 * HORIZON_YEARS)
    for day, verdict in _verdicts(evaluator, condition, application, from_day, known_at, last):
        if verdict is True:
            return day
    return None


def _verdicts(
    evaluator: Evaluator, condition: Condition, application: Application, from_day: date, known_at: date, last: date
) -> Iterator[tuple[date, Verdict]]:
    """The verdict on each day on which it may be another than the day before."""
    yield from_day, on_day(evaluator, condition, application, from_day, known_at)
    later = going_on(evaluator.sheet, application, from_day=from_day, known_at=known_at, until=last)
    forecast = Forecast(evaluator.roles_of)
    day = from_day + timedelta(days=1)
    while day <= last:
        verdict, until = forecast.on(day, partial(_verdict, evaluator, condition, forecast, later, day, known_at))
        yield day, verdict
        if until > day_number(last):
            return
        day = day_of(until)


def on_day(
    evaluator: Evaluator, condition: Condition, application: Application, day: date, known_at: date
) -> Verdict:
    """The verdict on one day, from the facts as they stand."""
    return _verdict(evaluator, condition, Forecast(evaluator.roles_of), application, day, known_at)


def _verdict(
    evaluator: Evaluator, condition: Condition, forecast: Forecast, facts: Application, day: date, known_at: date
) -> Verdict:
    scene = Scene(evaluator.sheet, facts, day, known_at)
    for node, _ in evaluator.assignments:
        selection = forecast.selection(node, scene)
        scene = replace(scene, played=(*scene.played, (selection.role, selection.candidate)))
    return forecast.condition(condition, scene)[0]
