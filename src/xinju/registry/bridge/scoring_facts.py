"""From the registry to a points run: the tables of a facts folder, under opaque person keys, as known at an instant.

The tables are those that docs/facts.md describes, all columns as text, so that a run reads them exactly as it reads a
department's folder. Nothing sealed is opened for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import pyarrow as pa
from django.db.models import Q, QuerySet

from xinju.engines.linkage.choosing import VERIFICATION, Offered, choose
from xinju.engines.linkage.components import components
from xinju.packs.records import OWN_COLUMNS, DeclaredRecord
from xinju.packs.registry_rules import RegistryRules
from xinju.registry.bridge.divisions import Atlas, atlas
from xinju.registry.bridge.said import Said, said
from xinju.registry.models import Delivery, Identity, Link, Particulars, QueryAnswer, Record, Stay
from xinju.registry.models.identities import Verdict
from xinju.registry.models.records import Strength
from xinju.registry.models.slices import slices
from xinju.values.legal_days import day_of
from xinju.values.period import add_months

PERSON, STAY, NOT_KNOWN = "person", "stay", "not_known"
_PERSON_FIELDS = ("birth_date", "sex", "hukou")
_HEADING = {"start": "from", "end": "to", "month": "month", "date": "date"}
_FEW = 100  # people, up to whom links are followed one by one
_DAY_OF = {"start": "start", "end": "end", "month": "start", "date": "start"}


class Fact(NamedTuple):
    """A record as a run reads it. Named like the columns of its table; no object of the table is made of a million rows."""

    pk: int
    identity_id: int
    type: str
    start: date | None
    end: date | None
    values: Mapping[str, str]
    strength: str
    source: str
    verification: str
    recorded_at: datetime


class Tables:
    """What one run reads of some people, as known at an instant."""

    def __init__(
        self, keys: Iterable[str], *, known_at: datetime, rules: RegistryRules, types: Mapping[str, DeclaredRecord]
    ) -> None:
        self._known_at = known_at
        self._rules = rules
        self._types = types
        self._atlas = atlas()
        self.subject_of, self._subjects = _subjects(keys, known_at)

    def tables(self) -> dict[str, pa.Table]:
        """A table for every record type of which a delivery had landed, somebody was answered, or a row was known by then;
        and `not_known`: whom nobody has told us about where a type is not delivered as a whole."""
        found = {PERSON: self._people(), STAY: self._stays()}
        rows: dict[str, list[Fact]] = defaultdict(list)
        for held in self._of(Record.objects):
            for row in held.values_list(*Fact._fields):
                fact = Fact._make(row)
                rows[fact.type].append(fact)
        answered = self._answered()
        delivered = self._delivered()
        for key in sorted({*rows, *delivered, *answered} & set(self._types) - set(found)):
            found[key] = self._records(self._types[key], rows.get(key, []))
        told = {key: {self._subjects[row.identity_id] for row in rows.get(key, ())} for key in {*rows, *answered}}
        open_ = {
            key: told[key] | answered.get(key, set()) for key in told if key not in delivered and key in self._types
        }
        found[NOT_KNOWN] = self._not_known(open_)
        return found

    def _answered(self) -> dict[str, set[str]]:
        """By record type, the subjects about whom a query list had brought an answer by then, be it that there is nothing."""
        landed = QueryAnswer.objects.filter(delivery__landed_at__lte=self._known_at)
        landed = landed.filter(Q(delivery__withdrawn_at__isnull=True) | Q(delivery__withdrawn_at__gt=self._known_at))
        if len(self._subjects) <= _FEW:
            landed = landed.filter(item__person__own_identity__in=list(self._subjects))
        found: dict[str, set[str]] = defaultdict(set)
        for identity, key in landed.values_list("item__person__own_identity", "delivery__record_type"):
            if identity in self._subjects:
                found[key].add(self._subjects[identity])
        return found

    def _not_known(self, known: Mapping[str, set[str]]) -> pa.Table:
        """Everybody else, for each type that is known about some people only."""
        everybody = sorted(set(self._subjects.values()))
        lines = ([one, key] for key in sorted(known) for one in everybody if one not in known[key])
        return _table(["subject", "record"], lines)

    def _people(self) -> pa.Table:
        held: dict[str, list[Said]] = defaultdict(list)
        for some in self._of(Particulars.objects):
            for row in said(some):
                held[self._subjects[row.identity_id]].append(row)
        lines = [self._person(subject, rows) for subject, rows in sorted(held.items())]
        return _table(["subject", *_PERSON_FIELDS, "recorded_at", "status", "source"], filter(None, lines))

    def _person(self, subject: str, rows: Sequence[Said]) -> list[str] | None:
        """The best value of each field; the row stands and falls with the date of birth, which every sheet asks for."""
        best = {}
        for name in _PERSON_FIELDS:
            offered = [
                Offered(getattr(row, name), row.source, row.verification_of(name), row.observed_on, row.pk)
                for row in rows
            ]
            best[name] = choose(offered, self._rules.ranking_of(name))
        born = best["birth_date"]
        if born is None:
            return None
        row = next(row for row in rows if row.pk == born.best.order)
        values = ["" if found is None else str(found.best.value) for found in best.values()]
        recorded_at, _, source = self._provenance(row)
        return [subject, *values, recorded_at, born.best.verification, source]

    def _stays(self) -> pa.Table:
        told = chain.from_iterable(self._of(Stay.objects))
        chosen = self._one_a_slot(told, self._slot_of_stay, "place")
        lines = (
            [self._subjects[one.identity_id], _day(piece.start), _day(piece.end), piece.code, one.dwelling]
            + self._provenance(one)
            for one in chosen
            for piece in self._atlas.pieces(one.division, one.start, one.end)
        )
        return _table(["subject", "from", "to", "division", "dwelling", "recorded_at", "status", "source"], lines)

    def _slot_of_stay(self, stay: Stay) -> tuple[Any, ...]:
        """Two sources may write one place with its older and its newer code."""
        return self._subjects[stay.identity_id], stay.start, self._atlas.code_on(stay.division, stay.start)

    def _records(self, declared: DeclaredRecord, rows: Iterable[Fact]) -> pa.Table:
        own, columns = OWN_COLUMNS[declared.type.shape], list(declared.type.columns)
        told = _month_by_month(rows) if declared.type.shape == "month" else rows
        if not self._atlas.is_plain:
            told = (piece for row in told for piece in on_the_map(row, declared, self._atlas))
        chosen = self._one_a_slot(told, lambda row: (self._subjects[row.identity_id], *_slot(row, declared)), "any")
        lines = (
            [self._subjects[row.identity_id], *_days(row, own), *(str(row.values.get(key, "")) for key in columns)]
            + self._provenance(row)
            for row in chosen
        )
        heading = ["subject", *(_HEADING[name] for name in own), *columns, "recorded_at", "status", "source"]
        return _table(heading, lines)

    def _one_a_slot(self, rows: Iterable[Any], slot: Any, field: str) -> list[Any]:
        """Where identities of one person tell the same record differently, the best source's row."""
        held: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for row in rows:
            held[slot(row)].append(row)
        rank = self._rules.ranking_of(field)
        return [
            those[0] if len(those) == 1 else min(those, key=lambda row: _standing(row, rank))
            for _, those in sorted(held.items())
        ]

    def _of(self, manager: Any) -> Iterable[Any]:
        """The rows of these people, some people at a time."""
        for some in slices(sorted(self._subjects)):
            yield manager.known_at(self._known_at).filter(identity__in=some).order_by("id")

    def _delivered(self) -> set[str]:
        landed = Delivery.objects.filter(landed_at__lte=self._known_at, query_list__isnull=True)
        landed = landed.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=self._known_at))
        return set(landed.values_list("record_type", flat=True))

    def _provenance(self, row: Any) -> list[str]:
        source = self._rules.sources.get(row.source)
        return [_legal_day(row.recorded_at), row.verification, source.name if source else row.source]


