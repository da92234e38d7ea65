"""Jobs by the clock: which kind of work is due on each legal day, and from what time on.

An app declares it beside the job, `@daily("registry.link_all", at=time(2), zh="…", en="…")`; the worker looks at the clock and
asks for each once a day. After a night without a worker only the newest day is done: each of these jobs looks at how things
stand, so that one run makes up for ten. What must not be left out for any day sees to that itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from xinju.messages.access import Work
from xinju.messages.jobs import Job, job
from xinju.values.legal_days import SHANGHAI

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Daily:
    """A kind of work that is due on every legal day from `at` on, by the time of Shanghai whatever the server's zone."""

    kind: str
    at: time
    zh: str
    en: str

    def due_at(self, on: date) -> datetime:
        """The instant from which it is due on that day."""
        return datetime.combine(on, self.at, tzinfo=SHANGHAI)

    def latest_day(self, now: datetime) -> date:
        """The newest legal day on which it is due by now."""
        today = now.astimezone(SHANGHAI).date()
        return today if now >= self.due_at(today) else today - ONE_DAY


_DECLARED: dict[str, Daily] = {}


def daily(kind: str, *, at: time, zh: str, en: str) -> Callable[[Job], Job]:
    """Name a function of an app's `tasks` as the job of this kind, due on every legal day from `at` on."""

    def declare(function: Job) -> Job:
        _DECLARED[kind] = Daily(kind, at, zh, en)
        return job(kind)(function)

    return declare


def declared() -> list[Daily]:
    """All of them in the order of the night; `jobs.find_all` loads the apps' declarations."""
    return sorted(_DECLARED.values(), key=lambda one: (one.at, one.kind))


def day_of_work(work: Work, otherwise: date) -> date:
    """The legal day for which the clock asked for this work; `otherwise` where a person asked for it."""
    return date.fromisoformat(work.values["on"]) if "on" in work.values else otherwise
