"""The files of an employer's list below XINJU_HOME, sealed under a key of its own: as received, its marked copy, its faults."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import orjson
from django.conf import settings

from xinju.documents.faults import Fault
from xinju.registry import findings
from xinju.registry.bridge import secrets
from xinju.registry.models import EmployerList
from xinju.vault.sealed_files import SealingFile, new_file_key, open_sealed

SHOWN_FAULTS = 20
_RECEIVED, _MARKED, _FAULTS = "received", "marked", "faults"


def prepare(held: EmployerList, chunks: Iterable[bytes]) -> None:
    """Give a list that is not saved yet its folder, the key of its files, and the file as it came."""
    _folder(held).mkdir(parents=True, exist_ok=True)
    held.list_key_sealed = secrets.seal("list_key", held.key, new_file_key())
    with _writing(held, _RECEIVED) as out:
        for some in chunks:
            out.write(some)


def received(held: EmployerList) -> bytes:
    """The file as it came, until it was read."""
    return _read(held, _RECEIVED)


def forget_received(held: EmployerList) -> None:
    """What is not needed any more is not kept."""
    (_folder(held) / _RECEIVED).unlink(missing_ok=True)


def keep_marked(held: EmployerList, copy: bytes, faults: Sequence[Fault]) -> None:
    """Keep the file with its wrong cells marked, and the first faults for the page."""
    with _writing(held, _MARKED) as out:
        out.write(copy)
    with _writing(held, _FAULTS) as out:
        out.write(orjson.dumps([findings.plain(one) for one in faults[:SHOWN_FAULTS]]))


def marked(held: EmployerList) -> bytes | None:
    """The marked copy; None where it is kept no longer."""
    return _read(held, _MARKED) if held.marked else None


def faults_of(held: EmployerList) -> tuple[Fault, ...]:
    """The first faults; none where they are kept no longer."""
    return tuple(findings.fault_of(one) for one in orjson.loads(_read(held, _FAULTS))) if held.marked else ()


def discard(held: EmployerList) -> None:
    """All files of a list."""
    shutil.rmtree(_folder(held), ignore_errors=True)


def _writing(held: EmployerList, name: str) -> SealingFile:
    return SealingFile(_folder(held) / name, secrets.opened(held, "list_key"))


def _read(held: EmployerList, name: str) -> bytes:
    with open_sealed(_folder(held) / name, secrets.opened(held, "list_key")) as stream:
        return stream.read()


def _folder(held: EmployerList) -> Path:
    return Path(settings.XINJU_HOME) / "employer-lists" / str(held.key)
