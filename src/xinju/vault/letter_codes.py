"""Codes printed on letters: 128 random bits in Crockford's base 32, stored only as a keyed digest (HMAC-SM3)."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import date

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: a code is typed from paper
_LENGTH = 26  # 26 × 5 bits hold 128; the first character uses three of its five
_READ_AS = str.maketrans("ILO", "110")
_SEPARATORS = re.compile(r"[\s\-‐-―－]+")
_LEAST_KEY = 16


def new_code() -> str:
    """A fresh code in groups of four: 7K3M-Q9TD-…, from the operating system's randomness."""
    return _grouped(secrets.randbits(128))


def canonical(typed: str) -> str | None:
    """A code as stored, from however it was typed (spaces, dashes, small letters, O for 0), or None if it is none."""
    bare = _SEPARATORS.sub("", typed.strip()).upper().translate(_READ_AS)
    if len(bare) != _LENGTH or any(character not in _ALPHABET for character in bare) or bare[0] > "7":
        return None
    return bare


def code_digest(code: str, key: bytes) -> bytes:
    """What is stored and looked up instead of the code: 32 bytes. ValueError for no code or a key under 16 bytes."""
    bare = canonical(code)
    if bare is None:
        raise ValueError("not a letter code; expected 26 characters of base 32")
    return _keyed(key, b"letter-code\x00" + bare.encode())


def birthday_digest(code: str, born: date, key: bytes) -> bytes:
    """What is stored to let the child's birthday open the letter: bound to its code, so that equal birthdays differ."""
    bare = canonical(code)
    if bare is None:
        raise ValueError("not a letter code; expected 26 characters of base 32")
    return _keyed(key, b"letter-birthday\x00" + bare.encode() + born.isoformat().encode())


def same(first: bytes, second: bytes) -> bool:
    """Whether two digests agree, in a time that does not tell where they differ."""
    return hmac.compare_digest(first, second)


def _keyed(key: bytes, message: bytes) -> bytes:
    if len(key) < _LEAST_KEY:
        raise ValueError(f"a key of {len(key)} bytes; expected at least {_LEAST_KEY}")
    digest = HMAC(key, SM3())
    digest.update(message)
    return digest.finalize()


def _grouped(number: int) -> str:
    characters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, 32)
        characters.append(_ALPHABET[place])
    code = "".join(reversed(characters))
    return "-".join(code[start : start + 4] for start in range(0, _LENGTH, 4))
