"""The files of a delivery below XINJU_HOME, sealed under a key of its own that its row keeps: received, marked, faults, rows."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from django.conf import settings

from xinju.registry.bridge import secrets
from xinju.registry.models import Delivery
from xinju.vault.sealed_files import SealingFile, new_file_key, open_sealed

RECEIVED, FAULTS, ROWS = "received", "faults", "rows"


def prepare(delivery: Delivery) -> None:
    """Give a delivery that is not saved yet its folder and the key of its files."""
    _folder(delivery).mkdir(parents=True, exist_ok=True)
    delivery.file_key_sealed = secrets.seal("file_key", delivery.key, new_file_key())
    delivery.file = below_home(delivery, RECEIVED)


def writing(delivery: Delivery, name: str) -> SealingFile:
    """A file to write, for this site's own account only; it stands under its name once it is whole."""
    return SealingFile(_folder(delivery) / name, secrets.opened(delivery, "file_key"))


def reading(delivery: Delivery, name: str) -> io.BufferedReader:
    """The clear bytes of a file, read at any place. FileNotOpened where somebody has touched it."""
    return open_sealed(_folder(delivery) / name, secrets.opened(delivery, "file_key"))


def holds(delivery: Delivery, name: str) -> bool:
    """Is there such a file?"""
    return (_folder(delivery) / name).is_file()


def remove(delivery: Delivery, name: str) -> None:
    """What is not needed any more is not kept."""
    (_folder(delivery) / name).unlink(missing_ok=True)


def discard(delivery: Delivery) -> None:
    """The files of a delivery that was not kept."""
    shutil.rmtree(_folder(delivery), ignore_errors=True)


def below_home(delivery: Delivery, name: str) -> str:
    """The path as the table keeps it."""
    return (_folder(delivery) / name).relative_to(settings.XINJU_HOME).as_posix()


def _folder(delivery: Delivery) -> Path:
    return Path(settings.XINJU_HOME) / "deliveries" / str(delivery.key)
