"""Reads of cases, for the desk and for every app above. `asker` is an officer, or a named job such as "job:import"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr

from xinju.accounts.access import Role, has_role
from xinju.cases import access
from xinju.cases.access import Asker
from xinju.cases.bridge import calendar, course, rules
from xinju.cases.bridge.calendar import YearOfWorkdays
from xinju.cases.bridge.course import CaseType, Label, Refusal, Reminder, Run, Timed
from xinju.cases.models import Case, Edition, Event
from xinju.values.workdays import Workdays

AT_ONCE = 500

__all__ = [
    "Case",
    "CaseFile",
    "CaseType",
    "Event",
    "Label",
    "Load",
    "Refusal",
    "Reminded",
    "Reminder",
    "Tally",
    "Timed",
    "YearOfWorkdays",
    "about",
    "calendar_years",
    "case",
    "case_file",
    "closed_between",
    "inbox",
    "kind_of",
    "kinds",
    "labels_of",
    "may_move",
    "load_by_kind",
    "next_after",
    "reminded",
    "tally",
    "workdays",
]


@dataclass(frozen=True)
class CaseFile:
    """One case with everything a page needs.

    is_waiting   does it wait for the asker's role on that day?
    moves        moves that the asker can make from here
    prolongable  clocks that the asker may prolong
    clocks       every run of every clock, those under way first
    reminders    what is lost when a deadline passes, where that is to be said today
    """

    row: Case
    kind: CaseType
    is_waiting: bool
    events: tuple[Event, ...]
    moves: tuple[str, ...]
    prolongable: tuple[str, ...]
    clocks: tuple[Timed, ...]
    evidence: Mapping[str, str]
    reminders: tuple[tuple[Run, Reminder], ...]


@dataclass(frozen=True)
class Tally:
    """Counts of an inbox."""

    waiting: int
    overdue: int
    due_today: int


@dataclass(frozen=True)
class Load:
    """The open cases of one kind, whoever they wait for."""

    type: str
    open: int
    overdue: int
    due_today: int


@dataclass(frozen=True)
class LoadWithin:
    """The open cases within one part of a region, whoever they wait for; `region` is its code, shorter where it is not known."""

    region: str
    open: int
    overdue: int


@dataclass(frozen=True)
class Reminded:
    """A reminder whose day has come: the open case, its type, the clock that runs out, and what is to be said to whom."""

    row: Case
    kind: CaseType
    run: Run
    reminder: Reminder


def inbox(
    asker: Asker,
    *,
    on: date,
    type: str = "",
    state: str = "",
    mine: bool = False,
    overdue: bool = False,  # noqa: A002
    everything: bool = False,
    region: str = "",
) -> QuerySet[Case]:
    """Open cases that wait for the asker on that day, the nearest deadline first; with `region` those within a division.

    They wait for the role that must act, and for the role to which an expired clock has gone; `mine` leaves those that
    are assigned to the asker, `everything` adds what the asker may read and others work on. A named job gets every open case.
    """
    rows = _open(asker) if everything else _waiting(asker, on)
    return _filtered(rows, asker, on=on, type=type, state=state, mine=mine, overdue=overdue, region=region)


def _filtered(
    rows: QuerySet[Case],
    asker: Asker,
    *,
    on: date,
    type: str = "",
    state: str = "",
    mine: bool = False,
    overdue: bool = False,  # noqa: A002
    region: str = "",
) -> QuerySet[Case]:
    if region:
        rows = rows.filter(region__startswith=region)
    if mine:
        rows = rows.filter(assignee=None if isinstance(asker, str) else asker)
    if type:
        rows = rows.filter(type=type)
    if state:
        rows = rows.filter(state=state)
    if overdue:
        rows = rows.filter(due_on__lt=on, due_certain=True)
    return rows


def next_after(
    row: Case, asker: Asker, *, on: date, everything: bool = False, **filters: object
) -> Case | None:  # fmt: skip
    """The case that follows in the inbox with the same filters, or its first where this was the last one."""
    waiting = inbox(asker, on=on, everything=everything, **filters).exclude(pk=row.pk)  # type: ignore[arg-type]
    if row.due_on is None:
        return waiting.first()
    rows = _open(asker, row.due_on) if everything else _waiting(asker, on, row.due_on)
    later = _filtered(rows, asker, on=on, **filters)  # type: ignore[arg-type]
    return waiting.filter(due_on=row.due_on, pk__gt=row.pk).first() or later.first() or waiting.first()


def tally(asker: Asker, *, on: date, everything: bool = False) -> Tally:
    """How many cases wait for the asker on that day (or are open at all), how many of them are overdue or due that very day."""
    certain = Q(due_certain=True)
    counted = (_open(asker) if everything else _waiting(asker, on)).aggregate(
        waiting=Count("pk"),
        overdue=Count("pk", filter=certain & Q(due_on__lt=on)),
        due_today=Count("pk", filter=certain & Q(due_on=on)),
    )
    return Tally(**counted)


def load_by_kind(asker: Asker, *, on: date) -> list[Load]:
    """How many open cases of each kind the asker may read, and how many of them are overdue or due on that day; the most first."""
    certain = Q(due_certain=True)
    rows = access.visible(asker, Case.objects.filter(closed_on=None)).order_by().values("type")
    counted = rows.annotate(
        open=Count("pk"),
        overdue=Count("pk", filter=certain & Q(due_on__lt=on)),
        due_today=Count("pk", filter=certain & Q(due_on=on)),
    )
    return sorted((Load(**row) for row in counted), key=lambda one: (-one.open, one.type))


def load_within(asker: Asker, *, on: date, digits: int) -> list[LoadWithin]:
    """How many open cases the asker may read in each division whose code has so many digits, and how many are overdue."""
    rows = access.visible(asker, Case.objects.filter(closed_on=None)).order_by()
    late = Count("pk", filter=Q(due_certain=True, due_on__lt=on))
    counted = rows.values(part=Substr("region", 1, digits)).annotate(open=Count("pk"), overdue=late)
    return [LoadWithin(row["part"], row["open"], row["overdue"]) for row in counted]


def closed_within(asker: Asker, *, type: str, since: date, until: date, digits: int) -> dict[str, int]:  # noqa: A002
    """How many cases of a kind were closed from `since` to `until`, by division of so many digits."""
    rows = access.visible(asker, Case.objects.filter(type=type, closed_on__gte=since, closed_on__lte=until))
    return dict(rows.order_by().values_list(Substr("region", 1, digits)).annotate(Count("pk")))


def closed_between(asker: Asker, *, type: str, since: date, until: date) -> dict[str, int]:  # noqa: A002
    """How many cases of a kind were closed from `since` to `until`, both included, by the state in which they stand."""
    rows = access.visible(asker, Case.objects.filter(type=type, closed_on__gte=since, closed_on__lte=until))
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def case(key: str, asker: Asker) -> Case | None:
    """The case of this key, or None where there is none that the asker may see."""
    row = Case.objects.select_related("edition", "assignee").filter(key=key).first()
    return row if row is not None and access.sees(asker, row) else None


def case_file(row: Case, asker: Asker, *, on: date) -> CaseFile:
    """The case with its type, clocks and what the asker can do in it on that day."""
    role = access.role_of(asker)
    acts = not has_role(asker, Role.AUDITOR)
    return CaseFile(
        row=row,
        kind=rules.kind_of(row.edition),
        is_waiting=row.waiting.filter(role=role, since__lte=on).exists(),
        events=tuple(row.events.all()),
        moves=course.moves_for(row, role) if acts else (),
        prolongable=course.prolongable(row, role) if acts else (),
        clocks=course.timed(row, on),
        evidence=course.evidence_of(row),
        reminders=course.reminders(row, on),
    )


def about(subject: str, asker: Asker) -> QuerySet[Case]:
    """The cases about a subject that the asker may see: the open ones first, by deadline."""
    rows = access.visible(asker, Case.objects.filter(subject=subject)).select_related("edition", "assignee")
    return rows.order_by(F("closed_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")


def may_move(
    row: Case, move: str, asker: Asker, *, on: date, evidence: Mapping[str, str], reason: str = ""
) -> tuple[Refusal, ...]:
    """Every reason why the asker cannot make this move with this evidence; none means yes."""
    return course.refusals_of_move(row, move, access.role_of(asker), on, evidence, reason)


def kinds(asker: Asker) -> dict[str, CaseType]:
    """The district's case types that the asker works on or reads, by key."""
    every = {key: declared.kind for key, declared in rules.types_in_force().items()}
    if isinstance(asker, str) or has_role(asker, Role.AUDITOR, Role.HEAD):
        return every
    return {key: kind for key, kind in every.items() if asker.role in kind.roles}


