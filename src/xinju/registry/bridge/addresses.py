"""Addresses as the registry compares them, and the plate on a door."""

import unicodedata

from xinju.engines.linkage.addresses import clean_address


def comparable(address: str) -> str:
    """One text for one door, in whichever of the usual ways it was written; what is no address stays as it is, without blanks."""
    parts = clean_address(address)
    if parts is None:
        return "".join(unicodedata.normalize("NFKC", address).split()).upper()
    return "|".join((parts.place, parts.unit or "", parts.room or ""))


def plate_of(division: str, number: int) -> str:
    """What the QR door plate of a place bears: its community's code, its number, and a check digit (Luhn, ISO/IEC 7812-1)."""
    digits = f"{division}{number:08d}"
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = int(character) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"
