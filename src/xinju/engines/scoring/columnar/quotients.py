"""One number divided by another, to a multiple of a step: whole numbers throughout, so that it is exact."""

from __future__ import annotations

from fractions import Fraction

from sqlglot import exp

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.ends import Ends, selected, span
from xinju.engines.scoring.columnar.plan import Frame
from xinju.engines.scoring.columnar.sql import Sql
from xinju.engines.scoring.language.numbers import Quotient
from xinju.engines.scoring.range_arithmetic import LARGEST, Range


def quotient(
    node: Quotient, values: tuple[Ends, Ends], reaches: tuple[Range, Range], reach: Range, frame: Frame
) -> Ends:
    """Corner by corner where the divisor keeps its sign; nothing where it is 0, and all that can be where it may be."""
    first, second = (value.bind(frame) for value in values)
    over, under = _factors(node, first.denominator, second.denominator)
    _refuse_overflow(reaches, (first.denominator * over, second.denominator * under))

    def corner(dividend: Sql, divisor: Sql) -> Sql:
        is_zero = sql.equal(divisor, sql.whole(0))
        a, b = (
            frame.bind(sql.times(one, by))
            for one, by in ((dividend, over), (sql.case([(is_zero, sql.NULL)], divisor), under))
        )
        return frame.bind(sql.times(_steps(node, a, b), node.step.numerator))

    scale = node.step.denominator
    maybe = sql.either([first.maybe, second.maybe])
    if first.high is None and second.high is None:
        return Ends(corner(first.low, second.low), None, scale, True, maybe)
    corners = [corner(a, b) for a in (first.low, first.top) for b in (second.low, second.top)]
    known = Ends(sql.least(corners), sql.greatest(corners), scale, True, maybe)
    whole = span(reach.low, reach.high)
    anything = Ends(whole.low, whole.top, whole.denominator, maybe=sql.TRUE)
    is_there = sql.both([first.is_something, second.is_something])
    differs = sql.compare(exp.LT, second.low, second.top)
    zero = sql.whole(0)
    holds_zero = sql.both([sql.compare(exp.LTE, second.low, zero), sql.compare(exp.GTE, second.top, zero)])
    none = sql.either([sql.negated(is_there), sql.both([holds_zero, sql.negated(differs)])])
    nothing = Ends(sql.NULL, None, 1, nullable=True)
    return selected([(none, nothing), (sql.both([holds_zero, differs]), anything)], known, frame)


def _factors(node: Quotient, dividend: int, divisor: int) -> tuple[int, int]:
    """What dividend and divisor are multiplied by, so that their quotient counts steps."""
    ratio = Fraction(divisor, dividend) / node.step
    return ratio.numerator, ratio.denominator


def _refuse_overflow(reaches: tuple[Range, Range], scales: tuple[int, int]) -> None:
    most = [max(abs(reach.low), abs(reach.high)) * scale for reach, scale in zip(reaches, scales, strict=True)]
    if 2 * most[0] + most[1] > LARGEST or 2 * most[1] > LARGEST:
        raise OverflowError("a quotient leaves 63 bits")


def _steps(node: Quotient, a: Sql, b: Sql) -> Sql:
    """How many steps, away from or towards 0 as the mode says: sizes divided, then the sign."""
    size, by = exp.Abs(this=a), exp.Abs(this=b)
    if node.mode == "half_up":
        size, by = sql.add(sql.times(size, 2), by), sql.times(by, 2)
    elif node.mode == "up":
        size = sql.less(sql.add(size, by), sql.whole(1))
    steps = exp.IntDiv(this=exp.Paren(this=size), expression=exp.Paren(this=by))
    same = sql.equal(sql.compare(exp.GTE, a, sql.whole(0)), sql.compare(exp.GTE, b, sql.whole(0)))
    return sql.case([(same, steps)], exp.Neg(this=exp.Paren(this=steps.copy())))
