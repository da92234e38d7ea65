"""A phone number as somebody types it → the one form in which it is sealed and indexed, here and in the registry."""

import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

LONGEST_TYPED = 30
MAINLAND = "+86"
TAKES_MESSAGES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def clean_phone(typed: str) -> str | None:
    """Eleven digits for a mainland mobile in whatever spelling, +852… and so on for others; None for anything else."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    if len(plain) > LONGEST_TYPED:
        return None
    try:
        number = phonenumbers.parse(plain, "CN")
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in TAKES_MESSAGES:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164).removeprefix(MAINLAND)
