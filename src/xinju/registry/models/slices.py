"""Long lists of keys in pieces that SQLite and old PostgreSQL take quickly in one statement."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

AT_ONCE = 500
Key = TypeVar("Key")


def slices(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """The keys in order, at most AT_ONCE to a piece."""
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
