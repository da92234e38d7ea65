"""Brackets, level tables and lists of conditions: values in two rows, values in none, rows that nothing reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from xinju.engines.scoring.check.finding import Finding, Reading, Stretch
from xinju.engines.scoring.check.places import Site, Survey
from xinju.engines.scoring.check.stretches import common, high_cut, low_cut, on_grid
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.brackets import gaps
from xinju.engines.scoring.language.numbers import All, Compare, Condition, Named, Not, Ruled
from xinju.engines.scoring.language.sources import Bounds

NO_POINTS = n.Const(Fraction(0))


def check_tables(survey: Survey) -> Iterator[Finding]:
    """Findings of every bracket and every list of conditions of the sheet."""
    for site in survey.sites:
        if isinstance(site.node, n.Bracket):
            yield from _bracket(survey, site, site.node)
        if isinstance(site.node, n.When):
            yield from _when(survey, site, site.node)


def _bracket(survey: Survey, site: Site, node: n.Bracket) -> Iterator[Finding]:
    table = _Table(survey, site, node.of, dict(enumerate(node.rows)))
    yield from table.overlaps(list(combinations(node.rows, 2)))
    yield from table.unreachable()
    if node.otherwise is None:
        yield from table.silent(gaps(tuple(row.bounds for row in node.rows)))


def _when(survey: Survey, site: Site, node: n.When) -> Iterator[Finding]:
    """The order of conditions decides between two that hold; the text, which draws bands, does not say so."""
    drawn = [(bands(survey, condition), then) for condition, then in node.rows]
    numbers = list(dict.fromkeys(number for bounds, _ in drawn for number in bounds))
    for number in numbers:
        rows = {i: n.Row(bounds[number], then) for i, (bounds, then) in enumerate(drawn) if number in bounds}
        table = _Table(survey, site, number, rows)
        pairs = [
            (rows[i], rows[j])
            for i, j in combinations(rows, 2)
            if faces(rows[i].bounds, rows[j].bounds) and not _apart(survey, drawn[i][0], drawn[j][0], number)
        ]
        yield from table.overlaps(pairs)
        is_whole_table = len(rows) == len(drawn) and all(
            isinstance(unnamed(survey, condition), Compare | All) and len(bounds) == 1
            for (condition, _), (bounds, _) in zip(node.rows, drawn, strict=True)
        )
        if is_whole_table and len(rows) > 1 and node.otherwise == NO_POINTS:
            is_entered = number in site.sure
            found = gaps(tuple(row.bounds for row in rows.values()))
            yield from table.silent([gap for gap in found if is_entered or (low_cut(gap) and high_cut(gap))])


class _Table:
    """Rows over one number at one place, by their positions."""

    def __init__(self, survey: Survey, site: Site, of: n.Number, rows: Mapping[int, n.Row]) -> None:
        self.survey, self.site, self.of, self.rows = survey, site, of, rows
        self.values = survey.range(site, of)
        record, column = survey.column(site, of) if self.values.kind != "number" else ("", "")
        self.about = {"of": survey.name(of), "record": record, "column": column, "unit": site.place.unit}

    def overlaps(self, pairs: Sequence[tuple[n.Row, n.Row]]) -> Iterator[Finding]:
        together: dict[Stretch, list[n.Row]] = {}
        for one, two in pairs:
            found = self._met(common(one.bounds, two.bounds)) if one.then != two.then else None
            if found is not None:
                rows = together.setdefault(found, [])
                rows += [row for row in (one, two) if row not in rows]
        for stretch, rows in together.items():
            yield self._finding("overlap", stretch, self._readings(sorted(rows, key=_position)))

    def silent(self, stretches: Sequence[Bounds]) -> Iterator[Finding]:
        for bounds in stretches:
            found = self._met(bounds)
            if found is None:
                continue
            readings = (Reading("none", {"low": Fraction(0), "high": Fraction(0)}), *self._beside(bounds))
            if found.kind == "level":
                yield from self._missing_levels(found, readings)
            else:
                yield self._finding("silent", found, readings)

    def unreachable(self) -> Iterator[Finding]:
        for row in self.rows.values():
            if on_grid(row.bounds, self.values) is None:
                mark = Stretch(None, None, row.bounds, whole=False).mark()
                ends = {"lowest": self.values.low, "highest": self.values.high, "kind": self.values.kind}
                yield self.site.place.finding("dead_row", mark, (), bounds=row.bounds, **ends, **self.about)

    def _missing_levels(self, stretch: Stretch, readings: tuple[Reading, ...]) -> Iterator[Finding]:
        record, column = self.about["record"], self.about["column"]
        levels = self.survey.sheet.records[record].column(column).levels if record else ()
        for rank in range(int(stretch.first or 0), int(stretch.last or 0) + 1):
            one = Stretch(Fraction(rank), Fraction(rank), stretch.bounds, True, "level")
            mark = levels[rank] if rank < len(levels) else str(rank)
            found = self.site.place.finding("level_missing", mark, readings, stretch=one, **self.about)
            yield replace(found, node=self.site.node, of=self.of)

    def _met(self, bounds: Bounds | None) -> Stretch | None:
        """The stretch as far as the measure can take it and values can get here."""
        return None if bounds is None else on_grid(self.survey.within(self.site, self.of, bounds), self.values)

    def _finding(self, code: str, stretch: Stretch, readings: tuple[Reading, ...]) -> Finding:
        found = self.site.place.finding(code, stretch.mark(), readings, stretch=stretch, **self.about)
        return replace(found, node=self.site.node, of=self.of)  # type: ignore[arg-type]

    def _readings(self, rows: Sequence[n.Row]) -> tuple[Reading, ...]:
        codes = ("lower", "upper") if len(rows) == 2 else [f"row_{index}" for index in range(1, len(rows) + 1)]
        return tuple(self._reading(code, row) for code, row in zip(codes, rows, strict=True))

    def _beside(self, gap: Bounds) -> Iterator[Reading]:
        """The rows on both sides of a gap."""
        for row in self.rows.values():
            if high_cut(row.bounds) is not None and high_cut(row.bounds) == low_cut(gap):
                yield self._reading("lower", row)
            if low_cut(row.bounds) is not None and low_cut(row.bounds) == high_cut(gap):
                yield self._reading("upper", row)

    def _reading(self, code: str, row: n.Row) -> Reading:
        then = self.survey.range(self.site, row.then).counted()
        values = {"bounds": row.bounds, "kind": self.values.kind, "low": then.low, "high": then.high}
        return Reading(code, values, next(position for position, one in self.rows.items() if one is row))


def bands(survey: Survey, condition: Condition) -> dict[n.Number, Bounds]:
    """The stretch of each number that a condition asks for, where it is plain comparisons joined by `all`."""
    found: dict[n.Number, Bounds] = {}
    for compare in _compares(survey, condition):
        number = survey.plain(compare.of)
        both = common(found.get(number, Bounds()), compare.bounds)
        if both is not None:
            found[number] = both
    return found


def unnamed(survey: Survey, condition: Condition) -> Condition:
    while isinstance(condition, Named | Ruled):
        condition = condition.instead if isinstance(condition, Ruled) else survey.sheet.conditions[condition.name]
    return condition


def _compares(survey: Survey, condition: Condition) -> Iterator[Compare]:
    match unnamed(survey, condition):
        case Compare() as compare:
            yield compare
        case All(parts):
            for part in parts:
                yield from _compares(survey, part)
        case Not(of):
            inner = unnamed(survey, of)
            rest = survey.sure_if(Not(inner), {}) if isinstance(inner, Compare) else {}
            yield from (Compare(number, bounds) for number, bounds in rest.items() if bounds is not None)


def faces(a: Bounds, b: Bounds) -> bool:
    """Whether one stretch is drawn to end where the other goes on: a ladder of bare minimums overlaps on purpose."""
    lower, upper = sorted((a, b), key=_position_of)
    return high_cut(lower) is not None and low_cut(upper) is not None and _position_of(lower) < _position_of(upper)


def _apart(survey: Survey, a: dict[n.Number, Bounds], b: dict[n.Number, Bounds], beside: n.Number) -> bool:
    """Whether another number keeps the two conditions apart."""
    return any(common(a[number], b[number]) is None for number in a if number in b and number != beside)


def _position(row: n.Row) -> tuple[tuple[Fraction, int], tuple[int, Fraction, int]]:
    return _position_of(row.bounds)


def _position_of(bounds: Bounds) -> tuple[tuple[Fraction, int], tuple[int, Fraction, int]]:
    low, high = low_cut(bounds), high_cut(bounds)
    least = (Fraction(-(10**12)), 0)
    return low or least, (1, Fraction(0), 0) if high is None else (0, *high)
