"""Dividing: exact to a step, nothing by nothing, and where it is not known by what, all that can be."""

import os
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.scoring import strategies
from tests.engines.scoring.build import TODAY, event, points, sheet
from tests.engines.scoring.strategies import AS_OF, RECORDS
from tests.engines.scoring.test_two_evaluators import compare

from xinju.engines.scoring.columnar import CannotCompile, compile
from xinju.engines.scoring.language.numbers import Const, Highest, Minus, Quotient, Tally, Times
from xinju.engines.scoring.language.sheets import Group, Item, Sheet
from xinju.engines.scoring.language.sources import Source
from xinju.engines.scoring.spans import Span, known

F = Fraction
AMOUNT = Tally("sum", Source("award"), "amount", of=("father",))
TIMES = Tally("count", Source("award"), of=("father",))


def given_in(*tenths: int):
    return [event("award", f"2025-0{at}-01", amount=F(one, 10)) for at, one in enumerate(tenths, 1)]


@pytest.mark.parametrize(
    ("mode", "third", "rest"), [("half_up", "3.33", "3.57"), ("down", "3.33", "3.56"), ("up", "3.34", "3.57")]
)
def test_a_mean_is_rounded_as_it_says_on_both_sides_of_nothing(mode, third, rest):
    mean = Quotient(AMOUNT, TIMES, F(1, 100), mode)
    below = Quotient(Minus(Const(F(0)), AMOUNT), TIMES, F(1, 100), mode)

    assert points(mean, *given_in(33, 34, 33)) == known(F(third))
    assert points(mean, *given_in(33, 33, 41)) == known(F(rest))
    assert points(below, *given_in(33, 33, 41)) == known(-F(rest))


def test_by_nothing_there_is_no_quotient():
    assert points(Highest((Quotient(Const(F(9)), TIMES, F(1)), Const(F(7))))) == known(7)


def test_where_it_is_not_known_by_what_it_may_be_anything_that_can_be():
    by_amount = Quotient(Const(F(10)), Tally("highest", Source("award"), "amount", of=("father",)), F(1))

    assert points(by_amount, not_known=[("f", "award")]) == Span(0, 100)


def test_a_quotient_that_leaves_63_bits_is_refused():
    vast = Quotient(Times((AMOUNT, AMOUNT, AMOUNT)), AMOUNT, F(1, 10**6))

    with pytest.raises(CannotCompile, match="63 bits"):
        compile(sheet(vast), as_of=TODAY, known_at=TODAY, delivered=frozenset(("award",)), has_not_known=False)


@pytest.mark.slow
@settings(deadline=None, max_examples=int(os.environ.get("XINJU_EXAMPLES", "25")))
@given(st.data(), st.integers(0, 2**32), st.sampled_from(AS_OF), st.booleans())
def test_both_evaluators_divide_alike(data, seed, as_of, has_not_known):
    kit = strategies.Kit(strategies.PLAIN, depth=1)
    first, second = (strategies.number(data.draw, kit) for _ in range(2))
    step, mode = data.draw(strategies.positive), data.draw(st.sampled_from(("half_up", "down", "up")))
    number = Quotient(first, second, step, mode)
    made = Sheet("t", "1", "试", RECORDS, {"x": Item("x", "x", number)}, {"total": Group("total", "总分", number)},
                 {"parents": strategies.ROLES["parents"]})  # fmt: skip
    families = strategies.families(seed, as_of, count=16, delivered=frozenset(RECORDS), has_not_known=has_not_known)

    compare(made, families, as_of, has_not_known=has_not_known, joined=False)
