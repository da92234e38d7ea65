"""How many points is that: rates, tables, choices, roles and what is not known, each a rule by example."""

from fractions import Fraction

from tests.engines.scoring.build import TODAY, day, event, family, month, period, points, sheet, state, stay_of

from xinju.engines.scoring.facts import Record
from xinju.engines.scoring.language.numbers import (
    AsOf,
    Assigned,
    Bracket,
    Chosen,
    Compare,
    Const,
    Duration,
    Each,
    Elapsed,
    Highest,
    Limited,
    Minus,
    Open,
    Option,
    Plus,
    Rate,
    Ref,
    Rounded,
    Row,
    Tally,
    Times,
    Weight,
)
from xinju.engines.scoring.language.sheets import Group, Role
from xinju.engines.scoring.language.sources import HERE, Bounds, Length, Source, Test, Window, day_number
from xinju.engines.scoring.reference import Evaluator, evaluate
from xinju.engines.scoring.reference.arithmetic import Reckoner
from xinju.engines.scoring.reference.records import Scene
from xinju.engines.scoring.spans import Span, known

F = Fraction
INSURED = Duration(Source("insurance", where=(Test("paid", one_of=(1,)),)), "monthly_records", of=("father",))
DEGREE = Tally("highest", Source("degree"), "level", of=("father",))
LEVELS = Bracket(DEGREE, tuple(Row(Bounds(at_least=F(i), up_to=F(i)), Const(F(p))) for i, p in enumerate((5, 8, 10))))


def months(count: int, **values) -> list[Record]:
    return [month(f"{2020 + i // 12}-{i % 12 + 1:02}", **values) for i in range(count)]


def test_remaining_months_are_prorated_exactly():
    rate = Rate(INSURED, F(4), F(12), whole=False)

    assert points(rate, *months(38)) == known(F(38 * 4, 12))


def test_whole_years_only_where_the_sheet_says_each_full_year():
    assert points(Rate(INSURED, F(4), F(12)), *months(38)) == known(12)


def test_a_city_that_rounds_each_month_first_gives_three_months_at_four_a_year_only_099():
    rate = Rate(INSURED, F(4), F(12), whole=False, unit_step=F("0.01"))

    assert points(rate, *months(3)) == known(F("0.99"))


def test_a_start_threshold_counts_only_what_lies_above():
    rate = Rate(INSURED, F("0.5"), start_after=F(12), up_to=F(24))

    assert [points(rate, *months(n)) for n in (11, 12, 14, 30)] == [known(n) for n in (0, 0, 1, 6)]


def test_a_cap_stops_and_a_void_item_gives_nothing():
    rate = Limited(Rate(INSURED, F(1)), cap=F(10), void_unless=Compare(DEGREE, Bounds(at_least=F(1))))

    assert points(rate, *months(12), state("degree", level=1)) == known(10)
    assert points(rate, *months(12), state("degree", level=0)) == known(0)
    assert points(rate, *months(12)) == known(0)


def test_only_verified_facts_count():
    pending = Record("degree", "f", {"level": 2}, status="pending")

    assert points(LEVELS, pending) == known(0)


def test_a_fact_recorded_after_the_day_of_knowledge_does_not_count_yet():
    late = Record("degree", "f", {"level": 2}, recorded_at=day("2026-05-13"))

    assert points(LEVELS, late) == known(0)


def test_a_value_in_two_bands_shows_both_and_a_silent_value_shows_all():
    bands = Bracket(
        Tally("highest", Source("award"), "amount", of=("father",)),
        (Row(Bounds(at_least=F(10)), Const(F(260))), Row(Bounds(over=F(8), up_to=F(10)), Const(F(200)))),
    )

    assert points(bands, event("award", "2026-01-01", amount=F(10))) == Span(F(200), F(260))
    assert points(bands, event("award", "2026-01-01", amount=F(8))) == Span(F(0), F(260))


def test_a_missing_file_of_degrees_leaves_everything_possible_from_none_to_the_highest():
    assert points(LEVELS, delivered=()) == Span(F(0), F(10))


def test_a_cap_can_make_a_sum_known_although_a_part_is_open():
    total = Limited(Plus((Const(F(40)), Open("cut off", F(0), F(30)))), cap=F(40))

    assert points(total) == known(40)


def test_age_is_reached_on_the_birthday_and_on_28_february_in_common_years():
    age = Elapsed(Tally("lowest", Source("person"), "birth_date", of=("father",)), "years")
    born = state("person", birth_date=day_number(day("2004-02-29")))

    assert points(age, born, as_of="2022-02-27") == known(17)
    assert points(age, born, as_of="2022-02-28") == known(18)
    assert points(Minus(Const(F(60)), age), born, as_of="2022-02-28") == known(42)


