"""Opening what is to be verified: once for one person, reason and fact; routed to the grid of the address."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.cases import actions as cases
from xinju.cases import queries as open_cases
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import rules
from xinju.registry.bridge.projection import day_of
from xinju.registry.bridge.staleness import COMMUNITY_DIGITS, Doubtful, doubtful, has_phone
from xinju.registry.models import Doubt, Identity, Place, Stay
from xinju.registry.models.visits import Reason

CASE = "verification"
AUTHORITY = "police"
_BY_RECORD = (Reason.NO_BIRTH_DATE, Reason.NO_NUMBER, Reason.NO_ADDRESS)
_BY_PHONE = (Reason.STALE, Reason.LEASE_ENDED, Reason.PERMIT_ENDED)


def queue_doubtful(*, by: Reference, at: datetime, most: int = 500) -> int:
    """Open a case for everything doubtful on that day, at most so many in one run; answers with how many.

    What was opened before is passed over: run twice it opens nothing. A person with an open case for the same reason is
    left alone, whichever fact raised it. Each case is a transaction of its own.
    """
    under_way = _under_way(day_of(at))
    known = set(Doubt.objects.values_list("identity__person", "reason", "anchor"))
    fresh = (
        one
        for one in doubtful(rules.rules(), on=day_of(at))
        if (one.person, one.reason) not in under_way and (one.person, one.reason, one.anchor) not in known
    )
    count = 0
    for one in islice(fresh, most):
        if (one.person, one.reason) not in under_way:
            _open(one, by=by, at=at, state=first_state(one))
            under_way.add((one.person, one.reason))
            count += 1
    return count


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
    keys = set(open_cases.inbox("job:doubts", on=on, type=CASE).values_list("key", flat=True))
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