def _subjects(keys: Iterable[str], known_at: datetime) -> tuple[dict[str, str], dict[int, str]]:
    """Who speaks, by person key as kept by other apps; and by identity, for all identities that were one with them then."""
    wanted = {str(key) for key in keys}
    links = Link.objects.filter(verdict=Verdict.SAME, made_at__lte=known_at)
    links = links.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_at))
    if len(wanted) <= _FEW:
        start = set(Identity.objects.filter(own__key__in=wanted).values_list("id", flat=True))
        pairs = _links_around(links, start)
        concerned = {*start, *(one for pair in pairs for one in pair)}
        owns = dict(Identity.objects.filter(id__in=concerned).values_list("id", "own__key"))
    else:
        owns = dict(Identity.objects.values_list("id", "own__key"))
        start = {identity for identity, key in owns.items() if str(key) in wanted}
        pairs = list(links.values_list("first", "second"))
    parts = components({*start, *(one for pair in pairs for one in pair)}, pairs)
    by_identity = {one: str(owns[min(part)]) for part in parts if part & start for one in part}
    return {str(owns[one]): by_identity[one] for one in start}, by_identity


def _links_around(links: QuerySet[Link], start: Iterable[int]) -> list[tuple[int, int]]:
    """The links of a family, step by step from its own identities: a city's links are not read for four people."""
    found: set[tuple[int, int]] = set()
    seen: set[int] = set()
    edge = set(start)
    while edge:
        seen |= edge
        pairs = links.filter(Q(first__in=edge) | Q(second__in=edge)).values_list("first", "second")
        found |= set(pairs)
        edge = {one for pair in found for one in pair} - seen
    return sorted(found)


