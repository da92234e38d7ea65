"""Every write in a case: opened, moved, prolonged, assigned, handed over. Each once, by somebody, on a day, with one event."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from xinju.accounts.access import Officer, Role, is_officer, sees_region
from xinju.audit.actions import record, reference
from xinju.cases import access
from xinju.cases.access import Asker
from xinju.cases.bridge import calendar, course, rules
from xinju.cases.bridge.course import Outcome, Refusal, Refused
from xinju.cases.bridge.rules import NoSuchType
from xinju.cases.models import CalendarYear, Case, Edition, Event, Waiting
from xinju.web import clock

__all__ = ["NoSuchType", "Refusal", "Refused", "Stale", "assign", "extend", "hand_over", "look", "move", "open_case",
           "publish_year", "recount_deadlines"]  # fmt: skip

LONGEST_WHY = 500


class Stale(Exception):
    """Somebody else acted in the case since this version was shown; `case` is how it stands now."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__(f"case {case.key} has moved on to version {case.version}")


def open_case(
    *,
    type: str,  # noqa: A002 - the word of the file and of every page
    subject: str,
    region: str,
    opened_on: date,
    by: Asker,
    days: Mapping[str, date] | None = None,
    at: str = "",
    department: str = "",
    title: str = "",
    assignee: Officer | None = None,
    client_id: str = "",
) -> Case:
    """Open a case of this type about `subject` (an opaque reference), in the type's usual first state or in `at`.

    The same `client_id` again answers with the case it opened. Raises NoSuchType; Refused with day_missing,
    day_unknown, no_such_start, department_missing or client_id_taken.
    """
    client_id = client_id or uuid.uuid4().hex
    if (known := _opened_with(client_id, type, subject)) is not None:
        return known
    row_values = {"subject": subject, "title": title, "region": region, "department": department, "assignee": assignee}
    try:
        return _open(type=type, days=days or {}, at=at, opened_on=opened_on, by=by, client_id=client_id, **row_values)
    except IntegrityError:  # two of the same at once: the other one was first
        if (known := _opened_with(client_id, type, subject)) is not None:
            return known
        raise


@transaction.atomic
def move(
    *,
    case: str,
    move: str,
    evidence: Mapping[str, str],
    by: Asker,
    on: date,
    client_id: str,
    reason: str = "",
    department: str = "",
    version: int | None = None,
) -> Case:
    """Make a move in the case of this key, on the day on which it held. An earlier `client_id` changes nothing.

    `department` names whose clerk must answer, where the move leads to one. `version` is the one that the officer saw.
    Raises Stale, PermissionDenied, or Refused with every reason.
    """
    row = _locked(case, by)
    if _known(row, client_id, move):
        return row
    _same_version(row, version)
    given = {key: value.strip() for key, value in evidence.items()}
    role = access.role_of(by)
    outcome = course.after_move(row, move, role, on, given, reason)
    row.region = course.reroutes(row, move, given) or row.region
    row.department = department or row.department
    _refuse(_against_department(outcome.role, row.department))
    _stands(row, outcome, on)
    return _happened(row, Event.Kind.MOVED, by, on, client_id, outcome, part=move, evidence=given, reason=reason)


@transaction.atomic
def extend(
    *, case: str, clock: str, total: int, why: str, by: Asker, on: date, client_id: str, version: int | None = None
) -> Case:
    """Prolong a clock to `total` of its own units in all. Raises Stale, PermissionDenied, Refused."""
    row = _locked(case, by)
    if _known(row, client_id, clock):
        return row
    _same_version(row, version)
    why = why.strip()[:LONGEST_WHY]
    outcome = course.after_prolonging(row, clock, total, access.role_of(by), on, why)
    _stands(row, outcome, on)
    return _happened(row, Event.Kind.PROLONGED, by, on, client_id, outcome, part=clock, total=total, why=why)


@transaction.atomic
def assign(*, case: str, to: Officer | None, by: Asker, on: date, client_id: str, version: int | None = None) -> Case:
    """Give an open case to one officer of a role that it waits for, or to nobody in particular.

    Raises Stale, PermissionDenied, or Refused with is_closed, not_an_officer, sees_not_region, waits_not_for_role.
    """
    row = _locked(case, by)
    if _known(row, client_id, ""):
        return row
    _same_version(row, version)
    if to is not None:
        _refuse(_against_officer(row, to, on))
    row.assignee = to
    return _happened(row, Event.Kind.ASSIGNED, by, on, client_id, to={"assignee": reference(to) if to else ""})


