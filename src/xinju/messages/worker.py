"""The process that does long work: the library's worker, and beside it what it does not do itself.

The library takes what waits, and ends cleanly when it is told to. Beside it, in threads: the sign that the process is still
there, the seal of the audit, the clock that asks for the night's work, the outbox, and the pruning of what is over.
"""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from xinju.audit.actions import seal_pending
from xinju.audit.queries import unsealed
from xinju.messages import actions, jobs, posting
from xinju.messages.models import Work, Worker
from xinju.web import clock

log = logging.getLogger("xinju.work")
SIGNS_EVERY = 5.0
SEALS_EVERY = 2.0
CLOCK_EVERY = 30.0
POSTS_EVERY = 1.0
PRUNES_EVERY = 24 * 3600.0
LOOKS_EVERY = 0.5
ENDS_WITHIN = 5.0


def serve(*, beside: int | None = None, once: bool = False) -> None:
    """Work in the foreground until SIGTERM or Ctrl-C, which let the present work end first; a second one leaves it
    interrupted. `beside`: end when this process, for instance the web server of a demo, is gone. `once`: end when
    nothing waits.
    """
    signal.signal(signal.SIGTERM, _end_at_once)  # until the library, which finishes what is in hand, has taken over
    jobs.find_all()
    worker, ended = actions.enrol(), threading.Event()
    chores = [(SIGNS_EVERY, lambda: actions.sign(worker)), (SEALS_EVERY, _seal), (PRUNES_EVERY, _prune)]
    chores.append((POSTS_EVERY, posting.post_due))
    if settings.XINJU_NIGHTLY:
        chores.append((CLOCK_EVERY, _look_at_the_clock))
    if beside is not None:
        chores.append((LOOKS_EVERY, lambda: _end_without(beside)))
    threads = [threading.Thread(target=_do_steadily, args=(*chore, ended), daemon=True) for chore in chores]
    log.info("worker %s is ready", worker.name)
    try:
        for thread in threads:
            thread.start()
        # Its own three lines for each task, tracebacks among them, are silenced: a job writes one line.
        call_command(
            "db_worker", worker_id=worker.name, interval=LOOKS_EVERY, batch=once,
            startup_delay=False, reload=False, verbosity=0,
        )  # fmt: skip
    finally:
        ended.set()
        for thread in threads:
            if thread.is_alive():  # a signal may come before all have been started
                thread.join(ENDS_WITHIN)
        _take_leave(worker)


def _take_leave(worker: Worker) -> None:
    """The last word goes over a connection of its own, for the signal may have broken into a query. Where even that fails
    the worker is noticed by its silence, as a killed one is: no reason to end with a fault."""
    try:
        connection.close()
        actions.leave(worker)
    except (DatabaseError, sqlite3.Error) as error:
        log.warning("worker %s could not sign off: %s", worker.name, type(error).__name__)
    log.info("worker %s has ended", worker.name)


def _end_at_once(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def work_off() -> int:
    """Do what waits now and answer with how many it were, inside the caller's transaction too: for tests.

    The library's own loop closes the connection between two tasks, and with it such a transaction.
    """
    jobs.find_all()
    worker = actions.enrol()
    db_worker.Command().configure_logging(verbosity=0)
    hands = db_worker.Worker(
        queue_names=[DEFAULT_TASK_QUEUE_NAME],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=worker.name,
        excluded_queue_names=[],
    )
    while (queued := DBTaskResult.objects.ready().first()) is not None:
        queued.claim(worker.name)
        hands.run_task(queued)
    actions.leave(worker)
    return Work.objects.filter(worker=worker).count()


def _do_steadily(every: float, chore: Callable[[], None], ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            chore()
        except DatabaseError as error:
            log.warning("beside the work: %s, trying again in %.0f s", type(error).__name__, every)
            connection.close()
        except (
            Exception
        ) as error:  # a chore that breaks must not end in silence: it is tried again, and says so each time
            log.error("beside the work: %s broke: %s", chore.__name__, type(error).__name__)
        ended.wait(every)
    connection.close()


def _seal() -> None:
    # Asked first, for an empty round of the sealer would take SQLite's one write lock every other second.
    if unsealed(asker="job:sealer"):
        seal_pending()


def _look_at_the_clock() -> None:
    actions.start_due(at=clock.now())


def _prune() -> None:
    call_command("prune_db_task_results", verbosity=0)


def _end_without(neighbour: int) -> None:
    try:
        os.kill(neighbour, 0)
    except ProcessLookupError:
        os.kill(os.getpid(), signal.SIGTERM)
