"""What apps above have done on people, told when the registry asks: an app registers in its `AppConfig.ready`.

The registry needs it three times. Two persons who each hold something of which one person has one only, such as an application
in the same round, are never merged by themselves. When a merge is undone, what was done in between on the person that it made
goes to a clerk. And before a delivery is withdrawn, what was computed from its facts is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Act:
    """Something done on a person (by the key that the other app keeps), known by its opaque reference.

    `one_of` names what a person has one of only, such as "round:2026"; blank where there may be several. `known_until` is the day
    up to whose end the facts were known that it was computed from; None where nothing was computed.
    """

    person: UUID
    reference: str
    at: datetime
    one_of: str = ""
    known_until: date | None = None


Tells = Callable[[Collection[UUID]], Iterable[Act]]
_TELLERS: dict[str, Tells] = {}


def register(app: str, tells: Tells) -> None:
    """Ask this app too. ValueError where another function of the app is registered."""
    if _TELLERS.setdefault(app, tells) is not tells:
        raise ValueError(f"{app} tells its acts already")


def acts_on(persons: Collection[UUID]) -> list[Act]:
    """All acts on these people, by app and in the order in which each app tells them."""
    return [act for app in sorted(_TELLERS) for act in _TELLERS[app](persons)] if persons else []
