"""The dated receipt of a declaration (登记、申报回执): what it says on A4, with a QR code that shows that it is genuine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from xinju.documents.figures import Language
from xinju.documents.qr import qr_svg
from xinju.documents.typesetting import typeset
from xinju.documents.words import receipts_en, receipts_zh

_WORDS = {"zh": receipts_zh.LABELS, "en": receipts_en.LABELS}


@dataclass(frozen=True)
class ReceiptLine:
    """One line: who (name and masked number, blank for a child), what, on which day, due when, in time or not; as texts."""

    name: str
    number: str
    act: str
    on: str
    due: str
    standing: str


@dataclass(frozen=True)
class ReceiptPaper:
    """A receipt. `facts` are (label, text) above the lines; `next_steps` sentences below; `address` stands in the QR."""

    office: str
    number: str
    title: str
    facts: Sequence[tuple[str, str]]
    lines: Sequence[ReceiptLine]
    next_steps: Sequence[str]
    address: str
    declared_on: date
    language: Language = "zh"


def receipt_pdf(paper: ReceiptPaper) -> bytes:
    """As many A4 pages as its lines need; the same receipt gives the same bytes."""
    values = {**asdict(paper), "declared_on": paper.declared_on.isoformat(), "words": _WORDS[paper.language]}
    values["has_duty"] = any(line.due for line in paper.lines)
    return typeset("receipts", values, on=paper.declared_on, pictures={"qr.svg": qr_svg(paper.address).encode()})
