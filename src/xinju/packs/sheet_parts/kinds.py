"""What kind of thing a number is: plain, a day, a yes or no, or a level of some column, so that unlike things are never compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xinju.engines.scoring.language import numbers as n


@dataclass(frozen=True)
class Kind:
    """plain | date | flag | level (with its levels)."""

    word: Literal["plain", "date", "flag", "level"] = "plain"
    levels: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Points can be made of it: a plain number, or a flag as 0 or 1."""
        return self.word in ("plain", "flag")


PLAIN = Kind()
DATE = Kind("date")


class Unlike(Exception):
    """Two kinds that do not go together."""

    def __init__(self, first: Kind, second: Kind) -> None:
        self.first, self.second = first, second
        super().__init__(f"{first.word} and {second.word}")


def joined(kinds: list[Kind]) -> Kind:
    """The one kind of all parts. Unlike if they differ."""
    first = kinds[0] if kinds else PLAIN
    for other in kinds[1:]:
        if other == first or (other.is_plain and first.is_plain):
            first = PLAIN if other != first else first
            continue
        raise Unlike(first, other)
    return first


def difference(first: Kind, second: Kind) -> Kind:
    """Of a day and a day, a number of days; of a day and a number, a day."""
    if first == DATE and second == DATE:
        return PLAIN
    if first == DATE and second.is_plain:
        return DATE
    return joined([first, second])


def column_kind(kind: str, levels: tuple[str, ...]) -> Kind | None:
    """The kind of a column's highest, lowest or latest value; None where there is no order."""
    return {"number": PLAIN, "date": DATE, "flag": Kind("flag"), "level": Kind("level", levels)}.get(kind)


def children(number: n.Number) -> tuple[n.Number, ...]:
    """The numbers directly under this one that share its kind."""
    match number:
        case n.Plus(parts) | n.Times(parts) | n.Least(parts) | n.Highest(parts):
            return parts
        case n.Rounded(of) | n.Limited(of) | n.AsOf(of) | n.Assigned(of=of):
            return (of,)
        case n.Bracket(rows=rows, otherwise=otherwise):
            return (*(row.then for row in rows), *(() if otherwise is None else (otherwise,)))
        case n.When(rows, otherwise):
            return tuple(then for _, then in rows)
        case n.Chosen(options=options):
            return tuple(option.then for option in options)
        case n.Each(then=then) | n.EachYear(then=then):
            return (then,)
    return ()
