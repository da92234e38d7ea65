"""Guaranteed placement: who remains goes, in rank order, to the nearest school with places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from .candidacies import Candidacy, Field, NotEligible, is_in_window, key_of, turn_of, units
from .model import Applicant, BandRule, Catchment, Number, Round, School, Stage, Ties
from .ordering import Standing, dense_order


def schools_by_distance(round_: Round, places: Mapping[str, int]) -> dict[str, list[str]]:
    """From each origin the schools with places, from near to far, then by code."""
    return {
        origin: [code for _, code in sorted((far, code) for code, far in metres.items() if places.get(code, 0) > 0)]
        for origin, metres in round_.distances.items()
    }


def standing_by_child(stage: Stage, applicant: Applicant) -> tuple[int, Number]:
    """Band and added base of a child where no school has been named."""
    if stage.bands is BandRule.ADDED:
        return 1, stage.base[applicant.band - 1]
    return (applicant.band if stage.bands is BandRule.STRICT else 1), 0


def guaranteed_field(
    round_: Round,
    stage: Stage,
    applicants: Sequence[Applicant],
    lottery: Mapping[str, str],
    places: Mapping[str, int],
    pool_places: Mapping[str, int],
) -> Field:
    """Children in rank order, each with the schools up to the one that takes it: further ones are never asked.

    Distances of an application itself go before those of its community.
    """
    pool_of = {school.code: school.pool for school in round_.schools if school.pool is not None}
    near = schools_by_distance(round_, places)
    schools = {school.code: school for school in round_.schools}
    able = [a for a in applicants if is_in_window(round_.windows, a.birth_date)]
    order = _order(round_, stage, able, lottery)
    taken: Counter[str] = Counter()
    taken_in_pool: Counter[str] = Counter()

    def is_open(school: str) -> bool:
        pool = pool_of.get(school, "")
        return taken[school] < places[school] and (pool not in pool_places or taken_in_pool[pool] < pool_places[pool])

    standing: list[Candidacy] = []
    refused = [
        NotEligible(a.application, "", 0, "birth_window")
        for a in applicants
        if not is_in_window(round_.windows, a.birth_date)
    ]
    for place, group in groupby(sorted(able, key=lambda a: order[a.application]), key=lambda a: order[a.application]):
        taking = []
        for applicant in group:
            origin = applicant.application if applicant.application in near else applicant.community or ""
            reachable = [code for code in near.get(origin, ()) if _may_go(stage, applicant, schools[code])]
            asked = _ask(stage, applicant, place, reachable, is_open)
            standing += asked
            if not asked:
                refused.append(NotEligible(applicant.application, "", 0, _why_nowhere(round_, applicant)))
            elif is_open(asked[-1].school):
                taking.append(asked[-1].school)
        taken.update(taking)
        taken_in_pool.update(pool_of.get(school, "") for school in taking)
    return Field(stage, tuple(standing), tuple(refused), places, pool_of, pool_places)


def _ask(
    stage: Stage, applicant: Applicant, order: int, near: Sequence[str], is_open: Callable[[str], bool]
) -> list[Candidacy]:
    band, base = standing_by_child(stage, applicant)
    asked = []
    for wish, school in enumerate(near, start=1):
        turn = turn_of(stage.mechanism, band, wish, order)
        asked.append(Candidacy(applicant.application, school, wish, band, base, order, turn))
        if is_open(school):
            break
    return asked


def _why_nowhere(round_: Round, applicant: Applicant) -> str:
    known = {applicant.application, applicant.community} & set(round_.distances)
    return "no_places_left" if known else "no_distance"


def _order(round_: Round, stage: Stage, applicants: Sequence[Applicant], lottery: Mapping[str, str]) -> dict[str, int]:
    unit = units(round_, applicants)
    standings: dict[str, Standing] = {}
    for applicant in applicants:
        band, base = standing_by_child(stage, applicant)
        standings.setdefault(
            unit[applicant.application], (band, key_of(applicant, base), lottery[applicant.application])
        )
    order = dense_order(standings, by_lottery=stage.ties is Ties.LOTTERY)
    return {a.application: order[unit[a.application]] for a in applicants}


def _may_go(stage: Stage, applicant: Applicant, school: School) -> bool:
    return stage.catchment is not Catchment.ONLY or applicant.community in school.communities
