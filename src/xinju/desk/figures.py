"""What the head's first page counts: each figure from the query that its own page uses, over the head's region."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse

from xinju.accounts.access import Officer
from xinju.benefits import queries as rounds
from xinju.cases import queries as cases
from xinju.cases import words
from xinju.desk import presenters, queries
from xinju.registry.queries.deliveries import landed_between
from xinju.registry.queries.permits import due_soon, late_within
from xinju.values.legal_days import SHANGHAI
from xinju.web.language import chosen

VERIFICATION = "verification"
JOB = "job:figures"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class KindLine:
    """Open cases of one kind, with the addresses of the lists behind the counts."""

    label: str
    open: int
    overdue: int
    due_today: int
    open_at: str
    overdue_at: str


@dataclass(frozen=True)
class PartLine:
    """One town of the head's region, or one community of the head's town, beside the others.

    `share` is how many of a hundred open cases are overdue, rounded down; None where none is open.
    """

    code: str
    label: str
    open: int
    overdue: int
    share: int | None
    verified: int
    verified_before: int
    permits_late: int
    open_at: str
    overdue_at: str


@dataclass(frozen=True)
class Month:
    """A calendar month up to a day, and the whole month before it."""

    since: date
    until: date
    last_since: date
    last_until: date


@dataclass(frozen=True)
class RoundLine:
    """A confirmed round."""

    title: str
    applying: int
    placed: int
    unplaced: int
    address: str


def kinds(head: Officer, *, on: date) -> list[KindLine]:
    """The open cases that the head may read, by kind."""
    known = cases.kinds(head)
    return [
        KindLine(
            label=words.label(known[one.type].label) if one.type in known else one.type,
            open=one.open, overdue=one.overdue, due_today=one.due_today,
            open_at=_inbox(type=one.type), overdue_at=_inbox(type=one.type, overdue="on"),
        )
        for one in cases.load_by_kind(head, on=on)
    ]  # fmt: skip


def parts(head: Officer, month: Month) -> list[PartLine]:
    """The divisions next below the head's region, the largest share of overdue cases first; what lies in none of them last."""
    below = queries.divisions_below(head.region)
    if not below:
        return []
    counted = _within(head, month, queries.digits_below(head.region))
    lines = [_part(counted, [code], presenters.named(code, below), code) for code in below]
    lines.sort(key=lambda one: (-Fraction(one.overdue, one.open or 1), -one.open, one.code))
    rest = _part(counted, [code for code in counted if code not in below], chosen("不在以上各处", "In none of these"))
    return [*lines, rest] if rest.open or rest.verified or rest.verified_before or rest.permits_late else lines


def _within(head: Officer, month: Month, digits: int) -> dict[str, Counter[str]]:
    """Every count by division of so many digits."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for load in cases.load_within(head, on=month.until, digits=digits):
        found[load.region].update(open=load.open, overdue=load.overdue)
    spans = {"verified": (month.since, month.until), "verified_before": (month.last_since, month.last_until)}
    for name, (since, until) in spans.items():
        closed = cases.closed_within(head, type=VERIFICATION, since=since, until=until, digits=digits)
        for code, count in closed.items():
            found[code][name] = count
    for code, count in late_within(head, on=month.until, digits=digits).items():
        found[code]["permits_late"] = count
    return found


def _part(counted: Mapping[str, Counter[str]], codes: Sequence[str], label: str, code: str = "") -> PartLine:
    """The sums over these divisions; with a code of the inbox's filter the addresses of its lists."""
    total = sum((counted[one] for one in codes if one in counted), Counter[str]())
    return PartLine(
        code=code, label=label, open=total["open"], overdue=total["overdue"],
        share=total["overdue"] * 100 // total["open"] if total["open"] else None,
        verified=total["verified"], verified_before=total["verified_before"], permits_late=total["permits_late"],
        open_at=_inbox(region=code) if code else "", overdue_at=_inbox(region=code, overdue="on") if code else "",
    )  # fmt: skip


def everything_at(*, overdue: bool = False) -> str:
    """The list of all open cases."""
    return _inbox(**({"overdue": "on"} if overdue else {}))


def month_of(on: date) -> Month:
    since = on.replace(day=1)
    last = since - ONE_DAY
    return Month(since, on, last.replace(day=1), last)


def verified(head: Officer, month: Month) -> dict[str, int]:
    """Verifications closed this month and in the month before."""
    now, before = (
        cases.closed_between(head, type=VERIFICATION, since=since, until=until)
        for since, until in ((month.since, month.until), (month.last_since, month.last_until))
    )
    return {"now": sum(now.values()), "before": sum(before.values())}


def delivered(month: Month) -> dict[str, tuple[int, int]]:
    """Deliveries landed this month and in the month before, with their rows. A file holds people of the whole district."""
    return {
        "now": landed_between(asker=JOB, since=_start(month.since), until=_start(month.until + ONE_DAY)),
        "before": landed_between(asker=JOB, since=_start(month.last_since), until=_start(month.since)),
    }


def permits(head: Officer, *, on: date) -> dict[str, int]:
    """Permits whose endorsement is due within a month, and those that were not endorsed in time."""
    rows = due_soon(head, on=on)
    return {"due": rows.filter(due__gte=on).count(), "late": rows.filter(due__lt=on).count()}


def placed() -> list[RoundLine]:
    """The confirmed rounds, as anyone may see them, the newest first."""
    found = []
    for one in rounds.published_rounds(asker=JOB).order_by("-confirmed_at"):
        run = rounds.latest_run(one, asker=JOB)
        if run is not None:
            count = {name: run.counts.get(name, 0) for name in ("applying", "placed", "unplaced")}
            found.append(RoundLine(one.title, **count, address=reverse("benefits:cutoffs", args=[one.key])))
    return found


def _inbox(**filters: str) -> str:
    return f"{reverse('desk:inbox')}?{urlencode({'everything': 'on', **filters})}"


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI)
