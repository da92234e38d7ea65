"""Does the registry itself show that somebody meets the permit's conditions? Half a year of registration, and work, home or study.

What is not in the registry is "not known", never "no": then a paper is asked for. Answers are codes with their values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from xinju.packs.permit_rules import ALWAYS, PROXY, Condition, HalfYear, PermitRules, Proof
from xinju.registry.models import Record, Stay
from xinju.registry.models.known import Door, Verification
from xinju.values.legal_days import day_of
from xinju.values.period import ONE_DAY, Period, add_months

SEEN, HELD, MISSING = "seen", "held", "missing"
_TOLD_BY_OFFICE = (Door.FILE, Door.API)


@dataclass(frozen=True)
class Finding:
    """One answer about one condition: half_year_full, half_year_lacks, not_registered; proved, unverified, not_known."""

    about: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return self.code in ("half_year_full", "proved")

    def as_json(self) -> dict[str, object]:
        return {"about": self.about, "code": self.code, "values": dict(self.values)}


@dataclass(frozen=True)
class Findings:
    """What the registry says on a day: of the half year, of each condition, and from when residence is registered unbroken."""

    half_year: Finding
    conditions: Mapping[str, Finding]
    since: date | None
    in_force: frozenset[str]

    @property
    def every(self) -> tuple[Finding, ...]:
        return (self.half_year, *self.conditions.values())


def findings(identities: Collection[int], rules: PermitRules, on: date) -> Findings:
    """Everything the registry can say of these identities, who are one person."""
    periods = registered(identities, rules.half_year.within, on)
    half_year, since = _half_year(periods, rules.half_year, on)
    records = _records(identities, rules)
    conditions = {key: _condition(key, one, records, on) for key, one in rules.conditions.items()}
    in_force = frozenset(kind for kind, rows in records.items() if any(_is_good(row) and _on(row, on) for row in rows))
    return Findings(half_year, conditions, since, in_force)


def registered(identities: Collection[int], within: str, on: date) -> list[Period]:
    """The days on which these identities were registered within a place. A stay that somebody tells of later than it began
    counts from the day on which it was told: an office's own register from its first day."""
    told: dict[tuple[int, date, str], date] = {}
    current = []
    for row in Stay.objects.filter(identity__in=identities, division__startswith=within, start__lte=on):
        key, day = (row.identity_id, row.start, row.division), day_of(row.recorded_at)
        told[key] = min(told.get(key, day), day)
        if row.superseded_at is None:
            current.append(row)
    found = []
    for row in current:
        key = row.identity_id, row.start, row.division
        start = row.start if row.door in _TOLD_BY_OFFICE else max(row.start, told[key])
        if start <= on and (row.end is None or row.end >= start):
            found.append(Period(start, row.end))
    return sorted(found, key=lambda one: one.start)


def papers_needed(rules: PermitRules, ground: str, *, by_proxy: bool, in_force: Collection[str]) -> dict[str, str]:
    """Each paper for this ground with how it stands before anybody has looked: HELD where the registry has it, else MISSING."""
    asked = {ALWAYS, ground, *([PROXY] if by_proxy else [])}
    return {
        key: HELD if set(paper.held_as) & set(in_force) else MISSING
        for key, paper in rules.papers.items()
        if paper.needed_for in asked
    }


def against_issue(found: Findings, ground: str, papers: Mapping[str, str], rules: PermitRules) -> tuple[str, ...]:
    """Codes of what the law lacks for a permit: under_half_year, no_condition, papers_missing. None means that it may be given."""
    lacks = [] if found.half_year.holds else ["under_half_year"]
    brought = [key for key, paper in rules.papers.items() if paper.needed_for == ground and papers.get(key) == SEEN]
    by_address = ground == "home" and papers.get("address") == SEEN
    if not (found.conditions[ground].holds or brought or by_address):
        lacks.append("no_condition")
    if MISSING in papers.values():
        lacks.append("papers_missing")
    return tuple(lacks)


def _half_year(periods: Sequence[Period], rule: HalfYear, on: date) -> tuple[Finding, date | None]:
    since = until = None
    for period in periods:
        if until is None or period.start > until + timedelta(days=rule.gap_days) + ONE_DAY:
            since = period.start
        until = max(until or period.start, period.end or on)
    if since is None or until is None or until < on:
        return Finding("half_year", "not_registered"), None
    full = add_months(since, rule.months)
    code = "half_year_full" if on >= full else "half_year_lacks"
    return Finding("half_year", code, {"since": since.isoformat(), "full_on": full.isoformat()}), since


def _records(identities: Collection[int], rules: PermitRules) -> Mapping[str, list[Record]]:
    kinds = {proof.record for condition in rules.conditions.values() for proof in condition.proved_by}
    kinds |= {kind for paper in rules.papers.values() for kind in paper.held_as}
    found: dict[str, list[Record]] = defaultdict(list)
    for row in Record.objects.current().filter(identity__in=identities, type__in=kinds).order_by("start", "id"):
        found[row.type].append(row)
    return found


def _condition(about: str, condition: Condition, records: Mapping[str, Sequence[Record]], on: date) -> Finding:
    unverified: Record | None = None
    for proof in condition.proved_by:
        rows = records.get(proof.record, ())
        good = [row for row in rows if _is_good(row)]
        if (row := _proves(proof, good, on)) is not None:
            return Finding(about, "proved", _where(row))
        unverified = unverified or _proves(proof, rows, on)
    return Finding(about, "unverified", _where(unverified)) if unverified else Finding(about, "not_known")


def _proves(proof: Proof, rows: Sequence[Record], on: date) -> Record | None:
    """The row that proves it on that day: one in force, or the last of enough months."""
    if not proof.months:
        return next((row for row in reversed(rows) if _on(row, on)), None)
    first = add_months(on, -proof.months - 1)
    months = {month for row in rows for month in _months(row, first, on)}
    return rows[-1] if len(months) >= proof.months else None


def _months(row: Record, first: date, last: date) -> Iterable[tuple[int, int]]:
    day, until = max(row.start or last, first), min(row.end or row.start or last, last)
    while day <= until:
        yield day.year, day.month
        day = add_months(day.replace(day=1), 1)


def _on(row: Record, on: date) -> bool:
    return (row.start is None or row.start <= on) and (row.end is None or row.end >= on)


def _is_good(row: Record) -> bool:
    return row.verification == Verification.VERIFIED


def _where(row: Record) -> dict[str, str]:
    return {"record": row.type, "source": row.source, "since": row.start.isoformat() if row.start else ""}
