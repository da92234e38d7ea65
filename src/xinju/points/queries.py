"""Reads of decisions and their reviews; each takes `asker`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from xinju.accounts.access import Account, region_filter
from xinju.points.bridge.canonical import result_of
from xinju.points.bridge.frozen import application_tables, end_of, one_alone
from xinju.points.bridge.scoring import ScoreBook
from xinju.points.bridge.today import Reckoned, reckon
from xinju.points.models import Application, Decision, Member, Review

Asker = Account | str
ADULT_ROLES = ("father", "mother", "guardian", "applicant", "spouse")
ALONE = "—"  # stands for the number of an application that does not exist


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


def applications_of_family(mine: Collection[UUID], wards: Collection[UUID], *, asker: Asker) -> QuerySet[Application]:
    """Applications for somebody (by all keys that are theirs) or for a child in their guardianship, in which they take an
    adult's part now: neither a parent who was taken off the form nor one who is guardian no more has any."""
    part = Member.objects.filter(
        application=OuterRef("pk"), person__in=list(mine), role__in=ADULT_ROLES, superseded_at__isnull=True
    )
    return Application.objects.filter(Exists(part), subject__in=[*mine, *wards]).order_by("number")


def people_of(application: Application, *, asker: Asker) -> list[UUID]:
    """Who takes part in an application now, by the keys kept in it."""
    return list(application.members.filter(superseded_at__isnull=True).values_list("person", flat=True))


def points_today(application: Application, *, book: ScoreBook, on: date, asker: Asker) -> Reckoned:
    """What an application would have on a day. A look at its people, which whoever asks records."""
    own, people = application_tables(Application.objects.filter(pk=application.pk), known_at=end_of(on))
    return reckon(book, own, people, application.number, on=on, asker=asker)


def points_alone(person: UUID, *, book: ScoreBook, on: date, asker: Asker) -> Reckoned:
    """What somebody who has not applied would have as the applicant, without spouse and children."""
    return reckon(book, one_alone(ALONE, "applicant", person), [str(person)], ALONE, on=on, asker=asker)


def _seen(asker: Asker) -> QuerySet[Decision]:
    rows = Decision.objects.select_related("application", "confirmed_by")
    return rows if isinstance(asker, str) else rows.filter(region_filter(asker, "application__town"))
