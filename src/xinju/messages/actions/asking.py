"""Asking for long work: its row and its place in the library's queue are one transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language

from xinju.audit.actions import Reference, record, reference
from xinju.messages.actions.doing import do_work
from xinju.messages.models import State, Work


class AnotherWork(Exception):
    """The key belongs to work of another kind or about something else."""


@transaction.atomic
def begin(
    kind: str, *, about: Reference, by: Reference, key: UUID | None = None, values: dict[str, Any] | None = None
) -> Work:
    """Ask for long work; a worker takes it once this transaction is through.

    `key` is made by the client: asked twice, the first work is answered. Raises AnotherWork where the key is taken.
    """
    held = Work.objects.filter(key=key).first() if key else None
    if held is not None:
        if (held.kind, held.about) != (kind, reference(about)):
            raise AnotherWork(str(key))
        return held
    work, is_new = Work.objects.get_or_create(
        key=key or uuid4(),
        defaults={
            "kind": kind,
            "about": reference(about),
            "by": reference(by),
            "officer": by if isinstance(by, models.Model) else None,
            "values": values or {},
            "language": get_language() or "zh-hans",
            "queued_at": timezone.now(),
        },
    )
    if is_new:
        _enqueue(work)
        record("messages.work_asked", about=work, by=by, purpose=about)
    return work


@transaction.atomic
def begin_again(work: Work, *, by: Reference) -> bool:
    """Put failed or interrupted work into the queue once more; False where it is neither (any more)."""
    now = timezone.now()
    gone = Work.objects.interrupted(now).filter(pk=work.pk, attempt=work.attempt).values_list("queued_as", flat=True)
    same = models.Q(pk=work.pk, attempt=work.attempt)
    # Its place in the queue is part of the condition: asked again twice at once, the second finds another there.
    still_gone = models.Q(queued_as__in=[task for task in gone if task]) | models.Q(queued_as=None)
    changed = Work.objects.filter(
        same & (models.Q(state=State.FAILED) | (still_gone & models.Q(state__in=State.unfinished())))
    ).update(
        state=State.QUEUED,
        queued_at=now,
        finished_at=None,
        failure="",
        failure_values={},
        step="",
        done=0,
        of=0,
    )
    if changed:
        _enqueue(work)
        record("messages.work_asked_again", about=work, by=by, purpose=work.about)
    return bool(changed)


def _enqueue(work: Work) -> None:
    queued = do_work.enqueue(work.pk, work.attempt + 1)
    Work.objects.filter(pk=work.pk).update(queued_as=queued.db_result)
    work.queued_as = queued.db_result
