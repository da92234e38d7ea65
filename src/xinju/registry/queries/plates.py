"""What a door plate opens: the place it stands at, for anyone who scans it; never who lives there."""

from __future__ import annotations

from xinju.registry.bridge import rules
from xinju.registry.models import Place

LONGEST_PLATE = 24


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
