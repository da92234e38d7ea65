"""Finding the heading among title rows: one row, or two where cells are merged over several columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xinju.documents.spreadsheets.cells import Cell, narrow
from xinju.documents.spreadsheets.table import Column, Table

_BRACKETED = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")
_DECORATION = re.compile(r"[\s*:：/、·\-_.#]+")

Lines = Sequence[tuple[int, tuple[Cell, ...]]]


@dataclass(frozen=True)
class Heading:
    """Where the heading stands and which column of the file holds which key.

    `columns` maps key → position from 0; `labels` are the labels as they stand in the file, by position; `unknown` are
    positions with a label that the table does not know; `twice` are keys that more than one label claims.
    """

    first_line: int
    last_line: int
    columns: dict[str, int]
    labels: dict[int, str]
    unknown: tuple[int, ...]
    twice: tuple[str, ...]

    def missing(self, table: Table) -> tuple[Column, ...]:
        return tuple(c for c in table.columns if c.required and c.key not in self.columns)


def find(lines: Lines, table: Table) -> Heading | None:
    """The best heading among the first lines of a sheet, or None where fewer than half the required columns (and
    fewer than two columns of any kind) are recognised."""
    candidates: list[Heading] = []
    for index, (number, row) in enumerate(lines):
        candidates.append(_heading(number, number, [(cell.text,) for cell in row], table))
        if index + 1 < len(lines) and lines[index + 1][0] == number + 1:
            candidates.append(_heading(number, number + 1, _merged_labels(row, lines[index + 1][1]), table))
    # of equals the one-row heading: a title above it would otherwise be taken for its upper half
    best = max(candidates, key=lambda h: (len(h.columns), h.first_line == h.last_line, -h.first_line), default=None)
    if best is None or len(best.columns) < min(2, len(table.columns)):
        return None
    required = sum(column.required for column in table.columns)
    return best if 2 * (required - len(best.missing(table))) >= required else None


def _merged_labels(upper: tuple[Cell, ...], lower: tuple[Cell, ...]) -> list[tuple[str, ...]]:
    """For each column the labels it may go by: both rows joined either way, or the one that is filled.

    A merged cell keeps its text in its first column only, so a blank upper cell belongs to the last filled one, as
    long as something stands below it.
    """
    labels: list[tuple[str, ...]] = []
    above = ""
    for position in range(max(len(upper), len(lower))):
        top = upper[position].text if position < len(upper) else ""
        below = lower[position].text if position < len(lower) else ""
        above = top or (above if below else "")
        labels.append((above + below, below + above, below) if above and below else (top or below,))
    return labels


def _heading(first: int, last: int, labels: list[tuple[str, ...]], table: Table) -> Heading:
    known = {_plain(label): column.key for column in table.columns for label in column.labels}
    bare = {_bare(label): column.key for column in table.columns for label in column.labels}
    columns: dict[str, int] = {}
    unknown, twice = [], []
    for position, names in enumerate(labels):
        key = next(
            (key for look_up, form in ((known, _plain), (bare, _bare)) for n in names if (key := look_up.get(form(n)))),
            None,
        )
        if key is None:
            if any(names):
                unknown.append(position)
        elif key in columns:
            twice.append(key)
        else:
            columns[key] = position
    shown = {position: names[0] for position, names in enumerate(labels) if names[0]}
    return Heading(first, last, columns, shown, tuple(unknown), tuple(twice))


def _plain(label: str) -> str:
    return _DECORATION.sub("", narrow(label)).lower()


def _bare(label: str) -> str:
    """Without what stands in brackets: 出生日期（必填） is 出生日期."""
    return _plain(_BRACKETED.sub("", narrow(label)))
