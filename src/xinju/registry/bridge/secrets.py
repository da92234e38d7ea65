"""The registry's sealed columns and blind indexes: what is kept closed in the tables, and how it is found."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from xinju.registry.models import Particulars, Stay
from xinju.vault.blind_index import BlindIndex
from xinju.vault.keyring import Keyring
from xinju.vault.sealing import Column, Seal

NUMBER, PHONE = "document_number", "phone"
SEALED = {
    "number": Column(Particulars._meta.db_table, "number_sealed", "key", "number_index", NUMBER),
    "phone": Column(Particulars._meta.db_table, "phone_sealed", "key", "phone_index", PHONE),
    "hukou_address": Column(Particulars._meta.db_table, "hukou_address_sealed", "key"),
    "address": Column(Stay._meta.db_table, "address_sealed", "key"),
}


def seal(column: str, row: UUID, value: str) -> bytes | None:
    """The sealed value for one row; None for a blank one."""
    return _seal(column).seal(value, row=row) if value else None


def seal_many(column: str, pairs: Sequence[tuple[UUID, str]]) -> list[bytes | None]:
    """Sealed values of many rows, in order; None for blank ones."""
    return _seal(column).seal_many((row, value or None) for row, value in pairs)


def opened(row: Particulars | Stay, column: str) -> str:
    """The clear value of a sealed column of a row; blank where nothing is held."""
    held = getattr(row, f"{column}_sealed")
    return _seal(column).open(held, row=row.key) if held is not None else ""


def number_indexes(numbers: Sequence[str]) -> list[bytes | None]:
    """What is stored beside document numbers; None for blank ones."""
    return _index(NUMBER).index_many(numbers)


def phone_indexes(phones: Sequence[str]) -> list[bytes | None]:
    """What is stored beside phones; None for blank ones."""
    return _index(PHONE).index_many(phones)


def number_candidates(number: str) -> list[bytes]:
    """All that may be stored for a number while keys rotate: search with `__in`."""
    return _index(NUMBER).candidates(number) if number.strip() else []


def phone_candidates(phone: str) -> list[bytes]:
    """All that may be stored for a phone while keys rotate: search with `__in`."""
    return _index(PHONE).candidates(phone) if phone.strip() else []


def keyring() -> Keyring:
    """The keys of this site; they lie outside the database."""
    folder = Path(getattr(settings, "XINJU_KEYS", "") or Path(settings.XINJU_HOME) / "keys")
    return _keyring(folder, settings.IS_DEMO)


@lru_cache(maxsize=4)
def _keyring(folder: Path, demo: bool) -> Keyring:
    return Keyring(folder, demo=demo)


@lru_cache(maxsize=16)
def _seal_of(ring: Keyring, column: str) -> Seal:
    return Seal(ring, SEALED[column])


@lru_cache(maxsize=8)
def _index_of(ring: Keyring, field: str) -> BlindIndex:
    return BlindIndex(ring, field)


def _seal(column: str) -> Seal:
    return _seal_of(keyring(), column)


def _index(field: str) -> BlindIndex:
    return _index_of(keyring(), field)
