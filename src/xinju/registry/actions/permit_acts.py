"""What every act on a permit shares: who and when, why it may not be done, the row that says it happened, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from xinju.accounts.access import Account
from xinju.audit.actions import reference
from xinju.cases import actions as cases
from xinju.registry.actions.linking import refresh
from xinju.registry.actions.people import Origin
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import rules
from xinju.registry.bridge.permit_conditions import Findings
from xinju.registry.bridge.permit_terms import Terms
from xinju.registry.bridge.permits import OWN_SOURCE, PERMIT, SUSPENSION, terms_of
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.models import Identity, PaperCheck, Permit, PermitEvent, PermitPaper
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.permits import PermitAct


class MayNot(Exception):
    """The act is not possible: a code and what it quotes. `already_open` (case), `has_permit` (number), `proxy_needed`,
    `under_half_year`, `no_condition`, `papers_missing`, `too_early` (opens), `has_ended` (day), `before_issue` (day),
    `not_ours`, `nothing_open`."""

    def __init__(self, *codes: str, **values: object) -> None:
        self.codes, self.values = codes, values
        super().__init__(", ".join(codes))


@dataclass(frozen=True)
class Act:
    """Who does something, on which day it held, when we learn of it, and the id that the sender made for it."""

    by: Account
    on: date
    at: datetime
    client_id: UUID


def together(identity: Identity) -> list[int]:
    """All identities of the person for whom this one stands."""
    return list(Identity.objects.filter(person=identity.person_id).values_list("id", flat=True))


def held(permit: Permit) -> Permit:
    """The permit as it is now, held until the transaction ends. MayNot has_ended."""
    take_turn()
    row = Permit.objects.select_for_update(of=("self",)).select_related("identity", "application").get(pk=permit.pk)
    if row.ended_on is not None:
        raise MayNot("has_ended", day=row.ended_on)
    return row


def not_before_issue(permit: Permit, on: date) -> None:
    if on < permit.issued_on:
        raise MayNot("before_issue", day=permit.issued_on)


def happened(
    permit: Permit, what: PermitAct, act: Act, *, on: date | None = None, reason: str = "", division: str = "",
    case: str = "", door: str = Door.WINDOW,
) -> PermitEvent:  # fmt: skip
    """Add the act, and bring the permit's projections in line with all acts."""
    event = PermitEvent.objects.create(
        permit=permit, act=what, on=on or act.on, reason=reason, division=division, case=case, door=door,
        recorded_at=act.at, by=reference(act.by), client_id=act.client_id,
    )  # fmt: skip
    course = course_of(permit)
    permit.due, permit.ended_on, permit.division = course.due, course.ended_on, division or permit.division
    permit.save(update_fields=["due", "ended_on", "division"])
    if what != PermitAct.ENDED:
        follows(permit, act)
    return event


def follows(permit: Permit, act: Act) -> None:
    """What the points and the search read: the terms as records of this office, and the person made anew."""
    course, types = course_of(permit), rules.record_types()
    origin = Origin(OWN_SOURCE, Door.WINDOW, act.by, act.at, Verification.VERIFIED, types[PERMIT].legal_basis)
    values = {"division": permit.application.division, "permit_number": permit.number}
    whole = Recorded(permit.identity_id, permit.issued_on, course.ended_on or course.due, values)
    keep_records(declared=types[PERMIT], rows=[whole], origin=origin, purpose=permit)
    stops = [Recorded(permit.identity_id, gap.start, gap.end) for gap in course.suspended if gap.end is not None]
    if stops:
        keep_records(declared=types[SUSPENSION], rows=stops, origin=origin, purpose=permit)
    refresh([permit.identity_id], on=act.on)


def new_paper(permit: Permit, on: date) -> PermitPaper:
    return PermitPaper.objects.create(permit=permit, issued=on, until=permit.due)


def course_of(permit: Permit) -> Terms:
    return terms_of(permit, list(permit.events.order_by("on", "id")))


def keep_check(case: str, papers: Mapping[str, str], found: Findings, act: Act) -> PaperCheck:
    return PaperCheck.objects.create(
        case=case, papers=dict(papers), findings=[one.as_json() for one in found.every], on=act.on, recorded_at=act.at,
        by=reference(act.by), client_id=uuid5(act.client_id, "check"),
    )  # fmt: skip


def step(case: str, move: str, evidence: Mapping[str, str], act: Act, *, reason: str = "") -> None:
    cases.move(
        case=case, move=move, evidence=evidence, by=act.by, on=act.on, reason=reason,
        client_id=f"{move}-{act.client_id}",
    )  # fmt: skip
