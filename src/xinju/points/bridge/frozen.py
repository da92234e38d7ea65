"""Applications, members and choices as tables of a facts folder, as known at an instant; and all that a run reads of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import Q, QuerySet

from xinju.points.models import Application, Choice, Member
from xinju.registry.queries.facts import fact_tables
from xinju.values.legal_days import SHANGHAI


def end_of(day: date) -> datetime:
    """The last instant of a legal day: what was known on it was known by then."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=SHANGHAI) - timedelta(microseconds=1)


def application_tables(rows: QuerySet[Application], *, known_at: datetime) -> tuple[dict[str, pa.Table], list[str]]:
    """Tables `applications`, `members` (application, role, person) and `choices`, and the person keys in them."""
    known = Q(recorded_at__lte=known_at) & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_at))
    opened = rows.filter(opened_at__lte=known_at).order_by("number")
    applications = list(opened.values_list("number", "town", "kind"))
    part = Member.objects.filter(known, application__in=opened).order_by("application__number", "id")
    members = [
        (number, role, str(person))
        for number, role, person in part.values_list("application__number", "role", "person")
    ]
    chosen = Choice.objects.filter(known, application__in=opened).order_by("application__number", "choice")
    choices = list(chosen.values_list("application__number", "choice", "value"))
    tables = {
        "applications": _table(("application", "town", "kind"), applications),
        "members": _table(("application", "role", "person"), members),
        "choices": _table(("application", "choice", "value"), choices),
    }
    return tables, sorted({person for _, _, person in members})


def one_alone(number: str, role: str, person: UUID) -> dict[str, pa.Table]:
    """The same tables for somebody who has not applied, under a number that no application bears."""
    return {
        "applications": _table(("application", "town", "kind"), [(number, "", "")]),
        "members": _table(("application", "role", "person"), [(number, role, str(person))]),
        "choices": _table(("application", "choice", "value"), []),
    }


def write_folder(
    folder: Path, own: Mapping[str, pa.Table], people: Iterable[str], *, known_at: datetime, asker: object
) -> None:
    """These applications and what the registry knew of their people, one Parquet file a table, under opaque person keys."""
    tables, subject_of = fact_tables(people, known_at=known_at, asker=asker)
    persons = own["members"].column("person").to_pylist()
    keys = pa.array([subject_of.get(person, person) for person in persons], pa.string())
    members = own["members"].set_column(2, "person", keys)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in {**tables, **own, "members": members}.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


def _table(heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in heading)
    return pa.table({name: pa.array(list(cells), pa.string()) for name, cells in zip(heading, columns, strict=True)})
