"""A landlord's rooms, red first: what he holds today, who lives there as far as he may see, and what waits for his word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from xinju.accounts.access import Account
from xinju.accounts.queries import person_of
from xinju.cases.queries import workdays
from xinju.registry.bridge import secrets
from xinju.registry.bridge.receipts import Duty, duty_of
from xinju.registry.models import Declared, Holding, Identity, Particulars, Person, Place, Stay
from xinju.registry.models.known import Door
from xinju.registry.models.receipts import Act
from xinju.values.citizen_id import CitizenId, fault_of
from xinju.values.period import add_months

OVERDUE, WAITING, UNDECLARED, OCCUPIED, EMPTY = "overdue", "waiting", "undeclared", "occupied", "empty"
_ORDER = (OVERDUE, WAITING, UNDECLARED, OCCUPIED, EMPTY)
_ANSWERS = (Act.ARRIVED, Act.CONFIRMED, Act.DENIED)
_OF_AGE, _TAIL = 18 * 12, 4
_DEEPEST = 5


@dataclass(frozen=True)
class Tenant:
    """Who lives in a room: no more than the name and an adult's masked number, in the words of whoever entered them.

    `is_waiting` says that the landlord has not said yes or no; then `duty` is until when he is to report.
    """

    stay: Stay
    name: str
    masked: str
    is_waiting: bool
    duty: Duty | None
    is_overdue: bool


@dataclass(frozen=True)
class Room:
    """One room; `state` is overdue | waiting | undeclared | occupied | empty."""

    place: Place
    tenants: tuple[Tenant, ...]
    state: str


def holds_rooms(account: Account, *, on: date) -> bool:
    """Does somebody for whom this account stands answer for a home on that day?"""
    return _holdings(account, on).exists()


def rooms_of(account: Account, *, on: date) -> list[Room]:
    """The rooms he answers for on that day, those that wait for him first."""
    since = _held_since(account, on)
    places = Place.objects.in_bulk(list(since))
    tenants = _tenants(places, since, on)
    last = _last_acts(places)
    rooms = [_room(place, tenants.get(pk, []), last.get(pk)) for pk, place in places.items()]
    return sorted(rooms, key=lambda room: (_ORDER.index(room.state), room.place.address, room.place.pk))


def room_of(account: Account, key: UUID, *, on: date) -> Room | None:
    """One of his rooms."""
    return next((room for room in rooms_of(account, on=on) if room.place.key == key), None)


def tenant_of(account: Account, stay: UUID, *, on: date) -> tuple[Room, Tenant] | None:
    """One of his tenants, with the room."""
    for room in rooms_of(account, on=on):
        for tenant in room.tenants:
            if tenant.stay.key == stay:
                return room, tenant
    return None


def _room(place: Place, tenants: Sequence[Tenant], last: str | None) -> Room:
    if any(tenant.is_overdue for tenant in tenants):
        state = OVERDUE
    elif any(tenant.is_waiting for tenant in tenants):
        state = WAITING
    elif tenants:
        state = OCCUPIED
    else:
        state = EMPTY if last else UNDECLARED
    return Room(place, tuple(tenants), state)


def _holdings(account: Account, on: date):
    key = person_of(account)
    speaker = Person.objects.filter(key=_uuid(key)).values_list("id", "into_id").first() if key else None
    if speaker is None:
        return Holding.objects.none()
    held = Holding.objects.current().filter(identity__person=speaker[1] or speaker[0], start__lte=on)
    return held.filter(Q(end__isnull=True) | Q(end__gte=on))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _held_since(account: Account, on: date) -> dict[int, date]:
    """The rooms below what he holds, each with the day since when; a building without rooms is one itself."""
    since: dict[int, date] = {}
    for place, start in _holdings(account, on).filter(place__ended_on__isnull=True).values_list("place", "start"):
        since[place] = min(start, since.get(place, start))
    leaves: dict[int, date] = {}
    for _ in range(_DEEPEST):
        below = defaultdict(list)
        children = Place.objects.filter(parent__in=list(since), ended_on__isnull=True)
        for child, parent in children.values_list("pk", "parent_id"):
            below[parent].append(child)
        for place, day in since.items():
            if place not in below:
                leaves[place] = min(day, leaves.get(place, day))
        since = {child: since[parent] for parent, those in below.items() for child in those}
        if not since:
            break
    return leaves


def _tenants(places: Mapping[int, Place], since: Mapping[int, date], on: date) -> dict[int, list[Tenant]]:
    """By room: one tenant for each person, in the words that the landlord used or else of whoever entered it last."""
    open_ = Q(end__isnull=True) | Q(end__gt=on)
    rows = Stay.objects.current().filter(open_, place__in=list(places), start__lte=on)
    stays: dict[tuple[int, int], list[Stay]] = defaultdict(list)
    for stay in rows.select_related("identity").order_by("start", "id"):
        stays[stay.place_id, stay.identity.person_id].append(stay)
    told = _told({stay.identity_id for those in stays.values() for stay in those})
    said = _said(places)
    calendar = workdays()
    found: dict[int, list[Tenant]] = defaultdict(list)
    for (place, person), those in stays.items():
        began = those[0].start
        lines = [line for line in said.get((place, person), ()) if line.on >= began]
        if any(line.act in (Act.LEFT, Act.DENIED) for line in lines[-1:]):
            continue
        own = next((line for line in reversed(lines) if line.act in _ANSWERS), None)
        row = told.get(those[-1].identity_id)
        if row is None:
            continue
        is_waiting = own is None and all(stay.source != Door.LANDLORD for stay in those)
        duty = duty_of(max(began, since[place]), calendar) if is_waiting else None
        late = duty is not None and duty.is_in_time(on) is False
        name, masked = (own.name, _masked(own.tail)) if own else (row.name, shown_number(row, on))
        found[place].append(Tenant(those[-1], name, masked, is_waiting, duty, late))
    return found


def _told(identities: Iterable[int]) -> dict[int, Particulars]:
    rows = Particulars.objects.current().filter(identity__in=list(identities))
    return {row.identity_id: row for row in rows}


def _said(places: Mapping[int, Place]) -> dict[tuple[int, int], list[Declared]]:
    """What landlords have declared of these rooms, by room and person, in the order of time."""
    lines = Declared.objects.filter(
        receipt__place__in=list(places), receipt__door=Door.LANDLORD, identity__isnull=False
    )
    said: dict[tuple[int, int], list[Declared]] = defaultdict(list)
    for line in lines.select_related("receipt", "identity").order_by("id"):
        said[line.receipt.place_id, line.identity.person_id].append(line)
    return said


def _last_acts(places: Mapping[int, Place]) -> dict[int, str]:
    lines = Declared.objects.filter(receipt__place__in=list(places), receipt__door=Door.LANDLORD).order_by("id")
    return dict(lines.values_list("receipt__place", "act"))


def shown_number(row: Particulars, on: date) -> str:
    """The last four characters of an adult's own number behind stars; nothing for a child, and nothing where the age is
    not known."""
    return _masked(tail_of(row, on))


def tail_of(row: Particulars, on: date) -> str:
    """The last four characters of an adult's own number; blank for a child."""
    if row.is_guardians or row.number_sealed is None:
        return ""
    number = secrets.opened(row, "number")
    born = CitizenId(number).birth_date if fault_of(number) is None else row.birth_date
    return number[-_TAIL:] if born is not None and add_months(born, _OF_AGE) <= on else ""


def _masked(tail: str) -> str:
    return f"{'*' * 14}{tail}" if tail else ""


def persons_of(rooms: Iterable[Room]) -> list[Person]:
    """Whom a list of rooms shows, for the record of the look."""
    identities = {tenant.stay.identity_id for room in rooms for tenant in room.tenants}
    persons = Identity.objects.filter(pk__in=identities).select_related("person")
    return list({one.person_id: one.person for one in persons}.values())
