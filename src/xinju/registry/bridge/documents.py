"""Document numbers and phones as sources write them, in the one form that is kept and indexed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xinju.engines.linkage.numbers import clean_number
from xinju.engines.linkage.phones import clean_phone
from xinju.registry.models.identities import DocumentKind
from xinju.values.citizen_id import fault_of

_REGIONS = ("810000", "820000", "830000")  # GB 11643: residence permits of Hong Kong, Macao and Taiwan residents
_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{7,8}", re.ASCII)


@dataclass(frozen=True)
class Document:
    """A number with its kind; `fault` is why it cannot be one (shape | date | check), or None."""

    kind: str
    number: str = field(repr=False)
    fault: str | None = None


def document_of(text: str) -> Document:
    """What a written number is. One of fifteen digits is brought to eighteen; a blank one is no document yet."""
    cleaned = clean_number(text)
    if cleaned is None:
        return Document(DocumentKind.NONE, "", "shape" if text.strip() else None)
    number = cleaned.text
    if cleaned.kind == "pass":
        return Document(DocumentKind.HOME_RETURN if number[0] in "HM" else DocumentKind.TAIWAN, number)
    if cleaned.kind == "id":
        kind = DocumentKind.RESIDENCE if number.startswith(_REGIONS) else DocumentKind.CITIZEN
        return Document(kind, number, fault_of(number))
    if _PASSPORT.fullmatch(number):
        return Document(DocumentKind.PASSPORT, number)
    return Document(DocumentKind.CITIZEN, number, "shape")


def phone_of(text: str) -> str | None:
    """The phone in the form that is kept, blank for a blank one, None where it cannot be one."""
    return clean_phone(text) if text.strip() else ""
