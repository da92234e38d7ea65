"""The rows of the official table: what each item gives, in the table's own words or, where it has none, said from the rule."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from xinju.engines.scoring import table_en, table_zh
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.sheets import Item, Sheet
from xinju.engines.scoring.language.sources import HERE, PERSON, YEAR, Bounds, day_of
from xinju.engines.scoring.language.tree import sources_of

Language = Literal["zh", "en"]
_WORDS = {"zh": table_zh.WORDS, "en": table_en.WORDS}


@dataclass(frozen=True)
class TableRow:
    """One item as the table shows it: 类别, 指标, 标准分值, 最高分值, 责任单位, 备注. `standard` may hold several lines."""

    key: str
    category: str
    item: str
    standard: str
    most: str
    office: str
    note: str = ""


def table_rows(sheet: Sheet, language: Language = "zh") -> tuple[TableRow, ...]:
    """One row for each item, in the sheet's order."""
    teller = _Teller(sheet, language)
    return tuple(_row(teller, item) for item in sheet.items.values())


def _row(teller: _Teller, item: Item) -> TableRow:
    return TableRow(
        key=item.key,
        category=item.category or item.layer,
        item=item.label,
        standard=item.standard or teller.say(item.number),
        most="" if item.cap is None else figure(item.cap),
        office=item.verified_by,
        note=item.note,
    )


def figure(value: Fraction) -> str:
    """A number as people write it: 4, 0.25, or 1/3 where it has no end."""
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return f"{float(value):.10f}".rstrip("0") if rest == 1 and value.denominator <= 10**6 else str(value)


