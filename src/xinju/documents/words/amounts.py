"""How a language says numbers, stretches, spans and values of columns, given its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from xinju.documents.figures import Language, date_text, points_text
from xinju.documents.words.shapes import BoundsShape, Names, SpanShape, StretchShape

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Amounts:
    """The words of one language for amounts; keys as in `amounts_zh` and `amounts_en`."""

    language: Language
    words: Mapping[str, str]

    def number(self, value: Fraction | int) -> str:
        """Exactly: 29, 29.25, 29又1/3 or 29 1/3."""
        text = points_text(Fraction(value))
        return text.replace(" ", self.words["and_a_fraction"])

    def day(self, number: Fraction | int) -> str:
        return date_text(_EPOCH + timedelta(days=int(number)), self.language)

    def counted(self, value: Fraction | int, unit: str) -> str:
        """29 points, 1 month, 87个月. An unknown unit stands as it is, behind the number."""
        one = self.words.get(f"{unit}_one")
        if one is None:
            return self.number(value) + unit
        return (one if value == 1 else self.words[f"{unit}_many"]).format(n=self.number(value))

    def span(self, span: SpanShape, unit: str, open_above: bool = False) -> str:
        """A known amount, 12–20 points, or at least 12 points where the upper end is only a limit of the program."""
        if span.low == span.high:
            return self.counted(span.low, unit)
        if open_above:
            return self.words["at_least_amount"].format(amount=self.counted(span.low, unit))
        low, high = self.number(span.low), self.counted(span.high, unit)
        return self.words["span"].format(low=low, high=high)

    def value(self, value: Fraction | int | str | None, record: str, column: str, names: Names) -> str:
        """A cell as people read it: the level's label, a day, yes or no."""
        if value is None:
            return self.words["empty"]
        kind = names.kind(record, column) if record else "number"
        if isinstance(value, str) or kind in ("text", "division"):
            return str(value)
        if kind == "date":
            return self.day(value)
        if kind == "flag":
            return self.words["yes" if value else "no"]
        if kind == "level":
            return self.words["quoted"].format(text=names.level(record, column, int(value)) or int(value))
        return self.number(value)

    def bounds(self, bounds: BoundsShape, names: Names, record: str = "", column: str = "") -> str:
        """At least 100; more than 80 and at most 100; the one level that a row of a level table means."""
        kind = names.kind(record, column) if record else "number"
        single = _single_level(bounds) if kind in ("level", "flag") else None
        if single is not None and kind == "level":
            return names.level(record, column, single) or str(single)
        if single is not None:
            return self.value(single, record, column, names)
        ends = (("at_least", bounds.at_least), ("over", bounds.over), ("up_to", bounds.up_to), ("under", bounds.under))
        said = [
            self.words[end].format(n=self.value(value, record, column, names))
            for end, value in ends
            if value is not None
        ]
        return self.words["both_ends"].join(said) if said else self.words["anything"]

    def stretch(self, stretch: StretchShape, names: Names, record: str = "", column: str = "") -> str:
        """Exactly 100; 61 to 64; 61 and more; more than 80 and under 81 where a measure is not whole."""
        first, last = stretch.first, stretch.last
        if first is not None and first == last:
            key = "just" if stretch.kind in ("level", "flag") else "exactly"
            return self.words[key].format(n=self.value(first, record, column, names))
        if not stretch.whole or (first is None and last is None):
            return self.bounds(stretch.bounds, names, record, column)
        said = [None if end is None else self.value(end, record, column, names) for end in (first, last)]
        if said[0] is None:
            return self.words["and_less"].format(n=said[1])
        if said[1] is None:
            return self.words["and_more"].format(n=said[0])
        return self.words["from_to"].format(first=said[0], last=said[1])


def _single_level(bounds: BoundsShape) -> int | None:
    """The only rank within, where a row holds one."""
    if bounds.at_least is None:
        return None
    if bounds.up_to == bounds.at_least or bounds.under == bounds.at_least + 1:
        return int(bounds.at_least)
    return None
