"""Phone numbers in one form: eleven digits for a mobile phone of the mainland, E.164 for every other."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

_MOBILE = re.compile(r"(?:\+?(?:00)?86)?(1[3-9][0-9]{9})", re.ASCII)
_NOISE = re.compile(r"[^0-9+]")
# The same for SQL, of what is left without blanks and hyphens
USUAL_MOBILE = r"^(?:\+?(?:00)?86)?(1[3-9][0-9]{9})$"


def clean_phone(text: str) -> str | None:
    """One form of the phone number, or None where it is no valid number."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text))
    if found := _MOBILE.fullmatch(plain):
        return found[1]
    try:
        parsed = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    whole = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    found = _MOBILE.fullmatch(whole)
    return found[1] if found else whole
