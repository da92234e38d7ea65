"""What points have done on people, for the registry: an application, and what was decided on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from xinju.audit.actions import reference
from xinju.points.models import Application, Decision, Member
from xinju.registry.acts import Act

_AT_ONCE = 500


def tells(persons: Collection[UUID]) -> Iterable[Act]:
    """Applications of these people or with them, and decisions on them. A child applies once in a year."""
    keys = sorted(persons)
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        for row in Application.objects.filter(subject__in=some):
            yield Act(row.subject, reference(row), row.opened_at, f"points {row.opened_at.year}")
        members = Member.objects.filter(person__in=some, superseded_at__isnull=True).select_related("application")
        for member in members:
            if member.person != member.application.subject:
                yield Act(member.person, reference(member.application), member.recorded_at)
        for decision in Decision.objects.filter(application__subject__in=some).select_related("application"):
            yield Act(decision.application.subject, reference(decision), decision.confirmed_at)
