"""Candidacies: which child stands for which school in a stage, in which band and order, and who may not stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from .lottery import lottery_number
from .model import Applicant, BandRule, Catchment, Mechanism, Number, Round, School, Stage, Ties, Twins
from .ordering import Standing, dense_order

Turn = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Candidacy:
    """One child at one school. `order` 1 is best; equal orders are tied. `wish` counts from 1."""

    application: str
    school: str
    wish: int
    band: int
    base: Number
    order: int
    turn: Turn


@dataclass(frozen=True, slots=True)
class NotEligible:
    """A wish that could not stand in the stage, with the reason as a code."""

    application: str
    school: str
    wish: int
    code: str


@dataclass(frozen=True)
class Field:
    """Everyone who stands in a stage, with the places it may give; who fell below a line, and each line's last child."""

    stage: Stage
    candidacies: tuple[Candidacy, ...]
    refused: tuple[NotEligible, ...]
    places: Mapping[str, int]
    pool_of: Mapping[str, str]
    pool_places: Mapping[str, int]
    below: tuple[Candidacy, ...] = ()
    lines: Mapping[str, Candidacy] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Wanted:
    applicant: Applicant
    school: School
    wish: int
    band: int
    base: Number

    @property
    def standing_name(self) -> tuple[str, int, Number]:
        return (self.applicant.application, self.band, self.base)


def draw_lottery(round_: Round, applicants: Iterable[Applicant]) -> dict[str, str]:
    """Each application's lottery number, "" without a seed; children of one birth share that of the first number."""
    applicants = list(applicants)
    if round_.seed is None:
        return {applicant.application: "" for applicant in applicants}
    first = _first_of_each_birth(round_, applicants)
    return {
        applicant.application: lottery_number(
            round_.seed, round_.code, first.get(applicant.twins or "", applicant.application)
        )
        for applicant in applicants
    }


def units(round_: Round, applicants: Iterable[Applicant]) -> dict[str, str]:
    """Which application stands for each child: itself, or the first of those born together and kept together."""
    applicants = list(applicants)
    first = _first_of_each_birth(round_, applicants)
    return {a.application: first.get(a.twins or "", a.application) for a in applicants}


def field_of(
    round_: Round,
    stage: Stage,
    applicants: Sequence[Applicant],
    lottery: Mapping[str, str],
    places: Mapping[str, int],
    pool_places: Mapping[str, int],
) -> Field:
    """Who stands where in `stage`, of the children still without a place, for what is left. Lines are not yet drawn."""
    pool_of = {school.code: school.pool for school in round_.schools if school.pool is not None}
    wanted, refused = _sift(round_, stage, applicants, lottery, places)
    order = _order(round_, stage, wanted, applicants, lottery)
    standing = tuple(_stand(stage, want, order[want.standing_name]) for want in wanted)
    return Field(stage, standing, tuple(refused), places, pool_of, pool_places)


def effective(stage: Stage, round_: Round, applicant: Applicant, school: School) -> tuple[int, Number]:
    """Band and added base of a child at a school: its band, then the elder child's, then the catchment's."""
    bands = count_bands(stage, round_)
    band = applicant.bands_at.get(school.code, applicant.band) if stage.bands is not BandRule.NONE else bands
    base: Number = 0
    if stage.sibling is not None and applicant.sibling_at == school.code:
        band = stage.sibling.band if stage.sibling.band is not None else band
        base = stage.sibling.base
    if stage.bands is BandRule.ADDED:
        base, band = base + stage.base[band - 1], 1
    if stage.catchment is Catchment.FIRST and applicant.community not in school.communities:
        band += bands
    return band, base


def count_bands(stage: Stage, round_: Round) -> int:
    """How many bands a stage compares; without bands an elder child's first band makes all others the second."""
    if stage.bands is BandRule.STRICT:
        return max(1, len(round_.bands))
    return 2 if stage.bands is BandRule.NONE and stage.sibling is not None and stage.sibling.band is not None else 1


def is_in_window(windows: Sequence[tuple[date, date]], birth_date: date | None) -> bool:
    return not windows or (birth_date is not None and any(first <= birth_date <= last for first, last in windows))


def total_of(applicant: Applicant, base: Number) -> Fraction:
    """The total as it counts at a school where `base` is added; an applicant always has one."""
    return Fraction(applicant.keys[0] or 0) + base


