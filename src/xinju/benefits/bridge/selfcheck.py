"""The rules of a stage as array operations, for a city too large to be checked row by row before it is written."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from xinju.engines.placement.arrays import objections_to_optimality, objections_to_stability
from xinju.engines.placement.candidacies import Candidacy
from xinju.engines.placement.model import Mechanism
from xinju.engines.placement.place import StageResult

_WIDEST = 127  # wishes whose index fits the arrays


def objections(stages: tuple[StageResult, ...]) -> list[str]:
    """What does not hold, naming stage, rule, school and child; nothing where pools or the guarantee decide as well."""
    return [words for stage in stages if not stage.field.pool_places for words in _objections(stage)]


def _objections(result: StageResult) -> list[str]:
    field = result.field
    asked = _as_asked(field.candidacies, by_wish=field.stage.mechanism is Mechanism.DEFERRED)
    width = max((len(found) for found in asked.values()), default=0)
    if not 0 < width <= _WIDEST:
        return []
    names, schools = list(asked), list(field.places)
    index = {school: n for n, school in enumerate(schools)}
    turns = {turn: n for n, turn in enumerate(sorted({one.turn for one in field.candidacies}), start=1)}
    wishes = np.full((len(names), width), -1, np.int32)
    orders = np.zeros((len(names), width), np.int64)
    given = np.full(len(names), -1, np.int8)
    for row, name in enumerate(names):
        for column, one in enumerate(asked[name]):
            wishes[row, column], orders[row, column] = index[one.school], turns[one.turn]
            if result.given.get(name) == one:
                given[row] = column
    places = np.array([field.places[school] for school in schools], np.int32)
    found = list(objections_to_stability(wishes, orders, places, given))
    if field.stage.mechanism is Mechanism.DEFERRED:
        found += objections_to_optimality(wishes, orders, places, given)
    return [
        f"{field.stage.code}: {one.rule}, {schools[one.school]}, {'-' if one.child is None else names[one.child]}"
        for one in found
    ]


def _as_asked(candidacies: tuple[Candidacy, ...], *, by_wish: bool) -> dict[str, list[Candidacy]]:
    """Each child's candidacies in the order in which the mechanism asks for them."""
    asked: dict[str, list[Candidacy]] = defaultdict(list)
    for one in sorted(candidacies, key=lambda one: (one.wish,) if by_wish else (one.turn, one.wish)):
        asked[one.application].append(one)
    return asked
