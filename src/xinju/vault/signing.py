"""Signed tokens short enough for a QR code: Ed25519, with algorithm and key id inside.

Layout: 1 byte algorithm · 4 bytes key id · 64 bytes signature · payload, as base 32 without padding. Base 32 keeps to the
signs of a QR code's alphanumeric mode, at 5.5 bits for 5, and stands in an address as it is (decision 0004).
What is signed is "xinju", the kind of paper, the algorithm, the key id and the payload: a list never passes for a permit.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xinju.vault.keyring import Keyring
from xinju.vault.keys import RETIRED, SIGN, Key

ED25519 = 1
_HEAD, _SIGNATURE = 5, 64


@dataclass(frozen=True)
class Genuine:
    """Signed by a key that we know; nothing is said yet about whether the paper is still in force."""

    payload: bytes
    key_id: str


@dataclass(frozen=True)
class Forged:
    """The signature is not the one of the key that the token names: made up, changed, or a paper of another kind."""

    key_id: str


@dataclass(frozen=True)
class UnknownKey:
    """The token names a key or an algorithm that the checker does not have: nothing can be said."""

    key_id: str
    algorithm: int


@dataclass(frozen=True)
class Unreadable:
    """No token at all: cut off, or another QR code."""


Verdict = Genuine | Forged | UnknownKey | Unreadable


class Signer:
    """Signs with the active key of a keyring."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._private: dict[str, Ed25519PrivateKey] = {}

    def sign(self, payload: bytes, *, kind: str) -> str:
        """The token of a payload. `kind` is the sort of paper, such as permit or status-list. NoKey without a key."""
        key = self._keyring.active(SIGN)
        private = self._private.get(key.id)
        if private is None:
            private = self._private[key.id] = Ed25519PrivateKey.from_private_bytes(key.secret)
        head = bytes([ED25519]) + key.id_bytes
        signature = private.sign(_signed(kind, head, payload))
        return base64.b32encode(head + signature + payload).decode().rstrip("=")


def verify(token: str, public_keys: Mapping[str, bytes], *, kind: str) -> Verdict:
    """Check a token, however a scanner or a person gave it, against public keys by id (32 bytes each)."""
    held = _bytes_of(token)
    if held is None or len(held) < _HEAD + _SIGNATURE:
        return Unreadable()
    head, signature, payload = held[:_HEAD], held[_HEAD : _HEAD + _SIGNATURE], held[_HEAD + _SIGNATURE :]
    algorithm, key_id = head[0], head[1:].hex()
    public = public_keys.get(key_id)
    if algorithm != ED25519 or public is None:
        return UnknownKey(key_id, algorithm)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _signed(kind, head, payload))
    except InvalidSignature:
        return Forged(key_id)
    return Genuine(payload, key_id)


def public_keys(keyring: Keyring) -> dict[str, bytes]:
    """Every public key whose papers can be checked, by id: 32 bytes each. Also of keys that sign no more."""
    keyring.active(SIGN)
    return {key.id: public_key(key) for key in keyring.ring().keys if key.purpose == SIGN}


def public_key(key: Key) -> bytes:
    """The public half of a signing key; for a retired one it is all that was kept."""
    if key.state == RETIRED:
        return key.public
    return Ed25519PrivateKey.from_private_bytes(key.secret).public_key().public_bytes_raw()


def _signed(kind: str, head: bytes, payload: bytes) -> bytes:
    return b"xinju\0" + kind.encode() + b"\0" + head + payload


def _bytes_of(token: str) -> bytes | None:
    bare = "".join(token.split()).upper()
    try:
        held = base64.b32decode(bare + "=" * (-len(bare) % 8))
    except (binascii.Error, ValueError):
        return None
    # Left-over bits of the last sign must be zero, or one paper would have several codes.
    return held if base64.b32encode(held).decode().rstrip("=") == bare else None
