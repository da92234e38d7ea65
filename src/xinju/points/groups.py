"""Who belongs to an application, for the registry's query lists, which ask a department about the people of some."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from xinju.points.models import Member

_AT_ONCE = 500


def people_of(numbers: Collection[str]) -> Iterator[UUID]:
    """Person keys of the members of the applications with these numbers."""
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        held = Member.objects.filter(application__number__in=some, superseded_at__isnull=True)
        yield from held.values_list("person", flat=True)
