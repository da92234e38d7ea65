"""Where a round's files lie below XINJU_HOME."""

from pathlib import Path

from django.conf import settings


def home_path(kept: str) -> Path:
    """A path as tables keep it: below XINJU_HOME, or anywhere if it begins at the root."""
    return Path(settings.XINJU_HOME) / kept


def below_home(path: Path) -> str:
    """A path as tables keep it."""
    home = Path(settings.XINJU_HOME)
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else str(path)


def round_folder(key: str) -> Path:
    return home_path("rounds") / key
