"""Reads for the pages of merging: the question of a case, two people side by side, what was merged into a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from xinju.accounts.access import Account, region_filter, sees_region
from xinju.registry.bridge import linking
from xinju.registry.bridge.conflicting import Contradiction, contradiction_of
from xinju.registry.bridge.reviewing import Beside, Parted, Side, parted, side_by_side, two_sides
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Link, Particulars, Person, Question

__all__ = ["Beside", "Contradiction", "Likely", "Parted", "Side", "beside", "conflict_of", "likely", "link", "link_of", "links_of",
           "parting", "person", "person_of", "pieces", "question", "rows_in_conflict", "speaks_for"]  # fmt: skip

Asker = Account | str


@dataclass(frozen=True)
class Likely:
    """Somebody who may be the person of a new telling: `outcome` merge or clerk, weight in log2 of the odds."""

    person: UUID
    outcome: str
    weight: float


def question(case: str, *, asker: Asker) -> Question | None:
    """The question that a case is about. Who may see the case is decided by `cases.queries.case`."""
    return Question.objects.select_related("first__person", "second__person", "first__own", "second__own").filter(
        case=case
    ).first()  # fmt: skip


def person(key: UUID, *, asker: Asker) -> Person | None:
    """Who speaks for this person key now, if the asker may see them."""
    found = Person.objects.select_related("into").filter(key=key).first()
    if found is None:
        return None
    speaks = Person.objects.get(pk=found.own_identity.person_id)
    return speaks if isinstance(asker, str) or sees_region(asker, speaks.division) else None


def person_of(pk: str, *, asker: Asker) -> Person | None:
    """The same by the number that stands in an opaque reference."""
    found = Person.objects.filter(pk=int(pk)).first() if pk.isdecimal() else None
    return person(found.key, asker=asker) if found else None


def speaks_for(key: UUID, *, asker: Asker) -> Identity | None:
    """The oldest identity of the person who speaks for this key, if the asker may see them."""
    found = person(key, asker=asker)
    return Identity.objects.select_related("person", "own").get(own=found) if found else None


def beside(first: Identity, second: Identity, *, on: date, asker: Asker) -> Beside:
    """Two people side by side. The caller records the look."""
    return two_sides(first, second, on=on)


def links_of(found: Person, *, asker: Asker) -> QuerySet[Link]:
    """Every judgement about the identities of this person, those in force first, the newest first."""
    members = list(found.identities.values_list("pk", flat=True))
    rows = Link.objects.filter(Q(first__in=members) | Q(second__in=members)).select_related("first", "second")
    return rows.order_by("superseded_at", "-made_at", "-pk")


def link(key: UUID, *, asker: Account) -> Link | None:
    """The judgement of this key, if the asker may see both of whom it speaks."""
    rows = Link.objects.select_related("first__person", "second__person", "first__own", "second__own")
    seen = region_filter(asker, "first__person__division") & region_filter(asker, "second__person__division")
    return rows.filter(seen, key=key).first()


def link_of(pk: str, *, asker: Asker) -> Link | None:
    """The judgement that a case is about, by the number in its opaque reference; who may see the case may see it."""
    rows = Link.objects.select_related("first__own", "second__own")
    return rows.filter(pk=int(pk)).first() if pk.isdecimal() else None


def parting(found: Link, *, on: date, until: datetime, asker: Asker) -> Parted:
    """What an undo would leave."""
    return parted(found, on=on, until=until)


def likely(told: Told, *, asker: Asker, address: str = "") -> list[Likely]:
    """Who in the registry may be the person of this telling, likeliest first, once a person. Answers with keys: no look."""
    alike = linking.like(told, address=address)
    those = [identity for identity, _ in alike]
    keys = dict(Identity.objects.filter(pk__in=those).values_list("pk", "person__key")) if those else {}
    found: dict[UUID, Likely] = {}
    for identity, judged in alike:
        found.setdefault(keys[identity], Likely(keys[identity], judged.outcome, judged.weight))
    return list(found.values())


def conflict_of(found: Person, *, on: date, asker: Asker) -> Contradiction | None:
    """What verified sources say of this person against each other, as things stand now."""
    return contradiction_of(found, on=on)


def rows_in_conflict(found: Contradiction, *, asker: Asker) -> dict[int, Particulars]:
    """The rows that contradict each other, by key."""
    keys = {offer.order for one in found.fields.values() for offer in (one.best, *one.against)}
    return Particulars.objects.in_bulk(keys)


def pieces(left: str, right: str) -> list[tuple[str, str, bool]]:
    """Two texts in pieces, left and right, with whether the two pieces are the same: a page marks the others."""
    return [(piece.left, piece.right, piece.is_same) for piece in side_by_side(left, right)]
