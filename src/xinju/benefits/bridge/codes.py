"""The codes of issued letters, sealed in their rows: with them a letter is printed again."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from xinju.benefits.models import Letter
from xinju.vault.sealing import Column
from xinju.web.keyring import seal_of

CODE = Column(Letter._meta.db_table, "code_sealed", "key")


def sealed(pairs: Sequence[tuple[UUID, str]]) -> list[bytes | None]:
    """Codes sealed for their letters' keys, in order. Raises the vault's KeyTrouble without a key."""
    return seal_of(CODE).seal_many(pairs)


def code_of(letter: Letter) -> str:
    """The code on this letter; blank where it was issued before codes were kept sealed."""
    return "" if letter.code_sealed is None else seal_of(CODE).open(letter.code_sealed, row=letter.key)
