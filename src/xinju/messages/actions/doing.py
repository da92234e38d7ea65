"""The one task in the library's queue: do a piece of work. Whatever happens, it ends with an outcome or a code."""

from __future__ import annotations

import logging
import time
import traceback
from pathlib import PurePath

from django.db import DatabaseError, connection
from django.utils import translation
from django_tasks import TaskContext, task

from xinju.messages import jobs
from xinju.messages.actions.progress import CODE_OF_OURS, Overtaken, claim, fail, finish
from xinju.messages.models import State, Work

log = logging.getLogger("xinju.work")


class LeftHalfWay(Exception):
    """The attempt ended without a word to the work's row, which shows as interrupted; carries no word of the error."""


@task(takes_context=True)
def do_work(context: TaskContext, pk: int, attempt: int) -> None:
    """Do the work of this key, if this is still the attempt that it waits for, and write one line of log."""
    work = claim(pk, attempt=attempt, worker=context.task_result.worker_ids[-1])
    if work is None:
        return
    started, ended = time.monotonic(), "interrupted"
    try:
        with translation.override(work.language):
            ended = _end_of(work)
    except (DatabaseError, SystemExit) as error:
        # The queue keeps a traceback of what is raised: none of the errors behind this one may come along.
        raise LeftHalfWay(type(error).__name__) from None
    finally:
        log.info("%s %s %s %.1f s", work.kind, work.key, ended, time.monotonic() - started)


def _end_of(work: Work) -> str:
    try:
        _do(work)
    except Overtaken:
        return "overtaken"
    return f"failed ({work.failure})" if work.state == State.FAILED else "done"


def _do(work: Work) -> None:
    try:
        jobs.job_of(work.kind)(work)
    except Overtaken:
        raise
    except jobs.Stopped as stopped:
        fail(work, stopped.code, **stopped.values)
    except Exception as error:
        log.error("%s %s broke: %s at %s", work.kind, work.key, type(error).__name__, _places_of(error))
        _fail_by_our_fault(work)
    else:
        if work.state == State.RUNNING:
            finish(work)


def _fail_by_our_fault(work: Work) -> None:
    try:
        fail(work, CODE_OF_OURS)
    except DatabaseError:
        connection.close()  # what broke may have been the connection only
        fail(work, CODE_OF_OURS)


def _places_of(error: Exception) -> str:
    """Where it broke, innermost last. The error's own words stay out of the log: they may quote a person's row."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