class _Teller:
    """Says a rule in one language."""

    def __init__(self, sheet: Sheet, language: Language) -> None:
        self.sheet, self.words = sheet, _WORDS[language]

    def say(self, number: n.Number) -> str:
        """The rule behind a number, in one or more lines."""
        match number:
            case n.Const(value):
                return self.words["points"].format(points=figure(value))
            case n.Open(why=why):
                return self.words["open"].format(why=why)
            case n.Ref(name):
                return self._name(name)
            case n.Limited(of=of) | n.Rounded(of=of) | n.AsOf(of=of) | n.Assigned(of=of):
                return self.say(of)
            case n.Decided(instead=text):
                return self.say(text)
            case n.Rate():
                return self._rate(number)
            case n.Bracket():
                return self._bracket(number)
            case n.When(rows=rows):
                return "\n".join(self.words["when"].format(then=self.say(then)) for _, then in rows)
            case n.Each():
                return self._each(number)
            case n.EachYear():
                return self._each_year(number)
            case n.Chosen(options=options):
                return self.words["chosen"].format(parts=self.words["or"].join(self.say(o.then) for o in options))
        return self._joined(number)

    def _each(self, each: n.Each) -> str:
        """What stands for each, in the words of its key, with the limit that holds for each."""
        held = each.then
        then = self.say(held)
        if isinstance(held, n.Limited) and held.cap is not None:
            then = self.words["held"].format(then=then, cap=figure(held.cap))
        if each.best is not None:
            return self.words["each_best"].format(then=then, n=each.best)
        by = f"each_{each.combine}_{each.by[0]}" if each.by in ((YEAR,), (PERSON,)) else f"each_{each.combine}"
        return self.words[by].format(then=then)

    def _each_year(self, each: n.EachYear) -> str:
        """The years, and what stands for each."""
        years = self.words["calendar_years" if each.calendar else "years_back"].format(n=each.years)
        if each.best is not None:
            return self.words["each_year_best"].format(years=years, then=self.say(each.then), n=each.best)
        return self.words[f"each_year_{each.combine}"].format(years=years, then=self.say(each.then))

    def _joined(self, number: n.Number) -> str:
        match number:
            case n.Highest(parts):
                return self.words["highest"].format(parts=self.words["or"].join(map(self._short, parts)))
            case n.Least(parts):
                return self.words["least"].format(parts=self.words["or"].join(map(self._short, parts)))
            case n.Plus(parts, best) if best is not None:
                return self.words["sum_best"].format(parts=self.words["or"].join(map(self._short, parts)), n=best)
            case n.Plus(parts):
                return " + ".join(map(self._short, parts))
            case n.Times(parts):
                return " × ".join(map(self._short, parts))
            case n.Quotient(first, second):
                return f"{self._short(first)} ÷ {self._short(second)}"
            case n.Minus(first, second):
                return f"{self._short(first)} − {self._short(second)}"
        return self.words["measured"]

    def _short(self, number: n.Number) -> str:
        """Inside a sum or a product: a bare figure, or the rule in brackets."""
        if isinstance(number, n.Const):
            return figure(number.value)
        said = self.say(number).replace("\n", self.words["and"])
        return f"({said})" if isinstance(number, n.Plus | n.Minus | n.Quotient | n.Bracket) else said

    def _name(self, name: str) -> str:
        if name in self.sheet.items:
            return self.sheet.items[name].label
        if name in self.sheet.groups:
            return self.sheet.groups[name].label
        return self.say(self.sheet.measures[name])

    def _rate(self, rate: n.Rate) -> str:
        per, unit = rate.per, self._unit(rate.of)
        if unit == "months" and per % 12 == 0:
            per, unit = per / 12, "years"
        said = self.words["rate" if rate.whole else "rate_prorated"].format(
            per=figure(per), unit=self.words[unit], points=figure(rate.points)
        )
        if self._is_within_periods(rate.of):
            said = self.words["during"].format(rate=said)
        if not rate.start_after:
            return said
        return self.words["start_after"].format(
            start=figure(rate.start_after), unit=self.words[self._unit(rate.of)], rate=said
        )

    def _is_within_periods(self, number: n.Number) -> bool:
        """Whether only what lies in certain periods is measured."""
        if isinstance(number, n.Ref) and number.name in self.sheet.measures:
            return self._is_within_periods(self.sheet.measures[number.name])
        return any(source.during is not None for source in sources_of(number))

    def _unit(self, number: n.Number) -> str:
        """The unit in which a measure counts."""
        match number:
            case n.Ref(name) if name in self.sheet.measures:
                return self._unit(self.sheet.measures[name])
            case n.Duration(unit=unit):
                return unit if unit in ("days", "years") else "months"
            case n.Elapsed(unit=unit):
                return unit
            case n.Tally(op="count"):
                return "times"
            case n.AsOf(of=of) | n.Limited(of=of) | n.Rounded(of=of) | n.Decided(instead=of):
                return self._unit(of)
        return "units"

    def _bracket(self, bracket: n.Bracket) -> str:
        lines = [
            self.words["row"].format(bounds=self._bounds(row.bounds, bracket.of), then=self.say(row.then))
            for row in bracket.rows
        ]
        return "\n".join(lines)

    def _bounds(self, bounds: Bounds, of: n.Number) -> str:
        levels, is_date = self._levels(of)
        if levels:
            return self._level_names(bounds, levels)
        ends = ((key, getattr(bounds, key)) for key in ("at_least", "over", "up_to", "under"))
        return self.words["and"].join(
            self.words[key].format(end=day_of(int(end)).isoformat() if is_date else figure(end))
            for key, end in ends
            if end is not None
        )

    def _level_names(self, bounds: Bounds, levels: tuple[str, ...]) -> str:
        return self.words["or"].join(level for rank, level in enumerate(levels) if bounds.holds(rank))

    def _levels(self, number: n.Number) -> tuple[tuple[str, ...], bool]:
        """The levels of what a bracket looks at, and whether it is a day."""
        match number:
            case n.Ref(name) if name in self.sheet.measures:
                return self._levels(self.sheet.measures[name])
            case n.Tally(op="highest" | "lowest" | "latest", column=str(key), source=source) if source.record != HERE:
                column = self.sheet.records[source.record].column(key)
                return column.levels, column.kind == "date"
            case n.Highest(parts) | n.Least(parts):
                return self._levels(parts[0])
            case n.AsOf(of=of):
                return self._levels(of)
        return (), False