def key_of(applicant: Applicant, base: Number) -> tuple[Number | None, ...]:
    """The keys as they count at a school where `base` is added to the total."""
    return (total_of(applicant, base), *applicant.keys[1:])


def _first_of_each_birth(round_: Round, applicants: Sequence[Applicant]) -> dict[str, str]:
    if round_.twins is not Twins.TOGETHER:
        return {}
    first: dict[str, str] = {}
    for applicant in sorted((a for a in applicants if a.twins), key=lambda a: a.application):
        first.setdefault(applicant.twins or "", applicant.application)
    return first


def _sift(
    round_: Round,
    stage: Stage,
    applicants: Sequence[Applicant],
    lottery: Mapping[str, str],
    places: Mapping[str, int],
) -> tuple[list[_Wanted], list[NotEligible]]:
    schools = {school.code: school for school in round_.schools}
    batch = _batch(round_, stage, applicants, lottery)
    wanted, refused = [], []
    for applicant in applicants:
        barred = _barred(round_, applicant, batch)
        for wish, code in enumerate(applicant.wish_list(stage.wish_list), start=1):
            why = barred or _not_here(stage, applicant, schools[code], wish, places)
            if why:
                refused.append(NotEligible(applicant.application, code, wish, why))
            else:
                band, base = effective(stage, round_, applicant, schools[code])
                wanted.append(_Wanted(applicant, schools[code], wish, band, base))
    return wanted, refused


def _barred(round_: Round, applicant: Applicant, batch: set[str] | None) -> str | None:
    if not is_in_window(round_.windows, applicant.birth_date):
        return "birth_window"
    if batch is not None and applicant.application not in batch:
        return "not_in_batch"
    return None


def _not_here(stage: Stage, applicant: Applicant, school: School, wish: int, places: Mapping[str, int]) -> str | None:
    if stage.wishes is not None and wish > stage.wishes:
        return "beyond_wishes"
    if school.code not in places:
        return "not_in_stage"
    if stage.catchment is Catchment.ONLY and applicant.community not in school.communities:
        return "not_in_catchment"
    line = (stage.line or {}).get(school.pool or "")
    if line is not None and total_of(applicant, 0) < line:
        return "below_line"
    return None


def _batch(round_: Round, stage: Stage, applicants: Sequence[Applicant], lottery: Mapping[str, str]) -> set[str] | None:
    """The applications of a high-points batch, or None where the stage is open to all."""
    if stage.at_least is None and stage.top is None:
        return None
    able = [a for a in applicants if is_in_window(round_.windows, a.birth_date)]
    if stage.at_least is not None:
        able = [a for a in able if total_of(a, 0) >= stage.at_least]
    if stage.top is None:
        return {a.application for a in able}
    unit = units(round_, able)
    standings: dict[str, Standing] = {unit[a.application]: (1, key_of(a, 0), lottery[a.application]) for a in able}
    order = dense_order(standings, by_lottery=stage.ties is Ties.LOTTERY)
    orders = sorted(order[unit[a.application]] for a in able)
    last = orders[min(stage.top, len(orders)) - 1] if orders else 0
    return {a.application for a in able if order[unit[a.application]] <= last}


def _order(
    round_: Round,
    stage: Stage,
    wanted: Sequence[_Wanted],
    applicants: Sequence[Applicant],
    lottery: Mapping[str, str],
) -> dict[tuple[str, int, Number], int]:
    unit = units(round_, applicants)
    standings: dict[tuple[str, int, Number], Standing] = {}
    for want in wanted:
        application, band, base = want.standing_name
        name = (unit[application], band, base)
        if name not in standings:
            standings[name] = (band, key_of(want.applicant, base), lottery[application])
    order = dense_order(standings, by_lottery=stage.ties is Ties.LOTTERY)
    return {want.standing_name: order[(unit[want.standing_name[0]], want.band, want.base)] for want in wanted}


def _stand(stage: Stage, want: _Wanted, order: int) -> Candidacy:
    turn = turn_of(stage.mechanism, want.band, want.wish, order)
    return Candidacy(want.applicant.application, want.school.code, want.wish, want.band, want.base, order, turn)


def turn_of(mechanism: Mechanism, band: int, wish: int, order: int) -> Turn:
    """When a candidacy is called: first wish first calls by wish inside a band, all others by order alone."""
    return (band, wish, order) if mechanism is Mechanism.FIRST_WISH else (0, 0, order)
