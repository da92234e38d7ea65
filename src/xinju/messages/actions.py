"""Every write to long work: asked for, taken by a worker, advanced, finished, failed, asked for again."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language

from xinju.audit.actions import Reference, record, reference
from xinju.messages.models import State, Work, Worker

SHOWN_EVERY = timedelta(milliseconds=300)
CODE_OF_OURS = "broken"  # a fault of the program: the log has it under the work's key


class Overtaken(Exception):
    """The work was begun again elsewhere, or is over: this attempt must write nothing more."""


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
        record("messages.work_asked", about=work, by=by, purpose=about)
    return work


@transaction.atomic
def begin_again(work: Work, *, by: Reference) -> bool:
    """Put failed or interrupted work into the queue once more; False where it is neither (any more)."""
    now = timezone.now()
    gone = Work.objects.interrupted(now).filter(pk=work.pk, attempt=work.attempt).values_list("pk", flat=True)
    changed = Work.objects.filter(
        models.Q(pk=work.pk, state=State.FAILED) | models.Q(pk__in=list(gone), state=State.RUNNING)
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
        record("messages.work_asked_again", about=work, by=by, purpose=work.about)
    return bool(changed)


def enrol() -> Worker:
    """A row for this process."""
    now, name = timezone.now(), f"{socket.gethostname()[:80]}:{os.getpid()}:{secrets.token_hex(4)}"
    return Worker.objects.create(name=name, started_at=now, seen_at=now)


def sign(worker: Worker) -> None:
    """The process is still there."""
    Worker.objects.filter(pk=worker.pk).update(seen_at=timezone.now())


def leave(worker: Worker) -> None:
    """The process ends by its own will; what it may have left running shows as interrupted at once."""
    Worker.objects.filter(pk=worker.pk).update(stopped_at=timezone.now())


def claim(worker: Worker) -> Work | None:
    """The oldest waiting work, now this worker's; None where nothing waits. Two workers never get the same."""
    for pk in Work.objects.filter(state=State.QUEUED).order_by("queued_at", "pk").values_list("pk", flat=True)[:10]:
        # The condition in the update decides: no lock is needed, on either database.
        if Work.objects.filter(pk=pk, state=State.QUEUED).update(
            state=State.RUNNING, worker=worker, attempt=models.F("attempt") + 1, started_at=timezone.now()
        ):
            return Work.objects.select_related("worker", "officer").get(pk=pk)
    return None


def advance(work: Work, step: str, done: int = 0, of: int = 0) -> None:
    """Say how far the work is; seldom enough to cost nothing. Raises Overtaken where it was begun again elsewhere.

    `step` is a code. Called outside a transaction, for inside one nobody would see it before its end.
    """
    now = timezone.now()
    told = getattr(work, "told_at", None)
    if step == work.step and done < of and told is not None and now - told < SHOWN_EVERY:
        return
    work.step, work.done, work.of, work.told_at = step, min(done, of) if of else done, of, now
    if not Work.objects.held(work).update(step=work.step, done=work.done, of=work.of):
        raise Overtaken(str(work))


def finish(work: Work, *, outcome: Reference = "") -> None:
    """The work is done. Call it in the transaction that writes the result: both happen, or neither."""
    said = reference(outcome) if outcome else ""
    if not Work.objects.held(work).update(state=State.DONE, finished_at=timezone.now(), outcome=said):
        raise Overtaken(str(work))
    work.state, work.outcome = State.DONE, said


def fail(work: Work, code: str, **values: Any) -> None:
    """The work cannot be done: a code with values that can be kept as JSON, from which pages make words."""
    changes = {"state": State.FAILED, "finished_at": timezone.now(), "failure": code, "failure_values": values}
    if not Work.objects.held(work).update(**changes):
        raise Overtaken(str(work))
    work.state, work.failure, work.failure_values = State.FAILED, code, values
