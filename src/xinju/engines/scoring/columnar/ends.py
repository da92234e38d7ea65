"""A span as columns: its low end, its high end where it can differ, and where it may be nothing. NULL is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.plan import Frame
from xinju.engines.scoring.columnar.sql import Sql


@dataclass(frozen=True)
class Ends:
    """Whole numbers over `denominator`.

    high       None where the value is always known: then it is `low`
    nullable   whether `low` (and `high`) can be NULL: nothing
    maybe      whether the value may also be nothing: asked only where `low` is something
    """

    low: Sql
    high: Sql | None
    denominator: int
    nullable: bool = False
    maybe: Sql = sql.FALSE

    @property
    def top(self) -> Sql:
        return self.low if self.high is None else self.high

    @property
    def is_something(self) -> Sql:
        return sql.is_something(self.low) if self.nullable else sql.TRUE

    @property
    def may_be_nothing(self) -> Sql:
        """Whether it is something that may also be nothing; never NULL."""
        return sql.both([self.is_something, self.maybe])

    def over(self, denominator: int, frame: Frame) -> Ends:
        """The same value over a multiple of the denominator."""
        factor, rest = divmod(denominator, self.denominator)
        if rest:
            raise ValueError(f"a value over {self.denominator} cannot be said over {denominator}")
        high = None if self.high is None else frame.scaled(self.high, factor)
        return replace(self, low=frame.scaled(self.low, factor), high=high, denominator=denominator)

    def bind(self, frame: Frame) -> Ends:
        """Under names of its own in the frame."""
        high = None if self.high is None else frame.bind(self.high)
        maybe = self.maybe if self.maybe == sql.FALSE else frame.bind(self.maybe)
        return replace(self, low=frame.bind(self.low), high=high, maybe=maybe)

    def counted(self) -> Ends:
        """As points count: nothing is 0, and what may be nothing may be 0."""
        zero = sql.whole(0)
        low, high = self.low, self.high
        if self.maybe != sql.FALSE:
            low = sql.case([(self.maybe, sql.least([low, zero]))], low)
            high = sql.case([(self.maybe, sql.greatest([self.top, zero]))], self.top)
        if self.nullable:
            low = sql.first_of(low, zero)
            high = None if high is None else sql.first_of(high, zero)
        return Ends(low, high, self.denominator)


def fixed(value: Fraction | int) -> Ends:
    exact = Fraction(value)
    return Ends(sql.whole(exact.numerator), None, exact.denominator)


def span(low: Fraction | int, high: Fraction | int) -> Ends:
    if low == high:
        return fixed(low)
    scale = lcm(Fraction(low).denominator, Fraction(high).denominator)
    return Ends(sql.whole(sql.scaled(Fraction(low), scale)), sql.whole(sql.scaled(Fraction(high), scale)), scale)


NOTHING = Ends(sql.NULL, None, 1, nullable=True)


def common(parts: Sequence[Ends], frame: Frame) -> list[Ends]:
    """The parts over one denominator."""
    scale = lcm(*(part.denominator for part in parts))
    return [part.over(scale, frame) for part in parts]


def selected(rows: Sequence[tuple[Sql, Ends]], otherwise: Ends, frame: Frame) -> Ends:
    """The value of the first row whose condition holds: exactly one value, so no hull."""
    rows = [(condition, value) for condition, value in rows if condition != sql.FALSE]
    values = common([*(value for _, value in rows), otherwise], frame)
    pairs = list(zip((condition for condition, _ in rows), values, strict=False))
    rest = values[-1]
    low = sql.case([(condition, value.low) for condition, value in pairs], rest.low)
    high = None
    if any(value.high is not None for value in values):
        high = sql.case([(condition, value.top) for condition, value in pairs], rest.top)
    maybe = sql.FALSE
    if any(value.maybe != sql.FALSE for value in values):
        maybe = sql.case([(condition, value.maybe) for condition, value in pairs], rest.maybe)
    return Ends(low, high, rest.denominator, any(value.nullable for value in values), maybe)


def hull(parts: Sequence[tuple[Sql, Ends]], frame: Frame) -> Ends:
    """The span over all values whose condition holds; if some of these are nothing, the rest may be nothing."""
    some = [(condition, value) for condition, value in parts if condition != sql.FALSE]
    if not some:
        return NOTHING
    values = [value.bind(frame) for value in common([value for _, value in some], frame)]
    conditions = [frame.bind(condition) for condition, _ in some]
    if len(values) == 1 and conditions[0] == sql.TRUE:
        return values[0]
    pairs = list(zip(conditions, values, strict=True))
    low = frame.bind(sql.least([sql.case([(condition, value.low)]) for condition, value in pairs]))
    high = frame.bind(sql.greatest([sql.case([(condition, value.top)]) for condition, value in pairs]))
    empty = [
        sql.both([condition, sql.either([sql.negated(value.is_something), value.maybe])])
        for condition, value in pairs
        if value.nullable or value.maybe != sql.FALSE
    ]
    always = any(condition == sql.TRUE and not value.nullable for condition, value in pairs)
    return Ends(low, high, values[0].denominator, not always, sql.either(empty))
