"""Files at rest: SM4-GCM in pieces, under a key of the file's own, so that a large file is read at any place in little memory.

Layout: 5 bytes format · 8 random bytes · pieces of 256 KiB, each followed by its 16 byte tag. A piece's nonce is the random
bytes and its number; its number, whether it is the last one, and the file's name are authenticated with it: no piece can be
changed, moved, left out or cut off unseen.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from xinju.vault.keys import KeyTrouble

PIECE = 256 * 1024
_FORMAT, _NOISE, _TAG = b"XJF1\n", 8, 16
_HEAD = len(_FORMAT) + _NOISE


class FileNotOpened(KeyTrouble):
    """A sealed file is damaged, cut off, or not the one that its name says."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name}: does not open: changed, cut off, or another file")
        self.path = path


def new_file_key() -> str:
    """A key for one file's seal, as 32 hexadecimal digits; it is kept sealed itself."""
    return secrets.token_hex(16)


class SealingFile:
    """A new file, sealed while it is written; it stands under its name only once it is whole.

    `name`: what is authenticated in place of the file's own name, for a file that may be renamed.
    """

    def __init__(self, path: Path, key: str, *, name: str = "") -> None:
        self.path = path
        self._draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        self._pieces = _Pieces(key, name or path.name, os.urandom(_NOISE))
        self._held = bytearray()
        self._count = 0
        # The umask of a service may let others read: this file is for its owner from the first byte on.
        self._out = os.fdopen(os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._out.write(_FORMAT + self._pieces.noise)

    def write(self, content: bytes) -> int:
        """Add bytes."""
        self._held += content
        while len(self._held) > PIECE:
            self._add(bytes(self._held[:PIECE]), is_last=False)
            del self._held[:PIECE]
        return len(content)

    def flush(self) -> None:
        """Nothing: a piece is sealed when it is full."""

    def __enter__(self) -> SealingFile:
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            self._add(bytes(self._held), is_last=True)
            self._out.flush()
            os.fsync(self._out.fileno())
            self._out.close()
            self._draft.replace(self.path)
        else:
            self._out.close()
            self._draft.unlink(missing_ok=True)

    def _add(self, piece: bytes, *, is_last: bool) -> None:
        self._out.write(self._pieces.sealed(self._count, piece, is_last))
        self._count += 1


def seal_file(path: Path, content: Iterable[bytes], key: str) -> None:
    """Write a sealed file from pieces of any size; what stood there before is replaced once this is whole."""
    with SealingFile(path, key) as out:
        for some in content:
            out.write(some)


def open_sealed(path: Path, key: str, *, name: str = "") -> io.BufferedReader:
    """The file's clear bytes as a stream that can be sought in. FileNotOpened where a piece is not what was sealed."""
    return io.BufferedReader(_OpenedFile(path, key, name or path.name), PIECE)


class _OpenedFile(io.RawIOBase):
    """Opens the piece that is read; it keeps one."""

    def __init__(self, path: Path, key: str, name: str) -> None:
        self._path, self._file = path, path.open("rb")
        head = self._file.read(_HEAD)
        if not head.startswith(_FORMAT) or len(head) < _HEAD:
            self._file.close()
            raise FileNotOpened(path)
        self._pieces = _Pieces(key, name, head[len(_FORMAT) :])
        sealed = path.stat().st_size - _HEAD
        self._last = max(0, -(-sealed // (PIECE + _TAG)) - 1)
        self._size = sealed - _TAG * (self._last + 1)
        self._at, self._number, self._piece = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._size and self._number >= 0:
            return 0
        number, within = divmod(self._at, PIECE)
        found = self._opened(min(number, self._last))[within : within + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _opened(self, number: int) -> bytes:
        if number != self._number:
            self._file.seek(_HEAD + number * (PIECE + _TAG))
            sealed = self._file.read(PIECE + _TAG)
            try:
                self._piece = self._pieces.opened(number, sealed, number == self._last)
            except (InvalidTag, ValueError):
                raise FileNotOpened(self._path) from None
            self._number = number
        return self._piece


class _Pieces:
    """One file's cipher."""

    def __init__(self, key: str, name: str, noise: bytes) -> None:
        self._cipher, self._name, self.noise = SM4(bytes.fromhex(key)), name.encode(), noise

    def sealed(self, number: int, piece: bytes, is_last: bool) -> bytes:
        sealing = Cipher(self._cipher, GCM(self._nonce(number))).encryptor()
        sealing.authenticate_additional_data(self._bound(number, is_last))
        return sealing.update(piece) + sealing.finalize() + sealing.tag

    def opened(self, number: int, sealed: bytes, is_last: bool) -> bytes:
        opening = Cipher(self._cipher, GCM(self._nonce(number), sealed[-_TAG:])).decryptor()
        opening.authenticate_additional_data(self._bound(number, is_last))
        return opening.update(sealed[:-_TAG]) + opening.finalize()

    def _nonce(self, number: int) -> bytes:
        return self.noise + number.to_bytes(4, "big")

    def _bound(self, number: int, is_last: bool) -> bytes:
        return _FORMAT + self._name + b"\0" + number.to_bytes(4, "big") + (b"\1" if is_last else b"\0")
