"""Field encryption with SM4-GCM: a sealed value opens only in the table, column and row that it was sealed for.

Layout: 1 byte format · 4 bytes key id · 12 bytes nonce · ciphertext · 16 bytes tag. Nonces are random: with one key up to
2^32 values (NIST SP 800-38D, 8.3), a thousand times a province's registry.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from xinju.vault.keyring import Keyring
from xinju.vault.keys import FIELD, Key, KeyTrouble

FORMAT = b"\x01"
_NONCE, _TAG = 12, 16
_HEAD = 5
_LEAST = _HEAD + _NONCE + _TAG

RowKey = int | str | UUID


class NotOpened(KeyTrouble):
    """A sealed value is damaged, or stands in another row or column than the one it was sealed for."""

    def __init__(self, table: str, column: str, row: RowKey, key_id: str) -> None:
        super().__init__(
            f"{table}.{column} of row {row} does not open with key {key_id}: changed, or moved from elsewhere"
        )
        self.table, self.column, self.row, self.key_id = table, column, row, key_id


@dataclass(frozen=True)
class Column:
    """A sealed column, and beside it, if it is searched for whole values, its blind index.

    `table` and `column` are names in the database and part of every seal; `key` is the column of the row's key, known
    before the row is saved (such as a UUID). `index` is the column of the blind index of `field`; `copies` are (table,
    index column, key column) of other tables that repeat this index without the value.
    """

    table: str
    column: str
    key: str = "id"
    index: str | None = None
    field: str | None = None
    copies: tuple[tuple[str, str, str], ...] = ()

    def __post_init__(self) -> None:
        copied = [name for copy in self.copies for name in copy]
        for name in (self.table, self.column, self.key, self.index or "x", self.field or "x", *copied):
            if not name.isidentifier():
                raise ValueError(f"{name!r} is no name of a table or column")
        if (self.index is None) != (self.field is None):
            raise ValueError(f"{self.table}.{self.column}: a blind index needs both its column and its field")


class Seal:
    """Seals and opens the values of one column."""

    def __init__(self, keyring: Keyring, column: Column) -> None:
        self.column = column
        self._keyring = keyring
        self._bound = f"xinju\0{column.table}\0{column.column}\0".encode()
        self._ciphers: dict[str, SM4] = {}

    def seal(self, value: str, *, row: RowKey) -> bytes:
        """The sealed value for one row: 33 bytes more than the value in UTF-8. NoKey without an active key."""
        key = self._keyring.active(FIELD)
        return self._sealed(self._cipher(key), FORMAT + key.id_bytes, os.urandom(_NONCE), value, row)

    def open(self, sealed: bytes | memoryview, *, row: RowKey) -> str:
        """The value. NotOpened if it was changed or moved; UnknownKey, RetiredKey name the key that is missing."""
        return self._opened(bytes(sealed), row)

    def seal_many(self, values: Iterable[tuple[RowKey, str | None]]) -> list[bytes | None]:
        """Sealed values of many (row, value), in order; None stays None."""
        key = self._keyring.active(FIELD)
        cipher, head = self._cipher(key), FORMAT + key.id_bytes
        pairs = list(values)
        noise = os.urandom(_NONCE * len(pairs))
        return [
            None if value is None else self._sealed(cipher, head, noise[at : at + _NONCE], value, row)
            for (row, value), at in zip(pairs, range(0, len(noise), _NONCE), strict=True)
        ]

    def open_many(self, sealed: Iterable[tuple[RowKey, bytes | memoryview | None]]) -> list[str | None]:
        """Values of many (row, sealed), in order; None stays None. Stops at the first that does not open."""
        return [None if held is None else self._opened(bytes(held), row) for row, held in sealed]

    def _sealed(self, cipher: SM4, head: bytes, nonce: bytes, value: str, row: RowKey) -> bytes:
        sealing = Cipher(cipher, GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(self._bound + row_text(row) + head)
        closed = sealing.update(value.encode()) + sealing.finalize()
        return head + nonce + closed + sealing.tag

    def _opened(self, sealed: bytes, row: RowKey) -> str:
        key_id = key_id_of(sealed)
        if key_id is None:
            raise NotOpened(self.column.table, self.column.column, row, "?")
        cipher = self._ciphers.get(key_id) or self._cipher(self._keyring.key(key_id))
        opening = Cipher(cipher, GCM(sealed[_HEAD : _HEAD + _NONCE], sealed[-_TAG:])).decryptor()
        opening.authenticate_additional_data(self._bound + row_text(row) + sealed[:_HEAD])
        try:
            return (opening.update(sealed[_HEAD + _NONCE : -_TAG]) + opening.finalize()).decode()
        except InvalidTag:
            raise NotOpened(self.column.table, self.column.column, row, key_id) from None

    def _cipher(self, key: Key) -> SM4:
        # Making the key object costs as much as sealing a value.
        made = self._ciphers.get(key.id)
        if made is None:
            made = self._ciphers[key.id] = SM4(key.secret)
        return made


def key_id_of(sealed: bytes) -> str | None:
    """The id of the key that sealed a value, or None if this is no sealed value."""
    return sealed[1:_HEAD].hex() if len(sealed) >= _LEAST and sealed[:1] == FORMAT else None


def row_text(row: RowKey) -> bytes:
    """The row's key as it is bound: the same for a UUID, its text, and its 32 digits as SQLite holds them."""
    if isinstance(row, UUID):
        return row.hex.encode()
    text = str(row)
    if len(text) == 36 and text.count("-") == 4:
        text = text.replace("-", "")
    return text.encode()
