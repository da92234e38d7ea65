"""What somebody types into the one search field: which kind of thing it may be, and which rows begin with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xinju.engines.linkage.addresses import begun
from xinju.registry.bridge.documents import document_of, phone_of
from xinju.registry.models.folding import DOT
from xinju.registry.models.identities import DocumentKind

_LAST = chr(0x10FFFF)  # no text goes on with it: the end of every range
_DOTS = re.compile(r"\s*[·•・‧∙⋅．.]\s*")
_HAN = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]")
_SIGNS = re.compile(r"[A-Z0-9-]+", re.ASCII)
LONGEST = 60


class Sort(StrEnum):
    """What a typed text may be."""

    NOTHING = "nothing"
    SHORT = "short"
    NUMBER = "number"
    PHONE = "phone"
    PART = "part"
    WORDS = "words"
    LETTERS = "letters"


@dataclass(frozen=True)
class Wanted:
    """A typed text, folded. `number` and `phone` are whole and sound; `text` is a name or an address, `letters` a pinyin.

    `sign` may begin a permit number. A PART is some digits that are neither: numbers and phones are found whole only.
    """

    sort: Sort
    text: str = field(default="", repr=False)
    letters: str = field(default="", repr=False)
    sign: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


def wanted(typed: str) -> Wanted:
    """What is looked for."""
    seen = typed[:LONGEST].replace("\0", " ")  # PostgreSQL's texts hold no such character
    text = " ".join(unicodedata.normalize("NFKC", seen).split())
    if not text:
        return Wanted(Sort.NOTHING)
    if _HAN.search(text):
        # Words are typed as they come; blanks between characters mean nothing.
        return Wanted(Sort.WORDS, text=_DOTS.sub(DOT, text).replace(" ", ""))
    sign = text.upper().replace(" ", "")
    if any(character.isdigit() for character in sign):
        return _digits(text, sign)
    letters = "".join(character for character in text.lower() if character.isalpha())
    if len(letters) < 2:
        return Wanted(Sort.SHORT)
    return Wanted(Sort.LETTERS, letters=letters, sign=sign if _SIGNS.fullmatch(sign) else "")


def _digits(text: str, sign: str) -> Wanted:
    begins = sign if _SIGNS.fullmatch(sign) and len(sign) >= 4 else ""
    phone = phone_of(text) or ""
    document = document_of(text)
    if document.kind != DocumentKind.NONE and document.fault is None:
        return Wanted(Sort.NUMBER, sign=begins, number=document.number, phone=phone)
    if phone:
        return Wanted(Sort.PHONE, sign=begins, phone=phone)
    return Wanted(Sort.PART, sign=begins)


def end_of(text: str) -> str:
    """Before which everything stands that begins with the text."""
    return text + _LAST


def addresses(text: str) -> list[tuple[str, str]]:
    """How the comparable form of the address may begin, written without its area, and the room that it may end with.

    The form is street/gate/building|unit|room. Numbers fill these from the left, whichever of them were left out. Nothing
    for what can be no address.
    """
    street, numbers = begun(text)
    return _shapes(street, numbers) if street and len(numbers) <= 4 else []


def _shapes(street: str, numbers: Sequence[str]) -> list[tuple[str, str]]:
    if not numbers:
        return [(street, "")]
    a, *rest = numbers
    if not rest:
        return [(f"{street}/{a}", ""), (f"{street}//{a}", "")]
    b, *rest = rest
    if not rest:
        return [(f"{street}//{a}|", b), (f"{street}/{a}/{b}", ""), (f"{street}/{a}/|", b)]
    c, *rest = rest
    if not rest:
        return [(f"{street}//{a}|{b}|{c}", ""), (f"{street}/{a}/{b}|", c), (f"{street}/{a}/|{b}|{c}", "")]
    return [(f"{street}/{a}/{b}|{c}|{rest[0]}", "")]
