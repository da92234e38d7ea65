"""The references of a list that was looked at: in full in the event, and as traces by which one of them is found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b


def written(references: Iterable[str]) -> str:
    """References grouped by kind as canonical JSON, each once: {"registry.person":["12","15"]}."""
    groups: dict[str, set[str]] = {}
    for reference in references:
        kind, _, key = reference.partition(":")
        groups.setdefault(kind, set()).add(key)
    return json.dumps(
        {kind: sorted(keys) for kind, keys in sorted(groups.items())}, ensure_ascii=False, separators=(",", ":")
    )


def references(shown: str) -> list[str]:
    """The references that `written` wrote. ValueError for any other text."""
    groups = json.loads(shown)
    if not isinstance(groups, dict) or not all(isinstance(keys, list) for keys in groups.values()):
        raise ValueError("not a list of references")
    return [f"{kind}:{key}" for kind, keys in groups.items() for key in keys]


def trace(reference: str) -> int:
    """Eight bytes that stand for a reference: two of a million references share them once in 37 million cases."""
    return int.from_bytes(blake2b(reference.encode(), digest_size=8).digest(), signed=True)