def kind_of(row: Case) -> CaseType:
    """The case's type as it stood when the case was opened."""
    return rules.kind_of(row.edition)


def reminded(*, on: date, asker: str) -> Iterator[Reminded]:
    """Every reminder that is to be said on that day, of each clock the one nearest to its deadline; for a named job.

    Slices are read to their end before the first of them is handed out: whoever asks may write meanwhile.
    """
    ahead = {row.pk: _longest_reminder(rules.kind_of(row)) for row in Edition.objects.all()}
    ahead = {pk: days for pk, days in ahead.items() if days}
    latest = on + timedelta(days=max(ahead.values(), default=0))
    rows = Case.objects.filter(closed_on=None, edition__in=list(ahead), due_on__lte=latest)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        slice_ = Case.objects.filter(pk__in=keys[start : start + AT_ONCE])
        for row in list(slice_.select_related("edition").prefetch_related("events").order_by("pk")):
            newest = {}
            for run, reminder in sorted(course.reminders(row, on), key=lambda pair: -pair[1].before):
                newest[run.clock] = Reminded(row, rules.kind_of(row.edition), run, reminder)
            yield from newest.values()


def _longest_reminder(kind: CaseType) -> int:
    return max((one.before for clock in kind.clocks.values() for one in clock.reminders), default=0)


