"""Cases worked by hand, beside the sheet in the same file: a family, its facts, a day, and what must come out."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from xinju.engines.scoring.facts import Application, Cell, Record
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import FIRST_DAY, LAST_DAY, Column, RecordType, day_number
from xinju.packs.problems import Unreadable, listed, nearest
from xinju.packs.reading import Reading
from xinju.packs.yaml_reader import Node, read_documents, read_text

_CASE_KEYS = (
    "case",
    "date",
    "known",
    "by_hand",
    "family",
    "facts",
    "choices",
    "not_known",
    "expect",
    "note",
    "article",
)
_ROW_KEYS = ("of", "status", "recorded", "source")
_MONTHS = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:\s*\.\.\s*([0-9]{4})-(0[1-9]|1[0-2]))?", re.ASCII)
NUMBER = "case"


@dataclass(frozen=True)
class Expected:
    """One figure that must come out.

    name   item, group, `service.gate`, `service.pays`, `service.points`, `bars.KEY` or `chosen.ROLE`
    low, high  both ends of the expected span (equal when it is known); None where nothing is expected
    word   yes, no, unknown, or the chosen candidate, where no number is expected
    """

    name: str
    low: Fraction | None = None
    high: Fraction | None = None
    word: str = ""


@dataclass(frozen=True)
class Case:
    """One worked case."""

    name: str
    file: str
    line: int
    as_of: date
    known_at: date
    application: Application
    expected: tuple[Expected, ...]
    by_hand: str = ""


def load_cases(path: Path, sheet: Sheet) -> tuple[Case, ...]:
    """The cases in a sheet's file (second and later documents), or in a file of cases alone. Unreadable with every fault."""
    documents = read_documents(read_text(path), str(path))
    reading = Reading()
    found = []
    for node in documents:
        if isinstance(node.content, dict) and "sheet" in node.content:
            continue
        with reading.attempt():
            found.append(_CaseReader(reading, sheet).case(node))
    if reading.problems:
        raise Unreadable(reading.problems)
    return tuple(found)


