"""Reads of decisions and their reviews; each takes `asker`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from xinju.accounts.access import Account, region_filter
from xinju.points.bridge.canonical import result_of
from xinju.points.models import Application, Decision, Member, Review

Asker = Account | str


@dataclass(frozen=True)
class Difference:
    """One result as it was known when the decision was made, and as it is known now; each as canonical texts."""

    key: str
    then: object
    now: object


def decisions_on(number: str, *, asker: Asker) -> QuerySet[Decision]:
    """The decisions on an application, the oldest first, where the asker's region holds it."""
    return _seen(asker).filter(application__number=number)


def decision(key: UUID, *, asker: Asker) -> Decision | None:
    """The decision of this key, if the asker may see it."""
    return _seen(asker).filter(key=key).first()


def newest_decisions(*, asker: Asker) -> QuerySet[Decision]:
    """The last decision of each kind on each application: earlier ones were decided anew."""
    newer = Decision.objects.filter(application=OuterRef("application"), kind=OuterRef("kind"), pk__gt=OuterRef("pk"))
    return _seen(asker).filter(~Exists(newer))


def review_in(case: str, *, asker: Asker) -> Review | None:
    """The review that a case is about. Who may see the case is decided by `cases.queries.case`."""
    return Review.objects.select_related("decision__application").filter(case=case).first()


def differences(review: Review) -> list[Difference]:
    """What differs between then and now."""
    then, now = result_of(bytes(review.decision.statement)), result_of(bytes(review.statement))
    return [Difference(key, then.get(key), now.get(key)) for key in review.changed]


def applications(numbers: Iterable[str], *, asker: Asker) -> QuerySet[Application]:
    """These applications."""
    return Application.objects.filter(number__in=list(numbers))


def numbers_with(persons: Iterable[UUID]) -> dict[str, set[UUID]]:
    """By number of the application, which of these people it is or was about."""
    wanted = list(persons)
    found: dict[str, set[UUID]] = defaultdict(set)
    for number, person in Application.objects.filter(subject__in=wanted).values_list("number", "subject"):
        found[number].add(person)
    for number, person in Member.objects.filter(person__in=wanted).values_list("application__number", "person"):
        found[number].add(person)
    return found


def _seen(asker: Asker) -> QuerySet[Decision]:
    rows = Decision.objects.select_related("application", "confirmed_by")
    return rows if isinstance(asker, str) else rows.filter(region_filter(asker, "application__town"))
