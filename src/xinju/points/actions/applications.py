"""Applications for points, and freezing the facts of a run: what it read stays as it was, whatever is corrected later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.points.bridge.frozen import application_tables, end_of, write_folder
from xinju.points.models import Application, Choice, Member


@dataclass(frozen=True)
class Family:
    """One application with its members, role and person key, in the order in which the form names them."""

    number: str
    subject: UUID
    members: Sequence[tuple[str, UUID]]
    town: str = ""
    kind: str = ""
    choices: Sequence[tuple[str, str]] = ()


@transaction.atomic
def open_applications(*, families: Sequence[Family], by: Reference, at: datetime, purpose: Reference) -> int:
    """Open these applications; numbers that exist are left as they are. Answers with how many are new."""
    numbers = [one.number for one in families]
    held = set(Application.objects.filter(number__in=numbers).values_list("number", flat=True))
    new = [one for one in families if one.number not in held]
    who = reference(by)
    made = Application.objects.bulk_create(
        Application(number=one.number, subject=one.subject, town=one.town, kind=one.kind, opened_at=at, by=who)
        for one in new
    )
    pairs = list(zip(made, new, strict=True))
    Member.objects.bulk_create(
        Member(application=row, role=role, person=person, recorded_at=at, by=who)
        for row, one in pairs
        for role, person in one.members
    )
    Choice.objects.bulk_create(
        Choice(application=row, choice=choice, value=value, recorded_at=at, by=who)
        for row, one in pairs
        for choice, value in one.choices
    )
    record("points.applications_opened", about=f"points:applications {len(new)}", by=by, purpose=purpose)
    return len(new)


@transaction.atomic
def freeze_facts(
    *, folder: Path, known_at: date, by: Reference, purpose: Reference, numbers: Sequence[str] | None = None
) -> Path:
    """Write the facts of these applications (all when None) as the registry knew them at the end of a day, one Parquet file a
    table, under opaque person keys. The same registry and day give the same bytes.
    """
    end = end_of(known_at)
    rows = Application.objects.all() if numbers is None else Application.objects.filter(number__in=numbers)
    own, people = application_tables(rows, known_at=end)
    write_folder(folder, own, people, known_at=end, asker=by)
    record("points.facts_frozen", about=f"points:applications {rows.count()}", by=by, purpose=purpose)
    return folder
