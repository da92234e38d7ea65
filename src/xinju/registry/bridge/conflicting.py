"""Where verified sources contradict each other about one person, apart from what is only another way of writing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from xinju.engines.linkage.choosing import Chosen
from xinju.engines.linkage.names import clean_name
from xinju.registry.bridge import rules
from xinju.registry.bridge.projection import project
from xinju.registry.models import Person
from xinju.registry.models.known import Verification


@dataclass(frozen=True)
class Contradiction:
    """One person's fields with the value that counts and the verified ones against it; `order` of an offer is its row."""

    person: int
    fields: Mapping[str, Chosen]

    @property
    def digest(self) -> str:
        """The same as long as the same rows contradict each other."""
        rows = sorted(
            f"{name}:{offer.order}" for name, found in self.fields.items() for offer in (found.best, *found.against)
        )
        return hashlib.sha256(" ".join(rows).encode()).hexdigest()[:40]


def contradictions(identities: Iterable[int], *, on: date) -> list[Contradiction]:
    """The contradictions within the persons of these identities."""
    found = []
    for one in project(identities, rules.rules(), on=on):
        fields = {name: real for name, chosen in one.conflicts.items() if (real := _real(name, chosen))}
        if fields:
            found.append(Contradiction(one.speaker, fields))
    return found


def contradiction_of(person: Person, *, on: date) -> Contradiction | None:
    """The contradiction within one person, as things stand now."""
    identities = person.identities.values_list("pk", flat=True)
    return next(iter(contradictions(identities, on=on)), None)


def _real(name: str, chosen: Chosen) -> Chosen | None:
    if chosen.best.verification != Verification.VERIFIED:
        return None
    against = tuple(
        offer
        for offer in chosen.against
        if offer.verification == Verification.VERIFIED and not _is_one(name, offer.value, chosen.best.value)
    )
    return replace(chosen, against=against) if against else None


def _is_one(name: str, first: Any, second: Any) -> bool:
    """Traditional characters, blanks and the dot's forms make no other name."""
    return name == "name" and clean_name(first) == clean_name(second)
