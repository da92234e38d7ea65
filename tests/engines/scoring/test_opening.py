"""From which day a gate opens: by example, and against day after day."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.scoring import strategies
from tests.engines.scoring.build import TODAY, day, family, month, period, sheet, stay_of

from xinju.engines.scoring.language.numbers import All, Compare, Duration, Named, Not, Ref
from xinju.engines.scoring.language.sources import Bounds, Source
from xinju.engines.scoring.opening import first_day
from xinju.engines.scoring.outlook import going_on
from xinju.engines.scoring.reference import Evaluator

LIVED_A_YEAR = Compare(stay_of("years"), Bounds(at_least=Fraction(1)))
INSURED_LONG = Compare(Duration(Source("insurance"), "monthly_records", of=("father",)), Bounds(at_least=Fraction(4)))
STAY = period("stay", "2026-02-28")


def opens(condition, *records, **rest):
    evaluator = Evaluator(sheet(stay_of("days"), conditions={"lived": LIVED_A_YEAR}))
    return first_day(evaluator, condition, family(*records), from_day=TODAY, known_at=TODAY, **rest)


def test_a_gate_opens_on_the_day_that_completes_the_year():
    assert opens(Named("lived"), STAY) == day("2027-02-28")


def test_monthly_payments_are_taken_to_go_on():
    assert opens(INSURED_LONG, month("2026-04"), month("2026-05")) == day("2026-07-01")


def test_a_gate_of_two_conditions_opens_with_the_later_one():
    assert opens(All((Named("lived"), INSURED_LONG)), STAY, month("2026-05")) == day("2027-02-28")


def test_a_gate_that_stands_open_opens_today_or_on_the_day_asked_for():
    assert opens(Not(Named("lived")), STAY) == TODAY
    assert opens(Not(Named("lived")), STAY, not_before=day("2026-09-01")) == day("2026-09-01")
    assert opens(Not(Named("lived")), STAY, not_before=day("2027-03-01")) is None


def test_a_gate_that_never_opens_within_ten_years_has_no_day():
    assert opens(Named("lived"), period("stay", "2026-02-28", "2026-04-30")) is None


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(strategies.sheets(), st.integers(0, 10**6), st.sampled_from(strategies.AS_OF), st.integers(0, 200))
def test_the_gate_opens_on_the_day_that_day_after_day_gives(made, seed, from_day, wait):
    (one,) = strategies.families(seed, from_day, count=1, delivered=frozenset(strategies.RECORDS), has_not_known=False)
    days = [from_day + timedelta(days=i) for i in range(301)]
    later = going_on(made, one, from_day=from_day, known_at=from_day, until=days[-1])

    def services(evaluator):
        for at in days:
            family_then = one if at == from_day else later
            yield evaluator.statement(family_then, as_of=at, known_at=from_day).services["school"]

    target = max(service.points.low for service in list(services(Evaluator(replace(made, rounding=None))))[wait:])
    gate = Compare(Ref("total"), Bounds(at_least=Fraction(target)))
    evaluator = Evaluator(replace(made, services={"school": replace(made.services["school"], gate=gate)}))
    gates = [service.gate is True for service in services(evaluator)]

    found = first_day(evaluator, gate, one, from_day=from_day, known_at=from_day, not_before=days[wait])

    if True in gates[wait:]:  # of points whose rounding is not told, it may open in some ways only
        assert found == days[gates.index(True, wait)]
    else:
        assert made.rounding is not None
        assert found is None or found > days[-1]


@pytest.mark.parametrize("told", [TODAY, day("2026-05-31")])
def test_the_first_day_stands_as_it_was_told(told):
    evaluator = Evaluator(sheet(stay_of("days")))
    two_months = Compare(INSURED_LONG.of, Bounds(at_least=Fraction(2)))

    found = first_day(evaluator, two_months, family(month("2026-04")), from_day=told, known_at=told)

    assert found == told + timedelta(days=1)  # the payment of May is not on record on the day itself
