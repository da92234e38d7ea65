"""Reads of people by what identifies them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from xinju.registry.bridge import secrets
from xinju.registry.bridge.addresses import comparable
from xinju.registry.bridge.documents import document_of
from xinju.registry.models import Identity, Particulars, Person, Place
from xinju.registry.models.slices import slices


def keys_by_number(numbers: Iterable[str], *, asker: object) -> dict[str, UUID]:
    """The key of the person that speaks for each of these document numbers; numbers that nobody bears are left out.

    A guardian's number on a child's record finds the guardian, never the child. Answers with keys only: it is no look.
    """
    written = {number: secrets.number_candidates(document_of(number).number) for number in set(numbers)}
    number_of = {index: number for number, candidates in written.items() for index in candidates}
    found: dict[str, UUID] = {}
    for some in slices(sorted(number_of)):
        rows = Particulars.objects.current().proven().filter(number_index__in=some, is_guardians=False)
        rows = rows.order_by("-identity_id")
        for index, key in rows.values_list("number_index", "identity__person__key"):
            found[number_of[bytes(index)]] = key
    return found


def keys_of(identities: Sequence[int], *, asker: object) -> dict[int, UUID]:
    """The key of the person that speaks for each identity. Answers with keys only: it is no look."""
    return dict(Identity.objects.filter(pk__in=identities).values_list("pk", "person__key"))


def persons_under(keys: Iterable[UUID], *, asker: object) -> list[Person]:
    """Who speaks now for these keys, each once: whom a look at all of them is about."""
    return list(Person.objects.filter(identities__own__key__in=list(keys)).distinct().order_by("pk"))


def room_of(address: str, *, asker: object) -> Place:
    """The node of the tree with this address, in whichever of the usual ways it is written. Place.DoesNotExist if none."""
    return Place.objects.get(search=comparable(address), ended_on__isnull=True)
