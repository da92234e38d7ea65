"""Merging and undoing: a link is made or superseded, and the persons that follow from the links are made anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import rules
from xinju.registry.bridge.judgements import dividing, joining
from xinju.registry.bridge.projection import NOTHING, Projection, project
from xinju.registry.models import Identity, Link, Person
from xinju.registry.models.identities import How, Verdict
from xinju.registry.models.inserting import overwrite
from xinju.values.legal_days import day_of


class AlreadyJudged(Exception):
    """Somebody else has judged these two in the meantime: `link` is what is in force now."""

    def __init__(self, link: Link) -> None:
        super().__init__(f"judged {link.verdict} by {link.made_by}")
        self.link = link


class Contradicted(Exception):
    """What is in force already says the opposite by way of others: `links` must be undone first.

    To be the same person: somebody has judged two of those who would be joined to be different. To be different: these links
    join the two.
    """

    def __init__(self, links: Sequence[Link]) -> None:
        super().__init__(f"{len(links)} judgements say the opposite")
        self.links = tuple(links)


@transaction.atomic
def judge(
    *,
    first: Identity,
    second: Identity,
    verdict: Verdict,
    how: How,
    by: Reference,
    at: datetime,
    purpose: Reference,
    weight: float | None = None,
    reasons: Sequence[Mapping[str, Any]] = (),
) -> Link:
    """Say that two identities are one person, or are not, and make the persons anew.

    The same judgement again changes nothing. Raises AlreadyJudged where another one is in force; Contradicted where others
    in force say the opposite.
    """
    low, high = sorted((first, second), key=lambda one: one.pk)
    take_turn()
    held = Link.objects.in_force().filter(first=low, second=high).first()
    if held is not None:
        if held.verdict == verdict:
            return held
        raise AlreadyJudged(held)
    against = dividing(low.pk, high.pk) if verdict == Verdict.SAME else joining(low.pk, high.pk)
    if against:
        raise Contradicted(against)
    link = Link.objects.create(
        first=low, second=high, verdict=verdict, how=how, weight=weight, reasons=list(reasons), made_at=at,
        made_by=reference(by),
    )  # fmt: skip
    if verdict == Verdict.SAME:
        refresh([low.pk, high.pk], on=day_of(at))
    record(f"registry.judged_{verdict}", about=link, by=by, purpose=purpose)
    return link


@transaction.atomic
def undo(*, link: Link, by: Reference, at: datetime, because: str, purpose: Reference) -> Link:
    """Supersede a judgement. In whatever order judgements are undone, what stays follows from those still in force.

    Undoing twice changes nothing.
    """
    take_turn()
    link = Link.objects.get(pk=link.pk)
    if link.superseded_at is None:
        link.superseded_at, link.superseded_by, link.undo_reason = at, reference(by), because
        link.save(update_fields=["superseded_at", "superseded_by", "undo_reason"])
        refresh([link.first_id, link.second_id], on=day_of(at))
        record("registry.judgement_undone", about=link, by=by, purpose=purpose)
    return link


def _speakers(identities: Sequence[int]) -> set[int]:
    return set(Identity.objects.filter(pk__in=identities).values_list("person_id", flat=True))


def refresh(identities: Iterable[int], *, on: date) -> list[Projection]:
    """Make the persons of these identities, and of all joined with them, anew. Within the caller's transaction, and turn."""
    take_turn()
    around = set(identities)
    around |= set(Identity.objects.filter(person__in=_speakers(sorted(around))).values_list("pk", flat=True))
    found = project(around, rules.rules(), on=on)
    _write(found)
    return found


def _write(found: Sequence[Projection]) -> None:
    """A speaker shows the values; the others show nothing but to whom they point, so that no row tells of the past."""
    speaker_of = {identity: one.speaker for one in found for identity in one.identities}
    values = {one.speaker: one.values for one in found}
    identities = Identity.objects.in_bulk(list(speaker_of))
    persons = Person.objects.in_bulk([identity.own_id for identity in identities.values()])
    turned = [identity for pk, identity in identities.items() if identity.person_id != speaker_of[pk]]
    for identity in turned:
        identity.person_id = speaker_of[identity.pk]
    dirty = []
    for pk, identity in identities.items():
        own, speaker = persons[identity.own_id], speaker_of[pk]
        shown = {**NOTHING, "into_id": speaker} if own.pk != speaker else {**values[speaker], "into_id": None}
        if any(getattr(own, name) != value for name, value in shown.items()):
            vars(own).update(shown)
            dirty.append(own)
    overwrite(turned, ["person_id"])
    overwrite(dirty, [*NOTHING, "into_id"])
