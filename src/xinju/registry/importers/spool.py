"""The good rows of a file as they were read, so that landing does not read the file again: one frame for some rows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

import orjson

from xinju.registry.actions.deliveries import LandingRow
from xinju.registry.bridge.told import Told

_A_FRAME = 500
_SIZE = 4
_TOLD = ("name", "number", "document_kind", "birth_date", "sex", "phone", "ethnic_group", "hukou", "hukou_address",
         "is_guardians", "died_on")  # fmt: skip
_BORN, _DIED = _TOLD.index("birth_date"), _TOLD.index("died_on")
_OWN = ("line", "start", "end", "values", "address", "strength", "says_none")

Place = tuple[str, int]


class Spool:
    """Writes rows, each with the sheet it stands on."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._rows: list[list[Any]] = []

    def add(self, sheet: str, row: LandingRow) -> None:
        """One more row."""
        told = [getattr(row.told, name) for name in _TOLD]
        self._rows.append([sheet, told, *(getattr(row, name) for name in _OWN)])
        if len(self._rows) == _A_FRAME:
            self.close()

    def close(self) -> None:
        """Write what is left."""
        if self._rows:
            frame = orjson.dumps(self._rows)
            self._target.write(len(frame).to_bytes(_SIZE, "big") + frame)
            self._rows.clear()


def rows_of(stream: BinaryIO, bad: frozenset[Place], start: int = 0) -> Iterator[LandingRow]:
    """The rows that were written, without those in `bad` and without the first `start` of the others."""
    good = (row for frame in _frames(stream) for row in frame if (row[0], row[2]) not in bad)
    for row in itertools.islice(good, start, None):
        yield _row(row)


def _frames(stream: BinaryIO) -> Iterator[list[list[Any]]]:
    while size := stream.read(_SIZE):
        yield orjson.loads(stream.read(int.from_bytes(size, "big")))


def _row(held: list[Any]) -> LandingRow:
    _, told, line, start, end, values, address, strength, says_none = held
    told[_BORN], told[_DIED] = _day(told[_BORN]), _day(told[_DIED])
    return LandingRow(Told(*told), line, _day(start), _day(end), values, address, strength, says_none)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
