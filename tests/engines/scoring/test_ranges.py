"""What kind of value a number is: a rank key that is a day is shown as a date wherever it is shown."""

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.engines.scoring.build import sheet, stay_of

from xinju.engines.scoring.check import check
from xinju.engines.scoring.language.numbers import (
    Bracket,
    Compare,
    Const,
    Each,
    Highest,
    Number,
    Plus,
    Ref,
    Row,
    Tally,
    When,
)  # fmt: skip
from xinju.engines.scoring.language.sources import HERE, Bounds, Source, Test
from xinju.engines.scoring.ranges import MOST_GROUPS, Ranges

F = Fraction
BIRTH = Tally("highest", Source("person"), "birth_date", of=("father",))
AWARD = Tally("latest", Source("award"), "date", of=("father",))
LONG = Compare(stay_of("days"), Bounds(at_least=Fraction(10)))


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (BIRTH, "day"),
        (AWARD, "day"),
        (Ref("born"), "day"),
        (Highest((BIRTH, AWARD)), "day"),
        (When(((LONG, BIRTH),), AWARD), "day"),
        (When(((LONG, BIRTH),)), "day"),  # else a constant: on the scale of what it stands beside
        (When(((LONG, BIRTH),), stay_of("days")), "number"),
        (When(((LONG, Const(Fraction(5))),)), "number"),
        (Plus((BIRTH, Const(Fraction(30)))), "day"),
        (Plus((BIRTH, AWARD)), "number"),
        (stay_of("days"), "number"),
    ],
)
def test_a_number_is_a_day_where_every_value_that_is_measured_is_one(number: Number, kind: str):
    made = sheet(Const(Fraction(0)), measures={"born": BIRTH})

    assert Ranges(made).of(number).kind == kind


def test_a_value_of_records_that_were_tested_is_one_that_passes():
    ranges = Ranges(sheet(Const(F(0))))

    def of(*tests: Test) -> tuple[Fraction, Fraction]:
        found = ranges.of(Tally("highest", Source("award", where=tests), "amount", of=("father",)))
        return found.low, found.high

    assert of(Test("amount", bounds=Bounds(over=F(5), under=F(50)))) == (F(51, 10), F(499, 10))
    assert of(Test("amount", bounds=Bounds(at_least=F(5)), negate=True)) == (0, 100)
    assert of(Test("level", one_of=(1,))) == (0, 100)


def test_the_rule_of_each_knows_what_its_records_are():
    level = Tally("highest", Source(HERE), "level")
    rows = tuple(Row(Bounds(at_least=F(rank), under=F(rank + 1)), Const(F(rank))) for rank in (1, 2))
    rule = Each(
        Source("award", where=(Test("level", bounds=Bounds(at_least=F(1))),)), Bracket(level, rows), of=("father",)
    )
    made = sheet(rule)

    assert Ranges(made).of(rule).high == 2 * MOST_GROUPS
    assert [one for one in check(made) if one.code == "level_missing"] == []
    assert [one for one in check(sheet(replace(rule, over=Source("award")))) if one.code == "level_missing"] != []
