"""Applications, members and choices as tables of a facts folder, as known at an instant."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
from django.db.models import Q, QuerySet

from xinju.points.models import Application, Choice, Member


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


def _table(heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in heading)
    return pa.table({name: pa.array(list(cells), pa.string()) for name, cells in zip(heading, columns, strict=True)})