def labels_of(references: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Chinese and English name of the kind of work behind each reference of a case; other references are left out.

    It says why somebody looked, and nothing of the case; so whoever was looked at may be told.
    """
    prefix = f"{Case._meta.label_lower}:"
    keys = [int(one.removeprefix(prefix)) for one in references if one.startswith(prefix)]
    rows = Case.objects.filter(pk__in=keys).select_related("edition")
    labels = {row.pk: rules.kind_of(row.edition).label for row in rows}
    return {f"{prefix}{pk}": (label.zh, label.en) for pk, label in labels.items()}


def workdays() -> Workdays:
    """The workday calendar in force."""
    return calendar.workdays()


def calendar_years(*, since: int) -> tuple[YearOfWorkdays, ...]:
    """The published years from `since` on, each with its source where an officer published or corrected it."""
    return calendar.years(since)


def _open(asker: Asker, later_than: date | None = None) -> QuerySet[Case]:
    """Every open case that the asker may read, by deadline; `later_than` leaves the deadlines after that day."""
    later = Q(due_on__gt=later_than) if later_than else Q()
    rows = access.visible(asker, Case.objects.filter(later, closed_on=None)).select_related("edition", "assignee")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def _waiting(asker: Asker, on: date, later_than: date | None = None) -> QuerySet[Case]:
    """What waits, by deadline; `later_than` leaves the deadlines after that day. One join, so that one index serves."""
    rows = Case.objects.select_related("edition", "assignee")
    if isinstance(asker, str):
        later = Q(due_on__gt=later_than) if later_than else Q()
        return rows.filter(later, closed_on=None).order_by("due_on", "pk")
    later = Q(waiting__due_on__gt=later_than) if later_than else Q()
    return rows.filter(access.waits_for(asker, on) & later).order_by("waiting__due_on", "pk")
