"""Where the audit's daily roots lie until somebody carries them to another office."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings


def root_folder() -> Path:
    return Path(settings.XINJU_HOME) / "audit-roots"


def root_file(on: date) -> Path:
    return root_folder() / f"root-{on}.json"


def kept_days() -> list[date]:
    """The days whose root lies here, the oldest first; other files are left out."""
    return sorted(on for path in root_folder().glob("root-*.json") if (on := _day_in(path)) is not None)


def _day_in(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.stem.removeprefix("root-"))
    except ValueError:
        return None