@transaction.atomic
def hand_over(
    *,
    case: str,
    why: str,
    by: Asker,
    on: date,
    client_id: str,
    role: str = "",
    region: str = "",
    department: str = "",
    version: int | None = None,
) -> Case:
    """Give an open case to another role, region or department, because it is in the wrong place; no clock starts anew.

    Raises Stale, PermissionDenied, or Refused with is_closed, role_has_no_move, before_last_step, why_missing,
    department_missing.
    """
    row = _locked(case, by)
    if _known(row, client_id, ""):
        return row
    _same_version(row, version)
    to = {"role": role or row.role, "region": region or row.region, "department": department or row.department}
    refusals = list(course.refusals_of_hand_over(row, to["role"], on))
    if not why.strip():
        refusals.append(Refusal("why_missing"))
    _refuse([*refusals, *_against_department(to["role"], to["department"])])
    row.role, row.region, row.department, row.assignee = to["role"], to["region"], to["department"], None
    return _happened(row, Event.Kind.HANDED_OVER, by, on, client_id, why=why.strip()[:LONGEST_WHY], to=to)


@transaction.atomic
def look(*, case: str, by: Asker) -> Case:
    """Open a case to read it; whoever looks is on record with the case as the purpose. Raises PermissionDenied."""
    row = Case.objects.select_related("edition").get(key=case)
    if not access.sees(by, row):
        raise PermissionDenied(f"case {case} is not for {access.role_of(by)}")
    record("cases.looked", about=row, by=by, purpose=row)
    return row


@transaction.atomic
def publish_year(*, year: int, off: Collection[date], worked: Collection[date], source: str, by: Asker) -> CalendarYear:
    """Publish or correct a year's workdays, and count the open cases' deadlines again.

    `off` are weekdays that are not worked, `worked` the Saturdays and Sundays that are. ValueError where a day lies in
    another year or stands on both lists.
    """
    exceptions = calendar.exceptions_of(year, set(off), set(worked))
    row, _ = CalendarYear.objects.update_or_create(year=year, defaults={"exceptions": exceptions, "source": source})
    record("cases.calendar_published", about=row, by=by, purpose="calendar")
    _recount()
    return row


@transaction.atomic
def recount_deadlines(*, by: Asker) -> int:
    """Count the deadlines of all open cases again, after the calendar has changed; answers with how many differ."""
    changed = _recount()
    record("cases.deadlines_counted", about="cases.case", by=by, purpose="calendar")
    return changed


@transaction.atomic
def _open(
    *,
    type: str,
    days: Mapping[str, date],
    at: str,
    opened_on: date,
    by: Asker,
    client_id: str,
    **row_values: Any,  # noqa: A002
) -> Case:
    declared = rules.in_force(type)
    began, outcome = course.opening(declared.kind, opened_on, days, at)
    _refuse(_against_department(outcome.role, row_values["department"]))
    row = Case(
        edition=_edition(declared),
        type=type,
        purpose=declared.kind.purpose,
        began=began,
        days={key: day.isoformat() for key, day in days.items()},
        opened_on=opened_on,
        version=0,
        **row_values,
    )
    _stands(row, outcome, opened_on)
    return _happened(row, Event.Kind.OPENED, by, opened_on, client_id, outcome)


def _edition(declared: Any) -> Edition:
    """The row that keeps this text; made when the first case is opened under it."""
    values = {
        "type": declared.kind.key,
        "text": declared.text,
        "roles": f" {' '.join(sorted(declared.kind.roles))} ",
        "adopted_at": clock.now(),
    }
    row, _ = Edition.objects.get_or_create(digest=rules.digest_of(declared), defaults=values)
    return row


def _opened_with(client_id: str, type: str, subject: str) -> Case | None:  # noqa: A002
    event = Event.objects.select_related("case__edition").filter(client_id=client_id).first()
    if event is None:
        return None
    if (event.kind, event.case.type, event.case.subject) != (Event.Kind.OPENED, type, subject):
        raise Refused((Refusal("client_id_taken"),))
    return event.case


