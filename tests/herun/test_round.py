"""The invented district's round: an elder child helps at one school, and honest wishes do not suffer for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from xinju.engines.placement.compare import Change, Direction, compare_mechanisms
from xinju.engines.placement.manipulation import conditions
from xinju.engines.placement.model import Applicant, Mechanism, Round
from xinju.engines.placement.place import place
from xinju.packs.rounds import load_round

ROUND = Path(__file__).parents[2] / "districts/herun/rounds/2026-primary-1/round.yaml"


@pytest.fixture
def around() -> Round:
    """Herun's rules with one place at each school, and none for the high-points batch."""
    found = load_round(ROUND).round
    stages = tuple(replace(one, places={}) if one.code == "high" else one for one in found.stages)
    return replace(found, stages=stages, schools=tuple(replace(one, places=1) for one in found.schools))


def child(number: int, total: int, *wishes: str, **more) -> Applicant:
    return Applicant(f"RX26-{number}", (total, 0, 0), wishes, birth_date=date(2020, 1, 5), **more)


def test_a_child_is_not_sent_to_its_elder_siblings_school_while_its_first_wish_is_free(around: Round) -> None:
    one = child(1, 100, "R01", "R05", sibling_at="R05")

    assert place(around, [one]).school_of("RX26-1") == "R01"


def test_the_elder_child_counts_at_its_school_against_more_points(around: Round) -> None:
    with_elder, without = child(1, 100, "R05", sibling_at="R05"), child(2, 119, "R05")

    assert place(around, [with_elder, without]).school_of("RX26-1") == "R05"


def test_by_points_the_same_child_would_get_its_second_wish_and_the_comparison_names_it(around: Round) -> None:
    children = [child(1, 100, "R01", "R05", sibling_at="R05"), child(2, 90, "R02")]

    found = compare_mechanisms(around, children, place(around, children), Mechanism.BY_POINTS)

    assert found.changes == (Change("RX26-1", ("R01", 1), ("R05", 2), Direction.LOST),)


def test_only_what_the_decision_names_keeps_the_round_from_being_safe(around: Round) -> None:
    twins = [child(n, 100, "R01", twins="pair") for n in (1, 2)]

    failing = [one.code for one in conditions(around, twins) if not one.holds]

    assert failing == ["one_stage_takes_wishes", "no_children_of_one_birth_together", "list_as_long_as_wished"]


def test_the_coast_keeps_its_86_places(around: Round) -> None:
    schools = load_round(ROUND).round.schools

    assert sum(one.places for one in schools if one.pool == "coast") == 86
