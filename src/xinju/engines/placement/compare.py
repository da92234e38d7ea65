"""Two placements of the same children side by side: who would be somewhere else, and which cut-offs move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .model import Applicant, Mechanism, Number, Round
from .place import Placement, place


class Direction(StrEnum):
    """How the second result is for the child, by its own wishes; `other` where its list does not tell."""

    GAINED = "gained"
    LOST = "lost"
    OTHER = "other"


Seat = tuple[str, int | None]


@dataclass(frozen=True)
class Change:
    """One child with another place: school and wish number in each result, None for no place.

    A place of the guaranteed stage has no wish number.
    """

    application: str
    before: Seat | None
    after: Seat | None
    direction: Direction


@dataclass(frozen=True)
class CutoffChange:
    """The total of the last child admitted, per stage, school and band; None where the school is not full."""

    stage: str
    school: str
    band: int
    before: Number | None
    after: Number | None


@dataclass(frozen=True)
class Comparison:
    changes: tuple[Change, ...]
    cutoffs: tuple[CutoffChange, ...]
    placed: tuple[int, int]
    first_wishes: tuple[int, int]

    def count(self, direction: Direction) -> int:
        return sum(change.direction is direction for change in self.changes)


def compare(before: Placement, after: Placement, applicants: Sequence[Applicant]) -> Comparison:
    """The differences for all children who are in both results, by application number."""
    people = {one.application: one for one in applicants}
    both = sorted(before.assignment.keys() & after.assignment.keys())
    one_seats, other_seats = _seats(before), _seats(after)
    pairs = [(name, one_seats.get(name), other_seats.get(name)) for name in both]
    return Comparison(
        changes=tuple(
            Change(name, one, other, _direction(people[name], one, other))
            for name, one, other in pairs
            if (one and one[0]) != (other and other[0])
        ),
        cutoffs=_cutoff_changes(before, after),
        placed=(sum(one is not None for _, one, _ in pairs), sum(other is not None for _, _, other in pairs)),
        first_wishes=(_first_wishes(people, pairs, 1), _first_wishes(people, pairs, 2)),
    )


def under_other_mechanism(round_: Round, mechanism: Mechanism) -> Round:
    """The same round with another mechanism in every stage that takes wishes. ValueError where it cannot be run."""
    stages = tuple(
        stage if stage.mechanism is Mechanism.NEAREST else replace(stage, mechanism=mechanism)
        for stage in round_.stages
    )
    return replace(round_, stages=stages)


def compare_mechanisms(
    round_: Round, applicants: Sequence[Applicant], placement: Placement, mechanism: Mechanism
) -> Comparison:
    """For whom the round would end otherwise under `mechanism`. ValueError where it cannot be run."""
    return compare(placement, place(under_other_mechanism(round_, mechanism), applicants), applicants)


def _seats(placement: Placement) -> dict[str, Seat]:
    return {
        name: (one.school, None if result.field.stage.mechanism is Mechanism.NEAREST else one.wish)
        for result in placement.stages
        for name, one in result.given.items()
    }


def preference(applicant: Applicant, school: str | None) -> int | None:
    """0 for the first wish and so on; behind all wishes for no place; None for a school that was never named."""
    if school is None:
        return len(applicant.wishes) + 1
    return applicant.wishes.index(school) if school in applicant.wishes else None


def _direction(applicant: Applicant, before: Seat | None, after: Seat | None) -> Direction:
    one, other = preference(applicant, before and before[0]), preference(applicant, after and after[0])
    if one is None and other is None:
        return Direction.OTHER
    behind = len(applicant.wishes)  # a place somewhere is behind every wish and before no place at all
    one, other = behind if one is None else one, behind if other is None else other
    return Direction.GAINED if other < one else Direction.LOST


def _first_wishes(people: Mapping[str, Applicant], pairs: Sequence[tuple], which: int) -> int:
    return sum(1 for name, *seats in pairs if (seat := seats[which - 1]) and people[name].wishes[:1] == (seat[0],))


def _cutoff_changes(before: Placement, after: Placement) -> tuple[CutoffChange, ...]:
    one, other = ({(c.stage, c.school, c.band): c.keys[0] for c in p.cutoffs} for p in (before, after))
    return tuple(
        CutoffChange(*name, one.get(name), other.get(name))
        for name in sorted(one.keys() | other.keys())
        if one.get(name) != other.get(name)
    )


def changes_by_school(comparison: Comparison) -> dict[str, tuple[int, int]]:
    """Per school: how many children it loses and how many it gains."""
    lost = Counter(change.before[0] for change in comparison.changes if change.before)
    gained = Counter(change.after[0] for change in comparison.changes if change.after)
    return {school: (lost[school], gained[school]) for school in sorted(lost.keys() | gained.keys())}
