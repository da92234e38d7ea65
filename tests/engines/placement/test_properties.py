"""What must hold for every round that can be invented."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.placement import folder, oracle
from tests.engines.placement.invented import a_round, child, rounds_with_applicants

from xinju.engines.placement import array_rounds, arrays
from xinju.engines.placement.checks import faults_of, faults_of_stage
from xinju.engines.placement.model import BandRule, Catchment, Mechanism, Ties
from xinju.engines.placement.place import StageResult, place

pytestmark = pytest.mark.slow

COMMON = {"bands": BandRule.STRICT}


@st.composite
def common_rankings(draw):
    """Children under one common ranking: bands and points of their own, nothing that varies by school."""
    names = ["north", "south", "east"]
    places = {name: draw(st.integers(1, 2)) for name in names}
    wishes = st.lists(st.sampled_from(names), unique=True)
    children = [
        child(f"A{n}", draw(st.integers(0, 4)), *draw(wishes), band=draw(st.integers(1, 2)))
        for n in range(draw(st.integers(0, 7)))
    ]
    return places, children, draw(st.sampled_from(Ties))


@given(common_rankings())
def test_with_one_common_ranking_by_points_and_deferred_acceptance_agree(case):
    places, children, ties = case
    results = [
        place(a_round(mechanism, places, ties=ties, **COMMON), children)
        for mechanism in (Mechanism.BY_POINTS, Mechanism.DEFERRED)
    ]

    assert [r.school_of(c.application) for r in results[:1] for c in children] == [
        r.school_of(c.application) for r in results[1:] for c in children
    ]


def claims_of(stage: StageResult) -> dict[str, list[tuple[str, int]]]:
    claims = defaultdict(list)
    for one in sorted(stage.field.candidacies, key=lambda one: one.wish):
        claims[one.application].append((one.school, one.order))
    return claims


@settings(max_examples=50, deadline=None)
@given(rounds_with_applicants(Mechanism.DEFERRED, most=6))
def test_deferred_acceptance_is_the_childrens_best_stable_result(case):
    for stage in place(*case).stages:
        if stage.field.stage.mechanism is Mechanism.DEFERRED:
            claims = claims_of(stage)
            got = {name: given.school if (given := stage.given.get(name)) else None for name in claims}

            assert got == oracle.best_stable(claims, stage.field.places)


@settings(max_examples=50, deadline=None)
@given(rounds_with_applicants(most=8))
def test_the_calling_mechanisms_do_what_calling_one_turn_at_a_time_does(case):
    for stage in place(*case).stages:
        field = stage.field
        if field.stage.mechanism is not Mechanism.DEFERRED and not field.pool_places:
            turns = [(one.turn, one.application, one.wish, one.school) for one in field.candidacies]
            expected = {name: school for name, school in oracle.called(turns, field.places).items() if school}

            assert {name: given.school for name, given in stage.given.items()} == expected


@settings(max_examples=40, deadline=None)
@given(rounds_with_applicants(), st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(case, shuffle):
    around, people = case
    shuffled = list(people)
    shuffle.shuffle(shuffled)

    assert dict(place(around, people).assignment) == dict(place(around, shuffled).assignment)


@settings(max_examples=50, deadline=None)
@given(rounds_with_applicants())
def test_the_checker_accepts_every_true_certificate(case):
    around, people = case
    result = place(around, people)
    for edition in ("full", "public"):
        with tempfile.TemporaryDirectory() as place_for_it:
            written = folder.write(Path(place_for_it), around, people, result, edition)

            assert folder.check(written) == (0, [])


@settings(max_examples=40, deadline=None)
@given(rounds_with_applicants(), st.integers(0, 7))
def test_a_child_that_gains_points_never_gets_a_less_wanted_school_by_points_or_deferred(case, which):
    around, people = case
    main = replace(next(s for s in around.stages if s.code == "main"), line_by_places=False, ties=Ties.LOTTERY)
    if (
        not people
        or main.mechanism is Mechanism.FIRST_WISH
        or main.mechanism is Mechanism.BY_POINTS
        and is_by_school(main)
    ):
        return
    around = replace(around, stages=(main,), pools=tuple(replace(pool, places=None) for pool in around.pools))
    alone = [replace(one, twins=None) for one in people]
    chosen = alone[which % len(alone)]
    better = [replace(one, keys=(one.keys[0] + 1, *one.keys[1:])) if one is chosen else one for one in alone]

    before, after = (place(around, some).assignment[chosen.application] for some in (alone, better))

    assert before is None or (after is not None and after.wish <= before.wish)


def is_by_school(stage) -> bool:
    return stage.bands is not BandRule.NONE or stage.catchment is Catchment.FIRST or stage.sibling is not None


@st.composite
def array_instances(draw):
    children, schools, width = draw(st.integers(1, 12)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    wishes = np.full((children, width), -1, np.int32)
    for row in range(children):
        listed = draw(st.lists(st.integers(0, schools - 1), unique=True, max_size=width))
        wishes[row, : len(listed)] = listed
    order = np.array(draw(st.permutations(range(1, children + 1))), np.int64)
    bands = np.array(draw(st.lists(st.integers(1, 3), min_size=children * width, max_size=children * width)))
    places = np.array(draw(st.lists(st.integers(0, 3), min_size=schools, max_size=schools)), np.int32)
    return wishes, arrays.orders_at(order, wishes, bands.reshape(wishes.shape)), places, order


def claims_of_arrays(wishes, orders) -> dict[str, list[tuple[str, int]]]:
    return {
        str(child): [(str(school), int(order)) for school, order in zip(row, at, strict=True) if school >= 0]
        for child, (row, at) in enumerate(zip(wishes, orders, strict=True))
    }


@settings(deadline=None)
@given(array_instances())
def test_the_compiled_kernel_the_numpy_rounds_and_the_brute_force_agree(case):
    wishes, orders, places, _ = case

    compiled, rounds = arrays.propose(wishes, orders, places), array_rounds.propose(wishes, orders, places)

    assert compiled.tolist() == rounds.tolist()


@settings(deadline=None, max_examples=25)
@given(array_instances().filter(lambda case: len(case[0]) <= 5))
def test_the_array_checks_accept_exactly_the_best_stable_result(case):
    wishes, orders, places, _ = case
    claims = claims_of_arrays(wishes, orders)
    room = {str(school): int(count) for school, count in enumerate(places)}
    best = oracle.best_stable(claims, room)
    for result in oracle.every_result(claims):
        chosen = [
            -1 if at is None else [int(s) for s in wishes[int(name)]].index(int(at)) for name, at in result.items()
        ]
        given_ = np.array(chosen, np.int8)
        objections = list(arrays.objections_to_stability(wishes, orders, places, given_))
        assert (not objections) == oracle.is_stable(claims, room, result)
        if not objections:
            better = arrays.objections_to_optimality(wishes, orders, places, given_)
            assert (not better) == (result == best)


@settings(deadline=None)
@given(array_instances())
def test_by_one_ranking_the_serial_kernel_agrees_with_deferred_acceptance(case):
    wishes, _, places, order = case

    serial = arrays.call_by_rank(order, wishes, places)

    assert serial.tolist() == arrays.propose(wishes, arrays.orders_at(order, wishes), places).tolist()


@settings(deadline=None, max_examples=25)
@given(array_instances())
def test_orders_beyond_what_the_kernel_packs_are_counted_anew(case):
    wishes, orders, places, _ = case

    assert arrays.propose(wishes, orders * 2**33, places).tolist() == arrays.propose(wishes, orders, places).tolist()


@pytest.mark.parametrize("kernels", [True, False])
def test_the_checks_work_with_and_without_numba(kernels, monkeypatch):
    if not kernels:
        monkeypatch.setattr(arrays, "kernels", None)
    wishes = np.array([[0, 1], [1, 0]], np.int32)
    orders = np.array([[2, 1], [2, 1]], np.int64)
    places = np.array([1, 1], np.int32)
    swapped = np.array([1, 1], np.int8)

    assert arrays.propose(wishes, orders, places).tolist() == [0, 0]
    assert arrays.objections_to_stability(wishes, orders, places, swapped) == []
    assert {one.school for one in arrays.objections_to_optimality(wishes, orders, places, swapped)} == {0, 1}


@settings(max_examples=50, deadline=None)
@given(rounds_with_applicants())
def test_the_rules_as_array_operations_accept_every_true_placement(case):
    assert faults_of(place(*case)) == []


@settings(max_examples=50, deadline=None)
@given(rounds_with_applicants(), st.integers(0, 9), st.integers(0, 9))
def test_the_rules_as_array_operations_object_to_every_other_seat(case, which, where):
    for stage in place(*case).stages:
        if not stage.field.candidacies:
            continue
        one = stage.field.candidacies[which % len(stage.field.candidacies)]
        options = [None, *(other for other in stage.field.candidacies if other.application == one.application)]
        seat = options[where % len(options)]
        if seat == stage.given.get(one.application):
            continue
        moved = (
            {**stage.given, one.application: seat}
            if seat
            else {k: v for k, v in stage.given.items() if k != one.application}
        )

        assert faults_of_stage(stage.field, moved)


@settings(max_examples=40, deadline=None)
@given(rounds_with_applicants(Mechanism.DEFERRED), st.integers(0, 9), st.integers(0, 9))
def test_two_swapped_seats_are_objected_to(case, first, second):
    for stage in place(*case).stages:
        placed = sorted(stage.given)
        if len(placed) < 2:
            continue
        one, other = placed[first % len(placed)], placed[second % len(placed)]
        if stage.given[one].school == stage.given[other].school:
            continue
        swapped = {
            **stage.given,
            one: replace(stage.given[one], school=stage.given[other].school),
            other: replace(stage.given[other], school=stage.given[one].school),
        }

        assert faults_of_stage(stage.field, swapped)
