"""Which rows of a file tell one record twice with different contents, in 24 bytes a row."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_LINES = 1 << 40
_MASK = (1 << 64) - 1


@dataclass(frozen=True)
class ToldTwice:
    """A row whose record another row tells differently."""

    sheet: str
    line: int
    other_line: int
    is_first: bool


class Slots:
    """Rows as they come: what record each tells and what it says of it, both as Python's hashes of 64 bits, which nobody outside
    can aim at: their key is new in every process."""

    def __init__(self) -> None:
        self._slots, self._contents, self._places = array("Q"), array("Q"), array("Q")
        self._sheets: list[str] = []

    def add(self, sheet: str, line: int, slot: int, content: int) -> None:
        """One more row."""
        if not self._sheets or self._sheets[-1] != sheet:
            self._sheets.append(sheet)
        self._slots.append(slot & _MASK)
        self._contents.append(content & _MASK)
        self._places.append((len(self._sheets) - 1) * _LINES + line)

    def told_twice(self) -> Iterator[ToldTwice]:
        """All rows of each record that is told in different ways, each with the line of another one."""
        slots, contents = (np.frombuffer(held, dtype=np.uint64) for held in (self._slots, self._contents))
        order = np.argsort(slots, kind="stable")
        slots, contents = slots[order], contents[order]
        group = np.cumsum(np.r_[False, slots[1:] != slots[:-1]]) if len(order) else order
        starts = np.searchsorted(group, group)  # where each row's group begins
        for start in np.unique(starts[contents != contents[starts]]):
            rows = order[start : np.searchsorted(group, group[start], side="right")]
            yield from self._group([int(at) for at in rows])

    def _group(self, rows: list[int]) -> Iterator[ToldTwice]:
        first, second = self._place(rows[0])[1], self._place(rows[1])[1]
        for number, row in enumerate(rows):
            sheet, line = self._place(row)
            yield ToldTwice(sheet, line, second if number == 0 else first, number == 0)

    def _place(self, row: int) -> tuple[str, int]:
        sheet, line = divmod(self._places[row], _LINES)
        return self._sheets[sheet], line
