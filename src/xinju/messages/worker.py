"""The process that does long work: takes what waits, signs every few seconds, ends when it is told to."""

from __future__ import annotations

import logging
import os
import signal
import threading
from types import FrameType

from django.db import DatabaseError, close_old_connections, connection

from xinju.messages import actions, jobs

log = logging.getLogger("xinju.work")
SIGNS_EVERY = 5.0
LOOKS_EVERY = 0.5


class WorkLoop:
    """Works until it is stopped. A signal lets the present work end first; a second one leaves it interrupted."""

    def __init__(self, *, beside: int | None = None) -> None:
        """`beside`: end when this process, for instance the web server of a demo, is gone."""
        self._beside = beside
        self._stopping, self._ended = threading.Event(), threading.Event()

    def stop(self, number: int | None = None, frame: FrameType | None = None) -> None:
        if self._stopping.is_set() and number is not None:
            raise SystemExit(1)
        self._stopping.set()

    def run(self) -> None:
        jobs.find_all()
        self._worker = actions.enrol()
        log.info("worker %s is ready", self._worker.name)
        threading.Thread(target=self._sign, daemon=True).start()
        try:
            while not self._stopping.is_set() and not self._is_alone():
                if not self._next():
                    self._stopping.wait(LOOKS_EVERY)
        finally:
            self._ended.set()
            actions.leave(self._worker)
            log.info("worker %s has ended", self._worker.name)

    def _next(self) -> bool:
        close_old_connections()
        try:
            work = actions.claim(self._worker)
            if work is not None:
                jobs.run(work)
        except DatabaseError as error:
            # What was in hand now belongs to a worker that is gone: it shows as interrupted and can be begun again.
            log.error("the database refused: %s; going on as another worker", type(error).__name__)
            connection.close()
            self._stopping.wait(LOOKS_EVERY)
            actions.leave(self._worker)
            self._worker = actions.enrol()
            return False
        return work is not None

    def _sign(self) -> None:
        while not self._ended.wait(SIGNS_EVERY):
            try:
                actions.sign(self._worker)
            except DatabaseError as error:
                log.warning("the worker could not sign: %s", type(error).__name__)
                connection.close()
        connection.close()

    def _is_alone(self) -> bool:
        if self._beside is None:
            return False
        try:
            os.kill(self._beside, 0)
        except ProcessLookupError:
            return True
        return False


def serve(*, beside: int | None = None) -> None:
    """Work in the foreground until SIGTERM or Ctrl-C."""
    loop = WorkLoop(beside=beside)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, loop.stop)
    loop.run()


def work_off() -> int:
    """Do what waits now and answer with how many it were: for tests, and for a machine without a steady worker."""
    jobs.find_all()
    worker, count = actions.enrol(), 0
    while (work := actions.claim(worker)) is not None:
        jobs.run(work)
        count += 1
    actions.leave(worker)
    return count
