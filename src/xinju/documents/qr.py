"""QR codes as SVG: one path, no inline style, so that they stand in a page under a strict CSP and in a PDF."""

from __future__ import annotations

from html import escape

import segno

_QUIET = 2  # modules of white around; a card or page adds its own margin


def qr_svg(text: str, label: str = "") -> str:
    """`text` as a QR code in one `<svg class="qr">` element; `label` is read out instead of the picture.

    Correction level M survives a fold or a stamp. Raises ValueError when the text is longer than a QR code can hold.
    """
    try:
        code = segno.make(text, error="m", micro=False, boost_error=False)
    except segno.DataOverflowError as too_long:
        raise ValueError(f"{len(text)} characters do not fit a QR code") from too_long
    side = code.symbol_size(border=_QUIET)[0]
    title = f"<title>{escape(label)}</title>" if label else ""
    role = ' role="img"' if label else ' aria-hidden="true"'
    return (
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"{role}>{title}'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{_dark_runs(code)}" fill="#000"/></svg>'
    )


def _dark_runs(code: segno.QRCode) -> str:
    """Each run of dark modules in a row as one rectangle of the path."""
    parts = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                parts.append(f"M{x + _QUIET} {y + _QUIET}h{run}v1h-{run}z")
            x += run or 1
    return "".join(parts)
