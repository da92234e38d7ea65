"""Whose record is doubtful on a day, and why: what is missing, unverified, or has lain too long without a sign.

Each doubt has an anchor, the fact that raised it: found again tomorrow it is the same doubt, and a new fact is a new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from xinju.packs.registry_rules import RegistryRules
from xinju.registry.bridge.moving import seem_to_have_moved
from xinju.registry.models import Particulars, Person, Place, Record, Stay
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.visits import Reason
from xinju.values.period import add_months

HOME_VISIT = "home_visit"
LEASE, PERMIT = "lease", "residence_permit"
ADULT_AT = 16  # Identity Card Law article 2: from sixteen on a citizen must hold a card
COMMUNITY_DIGITS = 12
_TOLD_BY_PEOPLE = (Door.SELF, Door.LANDLORD, Door.EMPLOYER)


@dataclass(frozen=True)
class Doubtful:
    """One thing to verify: about whom, why, since which fact, and where somebody may ask."""

    identity: int
    person: int
    reason: str
    anchor: str
    place: Place | None
    division: str


def doubtful(rules: RegistryRules, *, on: date) -> Iterator[Doubtful]:
    """Everything doubtful on a day, what people wait for first."""
    yield from _pending(on)
    yield from _ended(Reason.LEASE_ENDED, LEASE, on)
    yield from _ended(Reason.PERMIT_ENDED, PERMIT, on)
    yield from _incomplete(on)
    yield from _moved_on(on)
    yield from _stale(add_months(on, -rules.stale_after_months))


def _pending(on: date) -> Iterator[Doubtful]:
    """Registered by the resident, a landlord or an employer, and by nobody verified at that door since."""
    verified = Stay.objects.current().filter(
        identity__person=OuterRef("identity__person"), place=OuterRef("place"), verification=Verification.VERIFIED
    )
    stays = Stay.objects.current().filter(
        Q(end__isnull=True) | Q(end__gte=on), verification=Verification.PENDING, door__in=_TOLD_BY_PEOPLE
    )
    stays = stays.filter(~Exists(verified)).select_related("identity__person", "place").order_by("recorded_at", "pk")
    for stay in stays.iterator(500):
        yield Doubtful(
            stay.identity_id, stay.identity.person_id, Reason.PENDING, str(stay.key), stay.place,
            _division(stay.place, stay.division),
        )  # fmt: skip


def _ended(reason: str, type_: str, on: date) -> Iterator[Doubtful]:
    """The last lease or permit has run out, and nobody has been seen at home since."""
    same = Record.objects.current().filter(identity__person=OuterRef("identity__person"))
    later = same.filter(Q(end__isnull=True) | Q(end__gt=OuterRef("end")), type=type_)
    seen = same.filter(type=HOME_VISIT, start__gt=OuterRef("end"))
    rows = Record.objects.current().filter(~Exists(later), ~Exists(seen), type=type_, end__lt=on)
    rows = rows.filter(identity__person__died_on__isnull=True, identity__person__last_sign_on__isnull=False)
    rows = rows.select_related("identity__person__place").order_by("-end", "pk")
    for row in rows.iterator(500):
        yield _about(row.identity.person, row.identity_id, reason, str(row.key))


def _moved_on(on: date) -> Iterator[Doubtful]:
    """A department tells of a later home, and nobody has ended the one before: asked behind that door, or in its community."""
    for one in seem_to_have_moved(on):
        place, identity = one.before.place, one.before.identity
        yield Doubtful(
            identity.pk, identity.person_id, Reason.MOVED_ON, one.anchor, place, _division(place, one.before.division)
        )  # fmt: skip


def _incomplete(on: date) -> Iterator[Doubtful]:
    own_number = Particulars.objects.current().filter(
        identity__person=OuterRef("pk"), number_index__isnull=False, is_guardians=False
    )
    adult = Q(birth_date__isnull=True) | Q(birth_date__lte=add_months(on, -12 * ADULT_AT))
    yield from _each(Reason.NO_BIRTH_DATE, _living().filter(birth_date__isnull=True), "birth")
    yield from _each(Reason.NO_NUMBER, _living().filter(adult, ~Exists(own_number)), "number")
    yield from _each(Reason.NO_ADDRESS, _living().filter(division=""), "address")


def _stale(before: date) -> Iterator[Doubtful]:
    for person in _living().filter(last_sign_on__lt=before).exclude(division="").iterator(500):
        yield _about(person, None, Reason.STALE, person.last_sign_on.isoformat())


def _each(reason: str, persons: QuerySet[Person], anchor: str) -> Iterator[Doubtful]:
    for person in persons.iterator(500):
        yield _about(person, None, reason, anchor)


def _living() -> QuerySet[Person]:
    """Those who speak for somebody of whom anything is held."""
    rows = Person.objects.filter(into__isnull=True, died_on__isnull=True, last_sign_on__isnull=False).exclude(name="")
    return rows.select_related("place").annotate(own=F("own_identity__pk")).order_by("last_sign_on", "pk")


def _about(person: Person, identity: int | None, reason: str, anchor: str) -> Doubtful:
    return Doubtful(
        identity=identity if identity is not None else person.own,
        person=person.pk,
        reason=reason,
        anchor=anchor,
        place=person.place,
        division=_division(person.place, person.division),
    )


def _division(place: Place | None, division: str) -> str:
    """Where the grid is that asks: the place's own, else the community of the address."""
    return (place.grid or place.division) if place else division


def has_phone(person: int) -> bool:
    """Does any source know a phone of this person?"""
    return Particulars.objects.current().filter(identity__person=person, phone_index__isnull=False).exists()
