"""An application for a permit: taken in, completed, approved or refused, handed over at a window or a mobile station.

Each act is one transaction: the row that says what happened, the step in its case with the evidence, and one event. The same
client's id again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid5

from django.db import transaction

from xinju.audit.actions import record, reference
from xinju.cases import actions as cases
from xinju.cases import queries as case_queries
from xinju.packs.permit_rules import OURS
from xinju.registry.actions.permit_acts import Act, MayNot, happened, keep_check, new_paper, step, together
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge.addresses import plate_of
from xinju.registry.bridge.permit_conditions import MISSING, against_issue, findings
from xinju.registry.bridge.permit_rules import permit_rules
from xinju.registry.bridge.permits import held_by, terms_of
from xinju.registry.models import Identity, PaperCheck, Permit, PermitApplication, PermitEvent, PermitStation
from xinju.registry.models.known import Door
from xinju.registry.models.permits import PermitAct

APPLICATION = "residence_permit"
_HOLDS = ("valid", "due", "suspended")


@dataclass(frozen=True)
class Asked:
    """What somebody applies for: where, on which ground, by whom in their stead; `papers` as they were found."""

    division: str
    ground: str
    papers: Mapping[str, str]
    proxy: int | None = None
    is_infirm: bool = False
    age: int | None = None


@transaction.atomic
def apply_for_permit(*, identity: Identity, asked: Asked, act: Act) -> PermitApplication:
    """Take an application in: complete, it is accepted; otherwise everything that is missing is told once.

    Raises MayNot: already_open, has_permit, proxy_needed.
    """
    take_turn()
    known = PermitApplication.objects.filter(client_id=act.client_id).first()
    if known is not None:
        return known
    identity = Identity.objects.get(pk=identity.pk)
    everyone = together(identity)
    _may_apply(everyone, asked, act.on)
    case = cases.open_case(
        type=APPLICATION, subject=reference(identity), region=asked.division, opened_on=act.on, by=act.by,
        client_id=f"permit-{act.client_id}",
    )  # fmt: skip
    row = PermitApplication.objects.create(
        identity=identity, case=case.key, division=asked.division, master=permit_rules().master_in(asked.division),
        ground=asked.ground, proxy_id=asked.proxy, is_infirm=asked.is_infirm, on=act.on, recorded_at=act.at,
        by=reference(act.by), client_id=act.client_id,
    )  # fmt: skip
    check = keep_check(case.key, asked.papers, findings(everyone, permit_rules(), act.on), act)
    if MISSING in asked.papers.values():
        step(case.key, "tell_gaps", {"checklist": check.number, "gap_notice": check.number}, act)
    else:
        step(case.key, "accept", {"checklist": check.number}, act)
    record("registry.permit_applied_for", about=row, by=act.by, purpose=case)
    return row


@transaction.atomic
def supplement(*, application: PermitApplication, papers: Mapping[str, str], act: Act) -> PaperCheck:
    """Papers were brought later: once nothing is missing the application is accepted; otherwise it waits on."""
    take_turn()
    known = PaperCheck.objects.filter(client_id=uuid5(act.client_id, "check")).first()
    if known is not None:
        return known
    found = findings(together(application.identity), permit_rules(), act.on)
    check = keep_check(application.case, papers, found, act)
    if MISSING not in papers.values():
        step(application.case, "supplement", {"supplied": check.number}, act)
    record("registry.permit_papers_checked", about=check, by=act.by, purpose=f"cases.case:{application.case}")
    return check


@transaction.atomic
def approve(*, application: PermitApplication, checked: str, act: Act) -> None:
    """The reviewer says yes. Where we issue, raises MayNot with what the law lacks; another master decides for itself."""
    if application.master == OURS:
        found = findings(together(application.identity), permit_rules(), act.on)
        last = PaperCheck.objects.filter(case=application.case).order_by("-id").first()
        lacks = against_issue(found, application.ground, last.papers if last else {}, permit_rules())
        if lacks:
            raise MayNot(*lacks)
    step(application.case, "approve", {"checked": checked}, act)
    record("registry.permit_approved", about=application, by=act.by, purpose=f"cases.case:{application.case}")


@transaction.atomic
def refuse(*, application: PermitApplication, reason: str, explained: str, act: Act) -> str:
    """Refuse with the reason and the remedy; answers with the decision's number."""
    decision = f"JD{act.on:%Y}{application.pk:06d}"
    evidence = {"decision": decision, "explained": explained, "remedy": permit_rules().remedy.zh}
    step(application.case, "refuse", evidence, act, reason=reason)
    record("registry.permit_refused", about=application, by=act.by, purpose=f"cases.case:{application.case}")
    return decision


