"""The electronic permit and the once-only notice of missing papers, as PDF. Sentences come from the caller, in his language."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from xinju.documents.figures import Language
from xinju.documents.qr import qr_svg
from xinju.documents.typesetting import typeset

Row = tuple[str, str]


@dataclass(frozen=True)
class PermitPaper:
    """One A6 page: what the law prints on a permit and no more, and the code by which anybody checks it.

    `rows` are label and value in print order; `checks` says in one sentence how it is checked.
    """

    title: str
    authority: str
    number: str
    rows: tuple[Row, ...]
    code: str
    checks: str
    made_on: date
    language: Language = "zh"


@dataclass(frozen=True)
class GapNotice:
    """One A4 page: everything that is missing, told once, with the last day, the place and what is lost after it."""

    title: str
    office: str
    number: str
    opening: str
    missing: tuple[str, ...]
    rows: tuple[Row, ...]
    closing: str
    made_on: date
    made_on_text: str
    signature: str
    language: Language = "zh"


def permit_pdf(paper: PermitPaper) -> bytes:
    """The permit; the same paper gives the same bytes."""
    values = {**asdict(paper), "made_on": paper.made_on.isoformat()}
    return typeset("permits", values, on=paper.made_on, pictures={"qr.svg": qr_svg(paper.code).encode()})


def gap_notice_pdf(notice: GapNotice) -> bytes:
    """The once-only notice (一次性告知书)."""
    return typeset("gap_notices", {**asdict(notice), "made_on": notice.made_on.isoformat()}, on=notice.made_on)
