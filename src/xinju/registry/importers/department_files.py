"""A department's file of one record type, row by row: first looked through for what is wrong, then landed.

Looking through finds what single cells cannot show: a birth date that the number contradicts, a period that ends before it
starts, a fact of the future, an unknown division, and one record told twice with different contents (both are refused,
because nobody here can know which is right). Memory grows with faults and with 16 bytes a row, not with rows.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from xinju.documents.spreadsheets.limits import Limits
from xinju.documents.spreadsheets.reading import Reading, Row, Streamed
from xinju.documents.spreadsheets.table import Table
from xinju.packs.records import DeclaredRecord
from xinju.registry.actions.deliveries import LandingRow
from xinju.registry.bridge.documents import document_of, phone_of
from xinju.registry.bridge.told import Told
from xinju.registry.importers.tables import PERSON, level_of, tables_of
from xinju.registry.models.records import Strength

LIMITS = Limits(file_bytes=2_000_000_000, unpacked_bytes=4_000_000_000, rows=5_000_000, cells=200_000_000)
_SEXES = {"男": "male", "女": "female"}
_PARTICULARS = ("birth_date", "sex", "phone", "ethnic_group", "hukou", "hukou_address", "guardian_number", "died_on")


@dataclass(frozen=True)
class LookedThrough:
    """What a file holds before anything of it lands. `bad` are lines, with their sheet, that will not land."""

    reading: Reading
    good: int
    bad: frozenset[tuple[str, int]]
    by_code: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The first row of a record, and whether it has been refused already."""

    sheet: str
    line: int
    content: bytes
    is_refused: bool = False


