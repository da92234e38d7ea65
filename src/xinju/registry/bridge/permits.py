"""Permits as rows and as terms: those issued here from their acts, those of another master from what its files say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from xinju.packs.permit_rules import OURS
from xinju.registry.bridge.permit_rules import permit_rules
from xinju.registry.bridge.permit_terms import Standing, Terms, terms
from xinju.registry.models import Permit, PermitEvent, Record
from xinju.registry.models.permits import PermitAct
from xinju.registry.models.slices import slices
from xinju.values.period import ONE_DAY, Period, add_months

PERMIT, SUSPENSION, ENDORSEMENT = "residence_permit", "permit_suspension", "endorsement"
OWN_SOURCE = "window"  # what we write down of our own permits for the points; it is no other master's word


@dataclass(frozen=True)
class Held:
    """One permit, whoever issued it, as it stands.

    permit    the row where it was issued here, else None: then everything is as its master's files say, and read-only
    source    who told of it
    told_on   the day on which the master's file reached us
    """

    identity: int
    number: str
    master: str
    issued_on: date
    division: str
    terms: Terms
    endorsed: tuple[date, ...] = ()
    permit: Permit | None = None
    source: str = ""
    told_on: date | None = None

    def standing(self, on: date) -> Standing:
        return self.terms.standing(on)


def terms_of(permit: Permit, events: Sequence[PermitEvent]) -> Terms:
    """The course of a permit that was issued here."""
    ended = next((event.on for event in events if event.act == PermitAct.ENDED), None)
    return terms(
        permit.issued_on,
        _endorsed(events),
        permit_rules().endorsement,
        residence_since=permit.residence_since,
        ended_on=ended,
    )


def held_by(identities: Collection[int]) -> list[Held]:
    """Every permit of these identities, the newest first."""
    found = [*_ours(identities), *_theirs(identities)]
    return sorted(found, key=lambda one: (one.issued_on, one.identity), reverse=True)


def numbers_in_force(identities: Collection[int], on: date) -> dict[int, str]:
    """The number of the permit that each of these identities can use on that day; those with none are left out."""
    usable = {"valid", "due"}
    return _numbers(one for one in held_by(identities) if one.issued_on <= on and one.standing(on) in usable)


def newest_numbers(identities: Collection[int]) -> dict[int, str]:
    """The number by which each of these identities is looked for: that of the newest permit which has not been ended."""
    return _numbers(one for one in held_by(identities) if one.terms.ended_on is None)


def _numbers(newest_first: Iterable[Held]) -> dict[int, str]:
    return {one.identity: one.number for one in reversed(list(newest_first)) if one.number}


def _ours(identities: Collection[int]) -> Iterable[Held]:
    for some in slices(sorted(identities)):
        rows = Permit.objects.filter(identity__in=some).select_related("application").prefetch_related("events")
        for row in rows.order_by("id"):
            events = list(row.events.all())
            yield Held(
                row.identity_id, row.number, OURS, row.issued_on, row.division, terms_of(row, events),
                _endorsed(events), row,
            )  # fmt: skip


def _theirs(identities: Collection[int]) -> Iterable[Held]:
    """A run of rows that touch is one permit: a department tells of each term, or of the whole, as it likes."""
    rows: dict[int, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for some in slices(sorted(identities)):
        told = Record.objects.current().filter(identity__in=some, type__in=(PERMIT, SUSPENSION, ENDORSEMENT))
        for row in told.exclude(source=OWN_SOURCE).order_by("start", "id"):
            rows[row.identity_id][row.type].append(row)
    for identity, by_type in rows.items():
        runs: list[list[Record]] = []
        for row in by_type[PERMIT]:
            if runs and _touch(runs[-1][-1], row):
                runs[-1].append(row)
            elif row.start is not None:
                runs.append([row])
        yield from (_told(identity, run, by_type) for run in runs)


def _told(identity: int, run: Sequence[Record], by_type: Mapping[str, Sequence[Record]]) -> Held:
    first, last = run[0], run[-1]
    assert first.start is not None
    start, due = first.start, last.end or date.max
    stopped = [
        Period(row.start, row.end)
        for row in by_type[SUSPENSION]
        if row.start and start <= row.start <= due
    ]  # fmt: skip
    resumed = [period.end + ONE_DAY for period in stopped if period.end]
    window = permit_rules().endorsement.window_months
    course = Terms(
        in_force=_without(Period(start, last.end), stopped),
        suspended=(*stopped, Period(due + ONE_DAY)) if last.end else tuple(stopped),
        counts_from=max([start, *resumed]),
        due=due,
        opens=add_months(due, -window) if last.end else due,
    )
    rules = permit_rules()
    division = last.values.get("division", "")
    return Held(
        identity, _number(run), rules.master_in(division), start, division, course,
        tuple(row.start for row in by_type[ENDORSEMENT] if row.start and start <= row.start <= due),
        None, last.source, timezone.localdate(max(row.recorded_at for row in run)),
    )  # fmt: skip


def _touch(before: Record, after: Record) -> bool:
    return before.end is None or (after.start is not None and after.start <= before.end + ONE_DAY)


def _number(run: Sequence[Record]) -> str:
    return next((row.values["permit_number"] for row in reversed(run) if row.values.get("permit_number")), "")


def _without(whole: Period, gaps: Iterable[Period]) -> tuple[Period, ...]:
    left, start = [], whole.start
    for gap in sorted(gaps):
        if gap.start > start:
            left.append(Period(start, gap.start - ONE_DAY))
        if gap.end is None:
            return tuple(left)
        start = max(start, gap.end + ONE_DAY)
    if whole.end is None or start <= whole.end:
        left.append(Period(start, whole.end))
    return tuple(left)


def _endorsed(events: Iterable[PermitEvent]) -> tuple[date, ...]:
    return tuple(sorted(event.on for event in events if event.act == PermitAct.ENDORSED))
