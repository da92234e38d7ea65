"""Noting that what is held was told again: by another delivery, or at a door. Withdrawing one then leaves what the others say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xinju.audit.actions import reference
from xinju.registry.actions.origin import Origin
from xinju.registry.models import (
    Occasion,
    Particulars,
    ParticularsToldAgain,
    Record,
    RecordToldAgain,
    Stay,
    StayToldAgain,
)
from xinju.registry.models.inserting import insert_plain_once
from xinju.registry.models.slices import slices
from xinju.registry.models.tellings import ToldAgain
from xinju.values.legal_days import day_of

LINES: dict[type, type[ToldAgain]] = {
    Record: RecordToldAgain,
    Stay: StayToldAgain,
    Particulars: ParticularsToldAgain,
}


def note_again(
    told: Iterable[tuple[Record | Stay | Particulars, tuple[str, ...]]], origin: Origin, *, on: date | None = None
) -> None:
    """These rows, all of one table, were told again, with the fields that the telling filled. Within the caller's transaction.

    What cannot be taken back but with the row itself is not noted: then the row says it all.
    """
    news = [(row, fields) for row, fields in told if not _stands_for(row, fields, origin)]
    if not news:
        return
    lines = LINES[type(news[0][0])]
    wanted = {(row.pk, "" if isinstance(row, Record) else " ".join(fields)) for row, fields in news}
    if origin.delivery is None:
        wanted -= _told_at_a_door(lines, [row.pk for row, _ in news])
    if wanted:
        insert_plain_once(lines, ("row_id", "fields"), sorted(wanted), occasion=_occasion(origin, on))


def _stands_for(row: Record | Stay | Particulars, fields: tuple[str, ...], origin: Origin) -> bool:
    """Is this telling withdrawn only together with the row, which says all of it in its own words?"""
    delivery = origin.delivery.pk if origin.delivery else None
    carried = row.carried.split() if isinstance(row, Particulars) and row.carried else ()
    return row.delivery_id in (None, delivery) and not any(name in carried for name in fields)


def _told_at_a_door(lines: type[ToldAgain], rows: list[int]) -> set[tuple[int, str]]:
    """What somebody at a door has told again before: nobody takes that back, so once is enough."""
    found: set[tuple[int, str]] = set()
    for some in slices(rows):
        found.update(lines.objects.filter(row__in=some, occasion__delivery=None).values_list("row_id", "fields"))
    return found


def _occasion(origin: Origin, on: date | None) -> Occasion:
    of = {"door": origin.door, "legal_basis": origin.legal_basis, "verification": origin.verification, "at": origin.at}
    if origin.delivery is None:
        return Occasion.objects.create(by=reference(origin.by), on=on or day_of(origin.at), **of)
    return Occasion.objects.get_or_create(
        delivery=origin.delivery, by=reference(origin.by), defaults={**of, "on": day_of(origin.delivery.received_at)}
    )[0]