class DepartmentFile:
    """One file of one record type. `today` is the day on which it is read; `divisions` are the codes that exist."""

    def __init__(
        self, source: Path | bytes, name: str, declared: DeclaredRecord, *, today: date, remembered: Mapping[str, str]
        | None = None,
    ) -> None:  # fmt: skip
        self._source, self._name, self._declared, self._today = source, name, declared, today
        self.table = self._form(tables_of(declared, remembered))

    def _form(self, forms: tuple[Table, ...]) -> Table:
        """The form whose columns are all there; the first where none fits, so that its missing columns are told."""
        return next((form for form in forms if self._fits(form)), forms[0])

    def _fits(self, form: Table) -> bool:
        streamed = Streamed(self._source, self._name, form, LIMITS)
        next(iter(streamed), None)
        return streamed.heading is not None and not streamed.heading.missing(form)

    def look_through(self) -> LookedThrough:
        """Every fault of the file, and how many rows will land."""
        streamed = Streamed(self._source, self._name, self.table, LIMITS)
        found: list[tuple[Row, str, str, dict[str, Any]]] = []
        earlier: dict[bytes, _Earlier] = {}
        good = 0
        for row in streamed:
            own = [(row, *fault) for fault in self._faults(row)] or list(self._against_earlier(row, earlier))
            found += own
            good += not own
        twice = {(row.sheet, row.line) for row, _, code, _ in found if code == "told_twice"}
        later = {(row.sheet, row.line) for row, _, _, values in found if "first_line" in values}
        made = streamed.reading
        reading = made.with_faults(tuple(made.fault(row, key, code, **values) for row, key, code, values in found))
        bad = frozenset((fault.sheet, fault.line) for fault in reading.faults if fault.line)
        return LookedThrough(reading, good - len(twice - later), bad, Counter(fault.code for fault in reading.faults))

    def rows(self, bad: frozenset[tuple[str, int]]) -> Iterator[LandingRow]:
        """The good rows, in the file's order."""
        for row in Streamed(self._source, self._name, self.table, LIMITS):
            if (row.sheet, row.line) not in bad:
                yield self._row(row)

    def _faults(self, row: Row) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """What is wrong with one row beyond its cells, as (column, code, values)."""
        held = row.values
        document = document_of(held["number"] or "")
        if document.fault is not None:
            yield "number", f"citizen_id_{document.fault}", {"length": len(held["number"])}
        born = held.get("birth_date")
        if born and document.kind == "citizen" and document.fault is None and document.number[6:14] != f"{born:%Y%m%d}":
            yield "birth_date", "contradicts_number", {}
        if held.get("phone") and phone_of(held["phone"]) is None:
            yield "phone", "not_a_phone", {}
        for key in ("month", "date", "birth_date", "died_on"):  # a lease may begin next month
            if held.get(key) and held[key] > self._today:
                yield key, "too_late", {"latest": self._today}
        if held.get("start") and held.get("end") and held["end"] < held["start"]:
            yield "end", "ends_before_start", {"start": held["start"]}
        if not held["number"] and self._declared.type.key != PERSON:
            yield "number", "blank", {}
        elif not held["number"] and not born:
            yield "birth_date", "blank", {}

    def _against_earlier(
        self, row: Row, earlier: dict[bytes, _Earlier]
    ) -> Iterator[tuple[Row, str, str, dict[str, Any]]]:
        """One record told twice with different contents: both rows are refused, each names the other."""
        content = _digest(*(str(value) for value in row.values.values()))
        slot = self._slot(row)
        first = earlier.setdefault(slot, _Earlier(row.sheet, row.line, content))
        if first.content == content:
            return
        if not first.is_refused:
            earlier[slot] = replace(first, is_refused=True)
            yield Row(first.sheet, first.line, {"name": None}), "name", "told_twice", {"other_line": row.line}
        yield row, "name", "told_twice", {"other_line": first.line, "first_line": first.line}

    def _slot(self, row: Row) -> bytes:
        """What makes two rows one record: who, and the columns that the declaration names."""
        held = row.values
        who = document_of(held["number"] or "").number or f"{held['name']}{held.get('birth_date')}{held.get('phone')}"
        own = (
            "start" if column == "month" and "month" not in held else column for column in self._declared.type.identity
        )
        return _digest(who, *(str(held.get(column)) for column in own))

    def _row(self, row: Row) -> LandingRow:
        held, shape = row.values, self._declared.type.shape
        start, end = held.get("start"), held.get("end")
        is_span = "month" not in held and shape == "month"
        if shape == "month":
            start, end = held.get("month") or held["start"], _last_day(held.get("month") or held["end"])
        elif shape == "event":
            start = end = held["date"]
        declared = {key for key in self._declared.type.columns if key not in _PARTICULARS}
        return LandingRow(
            _told(held),
            row.line,
            start,
            end,
            {key: self._text(key, held[key]) for key in sorted(declared) if held.get(key) is not None},
            held.get("address") or "",
            Strength.SPAN if is_span else Strength.ROW,
        )

    def _text(self, key: str, value: Any) -> str:
        match value:
            case bool():
                return "true" if value else "false"
            case Fraction():
                return format(Decimal(value.numerator) / Decimal(value.denominator), "f")
            case date():
                return value.isoformat()
        return (
            level_of(self._declared, key, str(value))
            if self._declared.type.columns[key].kind == "level"
            else str(value)
        )


def _last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _told(held: Mapping[str, Any]) -> Told:
    guardians = held.get("guardian_number") or ""
    is_guardians = not held["number"] and bool(guardians)
    document = document_of(guardians if is_guardians else held["number"] or "")
    born = held.get("birth_date")
    if born is None and document.kind == "citizen" and not is_guardians and document.number:
        born = date.fromisoformat(f"{document.number[6:10]}-{document.number[10:12]}-{document.number[12:14]}")
    sex = _SEXES.get(held.get("sex") or "", "")
    return Told(
        name=held["name"],
        number=document.number,
        document_kind=document.kind,
        birth_date=born,
        sex=sex,
        phone=phone_of(held.get("phone") or "") or "",
        ethnic_group=held.get("ethnic_group") or "",
        hukou=held.get("hukou") or "",
        hukou_address=held.get("hukou_address") or "",
        is_guardians=is_guardians,
        died_on=held.get("died_on"),
    )


def _digest(*parts: str) -> bytes:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
