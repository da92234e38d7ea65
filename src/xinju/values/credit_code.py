"""The unified social credit code (统一社会信用代码, GB 32100-2015): eighteen characters, the last a check."""

from __future__ import annotations

import re

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_SHAPE = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}", re.ASCII)


def check_character(first_seventeen: str) -> str:
    """The eighteenth character that belongs to seventeen."""
    values = (_ALPHABET.index(character) for character in first_seventeen)
    total = sum(weight * value for weight, value in zip(_WEIGHTS, values, strict=True))
    return _ALPHABET[-total % len(_ALPHABET)]


def fault_of(code: str) -> str | None:
    """Why `code` is no credit code, as a code, or None: shape | check."""
    if not _SHAPE.fullmatch(code):
        return "shape"
    return None if check_character(code[:17]) == code[17] else "check"
