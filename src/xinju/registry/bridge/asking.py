"""Whom a query list asks about, and what stands on it: name and own number as the best of the person's sources tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from xinju.registry.bridge import secrets
from xinju.registry.models import Identity, Particulars, QueryItem, QueryList
from xinju.registry.models.slices import AT_ONCE, slices


@dataclass(frozen=True)
class ToAsk:
    """One person by the key of the row that speaks for it, with the blind index of the number that is asked."""

    person: int
    number_index: bytes


@dataclass(frozen=True)
class Asked:
    """One line of a list in clear, with the key of the person's row; it never reaches a repr or a log."""

    line: int
    person: int
    name: str = field(repr=False)
    number: str = field(repr=False)


def to_ask(people: Iterable[UUID]) -> list[ToAsk]:
    """These people and whoever is one with them, each once, in the order of their rows; without those who have no number."""
    keys = sorted(set(people), key=str)
    speakers: set[int] = set()
    for some in slices(keys):
        speakers |= set(Identity.objects.filter(own__key__in=some).values_list("person", flat=True))
    found: dict[int, ToAsk] = {}
    for some in slices(sorted(speakers)):
        rows = Particulars.objects.current().filter(
            identity__person__in=some, is_guardians=False, number_index__isnull=False, died_on__isnull=True
        )
        for person, index in rows.order_by("identity_id").values_list("identity__person", "number_index"):
            found.setdefault(person, ToAsk(person, bytes(index)))
    return [found[person] for person in sorted(found)]


def asked(query_list: QueryList) -> Iterator[Asked]:
    """The list's lines in clear, in order."""
    items = QueryItem.objects.filter(list=query_list).select_related("person").order_by("line").iterator(AT_ONCE)
    for some in _chunks(items):
        indexes = [bytes(item.number_index) for item in some]
        rows = Particulars.objects.filter(number_index__in=indexes, is_guardians=False).order_by(
            "superseded_at", "identity_id"
        )
        held: dict[bytes, Particulars] = {}
        for row in rows:
            index = bytes(row.number_index or b"")
            if index not in held or held[index].superseded_at is not None:
                held[index] = row
        for item in some:
            row = held.get(bytes(item.number_index)) or _numbered(item)
            yield Asked(item.line, item.person_id, row.name, secrets.opened(row, "number"))


def _numbered(item: QueryItem) -> Particulars:
    """The row to ask by while the blind indexes are half renewed: the item's says another key than the person's."""
    rows = Particulars.objects.filter(
        identity__person__in=[item.person_id, item.person.into_id], is_guardians=False, number_index__isnull=False
    )
    return rows.order_by("superseded_at", "identity_id")[0]


def _chunks(items: Iterator[QueryItem]) -> Iterator[list[QueryItem]]:
    some: list[QueryItem] = []
    for item in items:
        some.append(item)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some
