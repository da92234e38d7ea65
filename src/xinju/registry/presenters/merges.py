"""Two people side by side, judgements and their undo, in the page's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from xinju.accounts import queries as accounts
from xinju.accounts.access import Account, Role, has_role
from xinju.documents.figures import date_text
from xinju.registry.models import Link, Particulars, Question, Stay
from xinju.registry.models.identities import DocumentKind, How, Sex, Verdict
from xinju.registry.models.known import Verification
from xinju.registry.models.relations import Kin
from xinju.registry.presenters import merge_words as words
from xinju.registry.presenters.words import division_name, source_name
from xinju.registry.queries.merges import Beside, Contradiction, Parted, links_of, pieces
from xinju.registry.queries.merges import Side as Person
from xinju.registry.queries.persons import PersonFile
from xinju.web.language import chosen, is_english

STAYS_SHOWN = 4


@dataclass(frozen=True)
class Cell:
    """One side of a row: the value in pieces (text, is it the same?), where it comes from, what other sources say."""

    pieces: Sequence[tuple[str, bool]]
    told: str = ""
    others: Sequence[str] = ()


@dataclass(frozen=True)
class Row:
    label: str
    left: Cell
    right: Cell
    tone: str
    verdict: str


def page(found: Beside, *, question: Question | None = None) -> dict[str, Any]:
    """Everything the side-by-side page shows of two people."""
    levels = {one.comparison: one.level for one in found.judged.evidence if one.level} if found.judged else {}
    weights = [
        (words.COMPARISONS[one.comparison], words.LEVELS[one.level], words.strength(one.weight))
        for one in (found.judged.evidence if found.judged else ())
        if one.level
    ]
    weight = found.judged.weight if found.judged else None
    return {
        "rows": [_row(name, found) for name in words.FIELDS if _is_told(name, found)],
        "sides": [_about(found.left), _about(found.right)],
        "compared": words.compared(levels),
        "why": words.why(question.why) if question else "",
        "weight": words.weight_in_words(weight),
        "weights": weights,
    }


def judgement(link: Link) -> dict[str, Any]:
    """One judgement: what, by whom or which rule, when; undone by whom and why."""
    rule = next(
        (one["rule"] for one in link.reasons if "rule" in one), link.reasons[0].get("code", "") if link.reasons else ""
    )
    return {
        "key": link.key,
        "verdict": Verdict(link.verdict).label,
        "is_same": link.verdict == Verdict.SAME,
        "how": How(link.how).label,
        "rule": words.WHYS.get(rule, ""),
        "who": who(link.made_by) if link.how == How.CLERK else "",
        "on": link.made_at,
        "sources": [source_name(one.source) for one in (link.first, link.second)],
        "weight": words.weight_in_words(link.weight) if link.how == How.MODEL else "",
        "undone_on": link.superseded_at,
        "undone_by": who(link.superseded_by) if link.superseded_by else "",
        "undo_reason": link.undo_reason,
        "undo": reverse("registry:merge-undo", args=[link.key]),
    }


def parting(found: Parted) -> dict[str, Any]:
    """What an undo leaves, and what a clerk must sort out after it."""
    return {
        "persons": [
            {
                "name": one.values["name"],
                "born": one.values["birth_date"],
                "division": one.values["division"],
                "count": len(one.identities),
            }
            for one in found.persons
        ],
        "stays_one": len(found.persons) == 1,
        "acts": [(words.ACTS.get(act.kind, act.kind), act.at) for act in found.acts],
    }


def acts(found: Parted) -> list[tuple[str, str, datetime]]:
    """What was done in between: what, on whom it hangs now, when."""
    sides = [found.side_of(act.identity) for act in found.acts]
    return [
        (words.ACTS.get(act.kind, act.kind), side.values["name"] if side else "", act.at)
        for act, side in zip(found.acts, sides, strict=True)
    ]


def conflict(found: Contradiction, rows: Mapping[int, Particulars]) -> dict[str, tuple[str, list[tuple[int, str]]]]:
    """Fields of the form: label, and each source's value with its provenance, the one that counts now first."""
    return {
        name: (
            str(words.FIELDS[name]),
            [
                (offer.order, f"{_text(name, offer.value)} · {_provenance(rows[offer.order])}")
                for offer in (one.best, *one.against)
            ],
        )
        for name, one in found.fields.items()
    }


