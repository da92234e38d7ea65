"""The map of each day: which code a place bore on a day, whatever code a source writes today.

A division is a code from a day until a day. When towns merge or one is split, departments rewrite their files with the new
codes; whether a fact lies in the district is judged by the map of its own day. A sheet that wants it otherwise names the older
codes among those of its place, as it may name any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from os.path import commonprefix

from xinju.registry.models import Division, DivisionChange

LEVELS = (15, 12, 9, 6, 4, 2)  # digits of a grid, community, town, district, city and province (GB/T 2260, GB/T 10114)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Named:
    """A code from a day until a day, both included; open while `end` is None."""

    code: str
    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Change:
    """From `on` on, (part of) what was `old` is (part of) `new`."""

    on: date
    old: str
    new: str


@dataclass(frozen=True)
class Piece:
    """A stretch of days, both included, in which a place bore one code."""

    start: date
    end: date | None
    code: str


class Atlas:
    """Every division with its days, and what became of what."""

    def __init__(self, named: Iterable[Named], changes: Iterable[Change]) -> None:
        self._named: dict[str, list[Named]] = defaultdict(list)
        for one in sorted(named, key=lambda one: one.start):
            self._named[one.code].append(one)
        self._from: dict[str, list[Change]] = defaultdict(list)
        self._into: dict[str, list[Change]] = defaultdict(list)
        changes = list(changes)
        for change in sorted(changes, key=lambda change: (change.on, change.old, change.new)):
            self._from[change.old].append(change)
            self._into[change.new].append(change)
        rows = [one for those in self._named.values() for one in those]
        ended = {one.end + _ONE_DAY for one in rows if one.end is not None}
        self.begins = min((one.start for one in rows), default=date.max)
        self._days = sorted({one.start for one in rows} | ended | {change.on for change in changes})
        self._known: dict[tuple[str, int], str] = {}

    @property
    def is_plain(self) -> bool:
        """Has no code ever changed?"""
        return not self._into

    def named(self, code: str) -> Sequence[Named]:
        """The stretches of days in which a place bore this code, the first one first."""
        return self._named.get(code, ())

    def lies_in(self, code: str) -> bool:
        """Does the table hold a division below this one?"""
        return any(one.startswith(code) and one != code for one in self._named)

    def came_from(self, code: str) -> Sequence[str]:
        """The codes of what became this division, on whichever day."""
        return [change.old for change in self._into.get(code, ()) if change.old != code]

    def code_on(self, code: str, day: date) -> str:
        """The code that the place written as `code` bore on a day.

        Where several divisions merged, or one was split, nobody can tell which part was meant: then what they have in common,
        the district or the city. A code that the registry does not know stands as it is, unless what it lies in has changed.
        """
        if self.is_plain or not code:
            return code
        era = sum(change <= day for change in self._days)
        if (code, era) not in self._known:
            self._known[code, era] = self._resolve(code, day, frozenset())
        return self._known[code, era]

    def successors(self, code: str, day: date) -> frozenset[str]:
        """The codes in force on a day for what bore `code` before; itself where it is still in force or unknown."""
        rows = self._named.get(code, ())
        if not rows or any(row.holds(day) for row in rows):
            return frozenset({code})
        before = [row for row in rows if row.end is not None and row.end < day]
        news = self._after(code, before[-1]) if before else []
        return frozenset().union(*(self.successors(one, day) for one in news)) or frozenset({code})

    def pieces(self, code: str, start: date, end: date | None) -> list[Piece]:
        """A stretch of days cut where the place's code changed."""
        cuts = [day for day in self._days if start < day and (end is None or day <= end)]
        found: list[Piece] = []
        for begin, stop in zip([start, *cuts], [*(cut - _ONE_DAY for cut in cuts), end], strict=True):
            here = self.code_on(code, begin)
            if found and found[-1].code == here:
                found[-1] = Piece(found[-1].start, stop, here)
            else:
                found.append(Piece(begin, stop, here))
        return found

    def _resolve(self, code: str, day: date, seen: frozenset[str]) -> str:
        rows = self._named.get(code)
        if rows is None:
            return self._by_what_it_lies_in(code, day, seen)
        if code in seen or any(row.holds(day) for row in rows):
            return code
        later = [row for row in rows if row.start > day]
        olds = self._before(code, later[0]) if later else []
        earlier = [row for row in rows if row.end is not None and row.end < day]
        those = olds or (self._after(code, earlier[-1]) if earlier else [])
        return _common([self._resolve(one, day, seen | {code}) for one in those]) or code

    def _by_what_it_lies_in(self, code: str, day: date, seen: frozenset[str]) -> str:
        """A community of a town that is known under another code then: no more than the town can be said."""
        above = next((code[:digits] for digits in LEVELS if digits < len(code) and code[:digits] in self._named), None)
        if above is None:
            return code
        then = self._resolve(above, day, seen)
        return code if then == above else then

    def _before(self, code: str, row: Named) -> list[str]:
        return [change.old for change in self._into[code] if change.on == row.start and change.old != code]

    def _after(self, code: str, row: Named) -> list[str]:
        ended = row.end + _ONE_DAY if row.end else None
        return [change.new for change in self._from[code] if change.on == ended and change.new != code]


def atlas() -> Atlas:
    """The map as the registry holds it."""
    named = (Named(*row) for row in Division.objects.values_list("code", "start", "end"))
    return Atlas(named, (Change(*row) for row in DivisionChange.objects.values_list("on", "old", "new")))


def code_on(code: str, day: date) -> str:
    """The code that the place written as `code` bore on a day, by the registry's map."""
    return atlas().code_on(code, day)


def successors(code: str, day: date) -> frozenset[str]:
    """What bears the place of an older code on a day, by the registry's map."""
    return atlas().successors(code, day)


def _common(codes: Sequence[str]) -> str:
    if len(set(codes)) <= 1:
        return codes[0] if codes else ""
    shared = commonprefix(list(codes))
    return next((shared[:digits] for digits in LEVELS if len(shared) >= digits), "")
