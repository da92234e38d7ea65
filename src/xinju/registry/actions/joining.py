"""Somebody registers himself: what he says is written down as his own word, unverified, and a visit is asked for.

Nothing here looks whether a number is known, so nobody learns it from the answer or from how long it takes; and what is
written touches nobody who bears that number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from xinju.audit.actions import Reference, record
from xinju.registry.actions.doubts import verify_told
from xinju.registry.actions.people import Origin, open_identities
from xinju.registry.actions.receipts import Line, issue, landed
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.relations import Related, enter_kinships
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import rules
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.told import Told, indexed
from xinju.registry.models import Place, Receipt, Stay
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.receipts import Act
from xinju.registry.models.relations import Kin
from xinju.values.legal_days import day_of

SOURCE, NEED = "self", "service_need"
MOST_A_DAY = 20  # at one door: nobody sends a grid worker to hundreds of people who are not there


class TooMany(Exception):
    """So many have registered at this door today that only the window takes more."""


@dataclass(frozen=True)
class Joining:
    """What somebody says of himself and the children with him. Without `place` the free `address` and its `division`."""

    person: Told
    since: date
    division: str
    children: Sequence[Told] = ()
    place: Place | None = None
    address: str = field(default="", repr=False)
    needs: Sequence[str] = ()


@transaction.atomic
def register_self(*, joining: Joining, by: Reference, at: datetime, client_id: UUID) -> Receipt:
    """Write down a registration by the person's own word. The same `client_id` again answers with its receipt.

    Raises TooMany."""
    take_turn()
    if (known := landed(client_id)) is not None:
        return known
    _refuse_floods(joining.place, at)
    origin = Origin(source=SOURCE, door=Door.SELF, by=by, at=at, verification=Verification.PENDING)
    people = (joining.person, *joining.children)
    identities = open_identities(indexed(people), origin, day_of(at))
    record("registry.people_entered", about="registry:people", by=by, purpose="registration")
    stays = _stays(joining, identities, origin)
    _kinships(identities, origin)
    _needs(joining, identities[0], origin)
    doubt = verify_told(stay=stays[0], by="job:door", at=at)
    lines = [
        Line(Act.REGISTERED, joining.since, identity, told.name, "" if told.is_guardians else told.number)
        for identity, told in zip(identities, people, strict=True)
    ]
    return issue(
        client_id=client_id, door=Door.SELF, by=by, at=at, lines=lines, place=joining.place, case=doubt.case
    )  # fmt: skip


def _refuse_floods(place: Place | None, at: datetime) -> None:
    here = Receipt.objects.filter(door=Door.SELF, place=place, declared_at__gt=at - timedelta(days=1))
    if place is not None and here.count() >= MOST_A_DAY:
        raise TooMany


def _stays(joining: Joining, identities: Sequence[int], origin: Origin) -> list[Stay]:
    stays = [
        Stayed(one, max(joining.since, told.birth_date or joining.since), joining.division, place=joining.place,
               address=joining.address)
        for one, told in zip(identities, (joining.person, *joining.children), strict=True)
    ]  # fmt: skip
    return enter_stays(stays=stays, origin=origin, purpose="registration")


def _kinships(identities: Sequence[int], origin: Origin) -> None:
    """Who says so is no guardian on record yet: that opens a child's file, and waits until somebody has verified it."""
    first, *children = identities
    relations = [Related(child, first, Kin.GUARDIAN) for child in children]
    if relations:
        enter_kinships(relations=relations, origin=origin, purpose="registration")


def _needs(joining: Joining, identity: int, origin: Origin) -> None:
    day = day_of(origin.at)
    rows = [Recorded(identity, day, day, {"kind": need}) for need in joining.needs]
    if rows:
        keep_records(declared=rules.record_types()[NEED], rows=rows, origin=origin, purpose="registration")