@transaction.atomic
def withdraw(*, application: PermitApplication, request: str, act: Act) -> None:
    """The person no longer wants it; `request` is how that was said."""
    step(application.case, "withdraw", {"request": request}, act)
    record("registry.permit_withdrawn", about=application, by=act.by, purpose=f"cases.case:{application.case}")


@transaction.atomic
def hand_over(*, application: PermitApplication, act: Act, number: str = "", door: str = Door.WINDOW) -> Permit | None:
    """The permit is made and handed over. Where another master issues, `number` is theirs, and the permit itself comes by file.

    Raises MayNot: has_permit.
    """
    take_turn()
    known = PermitEvent.objects.filter(client_id=act.client_id).select_related("permit").first()
    if known is not None:
        return known.permit
    permit = _make(application, act, door) if application.master == OURS else None
    evidence = {"permit": permit.number if permit else number, "handed_over_on": act.on.isoformat()}
    step(application.case, "issue", evidence, act)
    record(
        "registry.permit_handed_over", about=permit or application, by=act.by, purpose=f"cases.case:{application.case}"
    )
    return permit


@transaction.atomic
def plan_station(
    *, on: date, place: str, division: str, applications: Sequence[PermitApplication], act: Act
) -> PermitStation:
    """A mobile station takes these permits along on a day; an application that was planned elsewhere goes with the later plan."""
    take_turn()
    known = PermitStation.objects.filter(client_id=act.client_id).first()
    if known is not None:
        return known
    row = PermitStation.objects.create(
        on=on, place=place, division=division, planned_at=act.at, by=reference(act.by), client_id=act.client_id
    )
    PermitApplication.objects.filter(pk__in=[one.pk for one in applications]).update(station=row)
    record("registry.permit_station_planned", about=row, by=act.by, purpose="permit")
    return row


def _may_apply(everyone: Sequence[int], asked: Asked, on: date) -> None:
    if asked.proxy is None and (asked.is_infirm or (asked.age is not None and asked.age < permit_rules().proxy_under)):
        raise MayNot("proxy_needed", under=permit_rules().proxy_under)
    held = next((one for one in held_by(everyone) if one.standing(on) in _HOLDS), None)
    if held is not None:
        raise MayNot("has_permit", number=held.number)
    for row in PermitApplication.objects.filter(identity__in=everyone):
        case = case_queries.case(row.case, "job:permits")
        if case is not None and case.closed_on is None:
            raise MayNot("already_open", case=case.key)


def _make(application: PermitApplication, act: Act, door: str) -> Permit:
    everyone = together(application.identity)
    if any(one.standing(act.on) in _HOLDS for one in held_by(everyone)):
        raise MayNot("has_permit", number="")
    found = findings(everyone, permit_rules(), act.on)
    permit = Permit(
        identity=application.identity, application=application, issued_on=act.on, division=application.division,
        number=f"JZ{plate_of(application.division[:6] + f'{act.on:%y}', application.pk)}",
        residence_since=found.since or act.on,
    )  # fmt: skip
    permit.due = terms_of(permit, []).due
    permit.save()
    happened(permit, PermitAct.ISSUED, act, division=application.division, case=application.case, door=door)
    new_paper(permit, act.on)
    return permit
