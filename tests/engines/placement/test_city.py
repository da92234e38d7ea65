"""A city in columns: the same seats and cut-offs as the plain engine gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.placement.invented import SEED

from xinju.engines.placement import arrays
from xinju.engines.placement.city import compare_city, place_city
from xinju.engines.placement.lottery import lottery_column, lottery_number
from xinju.engines.placement.model import Applicant, BandRule, Mechanism, Round, School, Stage
from xinju.engines.placement.place import place

CODES = ("north", "south", "east")


@st.composite
def cases(draw):
    mechanism = draw(st.sampled_from([m for m in Mechanism if m is not Mechanism.NEAREST]))
    places = [draw(st.integers(1, 3)) for _ in CODES]
    people = [
        Applicant(
            f"A{n}",
            (draw(st.integers(0, 5)), draw(st.integers(0, 1))),
            tuple(draw(st.lists(st.sampled_from(CODES), unique=True))),
            band=2,
            bands_at={code: 1 for code in CODES if draw(st.booleans())},
        )
        for n in range(draw(st.integers(1, 9)))
    ]
    return mechanism, places, people


def columns(people: list[Applicant]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    wishes = np.full((len(people), len(CODES)), -1, np.int32)
    bands = np.full(wishes.shape, 2)
    for row, one in enumerate(people):
        for column, code in enumerate(one.wishes):
            wishes[row, column] = CODES.index(code)
            bands[row, column] = one.bands_at.get(code, 2)
    lottery = lottery_column(SEED, "R1", (one.application for one in people))
    return wishes, np.array([one.keys for one in people], np.int64), lottery, bands


@pytest.mark.slow
@pytest.mark.parametrize("with_numba", [True, False])
@settings(deadline=None, max_examples=60)
@given(case=cases(), banded=st.booleans())
def test_columns_give_the_seats_and_cutoffs_of_the_plain_engine(with_numba, case, banded):
    mechanism, places, people = case
    stage = Stage("main", "main", mechanism, bands=BandRule.STRICT if banded else BandRule.NONE)
    schools = tuple(School(code, code, "town", count) for code, count in zip(CODES, places, strict=True))
    expected = place(Round("R1", "r", (stage,), schools, ("total", "more"), bands=("1", "2"), seed=SEED), people)
    wishes, keys, lottery, bands = columns(people)

    with pytest.MonkeyPatch.context() as patch:
        if not with_numba:
            patch.setattr(arrays, "kernels", None)
        found = place_city(mechanism, wishes, np.array(places, np.int32), keys, lottery, bands if banded else None)

    seats = {one.application: None if at < 0 else CODES[at] for one, at in zip(people, found.school, strict=True)}
    assert seats == {name: expected.school_of(name) for name in seats}
    assert found.placed == sum(seat is not None for seat in seats.values())
    lasts = {CODES[n]: people[child].keys for n, child in enumerate(found.last_child) if child >= 0}
    worst = {cutoff.school: cutoff for cutoff in expected.cutoffs}  # the last band comes last
    assert lasts == {code: cutoff.keys for code, cutoff in worst.items()}


def test_the_lottery_column_sorts_as_the_lottery_numbers_do():
    names = [f"A{n}" for n in range(200)]

    column = lottery_column(SEED, "R1", names)

    assert sorted(names, key=dict(zip(names, column, strict=True)).get) == sorted(
        names, key=lambda name: lottery_number(SEED, "R1", name)
    )


def test_two_results_of_a_city_tell_who_gains_and_who_loses():
    wishes, places = np.array([[0, 1], [0, 1], [1, -1]], np.int32), np.array([1, 1], np.int32)
    lottery = np.arange(3, dtype=np.uint64)
    before = place_city(Mechanism.BY_POINTS, wishes, places, np.array([[3], [2], [1]]), lottery)
    after = place_city(Mechanism.BY_POINTS, wishes, places, np.array([[2], [3], [1]]), lottery)

    found = compare_city(before, after)

    assert (found.gained.tolist(), found.lost.tolist(), found.moved_cutoffs.tolist()) == ([1], [0], [0, 1])
