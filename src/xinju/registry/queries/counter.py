"""What the window needs to know of who stands there: the person of a number, registrations that wait, where one lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from django.db.models import Q

from xinju.accounts.access import Account, region_filter
from xinju.registry.access.people import findable_by_number
from xinju.registry.bridge import secrets
from xinju.registry.bridge.addresses import comparable
from xinju.registry.bridge.documents import document_of
from xinju.registry.bridge.told import Told
from xinju.registry.models import Declared, Identity, Particulars, Person, Place, Receipt, Stay
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.places import PlaceKind
from xinju.registry.queries.merges import likely
from xinju.registry.queries.people import keys_by_number
from xinju.registry.queries.rooms import shown_number

MOST_PLACES, MOST_WAITING, MOST_ALIKE = 12, 20, 5


@dataclass(frozen=True)
class Waiting:
    """A registration by the person's own word that nobody has verified: its identity, name, masked number, where, since."""

    identity: Identity
    name: str
    masked: str
    birth_date: date | None
    stay: Stay | None


def person_with(number: str, *, asker: Account) -> Person | None:
    """The person who bears this number, where the asker's region allows to see him."""
    key = keys_by_number([number], asker=asker).get(number)
    return Person.objects.filter(findable_by_number(asker), key=key).first() if key else None


def waiting_with(number: str, *, asker: Account, on: date) -> list[Waiting]:
    """Registrations that wait under this number, in the asker's region; the children who stand under it too."""
    candidates = secrets.number_candidates(document_of(number).number)
    rows = Particulars.objects.current().filter(
        number_index__in=candidates, door=Door.SELF, verification=Verification.PENDING
    )
    rows = rows.filter(~Q(identity__person__identities__source="window"))
    rows = rows.select_related("identity__person").order_by("-pk")[:MOST_WAITING]
    stays = _stays([row.identity_id for row in rows], asker)
    return [
        Waiting(row.identity, row.name, shown_number(row, on), row.birth_date, stays[row.identity_id])
        for row in rows
        if row.identity_id in stays
    ]


def waiting_of(identity: int, *, asker: Account) -> Identity | None:
    """One that waits."""
    rows = Particulars.objects.current().filter(
        identity=identity, door=Door.SELF, verification=Verification.PENDING
    ).select_related("identity")  # fmt: skip
    row = rows.first()
    return row.identity if row and row.identity_id in _stays([identity], asker) else None


def _stays(identities: list[int], asker: Account) -> dict[int, Stay]:
    rows = Stay.objects.current().filter(region_filter(asker, "division"), identity__in=identities)
    return {row.identity_id: row for row in rows.select_related("place")}


def homes_of(person: Person) -> list[tuple[Stay, str]]:
    """Where the person lives by all sources, the latest first, each with its address in clear."""
    rows = Stay.objects.current().filter(identity__person=person, end__isnull=True).select_related("place")
    return [
        (stay, stay.place.address if stay.place else secrets.opened(stay, "address"))
        for stay in rows.order_by("-start")
    ]


def places_like(typed: str, *, asker: Account) -> list[Place]:
    """Homes of the asker's region that bear this plate or this address; where none is the same, those that begin so."""
    places = Place.objects.filter(region_filter(asker, "division"), ended_on__isnull=True)
    plain = "".join(typed.split())
    by_plate = list(places.filter(plate=plain)[:1]) if plain.isascii() and plain.isdigit() else []
    if by_plate:
        return by_plate
    homes = places.filter(Q(kind=PlaceKind.ROOM) | Q(children__isnull=True)).order_by("address")
    wanted = comparable(typed)
    return list(homes.filter(search=wanted)[:MOST_PLACES]) or list(
        homes.filter(search__startswith=wanted)[:MOST_PLACES]
    )


def window_receipt(number: str, *, asker: Account) -> Receipt | None:
    """A receipt of the window, for whoever sees the people on it."""
    receipt = Receipt.objects.select_related("place").filter(number=number[:20], door=Door.WINDOW).first()
    if receipt is None:
        return None
    lines = Declared.objects.filter(region_filter(asker, "stay__division"), receipt=receipt)
    return receipt if lines.exists() else None


def alike(told: Told, address: str, *, asker: Account) -> list[tuple[Person, float]]:
    """Who in the registry may be the person of a new telling, likeliest first with the weight, where the asker's region allows
    to see them. The caller records the look."""
    found = ((window_person(one.person, asker=asker), one.weight) for one in likely(told, asker=asker, address=address))
    return list(islice(((person, weight) for person, weight in found if person is not None), MOST_ALIKE))


def window_person(key: UUID, *, asker: Account) -> Person | None:
    """The person of this key, or who speaks for him now."""
    found = Person.objects.filter(key=key).select_related("into").first()
    speaker = (found.into or found) if found else None
    return Person.objects.filter(findable_by_number(asker), pk=speaker.pk).first() if speaker else None