def test_the_highest_award_of_each_event_counts_and_events_add_up():
    table = Bracket(
        Tally("highest", Source(HERE), "level"),
        tuple(Row(Bounds(at_least=F(i), up_to=F(i)), Const(F(p))) for i, p in enumerate((10, 30, 50))),
    )
    awards = Each(Source("award"), table, by=("event",), of=("father",))
    records = [event("award", f"2026-0{i}-01", event=e, level=v) for i, e, v in [(1, "a", 0), (2, "a", 2), (3, "b", 1)]]

    assert points(awards, *records) == known(80)
    assert points(awards) == known(0)
    assert points(awards, delivered=()) == Span(F(0), F(5000))


def test_the_unit_of_a_fact_can_depend_on_its_date():
    early = (Test("date", bounds=Bounds(under=F(day_number(day("2010-01-01"))))),)
    blood = Tally("sum", Source("award"), "amount", of=("father",), weights=(Weight(early, F(800)), Weight((), F(200))))

    assert points(blood, event("award", "2009-12-31", amount=F(1)), event("award", "2010-01-01", amount=F(2))) == known(
        1200
    )


def test_events_older_than_the_window_lapse_on_the_day():
    count = Tally("count", Source("award"), of=("father",), window=Window(last=Length(years=5)))

    assert points(count, event("award", "2021-05-12", event="x")) == known(0)
    assert points(count, event("award", "2021-05-13", event="x")) == known(1)


def test_the_family_chooses_and_until_then_the_best_is_shown():
    chosen = Chosen("title", (Option("skill", Const(F(3))), Option("title", Const(F(8)))))

    assert points(chosen) == known(8)
    assert points(chosen, choices={"title": "skill"}) == known(3)
    assert points(Chosen("title", chosen.options, "open")) == Span(F(3), F(8))


PARENTS = {
    "main": Role("main", one_of=("father", "mother", "guardian")),
    "other": Role("other", others_of="main", among=("father", "mother")),
}
BOTH = {"father": ("f",), "mother": ("m",), "child": ("c",)}


def test_one_parent_is_the_main_applicant_for_everything_and_nothing_is_mixed():
    degree = Bracket(Tally("highest", Source("degree"), "level", of=("main",)), LEVELS.rows)
    insured = Duration(Source("insurance"), "monthly_records", of=("other",))
    total = Assigned("main", Plus((degree, Rate(insured, F(1)))))
    records = [state("degree", of="m", level=2), state("degree", of="f", level=0), *months(7, of="m")]

    # father main: 5 + 7 months of the mother = 12; mother main: 10 + 0
    assert points(total, *records, roles=PARENTS, members=BOTH) == known(12)
    assert points(total, *records, roles=PARENTS, members=BOTH, choices={"main": "mother"}) == known(10)
    assert points(total, *records, roles=PARENTS, members={"mother": ("m",)}) == known(10)


def test_items_are_shown_for_the_parent_whom_the_total_selected():
    degree = Bracket(Tally("highest", Source("degree"), "level", of=("main",)), LEVELS.rows)
    made = sheet(degree, roles=PARENTS, groups={"total": Group("total", "总分", Assigned("main", Ref("x")))})
    records = [state("degree", of="m", level=2), state("degree", of="f", level=0)]

    statement = evaluate(made, family(*records, members=BOTH), as_of=day("2026-05-12"), known_at=day("2026-05-12"))

    assert statement.points == {"x": known(10), "total": known(10)}
    assert statement.selections[0].candidate == "mother"
    assert statement.selections[0].ways == (("father", known(5)), ("mother", known(10)))


def test_arithmetic_of_what_is_not_known_takes_all_ends():
    unknown = Open("?", F(-2), F(3))

    assert points(Times((unknown, Const(F(-4))))) == Span(F(-12), F(8))
    assert points(Minus(Const(F(1)), unknown)) == Span(F(-2), F(3))
    assert points(Highest((unknown, Const(F(1))))) == Span(F(1), F(3))
    assert points(Rounded(Const(F("-2.5")), F(1))) == known(-3)


def test_an_item_can_be_measured_on_a_day_of_its_own():
    april = AsOf(stay_of("months"), shift_months=-1, snap="last")

    assert points(april, period("stay", "2026-01-31"), as_of="2026-05-12") == known(3)


def test_what_has_a_name_is_worked_out_once_for_each_candidate():
    insured = Duration(Source("insurance"), "monthly_records", of=("main",))
    roles = {"main": Role("main", one_of=("father", "mother"))}
    total = Group("total", "总分", Assigned("main", Ref("insured")))
    evaluator = Evaluator(sheet(Ref("insured"), roles=roles, measures={"insured": insured}, groups={"total": total}))
    both = family(month("2026-05", of="m"), members={"father": ("f",), "mother": ("m",)})
    reckoner = Reckoner(evaluator.roles_of)

    scene, (selected,) = evaluator.cast(reckoner, Scene(evaluator.sheet, both, TODAY, TODAY))
    reckoner.named("total", scene)

    assert selected.candidate == "mother"
    assert [players for (*_, players), steps in reckoner.done.items() if "insured" in steps] == [
        (("main", "father"),),
        (("main", "mother"),),
    ]
