"""A backup's one file: a tar stream, sealed piece by piece, whose last member names every other with size and checksum.

database/000000 …   the database, in pieces of 16 MiB
files/<path>        what lies under XINJU_HOME
manifest.json       what it is, and the SM3 digest of each file and of the database
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from cryptography.hazmat.primitives.hashes import SM3, Hash

from xinju.vault.sealed_files import FileNotOpened, SealingFile, new_file_key, open_sealed

PIECE = 16 * 1024 * 1024
READ = 1024 * 1024
DATABASE, FILES, MANIFEST = "database", "files", "manifest.json"
FORMAT = 1
_BOUND = "xinju backup 1"  # an archive may be renamed, a part of a delivery may never pass for one
_KEY_DIGITS = 32


class NotAnArchive(Exception):
    """The file is damaged, was sealed with another key, or is no backup: a code, and what it is about."""

    def __init__(self, code: str, about: str) -> None:
        super().__init__(f"{code}: {about}")
        self.code, self.about = code, about


@dataclass(frozen=True)
class Stored:
    """One thing in an archive: bytes and SM3 digest in hexadecimal."""

    size: int
    sm3: str


@dataclass(frozen=True)
class Manifest:
    """What an archive holds. `kind` is sqlite or postgresql; `migrations` by app; `keys` are ids, never secrets."""

    made_at: str
    kind: str
    server: str
    migrations: Mapping[str, list[str]]
    keys: list[str]
    database: Stored
    files: Mapping[str, Stored] = field(default_factory=dict)
    format: int = FORMAT


def new_key_file(path: Path) -> None:
    """Make a key for backups; FileExistsError where there is a file already."""
    with path.open("x", encoding="ascii") as file:
        path.chmod(0o600)
        file.write(new_file_key() + "\n")


def read_key_file(path: Path) -> str:
    """The key of a file, as 32 hexadecimal digits. NotAnArchive where it holds none or others may read it."""
    if path.stat().st_mode & 0o077:
        raise NotAnArchive("key_open_to_others", str(path))
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if len(text) != _KEY_DIGITS or not all(digit in "0123456789abcdef" for digit in text):
        raise NotAnArchive("no_key", str(path))
    return text


class ArchiveWriter:
    """Writes an archive; it stands under its name only once it is whole."""

    def __init__(self, path: Path, key: str) -> None:
        self._out = SealingFile(path, key, name=_BOUND)
        self._tar = tarfile.open(mode="w|", fileobj=self._out, format=tarfile.PAX_FORMAT)  # type: ignore[call-overload]  # noqa: SIM115
        self.files: dict[str, Stored] = {}

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            self._tar.close()
        self._out.__exit__(kind, error, trace)

    def add_database(self, read: Callable[[int], bytes]) -> Stored:
        """Add the database from a stream whose length nobody knows yet."""
        digest, size, number = Hash(SM3()), 0, 0
        while piece := _filled(read, PIECE):
            digest.update(piece)
            size += len(piece)
            self._add(f"{DATABASE}/{number:06}", len(piece), io.BytesIO(piece))
            number += 1
        return Stored(size, digest.finalize().hex())

    def add_file(self, path: Path, name: str) -> None:
        """Add a file as long as it is now. FileNotFoundError where it has gone; OSError where it becomes shorter."""
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
            file.seek(0)
            reading = _Digesting(file)
            self._add(f"{FILES}/{name}", size, reading)
        self.files[name] = Stored(size, reading.digest.finalize().hex())

    def add_manifest(self, manifest: Manifest) -> None:
        text = json.dumps(manifest, default=vars, ensure_ascii=False, indent=1).encode()
        self._add(MANIFEST, len(text), io.BytesIO(text))

    def _add(self, name: str, size: int, content: Any) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, content)


def checked(path: Path, key: str) -> Manifest:
    """Read an archive to its end and compare every checksum. NotAnArchive where anything is not as it was written."""
    with _sound(path):  # around the reading of each member, too
        return _checked(path, key)


def _checked(path: Path, key: str) -> Manifest:
    database, files, manifest = Hash(SM3()), {}, None
    size = 0
    for name, content in members(path, key):
        if name == MANIFEST:
            manifest = _manifest(content.read())
        elif name.startswith(f"{DATABASE}/"):
            for some in _pieces(content):
                database.update(some)
                size += len(some)
        else:
            files[name.removeprefix(f"{FILES}/")] = _stored(content)
    if manifest is None:
        raise NotAnArchive("no_manifest", path.name)
    if manifest.database != Stored(size, database.finalize().hex()):
        raise NotAnArchive("differs", DATABASE)
    for name in {*files, *manifest.files}:
        if files.get(name) != manifest.files.get(name):
            raise NotAnArchive("differs", name)
    return manifest


def members(path: Path, key: str) -> Iterator[tuple[str, IO[bytes]]]:
    """Every member in its order, to be read before the next. NotAnArchive for a name that leads elsewhere."""
    with _sound(path), open_sealed(path, key, name=_BOUND) as clear, tarfile.open(mode="r|", fileobj=clear) as tar:
        for member in tar:
            content = tar.extractfile(member)
            parts = PurePosixPath(member.name).parts
            if content is None or ".." in parts or parts[:1] not in ((DATABASE,), (FILES,), (MANIFEST,)):
                raise NotAnArchive("foreign_member", member.name)
            yield member.name, content


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotOpened, tarfile.TarError):
        raise NotAnArchive("does_not_open", path.name) from None


def database_pieces(path: Path, key: str) -> Iterator[bytes]:
    """The database's bytes in order."""
    for name, content in members(path, key):
        if name.startswith(f"{DATABASE}/"):
            yield from _pieces(content)


def write_files(path: Path, key: str, folder: Path) -> int:
    """Write every file of the archive below a folder, for its owner's eyes only; answers how many."""
    count = 0
    for name, content in members(path, key):
        if not name.startswith(f"{FILES}/"):
            continue
        target = folder / name.removeprefix(f"{FILES}/")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with target.open("xb") as file:
            target.chmod(0o600)
            for some in _pieces(content):
                file.write(some)
        count += 1
    return count


class _Digesting:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, Hash(SM3())

    def read(self, size: int = READ) -> bytes:
        some = self._file.read(size)
        self.digest.update(some)
        return some


def _filled(read: Callable[[int], bytes], size: int) -> bytes:
    held = bytearray()
    while len(held) < size and (some := read(size - len(held))):
        held += some
    return bytes(held)


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    while some := content.read(READ):
        yield some


def _stored(content: IO[bytes]) -> Stored:
    digest, size = Hash(SM3()), 0
    for some in _pieces(content):
        digest.update(some)
        size += len(some)
    return Stored(size, digest.finalize().hex())


def _manifest(text: bytes) -> Manifest:
    said = json.loads(text)
    if said.get("format") != FORMAT:
        raise NotAnArchive("other_format", str(said.get("format")))
    said["database"] = Stored(**said["database"])
    said["files"] = {name: Stored(**one) for name, one in said["files"].items()}
    return Manifest(**said)
