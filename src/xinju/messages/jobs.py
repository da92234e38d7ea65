"""Jobs by kind: which function of which app does the work of a kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import autodiscover_modules

from xinju.messages.access import Work

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


def job_of(kind: str) -> Job:
    """The job of a kind; KeyError where no app has one."""
    return _JOBS[kind]
