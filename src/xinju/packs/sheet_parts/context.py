"""What every part of a sheet's file may refer to: records, roles, places, and names declared elsewhere in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from xinju.engines.scoring.language.numbers import Condition, Number
from xinju.engines.scoring.language.sheets import Role
from xinju.engines.scoring.language.sources import HERE, Column, Periods, RecordType
from xinju.packs.problems import listed, nearest
from xinju.packs.reading import Reading
from xinju.packs.sheet_parts.kinds import Kind
from xinju.packs.yaml_reader import Node

MEMBERS = (
    "applicant", "child", "father", "mother", "guardian", "spouse", "grandmother", "grandfather", "partner_child", "sibling",
    "employer",
)  # fmt: skip


@dataclass(frozen=True)
class Grammar:
    """How the mutually nested words are read; brought in from above so that no module imports its own importer."""

    number: Callable[[SheetReading, Node], Number]
    condition: Callable[[SheetReading, Node], Condition]
    periods: Callable[[SheetReading, Node], Periods]


class SheetReading(Reading):
    """One sheet's file while it is read."""

    def __init__(self, grammar: Grammar, records: Mapping[str, RecordType]) -> None:
        super().__init__()
        self._grammar = grammar
        self.records = records
        self.roles: dict[str, Role] = {}
        self.members: set[str] = set(MEMBERS)
        self.default_of: tuple[str, ...] = ()
        self.places: dict[str, tuple[str, ...]] = {}
        self.period_nodes: Mapping[str, Node] = {}
        self.measure_nodes: Mapping[str, Node] = {}
        self.measures: dict[str, Number] = {}
        self.kinds: dict[str, Kind] = {}
        self.points: set[str] = set()
        self.labels: dict[str, str] = {}
        self.condition_names: set[str] = set()
        self._here: list[RecordType] = []
        self._open: list[str] = []

    def amount(self, node: Node) -> Number:
        """A number of the language: a figure, a name or an operation."""
        return self._grammar.number(self, node)

    def condition(self, node: Node) -> Condition:
        return self._grammar.condition(self, node)

    def periods(self, node: Node) -> Periods:
        return self._grammar.periods(self, node)

    def names_of_numbers(self) -> list[str]:
        return [*self.measure_nodes, *self.measures, *sorted(self.points)]

    def measure(self, name: str) -> Number | None:
        """The named measure, read now if it has not been; None while it is being read (a circle) or if it cannot be read."""
        if name in self.measures:
            return self.measures[name]
        if name in self._open or name not in self.measure_nodes:
            return None
        with self.opened(name), self.attempt():
            self.measures[name] = self.amount(self.without_label(self.measure_nodes[name]))
        return self.measures.get(name)

    def without_label(self, node: Node) -> Node:
        """A named measure or condition without what people call it (`label`), which is read with the other labels."""
        if not isinstance(node.content, dict) or "label" not in node.content:
            return node
        self.label(node.content["label"])
        rest = {key: part for key, part in node.content.items() if key != "label"}
        return Node(node.file, node.line, node.path, rest, node.quoted)

    @contextmanager
    def opened(self, name: str) -> Iterator[None]:
        """While this name is read, meeting it again is a circle. What lies around it cannot be seen from inside it."""
        self._open.append(name)
        here, self._here = self._here, []
        try:
            yield
        finally:
            self._open.pop()
            self._here = here

    def is_open(self, name: str) -> bool:
        return name in self._open

    @contextmanager
    def inside_each(self, record: RecordType) -> Iterator[None]:
        """Inside, `from: here` means the records of the group."""
        self._here.append(record)
        try:
            yield
        finally:
            self._here.pop()

    @property
    def is_inside_each(self) -> bool:
        return bool(self._here)

    def here_or(self, key: str) -> RecordType:
        """The record type of a source that has been read."""
        return self._here[-1] if key == HERE and self._here else self.records[key]

    def record(self, node: Node) -> RecordType:
        """The record type that `from:` names."""
        key = self.text(node)
        if key == HERE:
            if not self._here:
                self.refuse(node, "here_outside_each")
            return self._here[-1]
        if key not in self.records:
            self.refuse(
                node, "unknown_record", value=key, expected=listed(self.records), nearest=nearest(key, self.records)
            )
        return self.records[key]

    def column(self, record: RecordType, key: str, node: Node) -> Column:
        try:
            return record.column(key)
        except KeyError:
            right = [*record.columns, *record.own_columns]
            self.refuse(
                node,
                "unknown_column",
                value=key,
                record=record.key,
                expected=listed(right),
                nearest=nearest(key, right),
            )

    def level(self, levels: tuple[str, ...], node: Node) -> int:
        """The rank of a named level."""
        name = self.text(node)
        if name not in levels:
            self.refuse(node, "unknown_level", value=name, expected=listed(levels, 40), nearest=nearest(name, levels))
        return levels.index(name)

    def of(self, entries: Mapping[str, Node]) -> tuple[str, ...]:
        """The roles under `of:`, or the sheet's default."""
        if "of" not in entries:
            return self.default_of
        return tuple(self.role(part) for part in self.one_or_more(entries["of"]))

    def role(self, node: Node) -> str:
        name = self.text(node)
        right = [*self.roles, *sorted(self.members)]
        if name not in right:
            self.refuse(node, "unknown_role", value=name, expected=listed(right, 30), nearest=nearest(name, right))
        return name

    def place_codes(self, node: Node) -> tuple[str, ...]:
        """The division codes of one named place."""
        codes = self.texts(node)
        for code in codes:
            if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6, 9, 12)):
                self.refuse(node, "not_a_division", value=code)
        return codes

    def place(self, node: Node) -> tuple[str, ...]:
        """Division codes: a name under `places:`, or digits."""
        found: list[str] = []
        for part in self.one_or_more(node):
            text = self.text(part)
            if text in self.places:
                found.extend(self.places[text])
            elif text.isascii() and text.isdigit():
                found.append(text)
            else:
                self.refuse(
                    part, "unknown_place", value=text, expected=listed(self.places), nearest=nearest(text, self.places)
                )
        return tuple(found)
