"""The audit's one write: an event, in the transaction of the act that it tells of."""

from django.db import connection, models
from django.utils import timezone

from xinju.audit.models import Event

Reference = models.Model | str


class OutsideTransaction(Exception):
    """An event was recorded where the act itself could be rolled back without it, or it without the act."""


def record(kind: str, *, about: Reference, by: Reference, purpose: Reference) -> None:
    """Add an event, such as "points.confirmed".

    `about`, `by` and `purpose` are rows (kept as app.model:key) or opaque texts such as "job:demo"; a personal value
    never belongs in them. Raises OutsideTransaction when the caller opened none.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{kind} was recorded outside a transaction: wrap the action in transaction.atomic")
    Event.objects.create(
        kind=kind, about=reference(about), by=reference(by), purpose=reference(purpose), at=timezone.now()
    )


def reference(thing: Reference) -> str:
    """Answer with the opaque name of a row, app.model:key; a text is one already."""
    if isinstance(thing, str):
        return thing
    if thing.pk is None:
        raise ValueError(f"{thing._meta.label_lower} is not saved yet: it has no reference")
    return f"{thing._meta.label_lower}:{thing.pk}"
