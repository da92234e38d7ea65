"""What the seal covers: the one written form of an event and of a link, and their SM3 digests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from xinju.vault.digests import sm3

FIELDS = ("kind", "about", "by", "purpose", "at", "shown")
BEGINNING = "0" * 64  # what the first link follows
_HINT = 8  # hexadecimal digits


class Told(NamedTuple):
    """An event as a row of the database holds it, whatever somebody may have put there."""

    id: int
    kind: Any
    about: Any
    by: Any
    purpose: Any
    at: Any
    shown: Any


class Linked(NamedTuple):
    """A link as a row of the database holds it."""

    number: int
    event: int
    digest: str
    hints: str
    sealed_at: Any
    hash: str


def link(previous: str, number: int, event: Told, sealed_at: datetime) -> Linked:
    """The link of an event that follows the link with the hash `previous`."""
    made = Linked(number, event.id, digest_of(event), hints_of(event), sealed_at, "")
    return made._replace(hash=hash_of(made, previous))


def digest_of(event: Told) -> str:
    """SM3 of the whole event."""
    return sm3(_written([event.id, *(_plain(event, field) for field in FIELDS)]))


def hints_of(event: Told) -> str:
    """A short digest of each field: nothing rests on them, they only tell which field was changed."""
    return "".join(blake2b(_written([_plain(event, field)]), digest_size=_HINT // 2).hexdigest() for field in FIELDS)


def hash_of(linked: Linked, previous: str) -> str:
    """SM3 of the link before and of everything else in this one."""
    return sm3(
        _written(
            [previous, linked.number, linked.event, linked.digest, linked.hints, moment(linked.sealed_at)],
        )
    )


def changed_fields(event: Told, hints: str) -> tuple[str, ...]:
    """The fields that no longer agree with their hints; empty if the hints do not tell."""
    now = hints_of(event)
    if len(hints) != len(now):
        return ()
    return tuple(
        field
        for field, at in zip(FIELDS, range(0, len(now), _HINT), strict=True)
        if now[at : at + _HINT] != hints[at : at + _HINT]
    )


def instant(held: Any) -> datetime | None:
    """An instant however the database holds it (SQLite keeps UTC as text), or None if it is none."""
    if isinstance(held, str):
        try:
            held = datetime.fromisoformat(held)
        except ValueError:
            return None
    if not isinstance(held, datetime):
        return None
    return held.replace(tzinfo=UTC) if held.tzinfo is None else held.astimezone(UTC)


def moment(held: Any) -> str:
    """An instant as it is sealed: UTC to the microsecond; anything else as itself, so that it differs."""
    found = instant(held)
    return found.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if found else repr(held)


def _plain(event: Told, field: str) -> Any:
    held = getattr(event, field)
    return moment(held) if field == "at" else held


def _written(parts: list[Any]) -> bytes:
    return json.dumps(parts, ensure_ascii=True, separators=(",", ":"), default=repr).encode()
