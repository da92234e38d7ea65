"""Ties: keys in order, then the lottery; an unknown key stops only where a tie reaches it."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256

import pytest
from tests.engines.placement.invented import a_round, schools

from xinju.engines.placement.lottery import commitment_to, lottery_number
from xinju.engines.placement.model import Applicant, Mechanism, Round, Stage, Ties
from xinju.engines.placement.ordering import RankingStopped
from xinju.engines.placement.place import place

KEYS = ("total", "residence", "insurance")


def keyed(seed: str | None = None, **stage) -> Round:
    return Round("R1", "r", (Stage("main", "m", Mechanism.BY_POINTS, **stage),), schools(north=1), KEYS, seed=seed)


def test_later_keys_decide_between_equal_totals():
    one, other = Applicant("A", (80, 12, 3), ("north",)), Applicant("B", (80, 12, 4), ("north",))

    result = place(keyed(), (one, other))

    assert result.school_of("B") == "north"
    assert [o.because.code for o in result.outcomes if o.application == "A"] == ["tied_then_lower_key"]


def test_thirds_are_compared_exactly():
    one, other = (
        Applicant("A", (Fraction(1, 3), 0, 0), ("north",)),
        Applicant("B", (Fraction(333, 1000), 0, 0), ("north",)),
    )

    assert place(keyed(), (one, other)).school_of("A") == "north"


def test_an_unknown_key_that_no_tie_reaches_stops_nothing():
    one, other = Applicant("A", (80, 12, None), ("north",)), Applicant("B", (80, 11, None), ("north",))

    assert place(keyed(), (one, other)).school_of("A") == "north"


def test_an_unknown_key_that_a_tie_reaches_stops_the_ranking_and_names_the_children():
    one, other = Applicant("A", (80, 12, None), ("north",)), Applicant("B", (80, 12, 3), ("north",))

    with pytest.raises(RankingStopped) as stopped:
        place(keyed(), (one, other))

    assert (stopped.value.position, set(stopped.value.names)) == (2, {"A", "B"})


def test_two_unknown_keys_are_not_equal_keys():
    one, other = Applicant("A", (80, None, 3), ("north",)), Applicant("B", (80, None, 3), ("north",))

    with pytest.raises(RankingStopped):
        place(keyed(ties=Ties.ALL_ADMITTED), (one, other))


def test_a_tie_without_an_opened_seed_stops_the_ranking():
    children = [Applicant(name, (80, 12, 3), ("north",)) for name in "AB"]

    with pytest.raises(RankingStopped, match="no seed has been opened"):
        place(keyed(), children)


def test_the_lottery_number_can_be_recomputed_by_anyone():
    assert lottery_number("seed", "R1", "0001") == sha256(b"seedR10001").hexdigest()
    assert commitment_to("seed") == sha256(b"seed").hexdigest()


def test_the_smaller_lottery_number_goes_first():
    around = a_round(Mechanism.BY_POINTS, {"north": 1})
    first = min("ABCDE", key=lambda name: lottery_number(around.seed, "R1", name))

    result = place(around, [Applicant(name, (5,), ("north",)) for name in "ABCDE"])

    assert result.school_of(first) == "north"