def _locked(key: str, by: Asker) -> Case:
    """The case, held until the transaction ends; a second officer waits here and then sees what the first did."""
    row = Case.objects.select_for_update(of=("self",)).select_related("edition").get(key=key)
    if not access.may_act(by, row):
        raise PermissionDenied(f"case {key} is not for {access.role_of(by)}")
    return row


def _known(row: Case, client_id: str, part: str) -> bool:
    """Has this very act been recorded? Raises Refused where its id belongs to another one."""
    event = Event.objects.filter(client_id=client_id).first()
    if event is None:
        return False
    if (event.case_id, event.part) != (row.pk, part):
        raise Refused((Refusal("client_id_taken"),))
    return True


def _same_version(row: Case, version: int | None) -> None:
    if version is not None and version != row.version:
        raise Stale(row)


def _refuse(refusals: Collection[Refusal]) -> None:
    if refusals:
        raise Refused(tuple(refusals))


def _against_department(role: str, department: str) -> tuple[Refusal, ...]:
    """A department's clerk sees only what is asked of that department, so a case for one must name it."""
    return (Refusal("department_missing"),) if role == Role.DEPARTMENT_CLERK and not department else ()


def _against_officer(row: Case, to: Officer, on: date) -> tuple[Refusal, ...]:
    if row.closed_on is not None:
        return (Refusal("is_closed", row.state),)
    if not is_officer(to):
        return (Refusal("not_an_officer"),)
    if not sees_region(to, row.region):
        return (Refusal("sees_not_region", row.region),)
    if not row.waiting.filter(role=to.role, since__lte=on).exists():
        return (Refusal("waits_not_for_role", "", (("role", to.role),)),)
    return ()


def _stands(row: Case, outcome: Outcome, on: date) -> None:
    """Put on the row how the case stands; whoever had it keeps it while the role that must act is the same."""
    if row.state != outcome.state or outcome.closed:
        row.role = outcome.role
    if row.assignee is not None and row.assignee.role != row.role:
        row.assignee = None
    row.state = outcome.state
    row.due_on, row.due_clock, row.due_certain = outcome.due_on, outcome.due_clock, outcome.due_certain
    row.closed_on = (row.closed_on or on) if outcome.closed else None


def _happened(
    row: Case, kind: str, by: Asker, on: date, client_id: str, outcome: Outcome | None = None, **what: Any
) -> Case:
    """Save the case as its next version, with the event that made it and the audit's."""
    row.version += 1
    row.save()
    if kind != Event.Kind.ASSIGNED:
        _waits(row, outcome or course.as_it_stands(row))
    Event.objects.create(
        case=row,
        number=row.version,
        client_id=client_id,
        kind=kind,
        state=row.state,
        on=on,
        recorded_at=clock.now(),
        by=reference(by),
        role=access.role_of(by),
        **what,
    )
    record(f"cases.{kind}", about=row, by=by, purpose=row)
    return row


def _waits(row: Case, outcome: Outcome) -> None:
    """Write down whom the open case waits for and from when: the role that must act, and those to which it goes up."""
    row.waiting.all().delete()
    if row.closed_on is not None:
        return
    since = {step.role: step.since for step in reversed(outcome.raised)} | {row.role: date.min}
    Waiting.objects.bulk_create(
        Waiting(case=row, role=role, since=day, region=row.region, due_on=row.due_on) for role, day in since.items()
    )


def _recount() -> int:
    """Deadlines of all open cases with the calendar of now; the versions stay, since nobody acted."""
    changed = 0
    for row in Case.objects.filter(closed_on=None).select_related("edition").prefetch_related("events").iterator(500):
        outcome = course.as_it_stands(row)
        new = (outcome.due_on, outcome.due_clock, outcome.due_certain)
        if new != (row.due_on, row.due_clock, row.due_certain):
            row.due_on, row.due_clock, row.due_certain = new
            row.save(update_fields=["due_on", "due_clock", "due_certain"])
            changed += 1
        _waits(row, outcome)
    return changed
