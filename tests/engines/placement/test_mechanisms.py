"""What each mechanism does, rule by rule."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.engines.placement.invented import a_round, child, schools

from xinju.engines.placement.model import (
    Advantage,
    Applicant,
    BandRule,
    Catchment,
    Mechanism,
    Pool,
    Round,
    School,
    Stage,
    Status,
    Ties,
    Twins,
)
from xinju.engines.placement.place import place


def placed(round_: Round, *children: Applicant) -> dict[str, str | None]:
    result = place(round_, children)
    return {one: result.school_of(one) for one in result.assignment}


def reason(round_: Round, application: str, school: str, *children: Applicant) -> str:
    outcomes = place(round_, children).outcomes
    return next(o.because.code for o in outcomes if (o.application, o.school) == (application, school))


def test_by_points_a_full_school_passes_the_child_to_its_next_wish():
    children = child("A", 90, "north", "south"), child("B", 80, "north", "south")

    result = placed(a_round(Mechanism.BY_POINTS, {"north": 1, "south": 1}), *children)

    assert result == {"A": "north", "B": "south"}


def test_first_wish_first_takes_who_named_the_school_first_before_more_points():
    children = child("A", 90, "north", "south"), child("B", 95, "north"), child("C", 10, "south")

    result = placed(a_round(Mechanism.FIRST_WISH, {"north": 1, "south": 1}), *children)

    assert result == {"A": None, "B": "north", "C": "south"}


def test_first_wish_first_says_that_the_wish_came_too_late():
    children = child("A", 90, "north", "south"), child("B", 95, "north"), child("C", 10, "south")

    why = reason(a_round(Mechanism.FIRST_WISH, {"north": 1, "south": 1}), "A", "south", *children)

    assert why == "wished_later"


def test_deferred_acceptance_lets_a_better_child_displace_one_who_asked_earlier():
    children = child("A", 90, "north", "south"), child("B", 95, "north"), child("C", 10, "south")

    result = placed(a_round(Mechanism.DEFERRED, {"north": 1, "south": 1}), *children)

    assert result == {"A": "south", "B": "north", "C": None}


def test_deferred_acceptance_asks_the_children_first_not_the_schools():
    first = child("A", 10, "north", "south", band=2, bands_at={"south": 1})
    second = child("B", 10, "south", "north", band=2, bands_at={"north": 1})

    result = placed(a_round(Mechanism.DEFERRED, {"north": 1, "south": 1}, bands=BandRule.STRICT), first, second)

    assert result == {"A": "north", "B": "south"}


def test_by_points_with_bands_runs_in_batches_and_says_so():
    first = child("A", 10, "north", "south", band=2, bands_at={"south": 1})
    around = a_round(Mechanism.BY_POINTS, {"north": 1, "south": 1}, bands=BandRule.STRICT)

    assert placed(around, first) == {"A": "south"}
    assert reason(around, "A", "north", first) == "placed_in_earlier_turn"


def test_a_strict_band_goes_before_points():
    near, far = child("A", 10, "north", band=1), child("B", 99, "north", band=2)
    around = a_round(Mechanism.BY_POINTS, {"north": 1}, bands=BandRule.STRICT)

    assert placed(around, near, far) == {"A": "north", "B": None}
    assert reason(around, "B", "north", near, far) == "later_band"


def test_an_added_base_may_be_outweighed_by_points():
    near, far = child("A", 10, "north", band=1), child("B", 99, "north", band=2)
    stage = Stage("main", "main", Mechanism.BY_POINTS, bands=BandRule.ADDED, base=(50, 0))
    around = Round("R", "r", (stage,), schools(north=1), bands=("near", "far"))

    assert placed(around, near, far) == {"A": None, "B": "north"}


def test_an_added_base_names_a_value_for_every_band():
    stage = Stage("main", "main", Mechanism.BY_POINTS, bands=BandRule.ADDED, base=(50,))

    with pytest.raises(ValueError, match="base has 1 values; expected 2"):
        Round("R", "r", (stage,), schools(north=1), bands=("near", "far"))
    with pytest.raises(ValueError, match="band 2; expected 1 to 1"):
        place(Round("R", "r", (stage,), schools(north=1)), [child("A", 1, "north", band=2)])


def test_missing_points_are_counted_with_the_added_base():
    near, far = child("A", 10, "north", band=1), child("B", Fraction(199, 2), "north", band=2)
    stage = Stage("main", "main", Mechanism.BY_POINTS, bands=BandRule.ADDED, base=(50, 0))
    around = Round("R", "r", (stage,), schools(north=1), bands=("near", "far"))

    outcome = next(o for o in place(around, (near, far)).outcomes if o.application == "A")

    assert (outcome.because.code, outcome.missing) == ("fewer_points", Fraction(79, 2))


def test_catchment_only_keeps_other_children_out():
    stage = Stage("main", "main", Mechanism.DEFERRED, catchment=Catchment.ONLY)
    around = Round("R", "r", (stage,), (School("north", "n", "t", 2, communities=frozenset({"west"})),))
    inside, outside = child("A", 1, "north", community="west"), child("B", 9, "north", community="east")

    assert placed(around, inside, outside) == {"A": "north", "B": None}
    assert reason(around, "B", "north", inside, outside) == "not_in_catchment"


def test_catchment_first_takes_others_when_places_are_left():
    stage = Stage("main", "main", Mechanism.DEFERRED, catchment=Catchment.FIRST)
    around = Round("R", "r", (stage,), (School("north", "n", "t", 2, communities=frozenset({"west"})),))
    children = [child("A", 1, "north", community="west"), child("B", 8, "north"), child("C", 9, "north")]

    assert placed(around, *children) == {"A": "north", "B": None, "C": "north"}


def test_an_elder_child_in_the_school_gives_the_first_band_there():
    stage = Stage("main", "main", Mechanism.DEFERRED, bands=BandRule.STRICT, sibling=Advantage(band=1))
    around = Round("R", "r", (stage,), schools(north=1), bands=("elder", "others"))

    result = placed(around, child("A", 9, "north", band=2), child("B", 1, "north", band=2, sibling_at="north"))

    assert result == {"A": None, "B": "north"}


def test_an_elder_child_counts_first_even_where_the_round_has_no_bands():
    around = a_round(Mechanism.DEFERRED, {"north": 1}, sibling=Advantage(band=1))

    result = placed(around, child("A", 9, "north"), child("B", 1, "north", sibling_at="north"))

    assert result == {"A": None, "B": "north"}


def test_a_high_points_batch_goes_first_with_its_own_quota():
    high = Stage("high", "high", Mechanism.BY_POINTS, at_least=100, places={"north": 1})
    main = Stage("main", "main", Mechanism.BY_POINTS)
    around = Round("R", "r", (high, main), schools(north=2, south=1))
    children = [child("A", 120, "north"), child("B", 110, "north", "south"), child("C", 20, "south")]

    result = place(around, children)

    assert result.stage_of == {"A": "high", "B": "main", "C": "main"}
    assert result.school_of("B") == "north"


def test_a_batch_of_the_first_so_many_takes_the_first_so_many():
    high = Stage("high", "high", Mechanism.BY_POINTS, top=1)
    around = Round("R", "r", (high,), schools(north=2))

    assert placed(around, child("A", 1, "north"), child("B", 2, "north")) == {"A": None, "B": "north"}


def line_round(*stages: Stage) -> Round:
    north, south = (School(code, code, "town", 1, "P") for code in ("north", "south"))
    return Round("R", "r", stages, (north, south), pools=(Pool("P", "town"),))


def test_above_the_township_line_a_second_list_gives_the_left_over_places():
    first = Stage("one", "one wish", Mechanism.BY_POINTS, wishes=1, line_by_places=True)
    second = Stage("two", "left over", Mechanism.BY_POINTS, wish_list=2)
    a, b = child("A", 9, "north"), Applicant("B", (8,), ("north",), second_wishes=("south",))

    result = place(line_round(first, second), (a, b, child("C", 7, "south")))

    assert result.assignment["B"].school == "south"
    assert result.school_of("C") is None
    assert [o.because.code for o in result.outcomes if o.application == "C"] == ["below_line"]


def test_a_drawn_line_is_told_with_the_points_that_are_missing_to_it():
    stage = Stage("one", "one wish", Mechanism.BY_POINTS, wishes=1, line_by_places=True)
    children = child("A", 9, "north"), child("B", 8, "north"), child("C", Fraction(13, 2), "south")

    result = place(line_round(stage), children)

    assert [(line.pool, line.keys) for line in result.lines] == [("P", (8,))]
    assert [(o.because.code, o.missing) for o in result.outcomes if o.application == "C"] == [
        ("below_line", Fraction(3, 2))
    ]


def test_a_pool_that_fewer_children_ask_for_has_no_line():
    stage = Stage("one", "one wish", Mechanism.BY_POINTS, wishes=1, line_by_places=True)

    assert place(line_round(stage), (child("A", 9, "north"),)).lines == ()


def test_a_line_given_in_points_includes_who_has_exactly_so_many():
    stage = Stage("one", "one wish", Mechanism.BY_POINTS, wishes=1, line={"P": 8})

    result = placed(line_round(stage), child("A", Fraction(15, 2), "north"), child("B", 8, "south"))

    assert result == {"A": None, "B": "south"}


def test_a_pool_of_merged_towns_gives_no_more_than_its_own_places():
    north, south = School("north", "n", "T1", 2, "P"), School("south", "s", "T2", 2, "P")
    stage = Stage("main", "main", Mechanism.BY_POINTS)
    around = Round("R", "r", (stage,), (north, south), pools=(Pool("P", "both", 2),))
    children = [child("A", 9, "north"), child("B", 8, "south"), child("C", 7, "north")]

    assert placed(around, *children) == {"A": "north", "B": "south", "C": None}
    assert reason(around, "C", "north", *children) == "pool_full"


def test_deferred_acceptance_refuses_a_shared_cap_without_a_line():
    with pytest.raises(ValueError, match="draw the line by places"):
        Round(
            *("R", "r", (Stage("main", "main", Mechanism.DEFERRED),)),
            (School("north", "n", "T1", 2, "P"),),
            pools=(Pool("P", "both", 1),),
        )


def test_who_remains_goes_in_rank_order_to_the_nearest_school_with_places():
    stages = (Stage("main", "main", Mechanism.BY_POINTS), Stage("rest", "rest", Mechanism.NEAREST))
    near = {"west": {"north": 100, "south": 900, "east": 500}}
    around = Round("R", "r", stages, schools(north=1, south=1, east=1), distances=near)
    children = [child(name, points, "north", community="west") for name, points in (("A", 9), ("B", 8), ("C", 7))]

    assert placed(around, *children) == {"A": "north", "B": "east", "C": "south"}


def test_the_guarantee_says_how_many_it_could_not_place():
    around = Round(
        *("R", "r", (Stage("rest", "rest", Mechanism.NEAREST),), schools(north=1)), distances={"west": {"north": 1}}
    )

    result = place(around, [child(name, points, community="west") for name, points in (("A", 3), ("B", 2), ("C", 1))])

    assert result.shortfall == 2


def test_a_child_outside_the_birth_window_is_no_shortfall_of_places():
    stages = (Stage("main", "main", Mechanism.BY_POINTS), Stage("rest", "rest", Mechanism.NEAREST))
    around = Round("R", "r", stages, schools(north=1), windows=((date(2019, 9, 1), date(2020, 8, 31)),))
    in_time = {"birth_date": date(2020, 8, 31), "community": "west"}
    too_young = child("C", 9, "north", birth_date=date(2020, 9, 1), community="west")

    result = place(around, [child("A", 2, "north", **in_time), child("B", 1, "north", **in_time), too_young])

    assert (result.shortfall, result.outside_window) == (1, 1)


def test_a_child_whose_distances_are_not_known_is_named_not_sent_anywhere():
    around = Round(
        *("R", "r", (Stage("rest", "rest", Mechanism.NEAREST),), schools(north=1)), distances={"west": {"north": 1}}
    )

    result = place(around, [child("A", 3, community="beyond")])

    assert [(o.because.code, result.shortfall) for o in result.outcomes] == [("no_distance", 1)]


def test_a_child_born_outside_the_window_is_not_placed():
    stage = Stage("main", "main", Mechanism.BY_POINTS)
    around = Round("R", "r", (stage,), schools(north=2), windows=((date(2019, 9, 1), date(2020, 8, 31)),))
    last_day, too_young = (
        child("A", 1, "north", birth_date=date(2020, 8, 31)),
        child("B", 9, "north", birth_date=date(2020, 9, 1)),
    )

    assert placed(around, last_day, too_young) == {"A": "north", "B": None}
    assert reason(around, "B", "north", last_day, too_young) == "birth_window"


def test_all_tied_admitted_takes_the_whole_last_group_and_lists_the_overflow():
    around = a_round(Mechanism.DEFERRED, {"north": 2}, ties=Ties.ALL_ADMITTED)

    result = place(
        around, [child("A", 9, "north"), child("B", 5, "north"), child("C", 5, "north"), child("D", 4, "north")]
    )

    assert [name for name in "ABCD" if result.school_of(name)] == ["A", "B", "C"]
    assert [(over.school, over.places, over.admitted) for over in result.overflow] == [("north", 2, 3)]


def test_children_of_one_birth_are_placed_together_even_on_the_last_place():
    around = a_round(Mechanism.BY_POINTS, {"north": 1, "south": 2})
    twins = [child(name, 9, "north", "south", twins="pair") for name in ("A", "B")]

    assert placed(around, *twins, child("C", 8, "north", "south")) == {"A": "north", "B": "north", "C": "south"}


def test_children_of_one_birth_with_different_wishes_are_refused_with_one_sentence():
    around = a_round(Mechanism.BY_POINTS, {"north": 1, "south": 2})

    with pytest.raises(ValueError, match="only on one shared key and wish list"):
        place(around, [child("A", 9, "north", twins="pair"), child("B", 9, "south", twins="pair")])


def test_children_of_one_birth_may_be_drawn_apart_where_the_round_says_separate():
    stage = Stage("main", "main", Mechanism.BY_POINTS)
    around = Round("R", "r", (stage,), schools(north=1, south=1), twins=Twins.SEPARATE, seed="an invented seed")

    result = placed(around, *(child(name, 9, "north", "south", twins="pair") for name in ("A", "B")))

    assert sorted(result.values()) == ["north", "south"]


def test_who_chose_a_private_school_or_withdrew_is_counted_apart():
    around = a_round(Mechanism.BY_POINTS, {"north": 1})

    result = place(around, [child("A", 9, "north", status=Status.PRIVATE), child("B", 1, "north")])

    assert (dict(result.assignment).keys(), result.counted_apart) == ({"B"}, {"private": 1})


def test_a_school_that_is_not_full_has_no_cutoff():
    around = a_round(Mechanism.BY_POINTS, {"north": 1, "south": 2})

    result = place(around, [child("A", 9, "north"), child("B", 8, "north", "south")])

    assert [(cutoff.school, cutoff.keys) for cutoff in result.cutoffs] == [("north", (9,))]


def test_each_band_has_its_own_cutoff():
    stage = Stage("main", "main", Mechanism.DEFERRED, bands=BandRule.STRICT)
    around = Round("R", "r", (stage,), schools(north=3), bands=("near", "far"))
    children = [
        child("A", 9, "north"),
        child("B", 4, "north"),
        child("C", 8, "north", band=2),
        child("D", 7, "north", band=2),
    ]

    result = place(around, children)

    assert [(cutoff.band, cutoff.keys[0]) for cutoff in result.cutoffs] == [(1, 4), (2, 8)]


def test_input_order_changes_nothing():
    around = a_round(Mechanism.BY_POINTS, {"north": 1, "south": 1})
    children = [child(name, 5, "north", "south") for name in "ABC"]

    assert placed(around, *children) == placed(around, *reversed(children))
