"""Papers as PDF: result letters, points statements, the official table, the bureau's report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from xinju.documents.figures import count_text, date_text, points_text
from xinju.documents.glyphs import missing_in
from xinju.documents.letters import Letter, Wish
from xinju.documents.qr import qr_svg
from xinju.documents.typesetting import typeset
from xinju.documents.words import letters_en, letters_zh

_LETTER_WORDS = {"zh": letters_zh.LABELS, "en": letters_en.LABELS}


def letter_pdf(letter: Letter) -> bytes:
    """One child's letter: one A4 page, tagged for screen readers; the same letter gives the same bytes."""
    return _letters([letter], tagged=True)


def letters_pdf(letters: Sequence[Letter]) -> bytes:
    """Many letters for the printer, one page each in the given order, untagged. ValueError without letters or where
    their languages differ."""
    if len({letter.language for letter in letters}) != 1:
        raise ValueError("letters in one file: expected at least one, all in one language")
    return _letters(letters, tagged=False)


def _letters(letters: Sequence[Letter], *, tagged: bool) -> bytes:
    first = letters[0]
    words = _LETTER_WORDS[first.language]
    values = {
        "title": f"{words['title']} {first.round_name}",
        "author": first.office,
        "language": first.language,
        "words": words,
        "letters": [_letter_values(letter, index) for index, letter in enumerate(letters)],
    }
    pictures = {f"qr-{index}.svg": qr_svg(letter.check.address).encode() for index, letter in enumerate(letters)}
    return typeset("letters", values, on=max(letter.issued_on for letter in letters), pictures=pictures, tagged=tagged)


def _letter_values(letter: Letter, index: int) -> dict[str, Any]:
    words = _LETTER_WORDS[letter.language]
    objection = letter.objection
    ranked = letter.rank is not None and letter.ranked is not None
    return {
        **asdict(letter),
        "points": points_text(letter.points),
        "rank": words["rank_of"].format(rank=letter.rank, ranked=letter.ranked) if ranked else words["none"],
        "issued_on": date_text(letter.issued_on, letter.language),
        "wishes": [_wish_values(wish, words) for wish in letter.wishes],
        "objection": {
            **asdict(objection),
            "until": date_text(objection.until, letter.language),
            "text": words["objection_text"].format(
                until=date_text(objection.until, letter.language),
                days=objection.days,
                days_are=objection.days_are,
                office=objection.office,
            ),
        },
        "versions": words["versions"].format(sheet=letter.sheet_version, round=letter.round_version),
        "rare": bool(missing_in(letter.child_name)),
        "qr": str(index),
    }


def _wish_values(wish: Wish, words: dict[str, str]) -> dict[str, Any]:
    ranked = wish.rank is not None and wish.applicants is not None
    return {
        **asdict(wish),
        "places": count_text(wish.places),
        "rank": words["of"].format(rank=wish.rank, applicants=wish.applicants) if ranked else words["none"],
        "missing": words["none"] if wish.missing is None else points_text(wish.missing),
    }
