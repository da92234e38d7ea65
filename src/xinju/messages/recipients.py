"""Who a message is for: an opaque reference, whose address an app above finds at the moment of sending.

An app registers in its `AppConfig.ready` how the address behind its references is found. So the outbox keeps no number and no
mail address, and whoever has changed meanwhile, such as a phone's owner, gets nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from xinju.web.language import CHINESE


@dataclass(frozen=True)
class Address:
    """Where a message goes now. `secrets` are values of its text that stand nowhere else, such as a code."""

    where: str = field(repr=False)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


Finds = Callable[[str, datetime], Address | None]
Ends = Callable[[str, bool], None]
Reads = Callable[[str], str]
_FINDERS: dict[tuple[str, str], Finds] = {}
_ENDERS: dict[str, Ends] = {}
_READERS: dict[str, Reads] = {}


def register(
    kind: str, channel: str, find: Finds, *, ended: Ends | None = None, reads: Reads | None = None
) -> None:  # fmt: skip
    """`find` answers for a key of this kind (`accounts.user`) where it is reached by this channel, None if nowhere (any more).

    `ended` hears when the message has gone out, or never will; `reads` answers in which language a key of this kind reads,
    blank where it never chose one. ValueError where another function is registered.
    """
    if _FINDERS.setdefault((kind, channel), find) is not find:
        raise ValueError(f"{kind} has an address by {channel} already")
    if ended is not None:
        _ENDERS[kind] = ended
    if reads is not None:
        _READERS[kind] = reads


def language_of(reference: str) -> str | None:
    """In which language this recipient reads; None where its kind knows no language of its own, as a phone that asks for a code."""
    kind, _, key = reference.partition(":")
    return (_READERS[kind](key) or CHINESE) if kind in _READERS else None


def address_of(reference: str, channel: str, at: datetime) -> Address | None:
    """Where this recipient is reached at that moment."""
    kind, _, key = reference.partition(":")
    find = _FINDERS.get((kind, channel))
    return find(key, at) if find else None


def tell_end(reference: str, *, sent: bool) -> None:
    """The recipient's app hears that the message has gone out (or never will), in the same transaction."""
    kind, _, key = reference.partition(":")
    if kind in _ENDERS:
        _ENDERS[kind](key, sent)
