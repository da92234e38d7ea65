"""What pages, workers and the doctor may read of long work, of what the clock asks for, and of the outbox."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from xinju.audit.actions import Reference, reference
from xinju.messages import access, jobs, schedule
from xinju.messages.models import Fate, Message, Occasion, State, Work, Worker
from xinju.messages.schedule import Daily


def work(key: UUID, *, asker: Reference) -> Work | None:
    """The work of a key, for whoever asked for it."""
    found = Work.objects.select_related("worker", "officer").filter(key=key).first()
    return found if found is not None and access.may_see(found, asker=asker) else None


def work_about(about: Reference, *, asker: Reference, key: UUID | None = None, kind: str = ""):
    """Work about one thing, newest first, for an app that has decided that `asker` may see that thing."""
    found = Work.objects.select_related("worker", "officer").filter(about=reference(about))
    if key is not None:
        found = found.filter(key=key)
    return found.filter(kind=kind) if kind else found


def unfinished(about: Reference, *, asker: Reference):
    """What waits, runs or was interrupted, newest first."""
    return work_about(about, asker=asker).filter(state__in=State.unfinished())


def to_look_at(about: Reference, *, asker: Reference) -> list[Work]:
    """What is unfinished, and before it the newest of all where that one failed and nobody has asked anew since."""
    newest = work_about(about, asker=asker).first()
    failed = [newest] if newest is not None and newest.state == State.FAILED else []
    return [*failed, *unfinished(about, asker=asker)]


def workers_alive(*, asker: Reference, at: datetime | None = None) -> int:
    """How many processes take work from the queue now."""
    return Worker.objects.alive(at or timezone.now()).count()


def interrupted(*, asker: Reference, at: datetime | None = None):
    """Work that nobody does any more although it was begun."""
    return Work.objects.interrupted(at or timezone.now())


@dataclass(frozen=True)
class Night:
    """How a job of the clock stands: the newest day on which it is due by now, its work on that day (None where it was not
    asked for), and the last day on which it was done."""

    daily: Daily
    on: date
    work: Work | None
    last_done_on: date | None


def nights(*, asker: Reference, at: datetime) -> list[Night]:
    """Every job of the clock, in the order of the night; `at` is the instant by the platform's clock."""
    jobs.find_all()
    return [_night(one, one.latest_day(at)) for one in schedule.declared()]


def _night(one: Daily, on: date) -> Night:
    rows = Occasion.objects.filter(kind=one.kind).select_related("work")
    held = rows.filter(on=on).first()
    done = rows.filter(work__state=State.DONE).first()
    return Night(one, on, held.work if held else None, done.on if done else None)


@dataclass(frozen=True)
class Outbox:
    """How one channel stands: how many wait and since when the oldest, what kept one back last; sent and given up since a moment."""

    channel: str
    waiting: int
    oldest: datetime | None
    kept_back: int
    why: str
    sent: int
    last_sent_at: datetime | None
    given_up: int


def outbox(channel: str, *, asker: Reference, at: datetime, within: timedelta = timedelta(days=1)) -> Outbox:
    """How a channel stands, with what was sent and given up within so long."""
    rows, lately = Message.objects.filter(channel=channel), Q(ended_at__gt=at - within)
    waiting = rows.filter(fate=Fate.WAITING).aggregate(
        waiting=Count("pk"), oldest=Min("queued_at"), kept_back=Count("pk", filter=~Q(why=""))
    )
    last = rows.filter(fate=Fate.WAITING).exclude(why="").order_by("-next_try_at").values_list("why", flat=True).first()
    ended = rows.filter(lately).aggregate(
        sent=Count("pk", filter=Q(fate=Fate.SENT)), given_up=Count("pk", filter=Q(fate=Fate.GIVEN_UP))
    )
    sent_at = rows.filter(fate=Fate.SENT).aggregate(at=Max("ended_at"))["at"]
    return Outbox(channel=channel, why=last or "", last_sent_at=sent_at, **waiting, **ended)


def given_up(*, asker: Reference, at: datetime, within: timedelta = timedelta(days=7)) -> QuerySet[Message]:
    """Messages that never went out, the latest first."""
    return Message.objects.filter(fate=Fate.GIVEN_UP, ended_at__gt=at - within).order_by("-ended_at", "-pk")


def sent_to(recipient: Reference, *, asker: Reference) -> QuerySet[Message]:
    """Every message to one recipient, the latest first, for an app that has decided that `asker` is that one."""
    return Message.objects.filter(to=reference(recipient))
