"""What if, and when: changed facts, and the first day of enough points, by example and against day after day."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.scoring import strategies
from tests.engines.scoring.build import TODAY, day, event, family, month, period, sheet, state, stay_of

from xinju.engines.scoring.facts import Record
from xinju.engines.scoring.forecast import Forecast
from xinju.engines.scoring.language.numbers import (
    AsOf,
    Bracket,
    Compare,
    Const,
    Dated,
    Duration,
    Elapsed,
    Limited,
    Number,
    Plus,
    Rate,
    Ref,
    Row,
    Tally,
)
from xinju.engines.scoring.language.sheets import Group, Item, Service, Sheet
from xinju.engines.scoring.language.sources import Bounds, Length, Source, Window, day_number
from xinju.engines.scoring.outlook import Changes, NotReached, Reached, going_on, reach, what_if
from xinju.engines.scoring.reference import Evaluator
from xinju.engines.scoring.reference.records import Scene
from xinju.engines.scoring.spans import counted, known

F = Fraction
INSURED = Duration(Source("insurance"), "monthly_records", of=("father",))
DEGREE = Tally("highest", Source("degree"), "level", of=("father",))
TABLE = Bracket(
    DEGREE, tuple(Row(Bounds(at_least=F(i), under=F(i + 1)), Const(F(p))) for i, p in enumerate((5, 8, 10)))
)


def reached(number: Number, target: int, *records: Record, from_day: str = "2026-05-12", **rest):
    return reach(
        Evaluator(sheet(number)), family(*records, **rest), "total", F(target), from_day=day(from_day), known_at=TODAY
    )


def test_the_day_on_which_a_stay_completes_its_year():
    assert reached(Rate(stay_of("years"), F(3)), 3, period("stay", "2026-02-28")) == Reached(
        day("2027-02-28"), known(3), None
    )


def test_a_family_that_has_enough_already_has_it_from_today():
    assert reached(TABLE, 8, state("degree", level=1)) == Reached(TODAY, known(8), None)


def test_monthly_payments_go_on_and_count_as_soon_as_their_month_begins():
    payments = [month("2026-03"), month("2026-04")]

    assert reached(INSURED, 5, *payments) == Reached(day("2026-07-01"), known(5), None)


def test_a_payment_that_is_due_this_month_is_not_on_record_yet_today():
    assert reached(INSURED, 3, month("2026-03"), month("2026-04")).day == day("2026-05-13")


def test_payments_that_ended_earlier_do_not_go_on():
    assert isinstance(reached(INSURED, 3, month("2026-02"), month("2026-03")), NotReached)


def test_a_month_that_was_paid_late_goes_on_as_paid_late():
    on_time = replace(INSURED, periods=replace(INSURED.periods, where=(strategies.Test("paid", one_of=(1,)),)))

    assert isinstance(reached(on_time, 3, month("2026-03"), month("2026-04", paid=0)), NotReached)


def test_points_that_lapse_hold_until_the_day_before():
    awards = Tally("count", Source("award"), of=("father",), window=Window(last=Length(years=5)))
    stays = Rate(stay_of("years"), F(1))

    found = reached(Plus((awards, stays)), 3, event("award", "2022-03-10", event="x"), period("stay", "2024-09-20"))

    assert found == Reached(day("2026-09-20"), known(3), day("2027-03-09"))


def test_an_age_takes_points_away_on_a_birthday():
    age = Elapsed(Tally("lowest", Source("person"), "birth_date", of=("father",)), "years")
    young = Bracket(age, (Row(Bounds(under=F(40)), Const(F(20))),), Const(F(0)))
    born = state("person", birth_date=day_number(day("1988-02-29")))

    assert reached(young, 20, born) == Reached(TODAY, known(20), day("2028-02-28"))


def test_a_registration_that_ends_is_not_prolonged_by_itself():
    found = reached(stay_of("months", run="current"), 24, period("stay", "2025-01-01", "2026-12-31"))

    assert isinstance(found, NotReached)
    assert (found.best, found.day) == (known(23), day("2026-12-01"))


def test_what_is_not_known_counts_as_little_as_it_may():
    assert isinstance(reached(Plus((TABLE, INSURED)), 5, month("2026-04"), delivered=("insurance",)), Reached)
    assert isinstance(reached(TABLE, 5, delivered=()), NotReached)


def of_items(**numbers: Number) -> Sheet:
    items = {key: Item(key, key, number) for key, number in numbers.items()}
    total = Limited(Plus(tuple(Ref(key) for key in numbers)), cap=F(100))
    return Sheet("t", "1", "试", sheet(TABLE).records, items, {"total": Group("total", "总分", total)})


def test_the_item_that_has_stopped_growing_stops_the_family():
    made = of_items(
        insurance=Limited(Rate(INSURED, F(1)), cap=F(30)), degree=TABLE, stay=Limited(stay_of("years"), cap=F(3))
    )
    one = family(month("2026-04"), state("degree", level=0), period("stay", "2026-01-01"))

    found = reach(Evaluator(made), one, "total", F(40), from_day=TODAY, known_at=TODAY)

    assert found == NotReached(known(38), day("2029-01-01"), "degree", 5)


def test_a_cap_below_the_target_stops_everybody():
    made = of_items(insurance=Rate(INSURED, F(1)))

    found = reach(Evaluator(made), family(month("2026-04")), "total", F(120), from_day=TODAY, known_at=TODAY)

    assert (found.stopped_by, found.missing) == ("total", 20)


def test_a_measure_on_a_fixed_day_does_not_grow():
    fixed = AsOf(stay_of("months"), day=day("2026-04-30"))

    assert isinstance(reached(fixed, 5, period("stay", "2026-01-01")), NotReached)


def test_each_series_of_payments_goes_on_by_itself():
    base = sheet(INSURED)
    insurance = replace(base.records["insurance"], identity=("month", "paid"))
    made = replace(base, records={**base.records, "insurance": insurance})
    one = family(month("2026-04", paid=1), month("2026-01", paid=0))

    later = going_on(made, one, from_day=TODAY, known_at=TODAY, until=day("2026-07-15"))

    added = later.records["insurance"][2:]
    assert [(record.start, record.values["paid"]) for record in added] == [(day(f"2026-0{m}-01"), 1) for m in (5, 6, 7)]


def test_what_if_shows_both_statements_and_the_items_that_differ():
    made = of_items(insurance=Rate(INSURED, F(1)), degree=TABLE)
    services = {"rent": Service("rent", "租房", gate=Compare(Ref("total"), Bounds(at_least=F(9))))}
    low, high = state("degree", level=0), state("degree", level=2)

    found = what_if(
        Evaluator(replace(made, services=services)),
        family(low, month("2026-04")),
        Changes(add=(high,), remove=(low,)),
        as_of=TODAY,
        known_at=TODAY,
    )

    assert [(one.key, one.before, one.after) for one in found.differences] == [
        ("degree", known(5), known(10)),
        ("total", known(6), known(11)),
    ]
    assert found.services == ("rent",)


def test_what_if_on_another_day_by_another_parent_with_another_choice():
    changes = Changes(
        members={"mother": ("m",), "father": ()}, choices={"main": "mother", "old": None}, as_of=day("2027-01-01")
    )
    one = family(month("2026-04"), choices={"old": "x"})

    changed = changes.applied(one)
    found = what_if(Evaluator(sheet(INSURED)), one, changes, as_of=TODAY, known_at=TODAY)

    assert changed.members == {"child": ("c",), "mother": ("m",)}
    assert changed.choices == {"main": "mother"}
    assert found.after.as_of == day("2027-01-01")
    assert found.after.points["total"] == known(0)


def test_what_if_a_department_had_answered_for_one_person():
    made, one = sheet(TABLE), family(delivered=())
    changes = Changes(add=(state("degree", level=2),), answered=frozenset({("f", "degree")}))

    found = what_if(Evaluator(made), one, changes, as_of=TODAY, known_at=TODAY)

    assert (found.before.points["x"].is_known, found.after.points["x"]) == (False, known(10))
    assert ("c", "degree") in changes.applied(one).not_known


def test_a_record_that_is_not_there_cannot_be_taken_away():
    with pytest.raises(ValueError, match="no such record"):
        Changes(remove=(state("degree", level=0),)).applied(family())


@pytest.mark.slow
@settings(deadline=None, max_examples=20)
@given(strategies.sheets(), st.integers(0, 10**6), st.sampled_from(strategies.AS_OF), st.booleans())
def test_the_first_day_and_the_last_are_those_that_day_after_day_gives(made, seed, from_day, has_not_known):
    delivered = frozenset(strategies.RECORDS)
    (one,) = strategies.families(seed, from_day, count=1, delivered=delivered, has_not_known=has_not_known)
    evaluator, last = Evaluator(made), from_day + timedelta(days=400)
    later = going_on(made, one, from_day=from_day, known_at=from_day, until=last)
    points = [
        evaluator.statement(one if at == from_day else later, as_of=at, known_at=from_day).points["total"].low
        for at in (from_day + timedelta(days=i) for i in range(401))
    ]
    targets = {max(points), max(points) + 1, Random(seed).choice(points), points[-1]}

    for target in targets:
        found = reach(evaluator, one, "total", target, from_day=from_day, known_at=from_day, last=last)
        first = next((i for i, value in enumerate(points) if value >= target), None)
        if first is None:
            assert isinstance(found, NotReached)
            assert (found.best.low, found.day) == (max(points), from_day + timedelta(days=points.index(max(points))))
        else:
            end = next((i - 1 for i in range(first, 401) if points[i] < target), None)
            assert isinstance(found, Reached)
            assert found.day == from_day + timedelta(days=first)
            assert found.until == (None if end is None else from_day + timedelta(days=end))


@st.composite
def single_measures(draw) -> Number:
    kit = strategies.Kit(strategies.PLAIN, depth=1)
    kinds = (strategies.duration, strategies.duration, strategies.tally, strategies.birthday, strategies.each,
             strategies.each_year)  # fmt: skip
    kind = draw(st.sampled_from((*kinds, lambda draw, kit: strategies.dated(draw))))
    found = kind(draw, kit)
    if kind is strategies.birthday:
        found = Elapsed(found, draw(st.sampled_from(("months", "years"))), draw(st.booleans()))
    if draw(st.integers(1, 5)) == 1:
        snap = draw(st.sampled_from(("none", "first", "last")))
        to = draw(st.sampled_from((None, (12, 31), (2, 29), (5, 12))))
        return AsOf(found, shift_months=draw(st.integers(-3, 2)), snap=snap, month_day=to)
    return found


def test_a_window_that_begins_in_the_future_is_looked_at_again_when_it_begins():
    lived = Duration(Source("stay"), "days", of=("father",), window=Window(since=day("2026-08-31")))

    assert reached(lived, 3, period("stay", "2020-01-01")).day == day("2026-09-02")


def test_a_figure_that_is_announced_anew_may_give_the_points():
    announced = Dated(((day("2026-01-01"), F(1)), (day("2026-07-01"), F(4))))

    assert reached(announced, 4, period("stay", "2020-01-01")).day == day("2026-07-01")


def test_what_the_last_day_of_the_year_before_gives_comes_with_the_new_year():
    lived = AsOf(stay_of("years"), shift_months=-12, month_day=(12, 31))

    assert reached(lived, 2, period("stay", "2024-06-30")).day == day("2027-01-01")


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(single_measures(), st.integers(0, 10**6), st.sampled_from(strategies.AS_OF))
def test_a_measure_changes_on_no_day_that_its_forecast_leaves_out(number, seed, from_day):
    (one,) = strategies.families(
        seed, from_day - timedelta(days=30), count=1, delivered=frozenset(strategies.RECORDS), has_not_known=False
    )
    made = Sheet(
        "t", "1", "试", strategies.RECORDS, {}, {"x": Group("x", "x", number)}, {"parents": strategies.ROLES["parents"]}
    )
    evaluator = Evaluator(made)
    last = from_day + timedelta(days=100)
    later = going_on(made, one, from_day=from_day, known_at=last, until=last)
    forecast, until = Forecast(), 0

    for at in (from_day + timedelta(days=i) for i in range(101)):
        if day_number(at) >= until:
            scene = Scene(made, later, at, last)
            value, until = forecast.on(at, lambda scene=scene: forecast.named("x", scene).value)
        assert counted(value) == evaluator.statement(later, as_of=at, known_at=last).points["x"]
