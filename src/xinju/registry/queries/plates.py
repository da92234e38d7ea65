"""What a door plate opens: the place it stands at, for anyone who scans it; never who lives there."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from xinju.accounts.access import Account, region_filter
from xinju.registry.bridge import rules
from xinju.registry.models import Place
from xinju.registry.models.places import PlaceKind

LONGEST_PLATE, MOST_BUILDINGS = 24, 50


def place_of_plate(plate: str, *, asker: object) -> Place | None:
    """The place that bears this plate, while it stands."""
    if not plate or len(plate) > LONGEST_PLATE:
        return None
    return Place.objects.filter(plate=plate, ended_on__isnull=True).first()


def communities() -> list[tuple[str, str, str]]:
    """The district's communities and villages: code, name, English name, in the pack's order."""
    place = rules.district()
    return [(one.code, one.name, one.english) for one in place.regions if len(one.code) > 9]


def district_code() -> str:
    """The code of the district that this site serves."""
    return rules.district().code


def buildings_like(typed: str, *, asker: Account) -> list[Place]:
    """Buildings of the asker's region whose address holds this, or the one that bears this plate; all for nothing typed."""
    places = Place.objects.filter(region_filter(asker, "division"), kind=PlaceKind.BUILDING, ended_on__isnull=True)
    plain = "".join(typed.split())[:200]
    held = places.filter(Q(address__contains=plain) | Q(plate=plain)) if plain else places
    return list(held.order_by("address")[:MOST_BUILDINGS])


def building_of(key: UUID, *, asker: Account) -> Place | None:
    """A building of the asker's region."""
    places = Place.objects.filter(region_filter(asker, "division"), kind=PlaceKind.BUILDING)
    return places.filter(key=key).first()


def plates_below(building: Place) -> list[Place]:
    """The building and everything below it that bears a plate, in the order of the stairs."""
    found, level = [building], [building]
    while level:
        level = list(
            Place.objects.filter(parent__in=level, ended_on__isnull=True).order_by("parent__address", "order", "id")
        )
        found += level
    return [place for place in found if place.plate]
