"""The audit's writes: an event in the transaction of its act, a look with what it showed, and the seal."""

import json
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from xinju.audit import concerned, lists, turns
from xinju.audit.chain import BEGINNING, Linked, Told, link
from xinju.audit.models import LOOKED, Event, Link, Shown, Waiting
from xinju.audit.references import Reference, reference

SEALED_AT_ONCE = 1000
_TURN = 0x5345414C  # any number that nothing else on this database locks


class OutsideTransaction(Exception):
    """An event was recorded where the act itself could be rolled back without it, or it without the act."""


def record(kind: str, *, about: Reference, by: Reference, purpose: Reference) -> None:
    """Add an event, such as "points.confirmed".

    `about`, `by` and `purpose` are rows (kept as app.model:key) or opaque texts such as "job:demo"; a personal value
    never belongs in them. Raises OutsideTransaction when the caller opened none.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{kind} was recorded outside a transaction: wrap the action in transaction.atomic")
    _add(kind, reference(about), reference(by), reference(purpose))


@transaction.atomic
def record_look(*, about: Sequence[Reference], by: Reference, purpose: Reference) -> None:
    """Add one event for one look: at a single person, or at a list with all that it showed, be it nothing. Whom it concerns
    beside (`concerned`), such as others who are that person now, stands in it too."""
    aimed = [reference(thing) for thing in about]
    beside = concerned.beside(aimed)
    if len(aimed) == 1 and not beside:
        _add(LOOKED, aimed[0], reference(by), reference(purpose))
        return
    at = aimed[0] if len(aimed) == 1 else f"list:{len(aimed)}"
    shown = [*aimed, *beside]
    event = _add(LOOKED, at, reference(by), reference(purpose), shown=lists.written(shown))
    _add_traces(event, sorted({lists.trace(one) for one in shown}))


def seal_pending(*, batch: int = SEALED_AT_ONCE) -> int:
    """Append every committed event that waits to the chain; answers how many. Sealers at once take turns, batch by batch."""
    sealed, after = 0, 0
    while True:
        count, after = _seal_batch(after, batch)
        if after == 0:
            return sealed
        sealed += count


def _add(kind: str, about: str, by: str, purpose: str, *, shown: str = "") -> int:
    event = Event.objects.create(kind=kind, about=about, by=by, purpose=purpose, at=timezone.now(), shown=shown)
    Waiting.objects.create(event=event.pk)
    return event.pk


def _add_traces(event: int, traces: Sequence[int]) -> None:
    # One statement with one value: a list of 100,000 rows costs a fraction of a second instead of seconds.
    unpacked = {
        "sqlite": "SELECT %s, value FROM json_each(%s)",
        "postgresql": "SELECT %s, value::bigint FROM json_array_elements_text(%s::json) AS given(value)",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {Shown._meta.db_table} (event, trace) {unpacked}", [event, json.dumps(traces)])


@transaction.atomic
def _seal_batch(after: int, batch: int) -> tuple[int, int]:
    """Seal the events that wait behind `after`; answers how many, and the last one looked at (0 when none waits)."""
    turns.take_turn(_TURN)
    waiting = list(Waiting.objects.filter(event__gt=after).order_by("event").values_list("event", flat=True)[:batch])
    if not waiting:
        return 0, 0
    done = set(Link.objects.filter(event__in=waiting).values_list("event", flat=True))
    events = Event.objects.filter(pk__in=[event for event in waiting if event not in done])
    rows = [Told(*row) for row in events.order_by("id").values_list(*Told._fields)]
    Link.objects.bulk_create(Link(**one._asdict()) for one in _links(rows))
    Waiting.objects.filter(event__in=[*done, *(row.id for row in rows)]).delete()
    return len(rows), waiting[-1]


def _links(events: Sequence[Told]) -> list[Linked]:
    last = Link.objects.order_by("-number").values_list("number", "hash").first()
    number, previous = last or (0, BEGINNING)
    sealed_at, links = timezone.now(), []
    for event in events:
        number += 1
        links.append(link(previous, number, event, sealed_at))
        previous = links[-1].hash
    return links
