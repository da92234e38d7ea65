"""A rate with its limits is one table of stretches: at each of its corners it says what the plain evaluator says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import duckdb
import pytest
from tests.engines.scoring.build import TODAY, event, family, sheet
from tests.engines.scoring.tables import load

from xinju.engines.scoring.columnar import compile, score
from xinju.engines.scoring.columnar.rates import most_of
from xinju.engines.scoring.facts import Application
from xinju.engines.scoring.language.numbers import Limited, Rate, Tally
from xinju.engines.scoring.language.sheets import Item
from xinju.engines.scoring.language.sources import Source
from xinju.engines.scoring.reference import evaluate

AMOUNT = Tally("highest", Source("award"), "amount", ("father",))
AMOUNTS = (
    None,
    *(Fraction(tenths, 10) for tenths in (0, 1, 19, 20, 21, 25, 34, 35, 36, 59, 60, 61, 119, 120, 121, 1000)),
)
LIMITS = ((None, None), (6, None), (6, -1), (0, None), (-1, None), (Fraction(7, 3), 0), (None, -6), (2, 1), (5, -6))
RATES = tuple(
    Rate(AMOUNT, points, per, whole, start_after, up_to)
    for points, (per, whole), start_after, up_to in product(
        (Fraction(2), Fraction(-3, 2)),
        ((Fraction(1), True), (Fraction(5, 2), True), (Fraction(3), False)),
        (Fraction(0), Fraction(2), Fraction(-1)),
        (None, Fraction(6), Fraction(1)),
    )
)


def fathers() -> list[Application]:
    """One for each amount; the first has no award."""
    found = []
    for number, amount in enumerate(AMOUNTS):
        person = f"f{number}"
        awards = [] if amount is None else [event("award", "2025-03-01", of=person, amount=amount)]
        found.append(replace(family(*awards, members={"father": (person,)}), number=f"A{number}"))
    return found


@pytest.mark.parametrize(("cap", "floor"), LIMITS)
def test_a_limited_rate_says_at_every_corner_what_the_plain_evaluator_says(cap, floor):
    limits = [None if one is None else Fraction(one) for one in (cap, floor)]
    items = {f"i{place}": Item(f"i{place}", "指标", Limited(one, *limits)) for place, one in enumerate(RATES)}
    of = replace(sheet(AMOUNT), items=items)
    compiled = compile(of, as_of=TODAY, known_at=TODAY, delivered=frozenset(of.records), has_not_known=False)
    with duckdb.connect() as connection:
        load(connection, of, fathers())
        rows = {row["application"]: row for row in score(connection, compiled).to_pylist()}

    for one in fathers():
        expected = evaluate(of, one, as_of=TODAY, known_at=TODAY).points
        found = {key: compiled.exact(rows[one.number][f"points__{key}"]) for key in items}
        assert found == {key: expected[key].low for key in items}, one.records


def test_only_limits_that_leave_nothing_at_nothing_become_part_of_a_rate():
    up, down = Rate(AMOUNT, Fraction(2)), Rate(AMOUNT, Fraction(-2))

    assert most_of(Limited(up, cap=Fraction(6), floor=Fraction(-1))) == 6
    assert most_of(Limited(down, floor=Fraction(-6))) == 6
    assert most_of(Limited(up, cap=Fraction(-1))) is None
    assert most_of(Limited(up, cap=Fraction(6), floor=Fraction(1))) is None
    assert most_of(Limited(up, floor=Fraction(-1))) is None
    assert most_of(Limited(AMOUNT, cap=Fraction(6))) is None
