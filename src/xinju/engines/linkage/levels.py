"""What can be asked of two records. Each question has one meaning in two forms: SQL for millions, Python for one pair.

In SQL the left record's column `name` is `name_l`, the right one's `name_r`, as Splink has it. A question about a missing
value is answered with no, never with "unknown".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from xinju.engines.linkage.particulars import Cleaned


class Question(Protocol):
    def sql(self) -> str: ...

    def holds(self, left: Cleaned, right: Cleaned) -> bool: ...


@dataclass(frozen=True)
class Same:
    """Both have a value of the field and it is the same."""

    field: str

    def sql(self) -> str:
        return f"COALESCE({self.field}_l = {self.field}_r, FALSE)"

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        one = getattr(left, self.field)
        return one is not None and one == getattr(right, self.field)


@dataclass(frozen=True)
class Differs:
    """Both have a value of the field and it is not the same."""

    field: str

    def sql(self) -> str:
        return f"COALESCE({self.field}_l <> {self.field}_r, FALSE)"

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        one, other = getattr(left, self.field), getattr(right, self.field)
        return one is not None and other is not None and one != other


@dataclass(frozen=True)
class Lacks:
    """At least one has no value of the field."""

    field: str

    def sql(self) -> str:
        return f"({self.field}_l IS NULL OR {self.field}_r IS NULL)"

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        return getattr(left, self.field) is None or getattr(right, self.field) is None


@dataclass(frozen=True)
class Both:
    """Both have this value of the field."""

    field: str
    value: str | int | bool

    def sql(self) -> str:
        value = f"'{self.value}'" if isinstance(self.value, str) else str(self.value).upper()
        return f"COALESCE({self.field}_l = {value} AND {self.field}_r = {value}, FALSE)"

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        return getattr(left, self.field) == self.value == getattr(right, self.field)


@dataclass(frozen=True)
class Within:
    """Both texts have `shortest` characters at least and so many edits (put in, left out, changed, exchanged) make them equal.

    For ASCII only (numbers, dates, Latin names): DuckDB counts edits of bytes, and a Chinese character has three.
    """

    field: str
    edits: int
    shortest: int = 1

    def sql(self) -> str:
        one, other = f"{self.field}_l", f"{self.field}_r"
        end = (self.shortest - 1) // 2
        cheap = [
            f"least(length({one}), length({other})) >= {self.shortest}",
            f"abs(length({one}) - length({other})) <= {self.edits}",
        ]
        if self.edits == 1 and end:  # one edit cannot reach both ends of a text
            cheap.append(f"(left({one}, {end}) = left({other}, {end}) OR right({one}, {end}) = right({other}, {end}))")
        ascii_only = f"strlen({one}) = length({one}) AND strlen({other}) = length({other})"
        return _only_if(" AND ".join(cheap), f"damerau_levenshtein({one}, {other}) <= {self.edits} AND {ascii_only}")

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        one, other = getattr(left, self.field), getattr(right, self.field)
        if one is None or other is None or min(len(one), len(other)) < self.shortest or not (one + other).isascii():
            return False
        return abs(len(one) - len(other)) <= self.edits and distance(one, other) <= self.edits


@dataclass(frozen=True)
class OneCharacter:
    """One character put in, left out or changed, or two neighbours exchanged, makes the texts equal: for any script.

    Both have `shortest` characters at least and `longest` at most, because the SQL tries each place in turn.
    """

    field: str
    shortest: int = 3
    longest: int = 10

    def sql(self) -> str:
        one, other = f"{self.field}_l", f"{self.field}_r"
        cheap = (
            f"least(length({one}), length({other})) >= {self.shortest} AND greatest(length({one}), length({other})) <= {self.longest} "
            f"AND abs(length({one}) - length({other})) <= 1"
        )
        if self.shortest > 2:  # one edit cannot reach both ends
            cheap += f" AND (left({one}, 1) = left({other}, 1) OR right({one}, 1) = right({other}, 1))"
        return _only_if(cheap, " OR ".join(_edits_at(place, one, other) for place in range(self.longest)))

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        one, other = getattr(left, self.field), getattr(right, self.field)
        if (
            one is None
            or other is None
            or min(len(one), len(other)) < self.shortest
            or max(len(one), len(other)) > self.longest
        ):
            return False
        return distance(one, other) <= 1


def _edits_at(place: int, one: str, other: str) -> str:
    """SQL: the texts are equal but for one edit at this place, counted from 0."""
    here = f"substr({{0}}, {place + 1})"
    after, beyond = f"substr({{0}}, {place + 2})", f"substr({{0}}, {place + 3})"
    exchanged = (
        f"substr({one}, {place + 1}, 1) = substr({other}, {place + 2}, 1) AND "
        f"substr({one}, {place + 2}, 1) = substr({other}, {place + 1}, 1) AND {beyond.format(one)} = {beyond.format(other)}"
    )
    ends = (
        f"{after.format(one)} = {after.format(other)}",
        f"{here.format(one)} = {after.format(other)}",
        f"{after.format(one)} = {here.format(other)}",
        exchanged,
    )
    return f"(left({one}, {place}) = left({other}, {place}) AND ({' OR '.join(ends)}))"


@dataclass(frozen=True)
class Crosswise:
    """One record's `field` is the other's `other`."""

    field: str
    other: str

    def sql(self) -> str:
        a, b = self.field, self.other
        return f"(COALESCE({a}_l = {b}_r, FALSE) OR COALESCE({b}_l = {a}_r, FALSE))"

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        pairs = (
            (getattr(left, self.field), getattr(right, self.other)),
            (getattr(right, self.field), getattr(left, self.other)),
        )
        return any(one is not None and one == other for one, other in pairs)


@dataclass(frozen=True)
class PartOf:
    """One text is the other's first part, before the dot of a minority name (买买提 and 买买提·吐尔逊)."""

    field: str

    def sql(self) -> str:
        one, other = f"{self.field}_l", f"{self.field}_r"
        return f"COALESCE(starts_with({one}, {other} || '·') OR starts_with({other}, {one} || '·'), FALSE)"

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        one, other = getattr(left, self.field), getattr(right, self.field)
        if one is None or other is None:
            return False
        return bool(one.startswith(f"{other}·") or other.startswith(f"{one}·"))


