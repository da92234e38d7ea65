"""The file of public keys that others keep, to check our papers without asking: JSON, by key id."""

from __future__ import annotations

import json
from collections.abc import Mapping

ALGORITHM = "Ed25519"
_LENGTH = 32
_LONGEST = 1_000_000


class NotKeys(ValueError):
    """The text is no file of public keys; the sentence says where."""


def written(keys: Mapping[str, bytes]) -> str:
    """{"0a1b2c3d": {"algorithm": "Ed25519", "key": "…64 hexadecimal digits…"}} with a line for each part."""
    return json.dumps({key_id: {"algorithm": ALGORITHM, "key": key.hex()} for key_id, key in keys.items()}, indent=2)


def read(text: str) -> dict[str, bytes]:
    """The keys of such a file. NotKeys for anything else; keys of other algorithms are left out."""
    try:
        said = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        raise NotKeys("no JSON") from None
    if not isinstance(said, dict):
        raise NotKeys("expected key ids with their keys")
    return {key_id: _key(key_id, entry) for key_id, entry in said.items() if _is_ours(entry)}


def _is_ours(entry: object) -> bool:
    if not isinstance(entry, dict) or "algorithm" not in entry:
        raise NotKeys("expected an algorithm and a key for each id")
    return entry["algorithm"] == ALGORITHM


def _key(key_id: str, entry: Mapping[str, object]) -> bytes:
    try:
        key = bytes.fromhex(str(entry["key"]))
    except (KeyError, ValueError):
        raise NotKeys(f"{key_id}: expected a key in hexadecimal digits") from None
    if len(key) != _LENGTH:
        raise NotKeys(f"{key_id}: expected {_LENGTH} bytes, got {len(key)}")
    return key