def who(made_by: str) -> str:
    """An officer by name and office; a job or rule as the system."""
    label, _, key = made_by.partition(":")
    if label == "accounts.user" and key.isdecimal():
        officer = accounts.officers(asker="job:presenter").filter(pk=int(key)).first()
        if officer is not None:
            return f"{officer.name}（{officer.office}）" if not is_english() else f"{officer.name} ({officer.office})"
    return chosen("系统", "the system")


def _row(name: str, found: Beside) -> Row:
    left, right = (side.fields.get(name, ()) for side in (found.left, found.right))
    texts = [_text(name, told[0].value) if told else "" for told in (left, right)]
    apart = pieces(*texts) if all(texts) else [(texts[0], texts[1], True)]
    cells = [
        Cell(
            [(piece[at], piece[2]) for piece in apart if piece[at]],
            _told(told[0]) if told else "",
            [f"{_text(name, other.value)} · {_told(other)}" for other in told[1:]],
        )
        for at, told in enumerate((left, right))
    ]
    tone, verdict = _verdict(texts)
    return Row(str(words.FIELDS[name]), cells[0], cells[1], tone, verdict)


def _verdict(texts: Sequence[str]) -> tuple[str, str]:
    if not all(texts):
        return "plain", chosen("一方没有", "one side lacks it")
    return ("good", chosen("相同", "same")) if texts[0] == texts[1] else ("bad", chosen("不同", "differs"))


def _is_told(name: str, found: Beside) -> bool:
    return bool(found.left.fields.get(name) or found.right.fields.get(name))


def _told(told: Any) -> str:
    parts = [source_name(told.source), date_text(told.observed_on, "en" if is_english() else "zh")]
    parts.append(str(Verification(told.verification).label))
    if told.is_guardians:
        parts.append(chosen("监护人的号码", "the guardian's number"))
    return " · ".join(parts)


def _provenance(row: Particulars) -> str:
    return f"{source_name(row.source)} · {date_text(row.observed_on, 'en' if is_english() else 'zh')}"


def _text(name: str, value: Any) -> str:
    if isinstance(value, date):
        return date_text(value, "en" if is_english() else "zh")
    if name == "sex":
        return str(Sex(value).label)
    if name == "hukou":
        return division_name(str(value))
    if name == "document_kind":
        return str(DocumentKind(value).label)
    return str(value)


def _about(side: Person) -> dict[str, Any]:
    hidden = side.person.is_protected
    return {
        "name": side.person.name or next((told.value for told in side.fields.get("name", ())), ""),
        "sources": [source_name(key) for key in side.sources],
        "stays": [_stay(stay, address, hidden) for stay, address in side.stays[:STAYS_SHOWN]],
        "more_stays": max(0, len(side.stays) - STAYS_SHOWN),
        "kin": [(Kin(one.kin).label, one.other.person.name) for one in side.kin],
        "permits": side.permits,
    }


def _stay(stay: Stay, address: str, hidden: bool) -> dict[str, Any]:
    shown = chosen("地址受保护", "protected address") if hidden else address
    return {"start": stay.start, "end": stay.end, "where": shown or stay.division, "source": source_name(stay.source)}


def merges_part(file: PersonFile, asker: Account, on: date) -> dict[str, Any] | None:
    """The part of a person's page: what was merged, with the way to its undo; for whoever may see judgements."""
    if not has_role(asker, Role.REGISTRAR, Role.HEAD, Role.AUDITOR):
        return None
    links = judgements(links_of(file.person, asker=asker))
    return {"links": links, "may_undo": has_role(asker, Role.REGISTRAR)} if links else None


def judgements(links: Iterable[Link]) -> list[dict[str, Any]]:
    """All judgements about a person, for the fragment on its page."""
    return [judgement(link) for link in links]
