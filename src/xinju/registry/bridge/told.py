"""What a source tells of one person, as sound plain values, and what the tables keep of it: sealed and indexed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

from pypinyin import Style, lazy_pinyin

from xinju.engines.linkage.cleaning import GENERATION
from xinju.registry.bridge import secrets
from xinju.registry.models import Particulars
from xinju.registry.models.identities import DocumentKind

# What makes two tellings of one source different; the sealed columns are compared by their indexes.
_PLAIN = ("name", "sex", "birth_date", "ethnic_group", "document_kind", "hukou", "died_on")
_SEALED = ("number", "phone", "hukou_address")
# What a telling fills or leaves blank; whose a number is goes with the number.
_FIELDS = (*_PLAIN, *_SEALED)


@dataclass(frozen=True)
class Told:
    """One person as a source tells. `number`, `phone` and `hukou_address` in clear; they never reach a repr or a log.

    `is_guardians` says that `number` belongs to the child's guardian. A blank text means that the source does not say.
    """

    name: str
    number: str = field(default="", repr=False)
    document_kind: str = DocumentKind.CITIZEN
    birth_date: date | None = None
    sex: str = ""
    phone: str = field(default="", repr=False)
    ethnic_group: str = ""
    hukou: str = ""
    hukou_address: str = field(default="", repr=False)
    is_guardians: bool = False
    died_on: date | None = None


@dataclass(frozen=True)
class Indexed:
    """A telling with its blind indexes: what it can be found by."""

    told: Told
    number_index: bytes | None
    phone_index: bytes | None
    number_candidates: tuple[bytes, ...] = ()

    @property
    def own_number(self) -> bytes | None:
        """The index of the person's own number; None where there is none or it is the guardian's."""
        return None if self.told.is_guardians else self.number_index


def indexed(told: Sequence[Told]) -> list[Indexed]:
    """Every telling with its indexes, made in one go. A number that is a generation older than the person is a parent's."""
    told = [replace(one, is_guardians=True) if _is_a_parents(one) else one for one in told]
    numbers = secrets.number_indexes([one.number for one in told])
    phones = secrets.phone_indexes([one.phone for one in told])
    found = secrets.candidates_of_numbers([one.number for one in told])
    candidates = [found.get(one.number, ()) for one in told]
    return [Indexed(*parts) for parts in zip(told, numbers, phones, candidates, strict=True)]


def _is_a_parents(told: Told) -> bool:
    """Does the birth year in the number (GB 11643) lie so far before the person's that it must be a parent's number?"""
    year = told.number[6:10]
    if told.is_guardians or told.birth_date is None or len(told.number) != 18 or not year.isdecimal():
        return False
    return told.birth_date.year - int(year) >= GENERATION


# What `rows_of` and `plain_rows_of` fill beside the columns of `Known`, the day and the defaults
ROW_COLUMNS = (
    "key", "identity_id", *_PLAIN, "is_guardians", "pinyin", "number_index", "phone_index",
    *(f"{column}_sealed" for column in _SEALED),
)  # fmt: skip


def rows_of(those: Sequence[Indexed], identities: Sequence[int], **provenance: Any) -> list[Particulars]:
    """The rows to keep, not saved. `provenance` are the columns of `Known` and `observed_on`."""
    return [
        Particulars(**dict(zip(ROW_COLUMNS, row, strict=True)), **provenance) for row in _values_of(those, identities)
    ]


def plain_rows_of(those: Sequence[Indexed], identities: Sequence[int]) -> list[tuple[Any, ...]]:
    """The same rows as `insert_plain` takes them, for `ROW_COLUMNS`: a city's list makes no object for each."""
    return [
        tuple(_PLAINLY.get(type(value), _as_it_is)(value) for value in row) for row in _values_of(those, identities)
    ]


_PLAINLY: dict[type, Callable[[Any], str]] = {UUID: lambda key: key.hex, date: date.isoformat, DocumentKind: str}


def _as_it_is(value: Any) -> Any:
    return value


def _values_of(those: Sequence[Indexed], identities: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    keys = [uuid4() for _ in those]
    sealed = [
        secrets.seal_many(column, [(key, getattr(one.told, column)) for key, one in zip(keys, those, strict=True)])
        for column in _SEALED
    ]
    plain = attrgetter(*_PLAIN)
    for key, identity, one, *secret in zip(keys, identities, those, *sealed, strict=True):
        told = one.told
        yield (
            key, identity, *plain(told), told.is_guardians, pinyin_of(told.name), one.number_index, one.phone_index,
            *secret,
        )  # fmt: skip


def says_the_same(row: Particulars, one: Indexed) -> bool:
    """Does this telling add nothing to the row? What the source does not say contradicts nothing."""
    plain = all(getattr(one.told, column) in (None, "", getattr(row, column)) for column in _PLAIN)
    held = bytes(row.number_index or b"")
    number = one.number_index is None or held in one.number_candidates and row.is_guardians == one.told.is_guardians
    phone = one.phone_index is None or bytes(row.phone_index or b"") == one.phone_index
    hukou = not one.told.hukou_address or one.told.hukou_address == secrets.opened(row, "hukou_address")
    return plain and number and phone and hukou


def with_what_was_known(row: Particulars, told: Told) -> Told:
    """The telling, with blanks filled from the source's earlier one: who does not repeat a phone has not withdrawn it."""
    return filled_from(told, told_in(row))


def filled_from(told: Told, earlier: Told) -> Told:
    """The telling, with its blanks filled from an earlier one."""
    whose = told if told.number else earlier
    filled = {column: getattr(told, column) or getattr(earlier, column) for column in _FIELDS}
    return Told(**filled, is_guardians=whose.is_guardians)


def told_in(row: Particulars, fields: Collection[str] = _FIELDS) -> Told:
    """What a row says in these fields."""
    plain = {column: getattr(row, column) for column in fields if column not in _SEALED}
    sealed = {column: secrets.opened(row, column) for column in fields if column in _SEALED}
    return Told(**{"name": "", **plain, **sealed, "is_guardians": row.is_guardians and "number" in fields})


def fields_of(told: Told) -> tuple[str, ...]:
    """The fields that a telling fills."""
    return tuple(column for column in _FIELDS if getattr(told, column) not in (None, ""))


def adds_nothing(told: Told, earlier: Told) -> bool:
    """Does this telling say nothing that an earlier one of its source has not said? As `says_the_same`, of two in clear."""
    whose = not told.number or told.is_guardians == earlier.is_guardians
    return whose and all(getattr(told, column) in (None, "", getattr(earlier, column)) for column in _FIELDS)


@lru_cache(maxsize=200_000)
def pinyin_of(name: str) -> str:
    """Syllables without tones, a blank between; what is no Chinese character stays as it is, in lower case."""
    return " ".join(part.strip().lower() for part in lazy_pinyin(name, style=Style.NORMAL) if part.strip())[:200]


def initials_of(name: str) -> str:
    """The first letters of the syllables, as people type them: 王芳 is wf."""
    return "".join(syllable[0] for syllable in pinyin_of(name).split())[:40]


def same_name(first: str, second: str) -> bool:
    """Are two names one, apart from blanks and the dot's many forms?"""
    return comparable_name(first) == comparable_name(second)


def comparable_name(name: str) -> str:
    """A name without blanks and dots."""
    return "".join(character for character in name if character.isalnum())


def numbers_of(those: Iterable[Indexed]) -> list[bytes]:
    """All that may be stored for the own numbers of these."""
    return sorted({index for one in those if not one.told.is_guardians for index in one.number_candidates})
