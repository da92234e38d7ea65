"""Somebody was seen, or spoken with: what is told of them from then on counts as verified, and the day is a sign of life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from xinju.accounts.access import Purpose
from xinju.registry.actions.linking import AlreadyJudged, Contradicted, judge
from xinju.registry.actions.moving import end_earlier_stays
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge import rules, secrets
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.staleness import HOME_VISIT
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Particulars, Person, Stay
from xinju.registry.models.identities import How, Verdict
from xinju.registry.models.known import Verification

MET, TOLD, PHONED = "met", "told", "phoned"


def legal_basis() -> str:
    """On what a visit rests, as its record type says."""
    return rules.record_types()[HOME_VISIT].legal_basis


def note_seen(seen: Mapping[int, str], *, on: date, origin: Origin) -> None:
    """A sign of life of these identities on a day, and how it is known. Before stays are entered: they refresh the persons."""
    declared = rules.record_types()[HOME_VISIT]
    rows = [Recorded(one, start=on, end=on, values={"seen": how}) for one, how in seen.items()]
    if rows:
        keep_records(declared=declared, rows=rows, origin=origin, purpose=Purpose.VISIT.value)


def confirm_stays(stays: Iterable[Stay], *, origin: Origin) -> None:
    """The same stays, told by whoever has verified them; they end those before."""
    told = [
        Stayed(
            identity=stay.identity_id, start=stay.start, division=stay.division, end=stay.end, place=stay.place,
            address=secrets.opened(stay, "address"), dwelling=stay.dwelling, reason=stay.reason,
        )
        for stay in stays
    ]  # fmt: skip
    if told:
        for stay in enter_stays(stays=told, origin=origin, purpose=Purpose.VISIT.value):
            end_earlier_stays(stay=stay, origin=origin, purpose=Purpose.VISIT.value)


def waiting_stays(person: Person, *, on: date) -> list[Stay]:
    """Stays of this person that somebody declared and nobody has verified, open on a day."""
    rows = Stay.objects.current().filter(identity__person=person, verification=Verification.PENDING, start__lte=on)
    return list(rows.exclude(end__lt=on).select_related("place").order_by("pk"))


def vouch(identities: Iterable[int], *, origin: Origin, on: date) -> None:
    """The worker has seen the card of somebody who registered: from now on the grid tells the same of this person."""
    for identity in sorted(set(identities)):
        row = Particulars.objects.current().filter(identity=identity, verification=Verification.PENDING).first()
        if row is not None:
            tell(row.identity, _told_by(row), origin=origin, on=on)


def tell(identity: Identity, told: Told, *, origin: Origin, on: date) -> None:
    """What the source of `origin` tells of this very person. Where others have judged otherwise nothing is joined: a clerk decides."""
    (entered,) = enter_people(told=[told], origin=origin, observed_on=on, purpose=Purpose.VISIT.value)
    if entered.identity == identity.pk:
        return
    other = Identity.objects.get(pk=entered.identity)
    identity.refresh_from_db()
    if other.person_id == identity.person_id:
        return
    try:
        with transaction.atomic():
            judge(
                first=identity, second=other, verdict=Verdict.SAME, how=How.CLERK, by=origin.by, at=origin.at,
                purpose=Purpose.VISIT.value, reasons=[{"code": "seen_at_the_door"}],
            )  # fmt: skip
    except (AlreadyJudged, Contradicted):
        return


def _told_by(row: Particulars) -> Told:
    return Told(
        name=row.name, number=secrets.opened(row, "number"), document_kind=row.document_kind, birth_date=row.birth_date,
        sex=row.sex, phone=secrets.opened(row, "phone"), ethnic_group=row.ethnic_group, hukou=row.hukou,
        is_guardians=row.is_guardians,
    )  # fmt: skip
