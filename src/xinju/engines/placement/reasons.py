"""Cut-offs and reasons: why each wish was met or not, as codes and values."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from .candidacies import Candidacy, Field, NotEligible, key_of, total_of
from .mechanisms import Given
from .model import Applicant, Mechanism, Number, Ties


@dataclass(frozen=True)
class Cutoff:
    """The whole key of the last child admitted, per school, band and stage. A school that is not full has none."""

    stage: str
    school: str
    band: int
    wish: int
    keys: tuple[Number | None, ...]
    lottery: str


@dataclass(frozen=True)
class Line:
    """A pool's line that was drawn by places: the whole key of the last child above it."""

    stage: str
    pool: str
    band: int
    keys: tuple[Number | None, ...]
    lottery: str


@dataclass(frozen=True)
class Because:
    """A reason code with its values; words are made elsewhere, one module per language."""

    code: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Outcome:
    """What became of one wish of one child. `rank` counts from 1 among all who stood for that school in the stage."""

    stage: str
    application: str
    school: str
    wish: int
    band: int
    base: Number
    order: int | None
    rank: int | None
    cutoff: Cutoff | None
    missing: Number | None
    because: Because


def cutoffs_of(
    field: Field, given: Given, people: Mapping[str, Applicant], lottery: Mapping[str, str]
) -> tuple[Cutoff, ...]:
    """Per full school and band, in the order of the field's places."""
    admitted = _by_school(given)
    return tuple(
        _cutoff(field, max(band, key=lambda one: one.turn), people, lottery)
        for school in _full_schools(field, admitted)
        for _, group in groupby(sorted(admitted[school], key=lambda one: one.band), key=lambda one: one.band)
        for band in [list(group)]
    )


def outcomes_of(
    field: Field, given: Given, people: Mapping[str, Applicant], lottery: Mapping[str, str]
) -> tuple[Outcome, ...]:
    """One outcome per candidacy and per wish that could not stand, by application and wish."""
    admitted = _by_school(given)
    taken = {school: sorted(group, key=lambda one: one.turn) for school, group in admitted.items()}
    turns: dict[str, list] = defaultdict(list)
    for one in field.candidacies:
        turns[one.school].append(one.turn)
    for school in turns:
        turns[school].sort()
    stood = [
        _outcome(field, one, given.get(one.application), taken.get(one.school, []), turns[one.school], people, lottery)
        for one in field.candidacies
    ]
    refused = [_refused(field, one, people) for one in field.refused]
    below = [_below(field, one, people) for one in field.below]
    return tuple(sorted(stood + refused + below, key=lambda outcome: (outcome.application, outcome.wish)))


def _by_school(given: Given) -> dict[str, list[Candidacy]]:
    admitted: dict[str, list[Candidacy]] = defaultdict(list)
    for one in given.values():
        admitted[one.school].append(one)
    return admitted


def _full_schools(field: Field, admitted: Mapping[str, list[Candidacy]]) -> list[str]:
    """Schools that took somebody and have no place left, of their own or in their pool."""
    in_pool = Counter(dict.fromkeys(field.pool_places, 0))
    for school, group in admitted.items():
        in_pool[field.pool_of.get(school, "")] += len(group)
    full_pools = {pool for pool, most in field.pool_places.items() if in_pool[pool] >= most}
    return [
        school
        for school, most in field.places.items()
        if admitted.get(school) and (len(admitted[school]) >= most or field.pool_of.get(school) in full_pools)
    ]


def _cutoff(field: Field, one: Candidacy, people: Mapping[str, Applicant], lottery: Mapping[str, str]) -> Cutoff:
    keys = key_of(people[one.application], one.base)
    drawn = lottery[one.application] if field.stage.ties is Ties.LOTTERY else ""
    return Cutoff(field.stage.code, one.school, one.band, one.wish, keys, drawn)


def _outcome(
    field: Field,
    one: Candidacy,
    placed: Candidacy | None,
    taken: Sequence[Candidacy],
    turns: list,
    people: Mapping[str, Applicant],
    lottery: Mapping[str, str],
) -> Outcome:
    rank = bisect_left(turns, one.turn) + 1
    cutoff, missing = None, None
    if placed is one:
        because = Because("placed", {"wish": one.wish})
    elif placed is not None and not _comes_before(field, one, placed):
        code = "placed_at_better_wish" if placed.wish < one.wish else "placed_in_earlier_turn"
        because = Because(code, {"school": placed.school, "wish": placed.wish})
    elif bisect_left(taken, one.turn, key=lambda other: other.turn) < field.places[one.school]:
        because = Because("pool_full", {"pool": field.pool_of[one.school]})
    elif not taken:
        because = Because("no_places", {})
    else:
        cutoff = _cutoff(field, taken[-1], people, lottery)
        own = key_of(people[one.application], one.base)
        because, missing = _beaten(one, own, cutoff, lottery[one.application], field)
    return Outcome(
        field.stage.code, one.application, one.school, one.wish, one.band, one.base, one.order, rank, cutoff, missing,
        because,
    )  # fmt: skip


def _comes_before(field: Field, one: Candidacy, placed: Candidacy) -> bool:
    """Whether the mechanism asked for `one` before the child had its place."""
    if field.stage.mechanism is Mechanism.DEFERRED:
        return one.wish < placed.wish
    return (one.turn, one.wish) < (placed.turn, placed.wish)


def _beaten(
    one: Candidacy, own: tuple[Number | None, ...], cutoff: Cutoff, lottery: str, field: Field
) -> tuple[Because, Number | None]:
    if one.band > cutoff.band:
        return Because("later_band", {"band": one.band, "last_band": cutoff.band}), None
    if field.stage.mechanism is Mechanism.FIRST_WISH and one.wish > cutoff.wish:
        return Because("wished_later", {"wish": one.wish, "last_wish": cutoff.wish}), None
    for position, (mine, theirs) in enumerate(zip(own, cutoff.keys, strict=True)):
        if mine is not None and theirs is not None and mine < theirs:
            missing = theirs - mine
            code = "fewer_points" if position == 0 else "tied_then_lower_key"
            return Because(code, {"key": position, "own": mine, "cutoff": theirs}), missing if position == 0 else None
    return Because("lost_lottery", {"own": lottery, "cutoff": cutoff.lottery}), None


def lines_of(field: Field, people: Mapping[str, Applicant], lottery: Mapping[str, str]) -> tuple[Line, ...]:
    """The stage's drawn lines by pool."""
    cutoffs = {pool: _cutoff(field, last, people, lottery) for pool, last in sorted(field.lines.items())}
    return tuple(Line(c.stage, pool, c.band, c.keys, c.lottery) for pool, c in cutoffs.items())


def _refused(field: Field, one: NotEligible, people: Mapping[str, Applicant]) -> Outcome:
    missing = None
    if one.code == "below_line" and field.stage.line is not None:
        missing = field.stage.line[field.pool_of[one.school]] - total_of(people[one.application], 0)
    because = Because(one.code, {})
    return Outcome(field.stage.code, one.application, one.school, one.wish, 0, 0, None, None, None, missing, because)


def _below(field: Field, one: Candidacy, people: Mapping[str, Applicant]) -> Outcome:
    """Below a drawn line; the gap is told where both stand in one band."""
    last = field.lines.get(field.pool_of[one.school])
    gap = None
    if last is not None and last.band == one.band:
        gap = total_of(people[last.application], last.base) - total_of(people[one.application], one.base)
    because = Because("below_line", {})
    return Outcome(
        field.stage.code, one.application, one.school, one.wish, 0, 0, None, None, None, gap or None, because
    )  # fmt: skip
