"""May the child apply: yes, not yet and from which day, or no. From the sheet's own gate and the round's birth window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from xinju.engines.scoring.facts import Application
from xinju.engines.scoring.language.numbers import All, Condition, Named
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.opening import first_day
from xinju.engines.scoring.outlook import going_on
from xinju.engines.scoring.reference import Evaluator
from xinju.engines.scoring.statement import ServiceResult, Statement, Step, Verdict
from xinju.portal.bridge.answers import application_of
from xinju.portal.bridge.place import District, Season
from xinju.portal.bridge.questions import Question, Questionnaire

Kind = Literal["yes", "not_yet", "no", "unsure"]
Why = Literal["", "too_old", "closed", "late", "never", "too_young", "soon"]


@dataclass(frozen=True)
class Part:
    """One condition of the gate: whether it holds on the cut-off day, since or from which day, and what was found."""

    key: str
    holds: Verdict
    from_day: date | None
    step: Step


@dataclass(frozen=True)
class May:
    """The answer.

    kind    yes; not_yet (`day`: the first day on which one may apply); no; unsure where something is not known
    why     soon (conditions are met between now and the cut-off day), too_young, too_old, closed, late (met after it), never
    season  the child's round, None if the child is past the age of the first class
    """

    kind: Kind
    why: Why = ""
    day: date | None = None
    season: Season | None = None
    parts: tuple[Part, ...] = ()


def is_settled(district: District, sheet: Sheet, form: Questionnaire, given: Mapping[str, str], *, today: date) -> bool:
    """Whether what was answered already decides, so that nothing more needs to be asked."""
    birth = form.born(given)
    if birth is None:
        return False
    season = district.season_of(birth)
    if season is None or season.apply_to < today:
        return True
    application = _application(district, sheet, form, given, today)
    return _service(district, Evaluator(sheet), application, season.as_of, today).gate is True


def may_apply(district: District, sheet: Sheet, form: Questionnaire, given: Mapping[str, str], *, today: date) -> May:
    """The answer for these answers on this day. ValueError if the child's birth date is not among them."""
    birth = form.born(given)
    if birth is None:
        raise ValueError("the child's birth date is needed")
    season = district.season_of(birth)
    if season is None:
        return May("no", "too_old")
    if season.apply_to < today:
        return May("no", "closed", season=season)
    return _judged(district, Evaluator(sheet), _application(district, sheet, form, given, today), season, today)


def _judged(district: District, evaluator: Evaluator, application: Application, season: Season, today: date) -> May:
    service = _service(district, evaluator, application, season.as_of, today)
    gate = evaluator.sheet.services[district.service].gate
    parts = tuple(
        Part(_name(part), verdict, _first(evaluator, part, application, today), step)
        for part, verdict, step in _parts(gate, service)
    )
    if service.gate is None:
        return May("unsure", season=season, parts=parts)
    if service.gate is False:
        missing = [part.from_day for part in parts if part.holds is False]
        if any(day is None for day in missing):
            return May("no", "never", season=season, parts=parts)
        return May("no", "late", max(day for day in missing if day is not None), season, parts)
    if season != district.next_to_apply(today):
        return May("not_yet", "too_young", season.apply_from, season, parts)
    day = _all_from(evaluator, gate, application, parts, today)
    if day is not None and day > max(today, season.apply_from):
        return May("not_yet", "soon", day, season, parts)
    return May("yes", day=max(today, season.apply_from), season=season, parts=parts)


def _application(
    district: District, sheet: Sheet, form: Questionnaire, given: Mapping[str, str], today: date
) -> Application:
    asked: tuple[Question, ...] = form.of("apply")
    return application_of(sheet, asked, given, form.people, here=district.code, today=today)


def _service(
    district: District, evaluator: Evaluator, application: Application, as_of: date, today: date
) -> ServiceResult:
    day = max(as_of, today)
    later = going_on(evaluator.sheet, application, from_day=today, known_at=day, until=day)
    statement: Statement = evaluator.statement(later, as_of=as_of, known_at=day)
    return statement.services[district.service]


def _parts(gate: Condition | None, service: ServiceResult) -> list[tuple[Condition, Verdict, Step]]:
    """The conditions of which all must hold, each with its verdict on the cut-off day."""
    if gate is None or service.gate_step is None:
        return []
    nodes = gate.parts if isinstance(gate, All) else (gate,)
    steps = service.gate_step.parts if isinstance(gate, All) else (service.gate_step,)
    return [(node, _verdict(step), step) for node, step in zip(nodes, steps, strict=True)]


def _verdict(step: Step) -> Verdict:
    value = step.value
    return None if value is None or value.low != value.high else value.low == 1


def _first(
    evaluator: Evaluator,
    condition: Condition | None,
    application: Application,
    today: date,
    *,
    not_before: date | None = None,
) -> date | None:
    if condition is None:
        return None
    return first_day(evaluator, condition, application, from_day=today, known_at=today, not_before=not_before)


def _all_from(
    evaluator: Evaluator, gate: Condition | None, application: Application, parts: tuple[Part, ...], today: date
) -> date | None:
    """The first day on which the whole gate holds: never before the last of its parts, and never if one of them never does."""
    days = [part.from_day for part in parts]
    if any(day is None for day in days):
        return None
    latest = max((day for day in days if day is not None), default=today)
    return _first(evaluator, gate, application, today, not_before=latest)


def _name(condition: Condition) -> str:
    return condition.name if isinstance(condition, Named) else ""