class _CaseReader:
    def __init__(self, reading: Reading, sheet: Sheet) -> None:
        self.reading, self.sheet = reading, sheet
        self.people: list[str] = []

    def case(self, node: Node) -> Case:
        reading = self.reading
        if not isinstance(node.content, dict) or not {"case", "date", "expect"} <= set(node.content):
            reading.refuse(node, "not_a_case", value=node.shown)
        entries = reading.mapping(node, _CASE_KEYS)
        members = {role: reading.texts(part) for role, part in reading.entries(entries.get("family")).items()}
        self.people = list(dict.fromkeys(person for group in members.values() for person in group))
        records, not_delivered = self.records(reading.entries(entries.get("facts")))
        as_of = reading.day(entries["date"])
        application = Application(
            number=NUMBER,
            members=members,
            records=records,
            choices={key: reading.text(part) for key, part in reading.entries(entries.get("choices")).items()},
            not_known=frozenset(self.not_known(entries.get("not_known"))),
            delivered=frozenset(set(self.sheet.records) - not_delivered),
        )
        return Case(
            name=reading.text(entries["case"]),
            file=node.file,
            line=node.line,
            as_of=as_of,
            known_at=reading.day(entries["known"]) if "known" in entries else as_of,
            application=application,
            expected=tuple(self.expected(entries["expect"])),
            by_hand=reading.optional_text(entries, "by_hand"),
        )

    def records(self, nodes: Mapping[str, Node]) -> tuple[dict[str, tuple[Record, ...]], set[str]]:
        found: dict[str, tuple[Record, ...]] = {}
        not_delivered: set[str] = set()
        for key, node in nodes.items():
            if key == "not_delivered":
                not_delivered.update(self.record_type(part).key for part in self.reading.one_or_more(node))
                continue
            record = self.record_type(Node(node.file, node.line, node.path, key))
            rows = self.reading.parts(node) if node.content is not None else ()
            found[key] = tuple(row for part in rows for row in self.rows(record, part))
        return found, not_delivered

    def record_type(self, node: Node) -> RecordType:
        key, right = self.reading.text(node), self.sheet.records
        if key not in right:
            self.reading.refuse(
                node, "unknown_record", value=key, expected=listed(right, 40), nearest=nearest(key, right)
            )
        return right[key]

    def rows(self, record: RecordType, node: Node) -> Iterator[Record]:
        """One record, or one for each month where a range of months is given."""
        own = {"period": ("from", "to"), "month": ("month",), "event": ("date",), "state": ()}[record.shape]
        required = [*own[:1], *(key for key, column in record.columns.items() if column.required)]
        entries = self.reading.mapping(node, (*_ROW_KEYS, *own, *record.columns), required)
        subject = self.person(entries["of"]) if "of" in entries else NUMBER
        if record.about == "person" and "of" not in entries:
            self.reading.refuse(node, "missing_key", value="of")
        values = {key: self.cell(column, entries.get(key)) for key, column in record.columns.items()}
        for start, end in self.days(record, entries):
            yield Record(
                type=record.key,
                subject=subject,
                values=values,
                start=start,
                end=end,
                recorded_at=self.reading.day(entries["recorded"]) if "recorded" in entries else date(1900, 1, 1),
                status=self.reading.one_of(entries["status"], ("verified", "pending", "disputed"))  # type: ignore[arg-type]
                if "status" in entries
                else "verified",
                source=self.reading.optional_text(entries, "source"),
                place=f"{node.file}:{node.line}",
            )

    def days(self, record: RecordType, entries: Mapping[str, Node]) -> list[tuple[date | None, date | None]]:
        if record.shape == "state":
            return [(None, None)]
        if record.shape == "event":
            day = self.reading.day(entries["date"])
            return [(day, day)]
        if record.shape == "period":
            start = self.reading.day(entries["from"])
            end = self.reading.day(entries["to"]) if "to" in entries and entries["to"].content else None
            if end is not None and end < start:
                self.reading.refuse(entries["to"], "ends_crossed", value=f"{start}, {end}")
            return [(start, end)]
        return [day for part in self.reading.one_or_more(entries["month"]) for day in self.months(part)]

    def months(self, node: Node) -> list[tuple[date, date]]:
        """`2012-01` or `2012-01 .. 2023-05`: first and last day of each month."""
        match = _MONTHS.fullmatch(self.reading.text(node))
        if match is None:
            self.reading.refuse(node, "expected_months", value=node.shown)
        year, month, *last_pair = match.groups()
        first = int(year) * 12 + int(month) - 1
        last = int(last_pair[0]) * 12 + int(last_pair[1]) - 1 if last_pair[0] else first
        if last < first:
            self.reading.refuse(node, "ends_crossed", value=node.shown)
        if not FIRST_DAY.year * 12 <= first <= last < (LAST_DAY.year + 1) * 12:
            self.reading.refuse(
                node, "out_of_range", value=node.shown, low=f"{FIRST_DAY:%Y-%m}", high=f"{LAST_DAY:%Y-%m}"
            )
        pairs = [divmod(index, 12) for index in range(first, last + 1)]
        return [(date(y, m + 1, 1), date(y, m + 1, monthrange(y, m + 1)[1])) for y, m in pairs]

    def person(self, node: Node) -> str:
        name = self.reading.text(node)
        if name not in self.people:
            self.reading.refuse(
                node, "unknown_person", value=name, expected=listed(self.people), nearest=nearest(name, self.people)
            )
        return name

    def cell(self, column: Column, node: Node | None) -> Cell:
        if node is None or node.content is None:
            return None
        if column.kind == "number":
            return self.number(column, node)
        if column.kind == "date":
            return day_number(self.reading.day(node))
        if column.kind == "flag":
            return int(self.reading.flag(node))
        if column.kind == "level":
            return column.levels.index(self.reading.one_of(node, column.levels))
        return self.reading.text(node)

    def number(self, column: Column, node: Node) -> Fraction:
        """As a department's file could hold it: within the column's range, in its smallest step."""
        value = self.reading.number(node)
        if not column.low <= value <= column.high:
            self.reading.refuse(node, "out_of_range", value=node.shown, low=str(column.low), high=str(column.high))
        if (value * column.scale).denominator != 1:
            self.reading.refuse(node, "too_fine", value=node.shown, step=str(Fraction(1, column.scale)))
        return value

    def not_known(self, node: Node | None) -> Iterator[tuple[str, str]]:
        for part in self.reading.parts(node) if node is not None else ():
            pair = self.reading.parts(part)
            if len(pair) != 2:
                self.reading.refuse(part, "two_parts", value=str(len(pair)))
            record = self.record_type(pair[1])
            yield (self.person(pair[0]) if record.about == "person" else NUMBER), record.key

    def expected(self, node: Node) -> Iterator[Expected]:
        right = [*self.sheet.items, *self.sheet.groups, "bars", "chosen"]
        right += [f"{key}.{part}" for key in self.sheet.services for part in ("gate", "pays", "points")]
        for name, wanted in self.reading.mapping(node).items():
            if name not in right:
                self.reading.refuse(
                    wanted, "unknown_expectation", value=name, expected=listed(right, 60), nearest=nearest(name, right)
                )
            if name in ("bars", "chosen"):
                yield from (
                    Expected(f"{name}.{key}", word=_word(self.reading.text(part)))
                    for key, part in self.reading.mapping(wanted).items()
                )
            elif name.endswith(".gate"):
                yield Expected(name, word=_word(self.reading.text(wanted)))
            elif wanted.content is None:
                yield Expected(name)
            else:
                ends = [self.reading.number(part) for part in self.reading.one_or_more(wanted)]
                yield Expected(name, ends[0], ends[-1])


def _word(text: str) -> str:
    return {"true": "yes", "false": "no"}.get(text, text)
