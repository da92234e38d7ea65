"""What benefits keep sealed, for the rotation of keys."""

from xinju.benefits.bridge.codes import CODE
from xinju.vault.sealing import Column


def sealed_columns() -> tuple[Column, ...]:
    return (CODE,)
