"""What points have done on people, for the registry: applications, and what was decided and reviewed on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from xinju.audit.actions import reference
from xinju.points.models import Application, Decision, Member, Review
from xinju.registry.acts import Act

_AT_ONCE = 500


def tells(persons: Collection[UUID]) -> Iterable[Act]:
    """Applications of these people or with them, decisions on them, which use the facts of all members, and reviews of those. A
    child applies once in a year."""
    keys = sorted(persons)
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        people: dict[int, set[UUID]] = defaultdict(set)
        for row in Application.objects.filter(subject__in=some):
            people[row.pk].add(row.subject)
            yield Act(row.subject, reference(row), row.opened_at, f"points {row.opened_at.year}")
        for member in Member.objects.filter(person__in=some).select_related("application"):
            people[member.application_id].add(member.person)
            if member.superseded_at is None and member.person != member.application.subject:
                yield Act(member.person, reference(member.application), member.recorded_at)
        yield from _decided(people)


def _decided(people: Mapping[int, set[UUID]]) -> Iterable[Act]:
    decisions = Decision.objects.filter(application__in=people).defer("sheet", "facts", "statement")
    for decision in decisions:
        for person in sorted(people[decision.application_id]):
            yield Act(person, reference(decision), decision.confirmed_at, known_until=decision.known_at)
    reviews = Review.objects.filter(decision__application__in=people).select_related("decision")
    for review in reviews.defer("facts", "statement", "decision__sheet", "decision__facts", "decision__statement"):
        for person in sorted(people[review.decision.application_id]):
            yield Act(person, reference(review), review.opened_at, known_until=review.known_at)
