"""Merging by machine and by clerks: found pairs are linked or asked about, questions are answered, merges undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.cases import actions as cases
from xinju.registry.actions.doubts import ask_at_the_door
from xinju.registry.actions.linking import AlreadyJudged, Contradicted, judge, refresh, undo
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import linking
from xinju.registry.bridge.between import acts_between
from xinju.registry.bridge.linking import CLERK, Pair
from xinju.registry.bridge.regions import common_region
from xinju.registry.bridge.settling import settle
from xinju.registry.bridge.staleness import COMMUNITY_DIGITS
from xinju.registry.models import Delivery, Identity, LearnedModel, Link, Question
from xinju.registry.models.identities import How, Verdict
from xinju.values.legal_days import day_of

__all__ = ["AlreadyJudged", "Contradicted", "Merged", "answer", "ask_again", "ask_of_delivery", "hand_on", "keep_model",
           "merge_found", "take_back", "unjoined"]  # fmt: skip

AT_ONCE = 500
REVIEW, UNDONE = "merge_review", "undone_merge"
NOTHING = "nothing"


@dataclass(frozen=True)
class Merged:
    """How many links were made and how many questions asked."""

    merged: int = 0
    asked: int = 0

    def __add__(self, other: Merged) -> Merged:
        return Merged(self.merged + other.merged, self.asked + other.asked)


@transaction.atomic
def merge_found(*, found: Sequence[Pair], by: Reference, at: datetime, purpose: Reference) -> Merged:
    """Link what the engine is sure of and ask a clerk about the rest, once a pair of persons; done again it changes nothing.

    Judgements made in the meantime are seen: this reads anew within its turn.
    """
    take_turn()
    settled = settle(found, on=day_of(at))
    links = Link.objects.bulk_create(_link(pair, by, at) for pair in settled.merges)
    refresh({one for pair in settled.merges for one in (pair.first, pair.second)}, on=day_of(at))
    for pair in settled.asks:
        _ask(pair, by, at)
    if links:
        record("registry.merged_by_model", about=f"registry:links {len(links)}", by=by, purpose=purpose)
    return Merged(len(links), len(settled.asks))


def unjoined(found: Iterable[Pair]) -> list[Pair]:
    """The pairs whose two are not one person yet, the surest merges first."""
    pairs = sorted(found, key=lambda pair: (pair.outcome == CLERK, -pair.weight, pair.first, pair.second))
    left: list[Pair] = []
    for start in range(0, len(pairs), AT_ONCE):
        some = pairs[start : start + AT_ONCE]
        those = {one for pair in some for one in (pair.first, pair.second)}
        person = dict(Identity.objects.filter(pk__in=those).values_list("pk", "person_id"))
        left += [pair for pair in some if person.get(pair.first) != person.get(pair.second)]
    return left


@transaction.atomic
def ask_of_delivery(*, delivery: Delivery, by: Reference, at: datetime) -> Merged:
    """Ask a clerk about everybody in a delivery who bears a known number under another name; nobody is asked twice."""
    take_turn()
    doubtful = [(new, older) for new, *others in delivery.counts.get("to_clerk", []) for older in others]
    return merge_found(found=[_doubtful(*pair, at) for pair in doubtful], by=by, at=at, purpose=delivery)


@transaction.atomic
def answer(
    *,
    question: Question,
    verdict: Verdict,
    compared: str,
    by: Reference,
    at: datetime,
    client_id: str,
    version: int | None = None,
) -> Link:
    """A clerk says whether the two are one person; the case is closed with it.

    Raises AlreadyJudged or Contradicted where others were first or say the opposite, and what `cases.move` raises: Stale
    where somebody acted in the case since `version`, PermissionDenied, Refused.
    """
    take_turn()
    reasons = [*question.reasons, {"question": question.pk}]
    link = judge(
        first=question.first, second=question.second, verdict=verdict, how=How.CLERK, by=by, at=at,
        purpose=f"cases.case:{question.case}", weight=question.weight, reasons=reasons,
    )  # fmt: skip
    cases.move(
        case=question.case, move=verdict.value, evidence={"compared": compared}, by=by, on=day_of(at),
        client_id=client_id, version=version,
    )  # fmt: skip
    _settled(question, verdict.value, by, at)
    _settle_others(link, by, at)
    return link


@transaction.atomic
def hand_on(
    *, question: Question, why: str, by: Reference, at: datetime, client_id: str, version: int | None = None
) -> str:
    """Have somebody verify before it is decided: a grid worker at the door of the newer of the two, or a call where no door
    is known. The question waits for it.

    Answers with the verification's case key.
    """
    take_turn()
    opened = _verification(question, why, by, at, client_id)
    cases.move(
        case=question.case, move="ask", evidence={"verification": opened}, by=by, on=day_of(at), client_id=client_id,
        version=version,
    )  # fmt: skip
    return opened


@transaction.atomic
def take_back(
    *, link: Link, because: str, by: Reference, at: datetime, purpose: Reference, are_different: bool = False
) -> Link:
    """Undo a merge. What was done in between on the person it made goes to a clerk as one case.

    `are_different` says at once that the two are different, so that no machine asks again. Raises Contradicted where other
    links keep them one person: then nothing is undone.
    """
    take_turn()
    link = Link.objects.select_related("first", "second").get(pk=link.pk)
    if link.superseded_at is not None:
        return link
    acts = acts_between(link, until=at)
    region = common_region([link.first_id, link.second_id])
    undone = undo(link=link, by=by, at=at, because=because, purpose=purpose)
    if are_different:
        judge(
            first=link.first, second=link.second, verdict=Verdict.DIFFERENT, how=How.CLERK, by=by, at=at,
            purpose=purpose, reasons=[{"undone": link.pk}],
        )  # fmt: skip
    if acts:
        cases.open_case(
            type=UNDONE, subject=reference(link), region=region, opened_on=day_of(at), by=by,
            client_id=f"undone:{link.key}",
        )  # fmt: skip
    return undone


@transaction.atomic
def ask_again(*, first: Identity, second: Identity, by: Reference, at: datetime) -> Question | None:
    """Ask about two that somebody thinks are one, such as two neighbours in a search. None where the answer is in force."""
    take_turn()
    pair = _doubtful(first.pk, second.pk, at, why="asked_by_officer")
    for asked in settle([pair], on=day_of(at)).asks:
        return _ask(asked, by, at)
    return Question.objects.open().filter(first=pair.first, second=pair.second).first()


@transaction.atomic
def keep_model(*, model: Any, records: int, by: Reference, at: datetime) -> LearnedModel:
    """Keep what was learned, for the next run and for single records at the doors."""
    answers = len(linking.answered())
    row = LearnedModel.objects.create(
        plain=linking.kept(model), records=records, answers=answers, made_at=at, by=reference(by)
    )
    record("registry.linkage_learned", about=row, by=by, purpose="registry:linkage")
    return row


def _verification(question: Question, why: str, by: Reference, at: datetime, client_id: str) -> str:
    person = question.second.person
    if len(person.division) >= COMMUNITY_DIGITS:
        return ask_at_the_door(identity=question.second, anchor=question.case, by=by, at=at).case
    opened = cases.open_case(
        type="verification", subject=reference(person), region=person.division, opened_on=day_of(at), by=by, at="phone",
        title=why[:120], client_id=f"ask:{client_id}",
    )  # fmt: skip
    return opened.key


def _doubtful(one: int, other: int, at: datetime, why: str = "one_number_two_people") -> Pair:
    first, second = sorted((one, other))
    judged = linking.compared(first, second, on=day_of(at))
    if judged is None:
        return Pair(first, second, CLERK, 0.0, why)
    return Pair(first, second, CLERK, judged.weight, why, linking.reasons_of(judged))


def _link(pair: Pair, by: Reference, at: datetime) -> Link:
    rule: list[Mapping[str, Any]] = [{"rule": pair.why}] if pair.why else []
    return Link(
        first_id=pair.first, second_id=pair.second, verdict=Verdict.SAME, how=How.MODEL, weight=pair.weight,
        reasons=[*rule, *pair.reasons], made_at=at, made_by=reference(by),
    )  # fmt: skip


def _ask(pair: Pair, by: Reference, at: datetime) -> Question:
    """One case for one question, both or neither."""
    key = uuid4()
    question = Question(
        key=key, first_id=pair.first, second_id=pair.second, why=pair.why, weight=pair.weight,
        reasons=list(pair.reasons), asked_at=at, asked_by=reference(by), case=key.hex[:20],
    )  # fmt: skip
    question.save()
    opened = cases.open_case(
        type=REVIEW, subject=reference(question), region=common_region([pair.first, pair.second]),
        opened_on=day_of(at), by=by, client_id=f"question:{key}",
    )  # fmt: skip
    question.case = opened.key
    question.save(update_fields=["case"])
    return question


def _settled(question: Question, verdict: str, by: Reference, at: datetime) -> None:
    question.verdict, question.settled_at, question.settled_by = verdict, at, reference(by)
    question.save(update_fields=["verdict", "settled_at", "settled_by"])


def _settle_others(link: Link, by: Reference, at: datetime) -> None:
    """Other open questions that this answer answers too: about two who are now one person."""
    person = Identity.objects.get(pk=link.first_id).person_id
    moot = Question.objects.open().filter(first__person=person, second__person=person)
    for question in moot:
        cases.move(
            case=question.case, move="settled", evidence={"event": reference(link)}, by="job:registry", on=day_of(at),
            client_id=f"settled:{question.key}",
        )  # fmt: skip
        _settled(question, NOTHING, by, at)