def _slot(row: Fact, declared: DeclaredRecord) -> tuple[str, ...]:
    return tuple(
        str(getattr(row, _DAY_OF[name])) if name in _DAY_OF else str(row.values.get(name, ""))
        for name in declared.type.identity
    )


def _days(row: Fact, own: Sequence[str]) -> list[str]:
    """A month is written as its number, all others as days."""
    return [_day(row.start)[:7] if name == "month" else _day(getattr(row, _DAY_OF[name])) for name in own]


def on_the_map(row: Fact, declared: DeclaredRecord, by: Atlas) -> list[Fact]:
    """The record with the divisions of its own days.

    An event or month bears the codes of its day. A period is cut where a code changed; one that is measured in figures, such
    as a home with its area, stays whole with the codes of its last day, since two halves would count twice.
    """
    divisions = [
        key for key, column in declared.type.columns.items() if column.kind == "division" and row.values.get(key)
    ]
    if not divisions or row.start is None:
        return [row]
    if declared.type.shape != "period":
        return [_with_codes(row, divisions, by, row.start)]
    if any(column.kind == "number" for column in declared.type.columns.values()):
        return [_with_codes(row, divisions, by, row.end)] if row.end else [row]
    cuts = sorted({piece.start for key in divisions for piece in by.pieces(row.values[key], row.start, row.end)})
    ends = [*(cut - timedelta(days=1) for cut in cuts[1:]), row.end]
    return [_with_codes(row, divisions, by, start, start=start, end=end) for start, end in zip(cuts, ends, strict=True)]


def _with_codes(row: Fact, divisions: Sequence[str], by: Atlas, day: date, **days: date | None) -> Fact:
    return row._replace(values={**row.values, **{key: by.code_on(row.values[key], day) for key in divisions}}, **days)


def _month_by_month(rows: Iterable[Fact]) -> Iterator[Fact]:
    """Months told as from–to, each as a row of its own. What is told month by month stands before it."""
    for row in rows:
        if row.strength != Strength.SPAN or row.start is None or row.end is None:
            yield row
            continue
        month = row.start
        while month <= row.end:
            yield row._replace(start=month, end=month)
            month = add_months(month, 1)


def _standing(row: Any, rank: Sequence[str]) -> tuple[int, int, bool, float, int]:
    place = rank.index(row.source) if row.source in rank else len(rank)
    is_span = getattr(row, "strength", "") == Strength.SPAN
    return VERIFICATION.index(row.verification), place, is_span, -row.recorded_at.timestamp(), -row.pk


@lru_cache(maxsize=10_000)
def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


@lru_cache(maxsize=1_000)
def _legal_day(instant: datetime) -> str:
    return day_of(instant).isoformat()


def _table(heading: Sequence[str], lines: Iterable[Sequence[str]]) -> pa.Table:
    rows = list(lines)
    columns = zip(*rows, strict=True) if rows else ([] for _ in heading)
    return pa.table({name: pa.array(list(cells), pa.string()) for name, cells in zip(heading, columns, strict=True)})
