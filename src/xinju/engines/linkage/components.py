"""Who is one person: connected components over the links in force."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def components(keys: Iterable[Key], same: Iterable[tuple[Key, Key]]) -> list[frozenset[Key]]:
    """The sets of keys joined by `same`, lone keys as sets of one. Independent of the order of both."""
    leader: dict[Key, Key] = {key: key for key in keys}

    def find(key: Key) -> Key:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for first, second in same:
        leader[find(first)] = find(second)
    sets: dict[Key, set[Key]] = {}
    for key in leader:
        sets.setdefault(find(key), set()).add(key)
    return [frozenset(members) for members in sets.values()]
