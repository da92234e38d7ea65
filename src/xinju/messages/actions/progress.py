"""What an attempt writes of its work: taken, how far, done, failed. An attempt that was overtaken writes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from xinju.audit.actions import Reference, reference
from xinju.messages.models import State, Work, Worker

SHOWN_EVERY = timedelta(milliseconds=300)
CODE_OF_OURS = "broken"  # a fault of the program: the log has it under the work's key


class Overtaken(Exception):
    """The work was begun again elsewhere, or is over: this attempt must write nothing more."""


def claim(pk: int, *, attempt: int, worker: str) -> Work | None:
    """The work, now this worker's and in this attempt; None where it does not wait for this attempt (any more)."""
    holder = Worker.objects.get(name=worker)
    taken = Work.objects.filter(pk=pk, state=State.QUEUED, attempt=attempt - 1).update(
        state=State.RUNNING, worker=holder, attempt=models.F("attempt") + 1, started_at=timezone.now()
    )
    return Work.objects.select_related("worker", "officer").get(pk=pk) if taken else None


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


def finish(work: Work, *, outcome: Reference = "", said: dict[str, Any] | None = None) -> None:
    """The work is done. Call it in the transaction that writes the result: both happen, or neither.

    `said`: a result that is nowhere else, as plain JSON without anything personal; kept in the work's values under "said".
    """
    name = reference(outcome) if outcome else ""
    values = work.values if said is None else {**work.values, "said": said}
    changes = {"state": State.DONE, "finished_at": timezone.now(), "outcome": name, "values": values}
    if not Work.objects.held(work).update(**changes):
        raise Overtaken(str(work))
    work.state, work.outcome, work.values = State.DONE, name, values


def fail(work: Work, code: str, **values: Any) -> None:
    """The work cannot be done: a code with values that can be kept as JSON, from which pages make words."""
    changes = {"state": State.FAILED, "finished_at": timezone.now(), "failure": code, "failure_values": values}
    if not Work.objects.held(work).update(**changes):
        raise Overtaken(str(work))
    work.state, work.failure, work.failure_values = State.FAILED, code, values
