"""The rules as array operations over any stage: the same that `verify.py` asks child by child, quick enough for a city.

A child's wishes are put in the order in which its mechanism asks for them: by number where children propose, by turn
where they are called. Then one rule serves all: a candidacy has a place while fewer children than there are places were
called strictly before it, at its school and in its pool; every wish asked for before the one that was met had none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import array_rounds, arrays
from .candidacies import Field
from .mechanisms import Given
from .model import Mechanism
from .place import Placement

_NONE = np.iinfo(np.int64).max
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Fault:
    """A rule that a result breaks: wish, places, empty, lower or best; child, school and stage by their codes."""

    rule: str
    stage: str
    application: str
    school: str


@dataclass(frozen=True)
class _Entries:
    """Candidacies of a stage as columns, by child and then as asked."""

    child: Index
    school: Index
    turn: Index
    rank: Index
    taken: NDArray[np.bool_]
    applications: Sequence[str]
    schools: Sequence[str]
    places: Index


def faults_of(placement: Placement) -> list[Fault]:
    """Every fault of every stage; an empty list for a sound placement."""
    return [fault for result in placement.stages for fault in faults_of_stage(result.field, result.given)]


def faults_of_stage(field: Field, given: Given) -> list[Fault]:
    """What is wrong with `given` as the result of `field`."""
    stage = field.stage.code
    candidacies = {(one.application, one.school) for one in field.candidacies}
    strange = [one for one in given.values() if (one.application, one.school) not in candidacies]
    found = [Fault("wish", stage, one.application, one.school) for one in strange]
    if not field.candidacies:
        return found
    entries = _entries(field, given)
    has_place = entries.turn <= _last_turn(entries, entries.school, entries.places)[entries.school]
    pool, room = _pools(field, entries)
    has_place &= entries.turn <= _last_turn(entries, pool, room)[pool]
    mine = _rank_taken(entries)
    free = has_place & (entries.rank < mine[entries.child])
    worst = np.full(len(entries.schools), -1, np.int64)
    np.maximum.at(worst, entries.school[entries.taken], entries.turn[entries.taken])
    found += _named("places", stage, entries, entries.taken & ~has_place)
    found += _named("lower", stage, entries, free & (worst[entries.school] > entries.turn))
    found += _named("empty", stage, entries, free & (worst[entries.school] <= entries.turn))
    if not found and field.stage.mechanism is Mechanism.DEFERRED:
        found += _not_best(stage, entries)
    return found


def _entries(field: Field, given: Given) -> _Entries:
    proposing = field.stage.mechanism is Mechanism.DEFERRED
    asked = sorted(field.candidacies, key=lambda one: (one.application, () if proposing else one.turn, one.wish))
    turns = {turn: n for n, turn in enumerate(sorted({one.turn for one in asked}), start=1)}
    applications, child = np.unique([one.application for one in asked], return_inverse=True)
    schools = list(field.places)
    number = {code: n for n, code in enumerate(schools)}
    first = np.searchsorted(child, child)
    return _Entries(
        child=child,
        school=np.array([number[one.school] for one in asked]),
        turn=np.array([turns[one.turn] for one in asked]),
        rank=np.arange(len(asked)) - first,
        taken=np.array([one.application in given and given[one.application].school == one.school for one in asked]),
        applications=[str(name) for name in applications],
        schools=schools,
        places=np.array([field.places[code] for code in schools]),
    )


def _last_turn(entries: _Entries, group: Index, places: Index) -> Index:
    """Per group the turn of the child on its last place: who comes later finds none. -1 where there is no place."""
    taken = np.flatnonzero(entries.taken)
    ranked = taken[np.lexsort((entries.turn[taken], group[taken]))]
    position = np.arange(len(ranked)) - np.searchsorted(group[ranked], group[ranked])
    on_last = position == places[group[ranked]] - 1
    last = np.where(places > 0, _NONE, -1)
    last[group[ranked][on_last]] = entries.turn[ranked][on_last]
    return last


def _pools(field: Field, entries: _Entries) -> tuple[Index, Index]:
    """Each candidacy's pool, and the places of each; schools of no capped pool share one without a limit."""
    capped = list(field.pool_places)
    number = {code: n for n, code in enumerate(capped)}
    of_school = np.array([number.get(field.pool_of.get(code, ""), len(capped)) for code in entries.schools])
    return of_school[entries.school], np.array([*field.pool_places.values(), _NONE])


def _rank_taken(entries: _Entries) -> Index:
    mine = np.full(len(entries.applications), _NONE, np.int64)
    mine[entries.child[entries.taken]] = entries.rank[entries.taken]
    return mine


def _named(rule: str, stage: str, entries: _Entries, wrong: NDArray[np.bool_]) -> list[Fault]:
    return [
        Fault(rule, stage, entries.applications[entries.child[row]], entries.schools[entries.school[row]])
        for row in np.flatnonzero(wrong)
    ]


def _not_best(stage: str, entries: _Entries) -> list[Fault]:
    """Children who would have more in another stable result; with ties the best result is made anew and compared."""
    width = int(entries.rank.max()) + 1
    wishes = np.full((len(entries.applications), width), -1, np.int32)
    orders = np.zeros(wishes.shape, np.int64)
    wishes[entries.child, entries.rank] = entries.school
    orders[entries.child, entries.rank] = entries.turn
    mine = _rank_taken(entries)
    got = np.where(mine == _NONE, -1, mine).astype(np.int8)
    places = entries.places.astype(np.int32)
    if not _is_tied(entries) and not arrays.objections_to_optimality(wishes, orders, places, got):
        return []
    best = array_rounds.propose(wishes, orders, places)
    worse = np.flatnonzero(best != got)
    return [
        Fault("best", stage, entries.applications[child], entries.schools[int(wishes[child, best[child]])])
        for child in worse.tolist()
    ]


def _is_tied(entries: _Entries) -> bool:
    at_school = np.stack((entries.school, entries.turn))
    return np.unique(at_school, axis=1).shape[1] < at_school.shape[1]
