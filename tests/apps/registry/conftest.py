"""Invented people as sources tell of them."""

from datetime import UTC, date, datetime

import pytest

from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity
from xinju.values.citizen_id import check_character

NOON = datetime(2026, 5, 12, 4, tzinfo=UTC)  # 12:00 in Shanghai


def number(born: date, serial: int, area: str = "990315") -> str:
    """An invented citizen identity number of an area code that no place bears."""
    first = f"{area}{born:%Y%m%d}{serial:03d}"
    return first + check_character(first)


def wang(**changes: object) -> Told:
    born = date(1990, 3, 4)
    return Told(**{"name": "王芳", "number": number(born, 128), "birth_date": born, "sex": "female", **changes})


@pytest.fixture
def enter(db):
    """Write down what a source tells: enter("police", told, …) answers with identities in order."""

    def tell(source: str, *told: Told, at: datetime = NOON, on: date = date(2026, 5, 12)) -> list[Identity]:
        origin = Origin(source=source, door="file", by="job:test", at=at, verification="verified")
        entered = enter_people(told=told, origin=origin, observed_on=on, purpose="test")
        return [Identity.objects.get(pk=one.identity) for one in entered]

    return tell
