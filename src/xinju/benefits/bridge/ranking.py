"""From points to ranked applicants: keys made comparable, and who cannot be ranked, or not yet, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Protocol

from xinju.benefits.bridge.rounding import Reading, differing_gates, differing_orders
from xinju.engines.placement.model import Applicant, BandRule, Round, Status, Twins
from xinju.engines.placement.place import shared_by_birth
from xinju.engines.scoring.spans import Span, Value

Keys = tuple[Fraction, ...]
UNKNOWN = Span(Fraction(-(10**9)), Fraction(10**9))  # a key of which nothing at all is known


class ScoredService(Protocol):
    """What the points floor says about one service: the gate (None: not known), the rank keys in order, the bars."""

    @property
    def gate(self) -> bool | None: ...
    @property
    def rank(self) -> tuple[Value, ...]: ...
    @property
    def blocked_by(self) -> tuple[str, ...]: ...
    @property
    def readings(self) -> tuple[Reading, ...]: ...


@dataclass(frozen=True)
class Entry:
    """What one child brings to the ranking.

    `filed` is the child as the list of applicants has it (its keys are not looked at); `rank` the keys in order as
    spans, larger is better only where `descending` says so, None where there is nothing; None as a whole: no points.
    `readings`: gate and keys in each way to round points that the text leaves open; `rank` is that of the first.
    """

    filed: Applicant
    rank: tuple[Value, ...] | None
    gate: bool | None = True
    blocked_by: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()

    def read(self, way: str) -> Entry:
        """The entry in one way to round; itself where its points do not come from a sheet."""
        return next((replace(self, rank=one.rank) for one in self.readings if one.way == way), self)


@dataclass(frozen=True)
class NotRanked:
    """A child that is listed and not ranked. Codes: no_points, gate_not_met, gate_unknown, blocked, twins_differ."""

    application: str
    code: str
    by: tuple[str, ...] = ()
    keys: tuple[Fraction | None, ...] = ()


@dataclass(frozen=True)
class ToClarify:
    """What is not known and may change a result: it stops the confirmation.

    code     key_unknown, line_unknown, gate_unknown or twins_differ; where the text does not say how points are rounded and the
             ways differ: rounding_order, rounding_line, rounding_gate
    key      which rank key, from 0; None where it is not about a key
    against  the other child whose order with this one is open
    ways     two ways to round that differ
    """

    application: str
    code: str
    key: int | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    against: str = ""
    ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """Who is placed, who is only listed, and what has to be clarified first.

    `nothing` is the number that stands for "nothing" at each key: below every value, because nothing ranks last.
    """

    applicants: tuple[Applicant, ...]
    not_ranked: tuple[NotRanked, ...] = ()
    to_clarify: tuple[ToClarify, ...] = ()
    nothing: Keys = field(default=())

    @property
    def is_firm(self) -> bool:
        """Whether every reading of what is not known gives the same order."""
        return not self.to_clarify


def rank(round_: Round, entries: Sequence[Entry], descending: Sequence[bool]) -> Ranking:
    """Sort the entries into ranked, listed and to be clarified. Who is not applying stays in the list, unranked."""
    applying = [entry for entry in entries if entry.filed.status is Status.APPLYING]
    apart = [replace(e.filed, keys=(0,) * len(descending)) for e in entries if e.filed.status is not Status.APPLYING]
    listed = [refused for entry in applying if (refused := _refusal(entry)) is not None]
    readings = {entry.filed.application: entry.readings for entry in applying}
    open_gates = [_open_gate(o.application, readings[o.application]) for o in listed if o.code == "gate_unknown"]
    nothing = _nothing(applying, descending)
    known = {entry.filed.application: entry for entry in applying if entry.rank is not None}
    spans = {name: _larger_is_better(entry.rank or (), descending, nothing) for name, entry in known.items()}
    keys = {name: tuple(map(_reading, found)) for name, found in spans.items()}
    barred = {one.application for one in listed}
    ranked = [replace(known[name].filed, keys=found) for name, found in keys.items() if name not in barred]
    differing = _twins_that_differ(round_, ranked)
    ranked = [one for one in ranked if one.application not in differing]
    refused = [*listed, *(NotRanked(name, "twins_differ") for name in differing)]
    open_keys = [*_open_order(round_, {one.application: spans[one.application] for one in ranked})]
    asked = {one.application for one in open_keys}
    rounded = _open_rounding(round_, [known[one.application] for one in ranked], descending)
    open_keys += [one for one in rounded if one.application not in asked]
    return Ranking(
        applicants=tuple(sorted((*ranked, *apart), key=lambda one: one.application)),
        not_ranked=tuple(sorted((replace(o, keys=keys.get(o.application, ())) for o in refused), key=_by_number)),
        to_clarify=tuple(
            sorted((*open_gates, *open_keys, *(ToClarify(name, "twins_differ") for name in differing)), key=_by_number)
        ),
        nothing=nothing,
    )


def _by_number(one: NotRanked | ToClarify) -> str:
    return one.application


def _refusal(entry: Entry) -> NotRanked | None:
    name = entry.filed.application
    if entry.rank is None:
        return NotRanked(name, "no_points")
    if entry.blocked_by:
        return NotRanked(name, "blocked", entry.blocked_by)
    if entry.gate is None:
        return NotRanked(name, "gate_unknown")
    return None if entry.gate else NotRanked(name, "gate_not_met")


def _nothing(entries: Iterable[Entry], descending: Sequence[bool]) -> Keys:
    lowest = [Fraction(0)] * len(descending)
    for entry in entries:
        for position, value in enumerate(entry.rank or ()):
            if value is not None:
                lowest[position] = min(lowest[position], _turned(value, descending[position]).low)
    return tuple(low - 1 for low in lowest)


def _larger_is_better(found: Sequence[Value], descending: Sequence[bool], nothing: Keys) -> tuple[Span, ...]:
    return tuple(_comparable(value, down, least) for value, down, least in zip(found, descending, nothing, strict=True))


def _comparable(value: Value, descending: bool, nothing: Fraction) -> Span:
    if value is None:
        return Span(nothing, nothing)
    turned = _turned(value, descending)
    return Span(nothing, turned.high) if value.or_nothing else turned


def _turned(value: Span, descending: bool) -> Span:
    return Span(value.low, value.high) if descending else Span(-value.high, -value.low)


def _reading(span: Span) -> Fraction | None:
    """The number that stands for a key: any reading will do where the order is firm; None where nothing is known."""
    return None if span == UNKNOWN else span.low


def _open_gate(name: str, readings: tuple[Reading, ...]) -> ToClarify:
    ways = differing_gates(readings)
    return ToClarify(name, "gate_unknown") if ways is None else ToClarify(name, "rounding_gate", ways=ways)


def _open_rounding(round_: Round, entries: Sequence[Entry], descending: Sequence[bool]) -> Iterator[ToClarify]:
    """Children whose order, or whose place beside a line, hangs on how points are rounded; and what else is open in some way."""
    ways = tuple(dict.fromkeys(one.way for entry in entries for one in entry.readings))
    found: dict[str, ToClarify] = {}
    by_way = {way: _spans(entries, way, descending) for way in ways}
    for way in ways[1:]:
        first, other = by_way[ways[0]], by_way[way]
        for one in _open_order(round_, other):
            found.setdefault(one.application, one)
        for (name, _), (against, _) in differing_orders(_based(round_, first), _based(round_, other)):
            found.setdefault(name, ToClarify(name, "rounding_order", against=against, ways=(ways[0], way)))
        for name, keys in first.items():
            if any((keys[0].low < line) != (other[name][0].low < line) for line in _lines(round_)):
                found.setdefault(name, ToClarify(name, "rounding_line", ways=(ways[0], way)))
    yield from found.values()


def _spans(entries: Sequence[Entry], way: str, descending: Sequence[bool]) -> dict[str, tuple[Span, ...]]:
    read = [entry.read(way) for entry in entries]
    nothing = _nothing(read, descending)
    return {one.filed.application: _larger_is_better(one.rank or (), descending, nothing) for one in read}


def _based(round_: Round, spans: Mapping[str, tuple[Span, ...]]) -> dict[tuple[str, Fraction], Keys]:
    """Each child's keys, any reading of what is not known, once for every base that a stage may add to the total."""
    return {
        (name, base): (keys[0].low + base, *(key.low for key in keys[1:]))
        for name, keys in spans.items()
        for base in _bases(round_)
    }


