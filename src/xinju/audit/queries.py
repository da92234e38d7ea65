"""Reads of the audit: for auditors, for the person who asks who looked, and for the daily root."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from xinju.audit import lists
from xinju.audit.added import AddedQuerySet
from xinju.audit.chain import BEGINNING
from xinju.audit.models import LOOKED, Event, Link, Shown, Waiting
from xinju.audit.references import Reference, reference
from xinju.audit.roots import Root

_LEGAL_TIME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Look:
    """One look: when, by which account or job, for which purpose, and among how many in a list (1: alone)."""

    at: datetime
    by: str
    purpose: str
    among: int


def events(*, asker: object, about: str | None = None) -> AddedQuerySet:
    """All events, oldest first, or those about one reference; `asker` is the person or job that looks."""
    found = Event.objects.all()
    return found.filter(about=about) if about is not None else found


def looks_at(reference: Reference, *, asker: object, since: datetime | None = None) -> list[Look]:
    """Who looked at one person or thing, alone or in a list, the latest first."""
    return looks_at_any([reference], asker=asker, since=since)


def looks_at_any(references: Sequence[Reference], *, asker: object, since: datetime | None = None) -> list[Look]:
    """Like `looks_at`, for what has several references, such as a person that was merged; each look once."""
    names = [reference(thing) for thing in references]
    in_lists = Shown.objects.filter(trace__in=[lists.trace(name) for name in names]).values_list("event", flat=True)
    found = Event.objects.filter(Q(about__in=names) | Q(pk__in=list(in_lists)), kind=LOOKED)
    if since is not None:
        found = found.filter(at__gte=since)
    rows = found.order_by("-at", "-id").values_list("at", "by", "purpose", "about")
    return [Look(at, by, purpose, _among(about)) for at, by, purpose, about in rows]


def unsealed(*, asker: object) -> int:
    """How many committed events the sealer has not reached yet."""
    return Waiting.objects.count()


def unsealed_since(*, asker: object) -> datetime | None:
    """When the oldest event that waits for the seal happened; None where nothing waits."""
    oldest = Waiting.objects.order_by("event").values("event")[:1]
    return Event.objects.filter(pk__in=oldest).values_list("at", flat=True).first()


def last_event_at(*, asker: object) -> datetime | None:
    """When the newest event happened, by the clock of that moment; None before the first."""
    return Event.objects.order_by("-id").values_list("at", flat=True).first()


def last_sealed_at(*, asker: object) -> datetime | None:
    """When the sealer last added to the chain; None if it never did."""
    return Link.objects.order_by("-number").values_list("sealed_at", flat=True).first()


@dataclass(frozen=True)
class Tail:
    """The chain's end: the last number, the hash at it and when it was sealed."""

    number: int
    hash: str
    sealed_at: datetime


def tail(*, asker: object) -> Tail | None:
    """Where the chain ends now; None before the first seal."""
    last = Link.objects.order_by("-number").values_list("number", "hash", "sealed_at").first()
    return Tail(*last) if last else None


def root(*, on: date, made_at: datetime, asker: object) -> Root:
    """The chain's end at the end of a legal day, for an outside office to keep."""
    start = datetime.combine(on, time(), tzinfo=_LEGAL_TIME)
    until = Link.objects.filter(sealed_at__lt=start + timedelta(days=1))
    last = until.order_by("-number").values_list("number", "hash").first() or (0, BEGINNING)
    return Root(on=on, count=until.filter(sealed_at__gte=start).count(), last=last[0], hash=last[1], made_at=made_at)


def _among(about: str) -> int:
    kind, _, count = about.partition(":")
    return int(count) if kind == "list" and count.isdecimal() else 1
