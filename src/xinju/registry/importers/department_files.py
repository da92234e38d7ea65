"""A department's file of one record type, row by row: first looked through for what is wrong, then landed.

Looking through finds what single cells cannot show: a birth date that the number contradicts, a period that ends before it
starts, a fact of the future, a code that is no division's, and one record told twice with different contents (both are refused,
because nobody here can know which is right). Memory grows with faults and with 24 bytes a row, not with what rows hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from xinju.documents.faults import Fault
from xinju.documents.spreadsheets import grids
from xinju.documents.spreadsheets.limits import Limits
from xinju.documents.spreadsheets.reading import Reading, Row, Streamed
from xinju.documents.spreadsheets.refusals import UnreadableFile
from xinju.documents.spreadsheets.table import Table
from xinju.packs.records import DeclaredRecord
from xinju.registry.actions.deliveries import LandingRow
from xinju.registry.bridge.division_codes import DivisionCodes
from xinju.registry.bridge.documents import Document, document_of, phone_of
from xinju.registry.bridge.secrets import number_candidates
from xinju.registry.bridge.told import Told
from xinju.registry.importers.slots import Slots
from xinju.registry.importers.tables import PERSON, level_of, tables_of
from xinju.registry.models.records import Strength

LIMITS = Limits(
    file_bytes=2_000_000_000, unpacked_bytes=4_000_000_000, shared_text_bytes=200_000_000, rows=5_000_000,
    cells=200_000_000, faults=50_000,
)  # fmt: skip
# Behind such a fault nobody has looked at the rest of the file: nothing of it lands before it is whole.
BROKEN_OFF = frozenset({"too_many_faults", "too_many_rows", "damaged_file"})
_SEXES = {"男": "male", "女": "female"}
_PARTICULARS = ("birth_date", "sex", "phone", "ethnic_group", "hukou", "hukou_address", "guardian_number", "died_on")
_HEADING_WITHIN, _MOST_LABELS, _MOST_TEXTS = 40, 80, 5_000
_LONG_NUMBER = re.compile(r"[0-9]{6}")

Keep = Callable[[str, LandingRow], None]
Found = tuple[Row, str, str, dict[str, Any]]


@dataclass(frozen=True)
class LookedThrough:
    """What a file holds before anything of it lands. `bad` are lines, with their sheet, that will not land; `unanswered`
    counts rows of a query list that came back blank."""

    reading: Reading
    good: int
    bad: frozenset[tuple[str, int]]
    by_code: Mapping[str, int]
    unanswered: int = 0

    @property
    def is_broken_off(self) -> bool:
        """Was part of the file not looked at?"""
        return not BROKEN_OFF.isdisjoint(self.by_code)

    def counts(self) -> dict[str, object]:
        """The figures as the delivery keeps them."""
        spans = (one.last_line - one.first_line + 1 for one in self.reading.ignored if one.first_line)
        return {
            "good": 0 if self.is_broken_off else self.good,
            "refused": len(self.bad),
            "ignored": sum(spans),
            "unanswered": self.unanswered,
            "faults": dict(sorted(self.by_code.items())),
            "broken_off": self.is_broken_off,
        }


class DepartmentFile:
    """One file of one record type. `today` is the day on which it is read.

    `asked` makes it the answer to a query list: blind indexes of the numbers that were asked. `codes` know the divisions.
    """

    def __init__(
        self, source: grids.Source, name: str, declared: DeclaredRecord, *, today: date, remembered: Mapping[str, str]
        | None = None, asked: Container[bytes] | None = None, codes: DivisionCodes,
    ) -> None:  # fmt: skip
        self._source, self._name, self._declared, self._today = source, name, declared, today
        self._asked, self._codes = asked, codes
        self._last_told: tuple[tuple[str, str], Told] | None = None
        self._known_texts: dict[tuple[Any, ...], Mapping[str, str]] = {}
        self.table = self._form(tables_of(declared, remembered, is_answer=asked is not None))

    def _form(self, forms: tuple[Table, ...]) -> Table:
        """The form whose columns are all there; the first where none fits, so that its missing columns are told."""
        return next((form for form in forms if self._fits(form)), forms[0])

    def _fits(self, form: Table) -> bool:
        streamed = Streamed(self._source, self._name, form, LIMITS)
        next(iter(streamed), None)
        if streamed.heading is None or streamed.heading.missing(form):
            return False
        return self._asked is None or all(name in streamed.heading.columns for name in self._days(form))

    def look_through(self, keep: Keep = lambda sheet, row: None) -> LookedThrough:
        """Every fault of the file, and how many rows will land. Rows that are good by themselves go to `keep` with their
        sheet; those of them that tell one record in different ways are in `bad` at the end."""
        streamed = Streamed(self._source, self._name, self.table, LIMITS)
        found: list[Found] = []
        slots, good, unanswered = Slots(), 0, 0
        look_up = lru_cache(maxsize=20_000)(document_of)  # a person stands twelve times in a year's file of months
        for row in streamed:
            document = look_up(row.values["number"] or "")
            if self._is_unanswered(row):
                unanswered += 1
                continue
            if own := [(row, *fault) for fault in self._faults(row, document)]:
                found += own if len(found) <= LIMITS.faults else []
                continue
            self._told_slots(slots, row, document)
            keep(row.sheet, self._row(row, document))
            good += 1
        twice = _told_twice(slots)
        return self._looked(streamed, [*found, *twice.values()], good - len(twice), unanswered)

    def labels(self) -> tuple[str, ...]:
        """The headings of the file as they stand there; where none is recognised, those of the line that looks most like one.
        A line with a long number is a person's and is never shown."""
        try:
            with grids.opened(self._source, self._name, LIMITS) as (_, sheets):
                lines = [row for grid in sheets for _, row in islice(grid.lines, _HEADING_WITHIN)]
        except UnreadableFile:
            return ()
        found = [[cell.text for cell in row if cell.text and not cell.formula] for row in lines]
        likely = [texts for texts in found if not any(_LONG_NUMBER.search(text) for text in texts)]
        return tuple(text[:60] for text in max(likely, key=len, default=[]))[:_MOST_LABELS]

    def _looked(self, streamed: Streamed, found: list[Found], good: int, unanswered: int) -> LookedThrough:
        made = streamed.reading
        faults = [made.fault(row, key, code, **values) for row, key, code, values in found[: LIMITS.faults]]
        if len(found) > LIMITS.faults:
            faults.append(Fault(self._name, "too_many_faults", values={"most": LIMITS.faults}))
        reading = made.with_faults(tuple(faults))
        bad = frozenset((fault.sheet, fault.line) for fault in reading.faults if fault.line)
        return LookedThrough(reading, good, bad, Counter(fault.code for fault in reading.faults), unanswered)

    def _faults(self, row: Row, document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """What is wrong with one row beyond its cells, as (column, code, values)."""
        held = row.values
        if document.fault is not None:
            yield "number", f"citizen_id_{document.fault}", {"length": len(held["number"])}
        if self._asked is not None:
            yield from self._faults_of_answer(held, document)
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
        for key in self._divisions:
            if held.get(key) and (fault := self._codes.fault_of(held[key], self._day_of(held))) is not None:
                yield key, *fault
        if not held["number"] and self._declared.type.key != PERSON:
            yield "number", "blank", {}
        elif not held["number"] and not born:
            yield "birth_date", "blank", {}

    def _faults_of_answer(
        self, held: Mapping[str, Any], document: Document
    ) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Whoever was not asked about is not read; an answer is whole, or says that there is nothing."""
        assert self._asked is not None
        if document.number and not any(index in self._asked for index in number_candidates(document.number)):
            yield "number", "not_asked", {}
        if not held["says_none"]:
            for column in tables_of(self._declared)[self._form_at].columns:
                if column.required and column.key != "name" and held.get(column.key) is None:
                    yield column.key, "blank", {}

    @cached_property
    def _form_at(self) -> int:
        """Which of the type's forms this file has."""
        return int(
            "month" not in {column.key for column in self.table.columns} and self._declared.type.shape == "month"
        )

    def _day_of(self, held: Mapping[str, Any]) -> date:
        """The day on which the row held first; what has none holds now."""
        return held.get("date") or held.get("month") or held.get("start") or self._today

    @cached_property
    def _divisions(self) -> tuple[str, ...]:
        columns = self._declared.type.columns.items()
        return tuple(key for key, column in columns if column.kind == "division")

    def _days(self, form: Table) -> list[str]:
        own = {"start", "end", "month", "date"}
        return [column.key for column in form.columns if column.key in own]

    def _is_unanswered(self, row: Row) -> bool:
        if self._asked is None or row.values["says_none"]:
            return False
        asked_by_us = ("name", "number", "says_none")
        return all(value is None for key, value in row.values.items() if key not in asked_by_us)

    def _told_slots(self, slots: Slots, row: Row, document: Document) -> None:
        """What makes two rows one record: who, and the columns that the declaration names. In an answer, nobody both has
        records and has none."""
        held = row.values
        who = document.number or f"{held['name']}{held.get('birth_date')}{held.get('phone')}"
        if self._asked is not None:
            slots.add(row.sheet, row.line, hash(who), hash(bool(held["says_none"])))
        slots.add(row.sheet, row.line, hash((who, *map(held.get, self._slot_columns))), hash(tuple(held.values())))

    @cached_property
    def _slot_columns(self) -> tuple[str, ...]:
        own, columns = self._declared.type.identity, {column.key for column in self.table.columns}
        return tuple("start" if key == "month" and "month" not in columns else key for key in own)

    def _row(self, row: Row, document: Document) -> LandingRow:
        held, shape = row.values, self._declared.type.shape
        told = self._told(held, document)
        if held.get("says_none"):
            return LandingRow(told, row.line, says_none=True)
        start, end = held.get("start"), held.get("end")
        is_span = "month" not in held and shape == "month"
        if shape == "month":
            start, end = held.get("month") or held["start"], _last_day(held.get("month") or held["end"])
        elif shape == "event":
            start = end = held["date"]
        return LandingRow(
            told,
            row.line,
            start,
            end,
            self._texts(tuple(map(held.get, self._own))),
            held.get("address") or "",
            Strength.SPAN if is_span else Strength.ROW,
        )

    @cached_property
    def _own(self) -> list[str]:
        return sorted(key for key in self._declared.type.columns if key not in _PARTICULARS)

    def _told(self, held: Mapping[str, Any], document: Document) -> Told:
        """The person; where the file says of people only who they are, each is made once for all rows in a row."""
        if self._declared.type.key == PERSON:
            return _told(held, document)
        who = held["name"], held["number"]
        if self._last_told is None or self._last_told[0] != who:
            self._last_told = who, _told(held, document)
        return self._last_told[1]

    def _texts(self, values: tuple[Any, ...]) -> Mapping[str, str]:
        """The declared columns as texts; rows that say the same share them."""
        found = self._known_texts.get(values)
        if found is None:
            if len(self._known_texts) >= _MOST_TEXTS:
                self._known_texts.clear()
            pairs = zip(self._own, values, strict=True)
            found = {key: self._text(key, value) for key, value in pairs if value is not None}
            self._known_texts[values] = found
        return found

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


@lru_cache(maxsize=2_000)
def _last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _told_twice(slots: Slots) -> dict[tuple[str, int], Found]:
    """One record told in different ways: all its rows are refused, each names another."""
    return {
        (one.sheet, one.line): (Row(one.sheet, one.line, {"name": None}), "name", "told_twice",
                                {"other_line": one.other_line})
        for one in slots.told_twice()
    }  # fmt: skip


def _told(held: Mapping[str, Any], document: Document) -> Told:
    guardians = held.get("guardian_number") or ""
    is_guardians = not held["number"] and bool(guardians)
    if is_guardians:
        document = document_of(guardians)
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
