"""What the clock starts: each declared job once for each legal day, and once more where it broke or was interrupted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from xinju.audit.actions import Reference
from xinju.messages import schedule
from xinju.messages.actions.asking import begin, begin_again
from xinju.messages.actions.progress import CODE_OF_OURS
from xinju.messages.models import Occasion, State, Work
from xinju.messages.schedule import Daily

BY_THE_CLOCK = "job:clock"
MOST_ATTEMPTS = 3
AGAIN_AFTER = timedelta(minutes=15)


def start_due(*, at: datetime, by: Reference = BY_THE_CLOCK) -> int:
    """Ask for whatever is due at that instant and was not asked for; answers with how many pieces of work were put into the queue.

    However many workers look at the clock at once, each job is asked for once a day. What broke by a fault of the program is
    tried again after a quarter of an hour, three times in all; what people must mend waits for them.
    """
    return sum(_start(one, one.latest_day(at), by) for one in schedule.declared())


def start_now(kind: str, *, at: datetime, by: Reference) -> bool:
    """The same for one job because somebody asks: also what has failed too often or for people to mend. False where there is
    nothing to do: it is under way or done. KeyError where no job of this kind is declared."""
    one = {one.kind: one for one in schedule.declared()}[kind]
    held = _held(one, one.latest_day(at))
    return begin_again(held.work, by=by) if held is not None else bool(_start(one, one.latest_day(at), by))


def _start(one: Daily, on: date, by: Reference) -> int:
    held = _held(one, on)  # asked first: an empty round must not take SQLite's one write lock
    if held is not None:
        return int(_may_try_again(held.work) and begin_again(held.work, by=by))
    with transaction.atomic():
        work = begin(
            one.kind, about=f"messages.daily:{one.kind}", by=by, key=uuid5(NAMESPACE_URL, f"xinju:{one.kind}:{on}"),
            values={"on": on.isoformat()},
        )  # fmt: skip
        _, is_new = Occasion.objects.get_or_create(kind=one.kind, on=on, defaults={"work": work})
    return int(is_new)


def _held(one: Daily, on: date) -> Occasion | None:
    return Occasion.objects.filter(kind=one.kind, on=on).select_related("work").first()


def _may_try_again(work: Work) -> bool:
    if work.attempt >= MOST_ATTEMPTS:
        return False
    if work.state == State.FAILED:
        return work.failure == CODE_OF_OURS and timezone.now() - work.finished_at >= AGAIN_AFTER
    return work.is_interrupted()
