"""What accounts keep sealed, for the rotation of keys."""

from xinju.accounts.models import Phone, PhoneCode, SecondFactor
from xinju.vault.sealing import Column


def sealed_columns() -> tuple[Column, ...]:
    return Phone.SEALED, PhoneCode.SEALED_NUMBER, PhoneCode.SEALED_CODE, SecondFactor.SEALED
