"""Whether somebody has moved on: what was answered without a door ends the stay, and what nothing speaks for is asked no longer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from xinju.accounts.access import Purpose
from xinju.audit.actions import record
from xinju.cases import actions as cases
from xinju.cases import queries as open_cases
from xinju.registry.actions.moving import end_for_all
from xinju.registry.actions.origin import Origin
from xinju.registry.actions.stays import AlreadyEnded
from xinju.registry.actions.turns import take_turn
from xinju.registry.actions.visits import GRID
from xinju.registry.bridge.moving import seem_to_have_moved
from xinju.registry.models import Doubt, Stay
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.visits import Reason
from xinju.values.legal_days import day_of

JOB, CASE = "job:doubts", "verification"
LEFT, NOTHING_TO_ASK = "moved_out", "nothing_to_ask"
ANSWERED_WITHIN = timedelta(days=120)  # no clock of the case runs longer


def follow_the_tellings(*, at: datetime) -> int:
    """The question goes with the telling that raised it: no longer asked once that was withdrawn, its merge undone or the stay
    ended by somebody; asked again once it is told again. Answers with how many changed; done again it changes nothing."""
    stands = {(one.before.identity.person_id, one.anchor) for one in seem_to_have_moved(day_of(at))}
    open_ = set(open_cases.inbox(JOB, on=day_of(at), type=CASE).values_list("key", flat=True))
    asked = _questions().values_list("pk", "identity__person", "anchor", "case").order_by("pk")
    found = [(pk, (person, anchor) in stands) for pk, person, anchor, case in asked
             if case in open_ or (person, anchor) in stands]  # fmt: skip
    return sum(_follow(Doubt.objects.get(pk=pk), is_told=is_told, at=at) for pk, is_told in found)


def take_over_departures(*, at: datetime) -> int:
    """Where no door is known the case alone says that somebody has left, and when: the stay ends by the word of whoever closed
    it. Answers with how many stays; done again it changes nothing."""
    return sum(_take_over(doubt, at) for doubt in list(_questions().filter(opened_at__gte=at - ANSWERED_WITHIN)))


def _questions():
    return Doubt.objects.filter(reason=Reason.MOVED_ON)


@transaction.atomic
def _follow(doubt: Doubt, *, is_told: bool, at: datetime) -> bool:
    take_turn()
    case = open_cases.case(doubt.case, JOB)
    if case is None or not (case.state == NOTHING_TO_ASK if is_told else case.closed_on is None):
        return False
    move = "asked_again" if is_told else "settled"
    cases.move(
        case=case.key, move=move, evidence={"checked_on": day_of(at).isoformat()}, by=JOB, on=day_of(at),
        client_id=f"{move}-{doubt.pk}-{case.version}",
    )  # fmt: skip
    return True


@transaction.atomic
def _take_over(doubt: Doubt, at: datetime) -> int:
    take_turn()
    case = open_cases.case(doubt.case, JOB)
    if case is None or case.state != LEFT:
        return 0
    said = open_cases.case_file(case, JOB, on=day_of(at)).events[-1]
    left_on = date.fromisoformat(said.evidence.get("left_on") or said.evidence["visited_on"])
    there = _said_there(doubt).filter(start__lte=left_on, recorded_at__lte=said.recorded_at)
    origin = Origin(source=GRID, door=Door.GRID, by=said.by, at=at, verification=Verification.VERIFIED)
    ended = 0
    while stay := there.first():  # ending one speaks for what others say of it
        try:
            end_for_all(stay=stay, end=left_on, origin=origin, purpose=Purpose.VISIT.value)
        except AlreadyEnded:  # somebody has entered another end meanwhile: theirs stands, and a clerk sees both
            break
        ended += 1
    if ended:
        record("registry.doubt_answered", about=doubt, by=said.by, purpose=case)
    return ended


def _said_there(doubt: Doubt):
    """What is held open of this person at the dwelling that the question names."""
    dwelling = {"place": doubt.place_id} if doubt.place_id else {"place": None, "division": doubt.anchor.split("/")[0]}
    rows = Stay.objects.current().filter(identity__person=doubt.identity.person_id, end__isnull=True, **dwelling)
    return rows.order_by("pk")
