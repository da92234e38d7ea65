"""The round: its stages in order, each over the children and the places that are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .candidacies import Candidacy, Field, draw_lottery, field_of, is_in_window
from .lines import draw_lines, places_by_pool
from .mechanisms import Given, give
from .model import Applicant, BandRule, Mechanism, Round, Stage, Status, Twins
from .nearest import guaranteed_field
from .reasons import Cutoff, Line, Outcome, cutoffs_of, lines_of, outcomes_of


@dataclass(frozen=True)
class Overflow:
    """A school that took a whole tied group (or children of one birth) above its places."""

    stage: str
    school: str
    places: int
    admitted: int


@dataclass(frozen=True)
class StageResult:
    """What a stage was given and what it gave."""

    field: Field
    given: Given


@dataclass(frozen=True)
class Placement:
    """The result of a round, with the reason for every child and wish.

    `outside_window` children were born outside the round's windows and stand nowhere. `shortfall` is how many of the
    others a guaranteed stage left without a place, None where there is no such stage.
    """

    assignment: Mapping[str, Candidacy | None]
    stage_of: Mapping[str, str]
    stages: tuple[StageResult, ...]
    outcomes: tuple[Outcome, ...]
    cutoffs: tuple[Cutoff, ...]
    lines: tuple[Line, ...]
    overflow: tuple[Overflow, ...]
    left_over: Mapping[str, int]
    counted_apart: Mapping[str, int]
    outside_window: int
    shortfall: int | None
    lottery: Mapping[str, str]

    def school_of(self, application: str) -> str | None:
        given = self.assignment[application]
        return None if given is None else given.school


def place(round_: Round, applicants: Sequence[Applicant]) -> Placement:
    """Place all who are applying. Raises RankingStopped where a tie meets an unknown key, ValueError on nonsense."""
    applying = [applicant for applicant in applicants if applicant.status is Status.APPLYING]
    refuse_nonsense(round_, applying)
    lottery = draw_lottery(round_, applying)
    people = {applicant.application: applicant for applicant in applying}
    stages = run_stages(round_, applying, lottery)
    assignment: dict[str, Candidacy | None] = dict.fromkeys(people)
    for result in stages:
        assignment |= result.given
    outside_window = sum(not is_in_window(round_.windows, one.birth_date) for one in applying)
    return Placement(
        assignment=assignment,
        stage_of={name: result.field.stage.code for result in stages for name in result.given},
        stages=stages,
        outcomes=tuple(o for r in stages for o in outcomes_of(r.field, r.given, people, lottery)),
        cutoffs=tuple(c for r in stages for c in cutoffs_of(r.field, r.given, people, lottery)),
        lines=tuple(line for r in stages for line in lines_of(r.field, people, lottery)),
        overflow=tuple(over for result in stages for over in _overflow(result)),
        left_over=_left_over(round_, stages),
        counted_apart=dict(Counter(str(a.status) for a in applicants if a.status is not Status.APPLYING)),
        outside_window=outside_window,
        shortfall=_shortfall(round_, assignment, outside_window),
        lottery=lottery,
    )


def run_stages(round_: Round, applying: Sequence[Applicant], lottery: Mapping[str, str]) -> tuple[StageResult, ...]:
    """Every stage in order, without the reasons."""
    remaining = list(applying)
    results: list[StageResult] = []
    for stage in round_.stages:
        taken = [one for result in results for one in result.given.values()]
        places, pool_places = _left_for(round_, stage, taken)
        build = guaranteed_field if stage.mechanism is Mechanism.NEAREST else field_of
        field = build(round_, stage, remaining, lottery, places, pool_places)
        if stage.line_by_places:
            drawn = draw_lines(field.candidacies, field.pool_of, places_by_pool(round_, places, pool_places))
            field = replace(field, candidacies=drawn.above, below=drawn.below, lines=drawn.last)
        given = give(field)
        results.append(StageResult(field, given))
        remaining = [applicant for applicant in remaining if applicant.application not in given]
    return tuple(results)


def refuse_nonsense(round_: Round, applicants: Iterable[Applicant]) -> None:
    """Raise ValueError for what no reader should have let through."""
    known = {school.code for school in round_.schools}
    last_band = min((len(s.base) for s in round_.stages if s.bands is BandRule.ADDED), default=None)
    seen: dict[str, Applicant] = {}
    births: dict[str, Applicant] = {}
    for one in applicants:
        if one.application in seen:
            raise ValueError(f"application {one.application} appears twice")
        seen[one.application] = one
        strange = [code for code in (*one.wishes, *one.second_wishes) if code not in known]
        if strange:
            raise ValueError(f"application {one.application}: no school {strange[0]} in the round")
        band = max(one.band, *one.bands_at.values(), 1)
        if last_band is not None and band > last_band:
            raise ValueError(f"application {one.application}: band {band}; expected 1 to {last_band}")
        if len(one.keys) != len(round_.key_names):
            raise ValueError(f"application {one.application}: {len(one.keys)} keys; expected {len(round_.key_names)}")
        if one.twins and round_.twins is Twins.TOGETHER:
            other = births.setdefault(one.twins, one)
            if shared_by_birth(one) != shared_by_birth(other):
                raise ValueError(f"applications {other.application} and {one.application}: {ONE_BIRTH}")


ONE_BIRTH = "children of one birth are placed together only on one shared key and wish list"


def shared_by_birth(applicant: Applicant) -> tuple:
    """What children of one birth must have in common to be placed together."""
    bands_at = tuple(sorted(applicant.bands_at.items()))
    one = applicant
    return (one.keys, one.wishes, one.second_wishes, one.band, bands_at, one.community, one.birth_date, one.sibling_at)


def _left_for(round_: Round, stage: Stage, taken: Sequence[Candidacy]) -> tuple[dict[str, int], dict[str, int]]:
    by_school = Counter(one.school for one in taken)
    pool_of = {school.code: school.pool for school in round_.schools}
    by_pool = Counter(pool_of[one.school] for one in taken)
    places = {
        school.code: min(
            max(0, school.places - by_school[school.code]),
            school.places if stage.places is None else stage.places.get(school.code, 0),
        )
        for school in round_.schools
        if stage.places is None or school.code in stage.places
    }
    capped = {pool.code: pool.places for pool in round_.pools if pool.places is not None}
    return places, {code: max(0, most - by_pool[code]) for code, most in capped.items()}


def _overflow(result: StageResult) -> list[Overflow]:
    admitted = Counter(one.school for one in result.given.values())
    places, stage = result.field.places, result.field.stage.code
    return [Overflow(stage, code, places[code], n) for code, n in sorted(admitted.items()) if n > places[code]]


def _left_over(round_: Round, stages: Sequence[StageResult]) -> dict[str, int]:
    taken = Counter(one.school for result in stages for one in result.given.values())
    return {school.code: max(0, school.places - taken[school.code]) for school in round_.schools}


def _shortfall(round_: Round, assignment: Mapping[str, Candidacy | None], outside_window: int) -> int | None:
    if not any(stage.mechanism is Mechanism.NEAREST for stage in round_.stages):
        return None
    return sum(1 for given in assignment.values() if given is None) - outside_window
