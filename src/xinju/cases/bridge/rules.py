"""The case types of the district, and the one a case was opened under."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from xinju.cases.models import Edition
from xinju.engines.casework.case_type import CaseType
from xinju.packs.case_types import DeclaredCaseType, case_types_of, read_case_types


class NoSuchType(LookupError):
    """The district declares no case type of this key."""


def types_in_force() -> dict[str, DeclaredCaseType]:
    """Every case type of the district by key. Unreadable where a file is faulty."""
    return _types_of(Path(settings.XINJU_DISTRICT))


def in_force(key: str) -> DeclaredCaseType:
    """The case type of this key. Raises NoSuchType."""
    found = types_in_force().get(key)
    if found is None:
        raise NoSuchType(f"case type {key!r}: expected one of {', '.join(sorted(types_in_force()))}")
    return found


def kind_of(edition: Edition) -> CaseType:
    """The type as it stood when the case was opened."""
    return _read(edition.digest, edition.text)


def digest_of(declared: DeclaredCaseType) -> str:
    return hashlib.sha256(declared.text.encode()).hexdigest()


@lru_cache(maxsize=8)
def _types_of(district: Path) -> dict[str, DeclaredCaseType]:
    return case_types_of(district)


@lru_cache(maxsize=256)
def _read(digest: str, text: str) -> CaseType:
    return read_case_types(text, f"case type {digest[:8]}")[0].kind
