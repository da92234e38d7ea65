"""Door plates (门牌二维码) printed in sheets: eight on A4, each with address, QR code and its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xinju.documents.figures import Language
from xinju.documents.qr import qr_svg
from xinju.documents.typesetting import typeset

_WORDS = {
    "zh": {"title": "门牌二维码", "scan": "扫码登记 · 申报 · 走访", "cut": "沿虚线剪开"},
    "en": {"title": "Door plates", "scan": "Scan to register or declare", "cut": "Cut along the dashes"},
}


@dataclass(frozen=True)
class Plate:
    """One plate: the standard address, the number below the code, and the address on the web that the code opens."""

    address: str
    number: str
    opens: str


def plates_pdf(plates: Sequence[Plate], *, office: str, on: date, language: Language = "zh") -> bytes:
    """The plates in the order given, eight a sheet; `on` is the day the file bears. ValueError without a plate."""
    if not plates:
        raise ValueError("door plates: expected at least one")
    values = {
        "office": office,
        "words": _WORDS[language],
        "language": language,
        "plates": [
            {"address": one.address, "number": one.number, "qr": f"qr-{at}.svg"} for at, one in enumerate(plates)
        ],
    }
    pictures = {f"qr-{at}.svg": qr_svg(one.opens).encode() for at, one in enumerate(plates)}
    return typeset("plates", values, on=on, pictures=pictures, tagged=False)
