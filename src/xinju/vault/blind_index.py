"""Blind indexes: a keyed digest (HMAC-SM3) by which a whole value is found in the database without being there.

Layout: 4 bytes key id · the first 16 bytes of HMAC-SM3. 128 bits leave no two values of a province alike, and the id at
the head tells which rows a rotation has still to visit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from xinju.vault.keyring import Keyring
from xinju.vault.keys import Key, index_purpose

SIZE = 20
_KEPT = 16


class BlindIndex:
    """The index of one field, such as citizen_id, with a secret of its own."""

    def __init__(self, keyring: Keyring, field: str) -> None:
        self.field = field
        self._purpose = index_purpose(field)
        self._keyring = keyring
        self._digests: dict[str, HMAC] = {}

    def index(self, value: str) -> bytes:
        """What is stored beside a value: 20 bytes. ValueError for an empty value, NoKey without an active key."""
        return self._indexed(self._keyring.active(self._purpose), value)

    def index_many(self, values: Iterable[str | None]) -> list[bytes | None]:
        """Indexes of many values, in order; None and empty texts give None."""
        key = self._keyring.active(self._purpose)
        return [self._indexed(key, value) if value and not value.isspace() else None for value in values]

    def candidates(self, value: str) -> list[bytes]:
        """All that may be stored for a value: one index for each key still in use. Search with `__in`."""
        return [self._indexed(key, value) for key in self._keyring.of(self._purpose)]

    def candidates_many(self, values: Iterable[str]) -> list[list[bytes]]:
        """`candidates` of many values, in order; the keyring's file is looked at once."""
        keys = self._keyring.of(self._purpose)
        return [[self._indexed(key, value) for key in keys] for value in values]

    def _indexed(self, key: Key, value: str) -> bytes:
        digest = self._digest(key).copy()
        digest.update(normal(value).encode())
        return key.id_bytes + digest.finalize()[:_KEPT]

    def _digest(self, key: Key) -> HMAC:
        made = self._digests.get(key.id)
        if made is None:
            made = self._digests[key.id] = HMAC(key.secret, SM3())
        return made


def normal(value: str) -> str:
    """The form that is indexed: full-width signs as plain ones, no spaces, capitals. ValueError if nothing is left.

    What belongs to the field itself, such as a phone's country code, is the caller's to bring into one form first.
    """
    bare = _plain(value)
    while not bare.isascii() and (again := _plain(bare)) != bare:
        bare = again  # a capital may come apart into letter and mark, which the next round joins
    if not bare:
        raise ValueError("nothing to index in an empty value")
    return bare


def _plain(value: str) -> str:
    narrow = value if value.isascii() else unicodedata.normalize("NFKC", value)
    return "".join(narrow.split()).upper()
