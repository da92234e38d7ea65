"""The keyring file: one JSON file of mode 0600 in a folder outside the database, read again when it changes."""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from xinju.values.legal_days import day_of
from xinju.vault.keys import ACTIVE, COMING, OLD, RETIRED, Key, KeyTrouble, NoKey, Ring, checked_purpose, secret_bytes

FILE = "keyring.json"
_FORMAT = 1
_LOOK_AGAIN = 1.0  # seconds: a seal made with the key of a second ago is found by the next round of re-sealing


class Keyring:
    """The keys of a folder, kept in memory and read again when the file changes; safe between threads.

    A demo makes a key the first time that its purpose is asked for; production never does.
    """

    def __init__(self, folder: Path, *, demo: bool) -> None:
        self.folder, self.is_demo = folder, demo
        # One attribute for both, so that a thread never pairs one thread's keys with another's stamp.
        self._read: tuple[Ring, tuple[int, int] | None] | None = None
        self._looked = 0.0

    def active(self, purpose: str) -> Key:
        """The key that makes new things of a purpose; NoKey if there is none."""
        found = self._recent().active(purpose) or self.ring().active(purpose)
        if found is not None:
            return found
        if not self.is_demo:
            raise NoKey(purpose)
        return new_key(self.folder, purpose, on=_today(), demo=True)

    def key(self, key_id: str) -> Key:
        """The key that made something; UnknownKey or RetiredKey if it cannot open it any more."""
        try:
            return self._recent().key(key_id)
        except KeyTrouble:
            return self.ring().key(key_id)  # another process may have added it within the last second

    def of(self, purpose: str) -> tuple[Key, ...]:
        """Every key of a purpose that can still open or find, the active one first. Looks at the file each time."""
        self.active(purpose)
        return self.ring().of(purpose)

    def ring(self) -> Ring:
        """All keys as the file holds them now. KeyTrouble if it cannot be read."""
        self._looked = time.monotonic()
        stamp = _stamp(self.folder)
        read = self._read
        if read is None or stamp != read[1]:
            read = self._read = read_ring(self.folder), stamp
        return read[0]

    def _recent(self) -> Ring:
        read = self._read
        return self.ring() if read is None or time.monotonic() - self._looked > _LOOK_AGAIN else read[0]


def refuse_unready(folder: Path, purposes: Iterable[str]) -> None:
    """Raise KeyTrouble unless production may start with this folder: own keys, for the owner's eyes only, none missing."""
    path = folder / FILE
    if not path.is_file():
        raise KeyTrouble(f"{path}: no keyring; make one with `xinju keys new field --keys {folder}`")
    if path.stat().st_mode & 0o077:
        raise KeyTrouble(f"{path}: others may read it; chmod 600 it")
    ring = read_ring(folder)
    if any(key.is_demo for key in ring.keys):
        raise KeyTrouble(f"{path}: holds keys of a demo; production needs keys of its own")
    for purpose in purposes:
        if ring.active(purpose) is None:
            raise NoKey(purpose)


def read_ring(folder: Path) -> Ring:
    """The keys of a folder; an empty ring where there is no file. KeyTrouble naming the file if it is damaged."""
    path = folder / FILE
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Ring(())
    except (OSError, ValueError):
        raise KeyTrouble(f"{path}: cannot be read as a keyring") from None
    try:
        if said["format"] != _FORMAT:
            raise KeyTrouble(f"{path}: format {said['format']!r}; expected {_FORMAT}")
        return Ring(_key(entry) for entry in said["keys"])
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise KeyTrouble(f"{path}: not a sound keyring; put back the copy kept with the last backup") from None


def new_key(folder: Path, purpose: str, *, on: date, demo: bool = False, coming: bool = False) -> Key:
    """Add a key: the active one if the purpose has none yet; otherwise the present active one, or with `coming` a new one.

    Two processes that ask at once get the same key.
    """
    checked_purpose(purpose)

    def add(ring: Ring) -> tuple[Iterable[Key], Key]:
        present = ring.active(purpose)
        if present is not None and not coming:
            return ring.keys, present
        key_id = _free_id(ring)
        state = COMING if present is not None else ACTIVE
        made = Key(key_id, purpose, state, on, secrets.token_bytes(secret_bytes(purpose)), is_demo=demo)
        return (*ring.keys, made), made

    return _change(folder, add)


def activate(folder: Path, key_id: str) -> Key:
    """Make a coming key the active one of its purpose and the one before it an old one. Active already: nothing happens."""

    def turn(ring: Ring) -> tuple[Iterable[Key], Key]:
        chosen = ring.key(key_id)
        if chosen.state == OLD:
            raise KeyTrouble(f"key {key_id} is an old one: a key is used forward only")
        made = replace(chosen, state=ACTIVE)
        return [_after(key, made) for key in ring.keys], made

    return _change(folder, turn)


def retire(folder: Path, key_id: str, *, on: date, public: bytes = b"") -> Key:
    """Destroy the secret of an old key, keeping its id, days and public half. KeyTrouble for a key that is not old."""

    def turn(ring: Ring) -> tuple[Iterable[Key], Key]:
        chosen = ring.key(key_id)
        if chosen.state != OLD:
            raise KeyTrouble(f"key {key_id} is {chosen.state}: only an old key can be retired")
        made = replace(chosen, state=RETIRED, secret=b"", retired_on=on, public=public)
        return [made if key.id == key_id else key for key in ring.keys], made

    return _change(folder, turn)


def _after(key: Key, made: Key) -> Key:
    if key.id == made.id:
        return made
    return replace(key, state=OLD) if key.purpose == made.purpose and key.state == ACTIVE else key


def _free_id(ring: Ring) -> str:
    taken = {key.id for key in ring.keys}
    return next(made for made in iter(lambda: secrets.token_hex(4), None) if made not in taken)


def _change(folder: Path, change: Callable[[Ring], tuple[Iterable[Key], Key]]) -> Key:
    with _locked(folder):
        before = read_ring(folder)
        keys, chosen = change(before)
        after = Ring(keys)
        if after.keys != before.keys:
            _write(
                folder / FILE, json.dumps({"format": _FORMAT, "keys": [_entry(key) for key in after.keys]}, indent=1)
            )
        return chosen


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / f"{FILE}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f"{FILE}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    # The name must survive a power cut too: what was sealed since would be lost with the key.
    opened = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _stamp(folder: Path) -> tuple[int, int] | None:
    try:
        found = (folder / FILE).stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


def _today() -> date:
    return day_of(datetime.now(UTC))


def _entry(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "purpose": key.purpose,
        "state": key.state,
        "created_on": key.created_on.isoformat(),
        "retired_on": key.retired_on.isoformat() if key.retired_on else None,
        "demo": key.is_demo,
        "secret": base64.b64encode(key.secret).decode(),
        "public": base64.b64encode(key.public).decode(),
    }


def _key(entry: dict[str, Any]) -> Key:
    retired = entry["retired_on"]
    return Key(
        id=entry["id"],
        purpose=entry["purpose"],
        state=entry["state"],
        created_on=date.fromisoformat(entry["created_on"]),
        secret=base64.b64decode(entry["secret"], validate=True),
        is_demo=entry["demo"] is True,
        retired_on=date.fromisoformat(retired) if retired else None,
        public=base64.b64decode(entry["public"], validate=True),
    )