def _twins_that_differ(round_: Round, applicants: Iterable[Applicant]) -> list[str]:
    """Every child of a birth whose children do not share key and wishes, where the round keeps them together."""
    if round_.twins is not Twins.TOGETHER:
        return []
    births: dict[str, list[Applicant]] = {}
    for one in applicants:
        if one.twins:
            births.setdefault(one.twins, []).append(one)
    return [
        one.application
        for born in births.values()
        if any(shared_by_birth(one) != shared_by_birth(born[0]) for one in born)
        for one in born
    ]


def _open_order(round_: Round, spans: Mapping[str, tuple[Span, ...]]) -> Iterator[ToClarify]:
    """Children whose open keys may change an order or a line. Two children of different bands count as comparable."""
    found: dict[str, ToClarify] = {}
    for name, keys in spans.items():
        for line in _lines(round_):
            if keys[0].low < line <= keys[0].high:
                found.setdefault(name, ToClarify(name, "line_unknown", 0, keys[0].low, keys[0].high))
    best: tuple[Keys, str] | None = None
    for low, high, name in sorted(_reaches(round_, spans)):
        if best is not None and low <= best[0] and name != best[1]:
            for one, other in ((name, best[1]), (best[1], name)):
                position = _first_open(spans[one])
                if position is not None:
                    span = spans[one][position]
                    found.setdefault(one, ToClarify(one, "key_unknown", position, span.low, span.high, other))
        if best is None or high > best[0]:
            best = (high, name)
    yield from found.values()


def _reaches(round_: Round, spans: Mapping[str, tuple[Span, ...]]) -> Iterator[tuple[Keys, Keys, str]]:
    """Each child's lowest and highest key, once for every base that a stage may add to the total."""
    for name, keys in spans.items():
        low, high = tuple(key.low for key in keys), tuple(key.high for key in keys)
        for base in _bases(round_):
            yield (low[0] + base, *low[1:]), (high[0] + base, *high[1:]), name


def _bases(round_: Round) -> set[Fraction]:
    added = [base for stage in round_.stages if stage.bands is BandRule.ADDED for base in stage.base]
    elder = [stage.sibling.base for stage in round_.stages if stage.sibling is not None]
    return {Fraction(0), *map(Fraction, added), *map(Fraction, elder)}


def _lines(round_: Round) -> set[Fraction]:
    least = [stage.at_least for stage in round_.stages if stage.at_least is not None]
    drawn = [line for stage in round_.stages if stage.line is not None for line in stage.line.values()]
    return {Fraction(line) for line in (*least, *drawn)}


def _first_open(keys: Sequence[Span]) -> int | None:
    return next((position for position, key in enumerate(keys) if not key.is_known), None)
