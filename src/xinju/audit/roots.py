"""The daily root: a few lines of JSON by which an outside office can later see that nothing was cut off or rewritten."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

_FORMAT = "xinju-audit-root-1"
_HASH = re.compile(r"[0-9a-f]{64}")
_LARGEST = 4096  # bytes; a root has about 250


class NotARoot(Exception):
    """A file is no root. `why` is what was expected of which field."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


@dataclass(frozen=True)
class Root:
    """The chain at the end of a day: `count` events sealed on it, the `last` number ever, and the hash at it (SM3)."""

    on: date
    count: int
    last: int
    hash: str
    made_at: datetime

    def written(self) -> str:
        said = {
            "format": _FORMAT,
            "on": self.on.isoformat(),
            "count": self.count,
            "last": self.last,
            "hash": self.hash,
            "made_at": self.made_at.isoformat(timespec="seconds"),
        }
        return json.dumps(said, indent=2) + "\n"


def read_root(path: Path) -> Root:
    """Read a kept root. NotARoot names the field that is wrong; OSError if there is no such file."""
    with path.open("rb") as file:
        held = file.read(_LARGEST + 1)
    if len(held) > _LARGEST:
        raise NotARoot(path, f"more than {_LARGEST} bytes; expected a file that `xinju audit root` wrote")
    try:
        said = json.loads(held)
    except ValueError:
        raise NotARoot(path, "not JSON; expected a file that `xinju audit root` wrote") from None
    if not isinstance(said, dict) or said.get("format") != _FORMAT:
        raise NotARoot(path, f"format: expected {_FORMAT}")
    for name in ("count", "last"):
        if type(said.get(name)) is not int or not 0 <= said[name] < 2**63:
            raise NotARoot(path, f"{name}: expected a whole number from 0")
    if not isinstance(said.get("hash"), str) or not _HASH.fullmatch(said["hash"]):
        raise NotARoot(path, "hash: expected 64 hexadecimal digits")
    try:
        on, made_at = date.fromisoformat(said.get("on")), datetime.fromisoformat(said.get("made_at"))
    except (TypeError, ValueError):
        raise NotARoot(path, "on, made_at: expected a date and a time in ISO 8601") from None
    return Root(on, said["count"], said["last"], said["hash"], made_at)
