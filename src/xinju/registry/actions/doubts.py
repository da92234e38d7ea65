"""Opening what is to be verified: once for one person, reason and fact; routed to the grid of the address."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from xinju.accounts.access import Officer
from xinju.audit.actions import Reference, record, reference
from xinju.cases import actions as cases
from xinju.cases import queries as open_cases
from xinju.registry.actions.linking import refresh
from xinju.registry.actions.moved_on import ANSWERED_WITHIN, follow_the_tellings, take_over_departures
from xinju.registry.actions.people import Origin
from xinju.registry.actions.sightings import MET, PHONED, confirm_stays, note_seen, tell, waiting_stays
from xinju.registry.actions.turns import take_turn
from xinju.registry.actions.visits import BY_PRESENCE, at_the_door
from xinju.registry.bridge import rules
from xinju.registry.bridge.staleness import COMMUNITY_DIGITS, HOME_VISIT, Doubtful, doubtful, has_phone
from xinju.registry.bridge.told import Told
from xinju.registry.models import Doubt, Identity, Place, Record, Stay
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.visits import Reason
from xinju.values.legal_days import day_of

CASE = "verification"
AUTHORITY = "police"
CONFIRMED = "confirmed"
JOB = "job:doubts"
MOST_A_NIGHT = 500  # doors that are opened in one run; the rest waits for the next night
_BY_RECORD = (Reason.NO_BIRTH_DATE, Reason.NO_NUMBER, Reason.NO_ADDRESS)
_BY_PHONE = (Reason.STALE, Reason.LEASE_ENDED, Reason.PERMIT_ENDED)


def queue_doubtful(*, by: Reference, at: datetime, most: int = MOST_A_NIGHT) -> int:
    """Open a case for everything doubtful on that day, at most so many in one run; answers with how many.

    What was opened before is passed over: run twice it opens nothing. A person with an open case for the same reason is
    left alone, whichever fact raised it; what nothing speaks for any more is asked no longer. Each case is a transaction of
    its own.
    """
    follow_the_tellings(at=at)
    under_way, count = _under_way(day_of(at)), 0
    for one in _fresh(under_way, on=day_of(at), most=most):
        if (one.person, one.reason) not in under_way:
            _open(one, by=by, at=at, state=first_state(one))
            under_way.add((one.person, one.reason))
            count += 1
    return count


def _fresh(under_way: set[tuple[int, str]], *, on: date, most: int) -> list[Doubtful]:
    """What is doubtful and was not opened before. The reading is over when this returns: SQLite refuses to write where a
    row read earlier is still open and another program has written since."""
    known = set(Doubt.objects.values_list("identity__person", "reason", "anchor"))
    found = (
        one
        for one in doubtful(rules.rules(), on=on)
        if (one.person, one.reason) not in under_way and (one.person, one.reason, one.anchor) not in known
    )
    return list(islice(found, most))


@transaction.atomic
def ask_at_the_door(
    *,
    identity: Identity | int,
    anchor: str,
    by: Reference,
    at: datetime,
    place: Place | None = None,
    division: str = "",
) -> Doubt:
    """A clerk hands a contradiction to the grid worker; `anchor` is the key of the case or question it comes from."""
    identity = Identity.objects.select_related("person__place").get(pk=getattr(identity, "pk", identity))
    person = identity.person
    place = place or person.place
    region = (place.grid or place.division) if place else division or person.division
    one = Doubtful(identity.pk, person.pk, Reason.CONFLICT, anchor, place, region)
    return _open(one, by=by, at=at, state="visit")


@transaction.atomic
def verify_told(*, stay: Stay, by: Reference, at: datetime) -> Doubt:
    """Ask somebody to come by, or to ring up where no door is known, for a stay that somebody told and nobody has verified."""
    identity = Identity.objects.get(pk=stay.identity_id)
    region = (stay.place.grid or stay.place.division) if stay.place else stay.division
    one = Doubtful(identity.pk, identity.person_id, Reason.PENDING, str(stay.key), stay.place, region)
    return _open(one, by=by, at=at, state="visit" if stay.place else "phone")


def first_state(one: Doubtful) -> str:
    """The authority's record first where it can know, then the phone, then the door (requirements A4)."""
    if one.reason in _BY_RECORD or len(one.division) < COMMUNITY_DIGITS and one.reason != Reason.PENDING:
        return "at_authority"
    return "phone" if one.reason in _BY_PHONE and has_phone(one.person) else "visit"


