"""One order from exact keys: bands first, then each key, then the lottery; an unknown key stops only a tie it reaches."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from math import lcm
from typing import TypeVar

from .model import Number


class RankingStopped(ValueError):
    """The order cannot be made: `position` of the key that is unknown, or None where a lottery number is missing."""

    def __init__(self, position: int | None, names: tuple[str, ...]) -> None:
        self.position = position
        self.names = names
        what = "no seed has been opened" if position is None else f"key {position + 1} is unknown"
        super().__init__(f"{' and '.join(names)} are tied and {what}")


Name = TypeVar("Name", bound=Hashable)
Standing = tuple[int, tuple[Number | None, ...], str]  # band, keys with the base added, lottery number


def dense_order(standings: Mapping[Name, Standing], *, by_lottery: bool) -> dict[Name, int]:
    """1 for the best, equal numbers for equal standings. Raises RankingStopped where a tie meets an unknown."""
    exact = _as_integers(standings.values())
    rows = [
        (band, tuple((key is None, -key if key is not None else 0) for key in keys), lottery if by_lottery else "")
        for (band, _, lottery), keys in zip(standings.values(), exact, strict=True)
    ]
    names = list(standings)
    ranked = sorted(range(len(rows)), key=rows.__getitem__)
    order: dict[Name, int] = {}
    place = 1
    if ranked:
        order[names[ranked[0]]] = place
    for before, after in pairwise(ranked):
        if rows[before] != rows[after] or _holds_unknown(rows[after][1]):
            _refuse_unknown(rows[before], rows[after], (names[before], names[after]), by_lottery)
            place += 1
        elif by_lottery:
            _refuse_missing_lottery(rows[after][2], (names[before], names[after]))
        order[names[after]] = place
    return order


def _as_integers(standings: Iterable[Standing]) -> list[tuple[int | None, ...]]:
    """The keys over one denominator each, so that comparing is exact and quick."""
    columns = list(zip(*(keys for _, keys, _ in standings), strict=True))
    whole = [_column_as_integers(column) for column in columns]
    return list(zip(*whole, strict=True))


def _column_as_integers(column: Sequence[Number | None]) -> list[int | None]:
    denominator = lcm(*{key.denominator for key in column if key is not None})
    return [None if key is None else key.numerator * (denominator // key.denominator) for key in column]


def _holds_unknown(keys: tuple[tuple[bool, int], ...]) -> bool:
    return any(unknown for unknown, _ in keys)


def _refuse_unknown(first: tuple, second: tuple, names: tuple, by_lottery: bool) -> None:
    if first[0] != second[0]:
        return
    for position, (one, other) in enumerate(zip(first[1], second[1], strict=True)):
        if one[0] or other[0]:
            raise RankingStopped(position, tuple(_said(name) for name in names))
        if one != other:
            return


def _refuse_missing_lottery(lottery: str, names: tuple) -> None:
    if not lottery:
        raise RankingStopped(None, tuple(_said(name) for name in names))


def _said(name: Hashable) -> str:
    return str(name[0]) if isinstance(name, tuple) else str(name)
