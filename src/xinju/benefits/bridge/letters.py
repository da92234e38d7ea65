"""Results to letters: one child's page as values, never with a word about another family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xinju.benefits.bridge import sentences
from xinju.benefits.bridge.letter_texts import LetterTexts
from xinju.benefits.bridge.results import Child, Cutoff, Keys, Results, Wish
from xinju.benefits.bridge.sources import Family
from xinju.documents.figures import Language
from xinju.documents.letters import Check, KeyPart, Letter
from xinju.documents.letters import Wish as PrintedWish

_VERSION_SHOWN = 12  # characters of a content hash that a letter prints
_BY_LOTTERY = "lost_lottery"


@dataclass(frozen=True)
class Issue:
    """What all letters of one issue share."""

    texts: LetterTexts
    check_address: str
    issued_on: date
    language: Language = "zh"


def letter_for(results: Results, child: Child, family: Family | None, code: str, issue: Issue) -> Letter:
    """The letter of one child; `code` as printed, in groups."""
    hashes = results.rules["inputs"]
    return Letter(
        office=issue.texts.office.in_(issue.language),
        round_name=results.rules["round"]["name"],
        application_number=child.application,
        child_name=family.name if family else "",
        placed=child.school is not None,
        result=sentences.result(results, child, issue.language),
        explanation=sentences.explanation(child, issue.language),
        points=child.total if child.total is not None else Fraction(0),
        rank=child.rank,
        ranked=child.ranked,
        wishes=tuple(_printed(results, child, wish, issue.language) for wish in child.wishes if wish.school),
        next_steps=issue.texts.steps(placed=child.school is not None, language=issue.language),
        objection=issue.texts.objection(issue.language),
        check=Check(address=issue.check_address + code.replace("-", ""), code=code),
        issued_on=issue.issued_on,
        sheet_version=hashes.get("sheet", "")[:_VERSION_SHOWN] or "—",
        round_version=hashes.get("round:round.yaml", "")[:_VERSION_SHOWN] or "—",
        language=issue.language,
    )


def _printed(results: Results, child: Child, wish: Wish, language: Language) -> PrintedWish:
    place = results.schools[wish.school]
    last = line_of(place.cutoffs, wish)
    shown = _deciding(wish)
    lottery = last.lottery if wish.reason == _BY_LOTTERY and last else ""
    return PrintedWish(
        number=wish.number,
        school=place.name,
        admitted=wish.reason == "placed",
        rank=wish.rank,
        applicants=wish.applicants if wish.rank else None,
        places=place.places,
        cutoff=_parts(results, last.keys[:shown], lottery, language) if last else (),
        own=_parts(results, wish.own[:shown], child.lottery if lottery else "", language),
        missing=wish.missing,
        why=sentences.why(wish, language),
    )


def line_of(cutoffs: Sequence[Cutoff], wish: Wish) -> Cutoff | None:
    """The line this wish was measured by: of its stage and band, else the last of its stage."""
    here = [one for one in cutoffs if one.stage == wish.stage]
    return next((one for one in here if one.band == wish.band), here[-1] if here else None)


def _deciding(wish: Wish) -> int:
    """How many keys the letter shows: up to the one that decided; what else the last child has is its own affair."""
    if wish.reason == _BY_LOTTERY:
        return len(wish.own)
    return int(wish.values["key"]) + 1 if wish.reason == "tied_then_lower_key" else 1


def _parts(results: Results, keys: Keys, lottery: str, language: Language) -> tuple[KeyPart, ...]:
    parts = [
        KeyPart(results.key_names[position], sentences.key_text(results, position, key, language))
        for position, key in enumerate(keys)
    ]
    if lottery:
        parts.append(KeyPart(sentences.words_in(language).HEADINGS["lottery"], lottery[:8]))
    return tuple(parts)