def _under_way(on: date) -> set[tuple[int, str]]:
    """Person and reason of every open case."""
    keys = set(open_cases.inbox(JOB, on=on, type=CASE).values_list("key", flat=True))
    rows = Doubt.objects.values_list("identity__person", "reason", "case")
    return {(person, reason) for person, reason, case in rows.iterator() if case in keys}


@transaction.atomic
def _open(one: Doubtful, *, by: Reference, at: datetime, state: str) -> Doubt:
    take_turn()
    held = Doubt.objects.filter(identity=one.identity, reason=one.reason, anchor=one.anchor).first()
    if held is not None:
        return held
    case = cases.open_case(
        type=CASE, subject=f"registry.person:{one.person}", region=one.division, at=state, opened_on=day_of(at), by=by,
        title=str(Reason(one.reason).label), department=AUTHORITY if state == "at_authority" else "",
        client_id=f"doubt-{one.identity}-{one.reason}-{one.anchor}"[:64],
    )  # fmt: skip
    doubt = Doubt.objects.create(
        identity_id=one.identity, reason=one.reason, anchor=one.anchor, place=one.place, division=one.division[:15],
        case=case.key, opened_at=at, by=reference(by),
    )  # fmt: skip
    record("registry.doubt_opened", about=doubt, by=by, purpose=case)
    return doubt


@transaction.atomic
def answer(*, doubt: Doubt, told: Told, on: date, said: str, by: Officer, at: datetime, client_id: UUID) -> None:
    """The worker fills in what was missing, or has met whoever is in doubt: the grid tells of the doubt's person from now on,
    and the case ends. Sent again under the same id it changes nothing. Raises cases' Refused and PermissionDenied."""
    take_turn()
    case = cases.move(
        case=doubt.case, move="speak", evidence={"visited_on": on.isoformat(), "said": said}, by=by, on=on,
        client_id=client_id.hex,
    )  # fmt: skip
    origin = at_the_door(by, at)
    tell(doubt.identity, told, origin=origin, on=on)
    _confirm(doubt, MET, on=on, origin=origin)
    record("registry.doubt_answered", about=doubt, by=by, purpose=case)


def take_over_answers(*, at: datetime) -> int:
    """What a clerk has confirmed by phone or from an authority's record overwrites with provenance too: in the name of whoever
    closed the case. Answers with how many; done again it changes nothing."""
    seen = Record.objects.current().filter(
        identity=OuterRef("identity"), type=HOME_VISIT, recorded_at__gte=OuterRef("opened_at")
    )
    recent = Doubt.objects.filter(~Exists(seen), opened_at__gte=at - ANSWERED_WITHIN, reason__in=BY_PRESENCE)
    recent = recent.exclude(reason=Reason.MOVED_ON)  # answered by who left, not by a sign of life
    count = take_over_departures(at=at)
    for doubt in recent.select_related("identity__person").order_by("pk").iterator(500):
        case = open_cases.case(doubt.case, JOB)
        if case is not None and case.closed_on is not None and case.state == CONFIRMED:
            _take_over(doubt, case, at)
            count += 1
    return count


@transaction.atomic
def _take_over(doubt: Doubt, case: open_cases.Case, at: datetime) -> None:
    take_turn()
    last = open_cases.case_file(case, JOB, on=day_of(at)).events[-1]
    origin = Origin(source="window", door=Door.WINDOW, by=last.by, at=at, verification=Verification.VERIFIED)
    _confirm(doubt, PHONED, on=last.on, origin=origin)
    record("registry.doubt_answered", about=doubt, by=last.by, purpose=case)


def _confirm(doubt: Doubt, how: str, *, on: date, origin: Origin) -> None:
    """A sign of life, and whatever the person had declared is verified."""
    identity = Identity.objects.select_related("person").get(pk=doubt.identity_id)
    note_seen({identity.pk: how}, on=on, origin=origin)
    confirm_stays(waiting_stays(identity.person, on=on), origin=origin)
    refresh([identity.pk], on=on)
