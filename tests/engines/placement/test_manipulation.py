"""The report on strategic wishes: safe only where proved, and simulated gains where it is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.placement.invented import a_round, child, rounds_with_applicants, schools

from xinju.documents.words import placement_en, placement_zh
from xinju.engines.placement import manipulation
from xinju.engines.placement.compare import Direction, compare_mechanisms
from xinju.engines.placement.manipulation import other_lists, report_on_manipulation
from xinju.engines.placement.model import Advantage, BandRule, Catchment, Mechanism, Round, Stage, Status, Ties
from xinju.engines.placement.place import place

NORTH_AND_SOUTH = {"north": 1, "south": 1}


def report(around: Round, *children):
    return report_on_manipulation(around, children, place(around, children))


def failing(around: Round, *children) -> list[str]:
    return [condition.code for condition in report(around, *children).failing]


@pytest.mark.parametrize("mechanism", [Mechanism.DEFERRED, Mechanism.BY_POINTS])
def test_one_order_and_a_list_as_long_as_wished_is_proved_safe(mechanism):
    assert report(a_round(mechanism, NORTH_AND_SOUTH), child("A", 1, "north")).safe


@pytest.mark.parametrize(
    ("code", "mechanism", "stage"),
    [
        ("mechanism", Mechanism.FIRST_WISH, {}),
        ("one_order_for_all_schools", Mechanism.BY_POINTS, {"catchment": Catchment.FIRST}),
        ("one_order_for_all_schools", Mechanism.BY_POINTS, {"sibling": Advantage(base=3)}),
        ("no_shared_last_place", Mechanism.DEFERRED, {"ties": Ties.ALL_ADMITTED}),
        ("list_as_long_as_wished", Mechanism.DEFERRED, {"wishes": 1}),
        ("no_line_drawn_by_wishes", Mechanism.BY_POINTS, {"line_by_places": True}),
    ],
)
def test_the_condition_that_fails_is_named(code, mechanism, stage):
    assert failing(a_round(mechanism, NORTH_AND_SOUTH, **stage), child("A", 1, "north")) == [code]


def test_a_batch_before_the_main_stage_is_not_called_safe():
    stages = tuple(Stage(code, code, Mechanism.DEFERRED) for code in ("high", "main"))

    assert failing(Round("R", "r", stages, schools(north=1)), child("A", 1, "north")) == ["one_stage_takes_wishes"]


def test_a_guarantee_with_places_that_were_withheld_is_not_called_safe():
    main = Stage("main", "main", Mechanism.DEFERRED, places={"north": 1})
    around = Round("R", "r", (main, Stage("rest", "rest", Mechanism.NEAREST)), schools(north=2))

    assert failing(around, child("A", 1, "north")) == ["guarantee_gives_only_what_could_be_named"]


def test_children_of_one_birth_together_are_not_called_safe():
    twins = [child(name, 1, "north", twins="pair") for name in "AB"]

    assert failing(a_round(Mechanism.DEFERRED, NORTH_AND_SOUTH), *twins) == ["no_children_of_one_birth_together"]


def test_first_wish_first_shows_the_gain_of_another_first_wish():
    children = child("A", 8, "north", "south"), child("B", 9, "north"), child("C", 1, "south")

    gains = report(a_round(Mechanism.FIRST_WISH, NORTH_AND_SOUTH), *children).gains

    assert [(g.application, g.change, g.honest, g.gained) for g in gains] == [("A", "other_first_wish", None, "south")]


def test_batches_by_band_show_the_gain_of_naming_fewer_schools():
    one = child("A", 8, "north", "south", bands_at={"south": 1}, band=2)

    gains = report(a_round(Mechanism.BY_POINTS, NORTH_AND_SOUTH, bands=BandRule.STRICT), one).gains

    assert [(gain.change, gain.honest, gain.gained) for gain in gains] == [("truncation", "south", "north")]


def test_the_lists_tried_are_other_first_wishes_swaps_and_truncations():
    assert sorted(other_lists(("a", "b", "c"))) == [
        ("other_first_wish", ("b", "a", "c")),
        ("other_first_wish", ("c", "a", "b")),
        ("swap", ("a", "c", "b")),
        ("truncation", ("a",)),
        ("truncation", ("a", "b")),
    ]


@settings(max_examples=40, deadline=None)
@given(rounds_with_applicants(most=5), st.integers(0, 4))
def test_where_the_report_says_safe_no_list_whatever_helps(case, which):
    around, people = case
    people = [replace(one, twins=None) for one in people if one.wishes]
    stages = [replace(s, wishes=None, ties=Ties.LOTTERY) for s in around.stages if s.code in ("main", "rest")]
    around = replace(around, stages=tuple(stages))
    if not people or not report(around, *people).safe:
        return
    one = people[which % len(people)]
    honest = place(around, people).school_of(one.application)
    liked = [*one.wishes, None] if honest in (*one.wishes, None) else [*one.wishes, honest, None]
    for length in range(len(one.wishes) + 1):
        for wishes in permutations(one.wishes, length):
            twisted = [replace(other, wishes=wishes) if other is one else other for other in people]
            got = place(around, twisted).school_of(one.application)
            assert got not in liked or liked.index(got) >= liked.index(honest)


@settings(max_examples=25, deadline=None)
@given(rounds_with_applicants(most=6))
def test_the_short_way_of_trying_a_list_finds_what_the_whole_round_finds(case):
    around, people = case
    quick = report(around, *people)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manipulation, "_rerun_of", whole_round)
        slow = report(around, *people)

    assert quick == slow


def whole_round(around, applying, placement, premises):
    return lambda one, wishes: manipulation._in_whole_round(around, applying, placement.lottery, one, wishes)


def test_comparing_mechanisms_names_for_whom_they_differ():
    one, other = (
        child("A", 5, "north", "south", bands_at={"south": 1}, band=2),
        child("B", 4, "south", "north", bands_at={"north": 1}, band=2),
    )
    around = a_round(Mechanism.BY_POINTS, NORTH_AND_SOUTH, bands=BandRule.STRICT)

    found = compare_mechanisms(around, (one, other), place(around, (one, other)), Mechanism.DEFERRED)

    assert {c.application: (c.before[0], c.after[0], c.direction) for c in found.changes} == {
        "A": ("south", "north", Direction.GAINED),
        "B": ("north", "south", Direction.GAINED),
    }
    assert (found.placed, found.first_wishes) == ((2, 2), (0, 2))


def test_both_languages_have_a_sentence_for_every_condition():
    conditions = manipulation.conditions(a_round(Mechanism.DEFERRED, NORTH_AND_SOUTH), ())
    for words in (placement_zh, placement_en):
        for one in conditions:
            assert words.condition(one.code, True, dict(one.values))
            assert "{" not in words.condition(one.code, False, dict(one.values))
        assert words.on_the_wish_page({}) == words.SAFE
        assert words.gain("A1", "swap", "south, north", None, "south")


def test_who_is_not_applying_is_not_tried():
    away = child("A", 1, "north", "south", status=Status.WITHDRAWN)

    assert report(a_round(Mechanism.DEFERRED, NORTH_AND_SOUTH), away, child("B", 1, "north")).children_tried == 0
