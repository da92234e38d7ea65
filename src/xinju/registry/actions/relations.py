"""Kinship and guardianship with their days: entered, ended, never rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.registry.actions.people import Origin
from xinju.registry.actions.turns import take_turn
from xinju.registry.models import Kinship

_COLUMNS = ("identity_id", "other_id", "kin", "is_guardian", "start", "end")


@dataclass(frozen=True)
class Related:
    """`other` is the father, mother, guardian, spouse … of `identity`."""

    identity: int
    other: int
    kin: str
    is_guardian: bool = False
    start: date | None = None
    end: date | None = None


@transaction.atomic
def enter_kinships(*, relations: Sequence[Related], origin: Origin, purpose: Reference) -> int:
    """Write down relations; those held in the same words are left, another end or guardianship supersedes. Answers with
    how many are new."""
    take_turn()
    held = {
        (row.identity_id, row.other_id, row.kin): row
        for row in Kinship.objects.current().filter(
            identity__in={one.identity for one in relations}, source=origin.source
        )
    }
    fresh: dict[tuple[int, int, str], Kinship] = {}
    old: list[int] = []
    for one in relations:
        slot = one.identity, one.other, one.kin
        row = Kinship(
            identity_id=one.identity, other_id=one.other, kin=one.kin, is_guardian=one.is_guardian, start=one.start,
            end=one.end, **origin.columns,
        )  # fmt: skip
        if slot in held and all(getattr(held[slot], name) == getattr(row, name) for name in _COLUMNS):
            continue
        old += [held[slot].pk] if slot in held else []
        fresh[slot] = row
    _supersede(old, origin.by, origin.at)
    Kinship.objects.bulk_create(fresh.values())
    record("registry.kinships_entered", about=origin.delivery or "registry:kinships", by=origin.by, purpose=purpose)
    return len(fresh)


def _supersede(pks: Sequence[int], by: Reference, at: datetime) -> None:
    Kinship.objects.current().filter(pk__in=pks).update(superseded_at=at, superseded_by=reference(by))
