"""How a finding of the checker is told in any language, given its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from xinju.documents.figures import date_text
from xinju.documents.words.amounts import Amounts
from xinju.documents.words.shapes import FindingShape, Names, ReadingShape


@dataclass(frozen=True)
class FindingWords:
    """Titles by code, readings by code (or finding.reading where the same word means another thing), spots and indicators."""

    amounts: Amounts
    titles: Mapping[str, str]
    readings: Mapping[str, str]
    spots: Mapping[str, str]
    other: Mapping[str, str]

    def told(self, finding: FindingShape, names: Names) -> tuple[str, tuple[str, ...]]:
        """The title, with place and concrete values, and each reading as a sentence. KeyError for an unknown code."""
        key = "open_key" if finding.code == "open" and finding.spot.startswith("rank.") else finding.code
        title = self.titles[key].format_map(self._values(finding, names))
        return title, tuple(self._reading(finding, one, names) for one in finding.readings)

    def place(self, finding: FindingShape, names: Names) -> str:
        """Label of the item, service … and the spot inside of it."""
        kind = {"group": "item", "sheet": ""}.get(finding.part, finding.part)
        label = getattr(names, kind) if kind else lambda key: ""
        text = self.other["and"].join(label(key) or key for key in finding.where.split("+"))
        spot, _, key = finding.spot.partition(".")
        return text + (self.spots[spot].format(key=key) if spot else "")

    def _values(self, finding: FindingShape, names: Names) -> dict[str, str]:
        values: Mapping[str, Any] = finding.values
        record, column = values.get("record", ""), values.get("column", "")
        said = {key: self._plain(value) for key, value in values.items()}
        said["where"] = self.place(finding, names)
        said["of"] = self._of(values.get("of", ""), record, column, names)
        if "stretch" in values:
            said["stretch"] = self.amounts.stretch(values["stretch"], names, record, column)
        if "bounds" in values:
            said["bounds"] = self._bounds(values["bounds"], str(values.get("kind", "number")), record, column, names)
        if values.get("kind") == "day":
            said |= {key: self.amounts.day(values[key]) for key in ("lowest", "highest")}
        if "indicator" in values:
            said["indicator"] = self.other[values["indicator"]]
        if "names" in values:
            said["names"] = self.other["and"].join(self._member(key, names) for key in values["names"])
        if "member" in values:
            said |= {key: self._member(values[key], names) for key in ("member", "better")}
        if finding.code in ("version_overlap", "version_hole"):
            said["until"] = self.other["on"] if values["last"] is None else said["last"]
        return said

    def _reading(self, finding: FindingShape, reading: ReadingShape, names: Names) -> str:
        values: Mapping[str, Any] = reading.values
        said = {key: self._plain(value) for key, value in values.items()}
        about = finding.values
        record, column = str(about.get("record", "")), str(about.get("column", ""))
        if "bounds" in values:
            said["bounds"] = self._bounds(values["bounds"], str(values.get("kind", "number")), record, column, names)
        if "low" in values:
            said["amount"] = self._amount(finding, values["low"], values["high"])
        if "points" in values:
            said["amount"] = self.amounts.counted(values["points"], str(about.get("unit") or "points"))
        if "service" in values:
            said["service"] = names.service(values["service"]) or values["service"]
        if "places" in values:
            said["places"] = self.other["and"].join(self._spot(place, names) for place in values["places"])
            said["n"] = self.amounts.number(about["stretch"].first)  # type: ignore[attr-defined]
        return self._reading_words(finding, reading).format_map(said)

    def _reading_words(self, finding: FindingShape, reading: ReadingShape) -> str:
        """The words of a reading: of this finding, of a service's band, of a row, or of the plain code."""
        if f"{finding.code}.{reading.code}" in self.readings:
            return self.readings[f"{finding.code}.{reading.code}"]
        if "service" in reading.values:
            return self.readings["service"]
        if reading.code == "none" and not reading.values:
            return self.readings["neither"]
        return self.readings["row" if "bounds" in reading.values else reading.code]

    def _amount(self, finding: FindingShape, low: Fraction, high: Fraction) -> str:
        is_measure = finding.part in ("measure", "condition")
        unit = str(finding.values.get("unit", "")) or ("" if is_measure else "points")
        return self.amounts.span(SimpleNamespace(low=low, high=high, or_nothing=False), unit)

    def _bounds(self, bounds: Any, kind: str, record: str, column: str, names: Names) -> str:
        if kind == "day" and not record:
            record, column = "", ""
        return self.amounts.bounds(bounds, names, record, column)

    def _of(self, key: str, record: str, column: str, names: Names) -> str:
        """What is measured; nothing where the sheet gives it no name."""
        if key:
            return names.item(key) or names.measure(key) or self.other["the_value"]
        return names.column(record, column) if record else self.other["the_value"]

    def _member(self, key: str, names: Names) -> str:
        return names.item(key) or names.measure(key) or key

    def _spot(self, place: tuple[str, str], names: Names) -> str:
        return (names.service(place[0]) or place[0]) + self.spots[place[1]]

    def _plain(self, value: object) -> str:
        if isinstance(value, bool):
            return self.other["yes" if value else "no"]
        if isinstance(value, Fraction | int):
            return self.amounts.number(value)
        if isinstance(value, tuple):
            return self.other["and"].join(str(one) for one in value)
        if hasattr(value, "isoformat"):
            return date_text(value, self.amounts.language)  # type: ignore[arg-type]
        return str(value)
