"""The good rows of a file as they were read, so that landing does not read the file again: one frame for some rows."""

from __future__ import annotations

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

Place = tuple[str, int]


class Spool:
    """Writes rows, each with the sheet it stands on. A frame holds each telling of a person once."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._told: dict[Told, int] = {}
        self._rows: list[tuple[Any, ...]] = []

    def add(self, sheet: str, row: LandingRow) -> None:
        """One more row."""
        told = self._told.setdefault(row.told, len(self._told))
        self._rows.append(
            (sheet, told, row.line, row.start, row.end, row.values, row.address, row.strength, row.says_none)
        )
        if len(self._rows) == _A_FRAME:
            self.close()

    def close(self) -> None:
        """Write what is left."""
        if self._rows:
            told = [[getattr(one, name) for name in _TOLD] for one in self._told]
            frame = orjson.dumps([told, self._rows])
            self._target.write(len(frame).to_bytes(_SIZE, "big") + frame)
            self._rows.clear()
            self._told.clear()


def rows_of(stream: BinaryIO, bad: frozenset[Place], start: int = 0) -> Iterator[LandingRow]:
    """The rows that were written, without those in `bad` and without the first `start` of the others."""
    for told, rows in _frames(stream):
        good = [row for row in rows if (row[0], row[2]) not in bad] if bad else rows
        if len(good) <= start:
            start -= len(good)
            continue
        people = [_person(one) for one in told]
        days: dict[str | None, date | None] = {None: None}
        for _, who, line, first, last, values, address, strength, says_none in good[start:]:
            for text in (first, last):
                if text not in days:
                    days[text] = date.fromisoformat(text)
            yield LandingRow(people[who], line, days[first], days[last], values, address, strength, says_none)
        start = 0


def _frames(stream: BinaryIO) -> Iterator[tuple[list[list[Any]], list[list[Any]]]]:
    while size := stream.read(_SIZE):
        told, rows = orjson.loads(stream.read(int.from_bytes(size, "big")))
        yield told, rows


def _person(told: list[Any]) -> Told:
    for at in (_BORN, _DIED):
        told[at] = date.fromisoformat(told[at]) if told[at] else None
    return Told(*told)
