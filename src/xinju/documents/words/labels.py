"""Labels of a sheet's parts, read off the sheet itself, with a district's own words before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from xinju.documents.words.shapes import ColumnKind

OWN_DAYS = ("start", "end", "month", "date")


@dataclass(frozen=True)
class SheetNames:
    """`Names` of anything built like a score sheet.

    `labels` goes first, by keys such as item:insurance, measure:insured, condition:married, service:rent, bar:cult,
    role:main, option:title.skill, record:stay, department:stay, column:stay.division, level:degree.level.bachelor. A measure
    without a label is called after the records that it is made of.
    """

    sheet: Any
    labels: Mapping[str, str] = field(default_factory=dict)

    def item(self, key: str) -> str:
        """An item or a group."""
        row = self.sheet.items.get(key) or self.sheet.groups.get(key)
        return self.labels.get(f"item:{key}", row.label if row is not None else "")

    def measure(self, key: str) -> str:
        if f"measure:{key}" in self.labels:
            return self.labels[f"measure:{key}"]
        number = self.sheet.measures.get(key)
        return "" if number is None else "、".join(dict.fromkeys(self._made_of(number)))

    def condition(self, key: str) -> str:
        return self.labels.get(f"condition:{key}", "")

    def service(self, key: str) -> str:
        return self._label("service", self.sheet.services, key)

    def bar(self, key: str) -> str:
        return self._label("bar", self.sheet.bars, key)

    def role(self, key: str) -> str:
        return self.labels.get(f"role:{key}", key)

    def option(self, choice: str, key: str) -> str:
        return self.labels.get(f"option:{choice}.{key}", self.item(key) or self.role(key))

    def record(self, key: str) -> str:
        return self._label("record", self.sheet.records, key)

    def department(self, record: str) -> str:
        found = self.sheet.records.get(record)
        return self.labels.get(f"department:{record}", found.source if found is not None else "")

    def column(self, record: str, column: str) -> str:
        found = self._column(record, column)
        return self.labels.get(f"column:{record}.{column}", found.label if found is not None else column)

    def kind(self, record: str, column: str) -> ColumnKind:
        found = self._column(record, column)
        if found is not None:
            return found.kind
        if column == "year":
            return "number"
        return "date" if column in OWN_DAYS else "text"

    def level(self, record: str, column: str, rank: int) -> str:
        """The label of a rank, or "" where the column has no such level."""
        found = self._column(record, column)
        if found is None or not 0 <= rank < len(found.levels):
            return ""
        level = found.levels[rank]
        return self.labels.get(f"level:{record}.{column}.{level}", level)

    def _label(self, part: str, rows: Mapping[str, Any], key: str) -> str:
        return self.labels.get(f"{part}:{key}", rows[key].label if key in rows else "")

    def _column(self, record: str, column: str) -> Any:
        found = self.sheet.records.get(record)
        return None if found is None else found.columns.get(column)

    def _made_of(self, number: Any) -> Iterator[str]:
        """Labels of the columns or record types that a number is made of."""
        if hasattr(number, "name") and self.measure(number.name):
            yield self.measure(number.name)
        elif hasattr(number, "periods"):
            yield from self._sources(number.periods)
        elif hasattr(number, "since"):  # an age is no birth date
            return
        elif hasattr(number, "source"):
            record = number.source.record
            yield self.column(record, number.column) if number.column else self.record(record)
        for part in ("of", "first", "second"):
            below = getattr(number, part, ())
            if not isinstance(below, tuple):
                yield from self._made_of(below)
        for below in getattr(number, "parts", ()):
            yield from self._made_of(below)

    def _sources(self, periods: Any) -> Iterator[str]:
        if hasattr(periods, "record"):
            yield self.record(periods.record)
        for part in (*getattr(periods, "parts", ()), *([periods.base] if hasattr(periods, "base") else [])):
            yield from self._sources(part)
