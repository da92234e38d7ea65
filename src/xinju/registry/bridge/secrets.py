"""The registry's sealed columns and blind indexes: what is kept closed in the tables, and how it is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from xinju.registry.models import Contest, Delivery, EmployerList, Particulars, QueryItem, Stay
from xinju.vault.blind_index import BlindIndex
from xinju.vault.sealing import Column, Seal
from xinju.web.keyring import index_of, seal_of

NUMBER, PHONE = "document_number", "phone"
ASKED_FOR = ((QueryItem._meta.db_table, "number_index", "id"),)  # repeats the index, so it is renewed with it
SEALED = {
    "number": Column(Particulars._meta.db_table, "number_sealed", "key", "number_index", NUMBER, ASKED_FOR),
    "phone": Column(Particulars._meta.db_table, "phone_sealed", "key", "phone_index", PHONE),
    "hukou_address": Column(Particulars._meta.db_table, "hukou_address_sealed", "key"),
    "address": Column(Stay._meta.db_table, "address_sealed", "key"),
    "says": Column(Contest._meta.db_table, "says_sealed", "key"),
    "file_key": Column(Delivery._meta.db_table, "file_key_sealed", "key"),
    "list_key": Column(EmployerList._meta.db_table, "list_key_sealed", "key"),
}


def seal(column: str, row: UUID, value: str) -> bytes | None:
    """The sealed value for one row; None for a blank one."""
    return _seal(column).seal(value, row=row) if value else None


def seal_many(column: str, pairs: Sequence[tuple[UUID, str]]) -> list[bytes | None]:
    """Sealed values of many rows, in order; None for blank ones."""
    return _seal(column).seal_many((row, value or None) for row, value in pairs)


def opened(row: Any, column: str) -> str:
    """The clear value of a sealed column of a row, or of its values with `key` among them; blank where nothing is held."""
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


def candidates_of_numbers(numbers: Sequence[str]) -> dict[str, tuple[bytes, ...]]:
    """`number_candidates` of each of these, blank ones left out; the keyring is looked at once."""
    distinct = list(dict.fromkeys(number for number in numbers if number.strip()))
    found = _index(NUMBER).candidates_many(distinct)
    return {number: tuple(some) for number, some in zip(distinct, found, strict=True)}


def phone_candidates(phone: str) -> list[bytes]:
    """All that may be stored for a phone while keys rotate: search with `__in`."""
    return _index(PHONE).candidates(phone) if phone.strip() else []


def sealed_columns() -> tuple[Column, ...]:
    """Every sealed column of the registry, for the rotation of keys."""
    return tuple(SEALED.values())


def _seal(column: str) -> Seal:
    return seal_of(SEALED[column])


def _index(field: str) -> BlindIndex:
    return index_of(field)
