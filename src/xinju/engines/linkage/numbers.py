"""Document numbers in one form: citizen numbers with full-width digits, small x or 15 digits; permits of Hong Kong, Macao, Taiwan."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from xinju.values.citizen_id import check_character, fault_of

_NOISE = re.compile(r"[^0-9A-Z]")
_CITIZEN = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_LEGACY = re.compile(r"[0-9]{15}", re.ASCII)
_PASS = re.compile(r"([HM][0-9]{8})(?:[0-9]{2})?", re.ASCII)  # 回乡证: the last two digits count the reissues
_TAIWAN = re.compile(r"[0-9]{8}", re.ASCII)  # 台胞证
_LENGTH = 18


@dataclass(frozen=True)
class Number:
    """A number as compared. `kind`: id (18 characters, residence permits of Hong Kong, Macao and Taiwan included) | pass | other."""

    kind: str
    text: str = field(repr=False)
    is_sound: bool = False


def clean_number(text: str) -> Number | None:
    """The number in one form, or None where nothing is left. A number with a slip stays as written and is not sound.

    A legacy number of 15 digits gets its century and check character (GB 11643-1999, appendix); it has no check of its
    own, so a date that no calendar knows is its only fault.
    """
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper()))
    if not plain or len(set(plain)) == 1:
        return None
    if _LEGACY.fullmatch(plain):
        plain = f"{plain[:6]}19{plain[6:]}"
        plain += check_character(plain)
    if _CITIZEN.fullmatch(plain):
        return Number("id", plain, fault_of(plain) is None)
    if found := _PASS.fullmatch(plain):
        return Number("pass", found[1], True)
    if _TAIWAN.fullmatch(plain):
        return Number("pass", plain, True)
    return Number("id" if _is_mistyped_citizen_number(plain) else "other", plain, False)


def _is_mistyped_citizen_number(plain: str) -> bool:
    """A digit too many or too few, or one letter among the digits: compared with citizen numbers, never sound."""
    return 17 <= len(plain) <= 19 and sum(c.isdigit() for c in plain) >= 16


def birth_in(number: Number) -> str | None:
    """The birth date that a sound citizen number holds, as YYYYMMDD."""
    return number.text[6:14] if number.kind == "id" and number.is_sound else None


def sex_in(number: Number) -> str | None:
    """`m` or `f` from the order digit of a sound citizen number."""
    if number.kind != "id" or not number.is_sound:
        return None
    return "m" if int(number.text[16]) % 2 else "f"


def one_slip_away(number: str) -> list[str]:
    """Citizen numbers that one slip turns into this one, or this one into: a digit changed, two neighbours exchanged, a digit
    left out or put in. Of a sound number those that are not sound, of another those that are: two of one kind are no slip.
    """
    is_sound = fault_of(number) is None
    found = {
        number[:place] + digit + number[place + 1 :] for place in range(len(number)) for digit in _digits_at(place)
    }
    found |= {
        number[:place] + number[place : place + 2][::-1] + number[place + 2 :] for place in range(len(number) - 1)
    }
    found |= {number[:place] + number[place + 1 :] for place in range(len(number))}
    if len(number) < _LENGTH:
        found |= {number[:place] + digit + number[place:] for place in range(_LENGTH) for digit in _digits_at(place)}
    return sorted(one for one in found - {number} if (fault_of(one) is None) is not is_sound)


def _digits_at(place: int) -> str:
    return "0123456789X" if place == _LENGTH - 1 else "0123456789"
