"""What sources say of people as plain values: no object of the table is made of each row of a city."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from xinju.registry.models import Particulars


class Said(NamedTuple):
    """The columns of `Particulars` from which a person's values are chosen."""

    pk: int
    identity_id: int
    name: str
    sex: str
    birth_date: date | None
    died_on: date | None
    hukou: str
    source: str
    verification: str
    disputed: Sequence[str]
    observed_on: date
    recorded_at: datetime

    verification_of = Particulars.verification_of


def said(rows: QuerySet[Particulars]) -> Iterator[Said]:
    """These rows."""
    return map(Said._make, rows.values_list(*Said._fields))
