"""Jobs by kind, and running one piece of work: whatever happens, it ends with an outcome or a code."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.utils import translation
from django.utils.module_loading import autodiscover_modules

from xinju.messages import actions
from xinju.messages.access import State, Work

log = logging.getLogger("xinju.work")
Job = Callable[[Work], None]
_JOBS: dict[str, Job] = {}


class Stopped(Exception):
    """Raised by a job that cannot go on for a reason that people can mend: a code, with values that JSON can keep."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def job(kind: str) -> Callable[[Job], Job]:
    """Name a function of an app's `tasks` as the job for work of this kind."""

    def name(function: Job) -> Job:
        if _JOBS.setdefault(kind, function) is not function:
            raise ValueError(f"two jobs for {kind}")
        return function

    return name


def find_all() -> None:
    """Load every app's `tasks`, so that each kind has its job."""
    autodiscover_modules("tasks")


def run(work: Work) -> None:
    """Do one claimed piece of work and write one line of log."""
    started = time.monotonic()
    with translation.override(work.language):
        ended = _end_of(work)
    log.info("%s %s %s %.1f s", work.kind, work.key, ended, time.monotonic() - started)


def _end_of(work: Work) -> str:
    try:
        _do(work)
    except actions.Overtaken:
        return "overtaken"
    return f"failed ({work.failure})" if work.state == State.FAILED else "done"


def _do(work: Work) -> None:
    try:
        _JOBS[work.kind](work)
    except actions.Overtaken:
        raise
    except Stopped as stopped:
        actions.fail(work, stopped.code, **stopped.values)
    except Exception as error:
        log.error("%s %s broke: %s at %s", work.kind, work.key, type(error).__name__, _places_of(error))
        actions.fail(work, actions.CODE_OF_OURS)
    else:
        if work.state == State.RUNNING:
            actions.finish(work)


def _places_of(error: Exception) -> str:
    """Where it broke, innermost last. The error's own words stay out of the log: they may quote a person's row."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