@dataclass(frozen=True)
class Unreadable:
    """As long as each other, and the same but for characters that a source could not write ("?")."""

    field: str

    def sql(self) -> str:
        one, other = f"{self.field}_l", f"{self.field}_r"
        fits = "regexp_full_match({0}, replace({1}, '?', '.'))"
        return _only_if(
            f"(contains({one}, '?') OR contains({other}, '?')) AND length({one}) = length({other})",
            f"{fits.format(one, other)} OR {fits.format(other, one)}",
        )

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        one, other = getattr(left, self.field), getattr(right, self.field)
        if one is None or other is None or "?" not in one + other or len(one) != len(other):
            return False
        return any(all(b in (a, "?") for a, b in zip(x, y, strict=True)) for x, y in ((one, other), (other, one)))


@dataclass(frozen=True)
class YearsApart:
    """Two numbers of years lie so far from each other, or further."""

    field: str
    years: int

    def sql(self) -> str:
        return f"COALESCE(abs({self.field}_l - {self.field}_r) >= {self.years}, FALSE)"

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        one, other = getattr(left, self.field), getattr(right, self.field)
        return one is not None and other is not None and abs(one - other) >= self.years


@dataclass(frozen=True)
class Not:
    question: Question

    def sql(self) -> str:
        return f"NOT {self.question.sql()}"

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        return not self.question.holds(left, right)


class _Several:
    def __init__(self, *questions: Question) -> None:
        self.questions = questions


class All(_Several):
    """Every question is answered with yes."""

    def sql(self) -> str:
        return f"({' AND '.join(question.sql() for question in self.questions)})"

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        return all(question.holds(left, right) for question in self.questions)


class Any(_Several):
    """At least one question is answered with yes."""

    def sql(self) -> str:
        return f"({' OR '.join(question.sql() for question in self.questions)})"

    def holds(self, left: Cleaned, right: Cleaned) -> bool:
        return any(question.holds(left, right) for question in self.questions)


def _only_if(cheap: str, dear: str) -> str:
    """Both, the dear one asked only where the cheap one holds: DuckDB works out every part of an AND, but not of a CASE."""
    return f"CASE WHEN {cheap} THEN COALESCE({dear}, FALSE) ELSE FALSE END"


def distance(one: str, other: str) -> int:
    """Damerau–Levenshtein distance (Damerau 1964), the unrestricted one that DuckDB has."""
    if one == other:
        return 0
    ceiling = len(one) + len(other)
    table = [[ceiling] * (len(other) + 2) for _ in range(len(one) + 2)]
    for i in range(len(one) + 1):
        table[i + 1][1] = i
    for j in range(len(other) + 1):
        table[1][j + 1] = j
    last: dict[str, int] = {}
    for i, a in enumerate(one, 1):
        match = 0
        for j, b in enumerate(other, 1):
            row, column = last.get(b, 0), match
            cost = 0 if a == b else 1
            if a == b:
                match = j
            table[i + 1][j + 1] = min(
                table[i][j] + cost,
                table[i + 1][j] + 1,
                table[i][j + 1] + 1,
                table[row][column] + (i - row - 1) + 1 + (j - column - 1),
            )
        last[a] = i
    return table[-1][-1]
