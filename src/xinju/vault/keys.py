"""Keys with ids, purposes and a life: coming, active, old, retired; kept in one file outside the database.

A coming key is known but not used yet, so that it can be carried to every machine first; the active one seals, indexes
and signs; an old one only opens and finds; of a retired one nothing is left but its id and days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

FIELD, SIGN, LETTERS = "field", "sign", "letters"
COMING, ACTIVE, OLD, RETIRED = "coming", "active", "old", "retired"
STATES = (COMING, ACTIVE, OLD, RETIRED)
# What every site has: one key for sealed fields, one for signed papers, one for each field that is searched for whole values.
NEEDED = (FIELD, SIGN, "index:document_number", "index:phone")
_PURPOSE = re.compile(r"field|sign|letters|index:[a-z][a-z_]*")
_KEY_ID = re.compile(r"[0-9a-f]{8}")
_SECRET_BYTES = {FIELD: 16}  # SM4 takes 128 bits; HMAC-SM3 and Ed25519 take 256
_OTHER_SECRET_BYTES = 32


class KeyTrouble(Exception):
    """Something about the keys that the operator has to mend; the text never holds a key or a value."""


class NoKey(KeyTrouble):
    """No active key of a purpose."""

    def __init__(self, purpose: str) -> None:
        super().__init__(f"no active key for {purpose}: make one with `xinju keys new {purpose}`")
        self.purpose = purpose


class UnknownKey(KeyTrouble):
    """Something was made with a key that this keyring does not hold."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"key {key_id} is not in the keyring: copy the keyring that holds it to this machine")
        self.key_id = key_id


class RetiredKey(KeyTrouble):
    """Something was made with a key whose secret was destroyed."""

    def __init__(self, key_id: str, since: date | None) -> None:
        super().__init__(f"key {key_id} was retired on {since}: only a keyring kept with an older backup opens this")
        self.key_id, self.since = key_id, since


def index_purpose(field_name: str) -> str:
    """The purpose of the secret that indexes a field: index:phone. ValueError for a name that is none."""
    return checked_purpose(f"index:{field_name}")


def checked_purpose(purpose: str) -> str:
    if not _PURPOSE.fullmatch(purpose):
        raise ValueError(f"{purpose!r} is no purpose of a key; expected field, sign, letters or index:<field>")
    return purpose


def secret_bytes(purpose: str) -> int:
    """How many random bytes a key of this purpose has."""
    return _SECRET_BYTES.get(purpose, _OTHER_SECRET_BYTES)


@dataclass(frozen=True)
class Key:
    """One key. `secret` is empty once the key is retired; `is_demo` keys never open production.

    `public` is kept of a retired signing key, so that its papers can be checked for ever.
    """

    id: str
    purpose: str
    state: str
    created_on: date
    secret: bytes = field(repr=False)
    is_demo: bool = False
    retired_on: date | None = None
    public: bytes = b""

    def __post_init__(self) -> None:
        checked_purpose(self.purpose)
        if not _KEY_ID.fullmatch(self.id) or self.state not in STATES:
            raise ValueError(f"key {self.id!r} in state {self.state!r}; expected eight hex digits and {STATES}")
        expected = 0 if self.state == RETIRED else secret_bytes(self.purpose)
        if len(self.secret) != expected:
            raise ValueError(f"key {self.id} has {len(self.secret)} bytes; expected {expected}")

    @property
    def id_bytes(self) -> bytes:
        """The id as it stands at the head of what the key made: four bytes."""
        return bytes.fromhex(self.id)


class Ring:
    """All keys of one moment, looked up by purpose and by id."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.keys = tuple(keys)
        self._by_id = MappingProxyType({key.id: key for key in self.keys})
        if len(self._by_id) != len(self.keys):
            raise ValueError("two keys share an id")
        active = [key for key in self.keys if key.state == ACTIVE]
        self._active = MappingProxyType({key.purpose: key for key in active})
        if len(self._active) != len(active):
            raise ValueError("two active keys share a purpose")

    def active(self, purpose: str) -> Key | None:
        return self._active.get(purpose)

    def key(self, key_id: str) -> Key:
        """The key of an id, able to open. UnknownKey if there is none, RetiredKey if its secret is gone."""
        found = self._by_id.get(key_id)
        if found is None:
            raise UnknownKey(key_id)
        if found.state == RETIRED:
            raise RetiredKey(key_id, found.retired_on)
        return found

    def of(self, purpose: str) -> tuple[Key, ...]:
        """Every key of a purpose that still has its secret, the active one first."""
        able = [key for key in self.keys if key.purpose == purpose and key.state != RETIRED]
        return tuple(sorted(able, key=lambda key: key.state != ACTIVE))
