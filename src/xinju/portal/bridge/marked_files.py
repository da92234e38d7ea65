"""The marked copy of a list that a visitor handed in: sealed on the disk, its key in the visitor's session only."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest

from xinju.vault.keys import KeyTrouble
from xinju.vault.sealed_files import SealingFile, new_file_key, open_sealed

KEY = "marked_file"


def keep(request: HttpRequest, content: bytes, ending: str) -> None:
    """Keep it until the next one, or the end of the session."""
    forget(request)
    name, key = uuid4(), new_file_key()
    _folder().mkdir(parents=True, exist_ok=True)
    with SealingFile(_folder() / name.hex, key) as file:
        file.write(content)
    request.session[KEY] = {"name": str(name), "key": key, "ending": ending}


def kept(request: HttpRequest) -> tuple[bytes, str] | None:
    """The clear bytes and the ending, for the browser that handed the list in."""
    held = request.session.get(KEY)
    if not held:
        return None
    try:
        with open_sealed(_folder() / UUID(held["name"]).hex, held["key"]) as file:
            return file.read(), held["ending"]
    except (OSError, KeyTrouble):
        return None


def forget(request: HttpRequest) -> None:
    """Nothing is kept that is not needed any more."""
    held = request.session.pop(KEY, None)
    if held:
        (_folder() / UUID(held["name"]).hex).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.XINJU_HOME) / "marked"
