"""From which day a condition holds if open periods and monthly payments go on and nothing new happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from xinju.engines.scoring.facts import Application
from xinju.engines.scoring.forecast import Forecast
from xinju.engines.scoring.language.numbers import Condition, Number, Ref
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.tree import below, compared, conditions_of, names_in, roles_in
from xinju.engines.scoring.outlook import day_by_day
from xinju.engines.scoring.readings import read_there
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
    verdicts = day_by_day(
        evaluator,
        application,
        partial(_verdict, _in_all_ways(evaluator, condition, known_at), _needs_roles(evaluator.sheet, condition)),
        from_day=from_day,
        start=max(from_day, not_before or from_day),
        known_at=known_at,
        last=add_months(from_day, 12 * HORIZON_YEARS),
    )
    return next((day for day, verdict in verdicts if verdict is True), None)


def _in_all_ways(evaluator: Evaluator, condition: Condition, known_at: date) -> list[tuple[Evaluator, Condition]]:
    """The condition in each way to round that the sheet leaves open."""
    if not evaluator.is_open(known_at):
        return [(evaluator, condition)]
    return [(one, read_there(condition, one.sheet, way)) for way, one in evaluator.ways]


def _verdict(
    ways: Sequence[tuple[Evaluator, Condition]], needs_roles: bool, forecast: Forecast, scene: Scene
) -> Verdict:
    """Yes only where it surely holds in every way."""
    verdicts = []
    for evaluator, condition in ways:
        read = replace(scene, sheet=evaluator.sheet)
        if needs_roles:
            read, _ = evaluator.cast(forecast, read)
        verdicts.append(forecast.condition(condition, read)[0])
    return verdicts[0] if len(set(verdicts)) == 1 else None


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
