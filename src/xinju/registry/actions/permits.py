"""A permit that was issued here: endorsed each year, moved, replaced, ended. What a late endorsement costs follows from the days.

Each act is one transaction with one event; the same client's id again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import uuid5

from django.db import transaction

from xinju.accounts.access import Account
from xinju.audit.actions import record, reference
from xinju.cases import actions as cases
from xinju.cases import queries as case_queries
from xinju.registry.actions.permit_acts import (
    Act,
    MayNot,
    course_of,
    follows,
    happened,
    held,
    keep_check,
    new_paper,
    not_before_issue,
    step,
    together,
)
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge.permit_conditions import MISSING, SEEN, Findings, findings
from xinju.registry.bridge.permit_rules import permit_rules
from xinju.registry.bridge.permit_terms import Terms
from xinju.registry.models import PaperCheck, Permit, PermitEvent
from xinju.registry.models.permits import PermitAct
from xinju.values.period import add_months

ENDORSING = "endorsement"
JOB = "job:permits"


@transaction.atomic
def ask_endorsement(*, permit: Permit, papers: Mapping[str, str], act: Act) -> str:
    """The holder asks for the year's endorsement: from now on nothing is late. Answers with the case.

    Raises MayNot: too_early, has_ended, papers_missing, already_open.
    """
    permit = held(permit)
    take_turn()
    known = PaperCheck.objects.filter(client_id=uuid5(act.client_id, "check")).first()
    if known is not None:
        return known.case
    course = course_of(permit)
    _may_endorse(course, papers, act.on)
    case = _endorsing(permit) or _open_endorsing(permit, course, act.by, act.on)
    if case.state == "checking":
        raise MayNot("already_open", case=case.key)
    found = findings(together(permit.identity), permit_rules(), act.on)
    check = keep_check(case.key, papers, found, act)
    step(case.key, "apply", {"papers": check.number}, act)
    record("registry.endorsement_asked_for", about=permit, by=act.by, purpose=case)
    return case.key


@transaction.atomic
def endorse(*, permit: Permit, act: Act) -> PermitEvent:
    """The reviewer endorses, as of the day on which it was asked for: an office that takes its time costs nobody a year.

    Raises MayNot: nothing_open, no_condition, has_ended.
    """
    take_turn()
    known = PermitEvent.objects.filter(client_id=act.client_id).first()
    if known is not None:
        return known
    permit = held(permit)
    case = _endorsing(permit)
    if case is None or case.state != "checking":
        raise MayNot("nothing_open")
    check = PaperCheck.objects.filter(case=case.key).latest("id")
    found = findings(together(permit.identity), permit_rules(), act.on)
    if not _holds_any(found, check.papers):
        raise MayNot("no_condition")
    event = happened(permit, PermitAct.ENDORSED, act, on=check.on, case=case.key)
    new_paper(permit, act.on)
    step(case.key, "endorse", {"endorsement": f"QZ{event.pk:010d}"}, act)
    record("registry.permit_endorsed", about=permit, by=act.by, purpose=case)
    return event


@transaction.atomic
def refuse_endorsement(*, permit: Permit, reason: str, explained: str, act: Act) -> str:
    """The conditions no longer hold, or papers are still missing: refused with reason and remedy; answers with the decision's
    number. The permit runs on to its last day. Raises MayNot: nothing_open, has_ended."""
    permit = held(permit)
    case = _endorsing(permit)
    if case is None or case.state != "checking":
        raise MayNot("nothing_open")
    decision = f"JQ{act.on:%Y}{permit.pk:06d}"
    evidence = {"decision": decision, "explained": explained, "remedy": permit_rules().remedy.zh}
    step(case.key, "refuse", evidence, act, reason=reason)
    record("registry.endorsement_refused", about=permit, by=act.by, purpose=case)
    return decision


@transaction.atomic
def change_address(*, permit: Permit, division: str, act: Act) -> PermitEvent:
    """The holder moved within the district: the permit stays, its paper is made anew. Raises MayNot: has_ended, before_issue."""
    return _changed(permit, PermitAct.MOVED, act, division=division)


@transaction.atomic
def replace_paper(*, permit: Permit, reason: str, act: Act) -> PermitEvent:
    """Lost, damaged or wrong: the old paper is on the next status list, a new one is made."""
    return _changed(permit, PermitAct.REPLACED, act, reason=reason)


@transaction.atomic
def end_permit(*, permit: Permit, reason: str, act: Act) -> PermitEvent:
    """The permit ends on this day (its last): death, hukou moved in, left, or the holder's wish. Open endorsements end with it.

    Raises MayNot: has_ended, before_issue.
    """
    take_turn()
    known = PermitEvent.objects.filter(client_id=act.client_id).first()
    if known is not None:
        return known
    permit = held(permit)
    not_before_issue(permit, act.on)
    event = happened(permit, PermitAct.ENDED, act, reason=reason)
    if (case := _endorsing(permit)) is not None:
        step(case.key, "end", {"left": f"ZZ{event.pk:010d}"}, act)
    follows(permit, act)
    record("registry.permit_ended", about=permit, by=act.by, purpose=f"permit:{reason}")
    return event


@transaction.atomic
def open_endorsements(*, on: date, by: str) -> int:
    """Open a case for every permit whose window of endorsement has opened, and note on those of missed years that the permit is
    suspended; answers how many are new. Run daily; again it changes nothing. The suspension itself waits for nobody."""
    take_turn()
    opened = 0
    month = permit_rules().endorsement.window_months
    for permit in Permit.objects.not_ended().filter(due__lte=add_months(on, month + 1)).order_by("id"):
        course = course_of(permit)
        case = _endorsing(permit)
        if course.opens <= on and case is None:
            case = _open_endorsing(permit, course, by, on)
            opened += 1
        if case is not None and case.state == "due" and on > course.due:
            _note_suspension(permit, case, by, on)
    record("registry.endorsements_opened", about=f"registry:endorsements {opened}", by=by, purpose="permit")
    return opened


def _note_suspension(permit: Permit, case: case_queries.Case, by: str, on: date) -> None:
    evidence = {"status": f"ZT{permit.pk:08d}-{permit.due:%Y%m%d}"}
    cases.move(case=case.key, move="suspend", evidence=evidence, by=by, on=on, client_id=f"suspend-{case.key}")


def _changed(permit: Permit, what: PermitAct, act: Act, *, reason: str = "", division: str = "") -> PermitEvent:
    take_turn()
    known = PermitEvent.objects.filter(client_id=act.client_id).first()
    if known is not None:
        return known
    permit = held(permit)
    not_before_issue(permit, act.on)
    event = happened(permit, what, act, reason=reason, division=division)
    new_paper(permit, act.on)
    record(f"registry.permit_{what.value}", about=permit, by=act.by, purpose=f"permit:{reason or what.value}")
    return event


def _may_endorse(course: Terms, papers: Mapping[str, str], on: date) -> None:
    if course.ended_on is not None:
        raise MayNot("has_ended", day=course.ended_on)
    if on < course.opens:
        raise MayNot("too_early", opens=course.opens)
    if MISSING in papers.values():
        raise MayNot("papers_missing")


def _endorsing(permit: Permit) -> case_queries.Case | None:
    """The open case of the year's endorsement."""
    return next((row for row in case_queries.about(reference(permit), JOB) if row.closed_on is None), None)


def _open_endorsing(permit: Permit, course: Terms, by: Account | str, on: date) -> case_queries.Case:
    before = case_queries.about(reference(permit), JOB).count()
    return cases.open_case(
        type=ENDORSING, subject=reference(permit), region=permit.division, opened_on=max(min(on, course.due), course.opens),
        days={"full_year": course.due}, by=by, client_id=f"endorse-{permit.key.hex}-{course.due:%Y%m%d}-{before}",
    )  # fmt: skip


def _holds_any(found: Findings, papers: Mapping[str, str]) -> bool:
    return any(one.holds for one in found.conditions.values()) or any(
        papers.get(key) == SEEN
        for key, paper in permit_rules().papers.items()
        if paper.needed_for in permit_rules().conditions or key == "address"
    )
