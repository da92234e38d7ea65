"""What kind of value a number is: a rank key that is a day is shown as a date wherever it is shown."""

from fractions import Fraction

import pytest
from tests.engines.scoring.build import sheet, stay_of

from xinju.engines.scoring.language.numbers import Compare, Const, Highest, Number, Plus, Ref, Tally, When
from xinju.engines.scoring.language.sources import Bounds, Source
from xinju.engines.scoring.ranges import Ranges

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
