"""The one keyring of this site, and what seals a column or indexes a field with it: made once, shared by all requests."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from xinju.vault.blind_index import BlindIndex
from xinju.vault.keyring import Keyring
from xinju.vault.sealing import Column, Seal


def key_folder() -> Path:
    """Where the keyring lies: XINJU_KEYS, or below XINJU_HOME in a demo."""
    return Path(settings.XINJU_KEYS) if settings.XINJU_KEYS else Path(settings.XINJU_HOME) / "keys"


def keyring() -> Keyring:
    """The keys of this site; read again when the file changes."""
    return _keyring(key_folder(), settings.IS_DEMO)


def seal_of(column: Column) -> Seal:
    """What seals and opens the values of a column."""
    return _seal(keyring(), column)


def index_of(field: str) -> BlindIndex:
    """What finds whole values of a field, such as citizen_id."""
    return _index(keyring(), field)


@lru_cache(maxsize=4)
def _keyring(folder: Path, is_demo: bool) -> Keyring:
    return Keyring(folder, demo=is_demo)


@lru_cache(maxsize=64)
def _seal(ring: Keyring, column: Column) -> Seal:
    return Seal(ring, column)


@lru_cache(maxsize=64)
def _index(ring: Keyring, field: str) -> BlindIndex:
    return BlindIndex(ring, field)
