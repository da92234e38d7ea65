"""What a round of placement is given: schools, pools, stages and applicants, frozen and sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

Number = int | Fraction


class Mechanism(StrEnum):
    """How a stage gives its places; the office's own words stand in `Stage.name`."""

    FIRST_WISH = "first_wish_first"  # 志愿优先
    BY_POINTS = "by_points"  # 积分优先遵循志愿
    DEFERRED = "deferred_acceptance"  # 平行志愿
    NEAREST = "nearest"  # 统筹: who remains, in rank order, to the nearest school with places


class Ties(StrEnum):
    LOTTERY = "lottery"
    ALL_ADMITTED = "all_admitted"


class BandRule(StrEnum):
    NONE = "none"
    STRICT = "strict"
    ADDED = "added_base"


class Catchment(StrEnum):
    NONE = "none"
    ONLY = "only"
    FIRST = "first"


class Twins(StrEnum):
    TOGETHER = "together"
    SEPARATE = "separate"


class Status(StrEnum):
    """Only who is applying is placed; the others are counted apart."""

    APPLYING = "applying"
    PRIVATE = "private"
    WITHDRAWN = "withdrawn"
    NOT_REPORTED = "not_reported"


@dataclass(frozen=True)
class School:
    code: str
    name: str
    town: str
    places: int
    pool: str | None = None
    communities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.places <= 0:
            raise ValueError(f"school {self.code}: places is {self.places}; expected at least 1")


@dataclass(frozen=True)
class Pool:
    """Schools whose places are counted together: a town or merged towns. `places` None means: as many as they have."""

    code: str
    name: str
    places: int | None = None

    def __post_init__(self) -> None:
        if self.places is not None and self.places <= 0:
            raise ValueError(f"pool {self.code}: places is {self.places}; expected at least 1")


@dataclass(frozen=True)
class Advantage:
    """What an elder child already in the school gives there: a band, or points added to the total."""

    band: int | None = None
    base: Number = 0


@dataclass(frozen=True)
class Stage:
    """One pass over the places that are left, for the children who are not yet placed.

    `wish_list` is 1 or 2 (the second list is filed after the first pass). `at_least` and `top` choose a high-points
    batch. `places` caps what this stage may give at a school. `line_by_places` draws each pool's line at as many
    children as the pool has places; `line` gives it as points.
    """

    code: str
    name: str
    mechanism: Mechanism
    wish_list: int = 1
    wishes: int | None = None
    ties: Ties = Ties.LOTTERY
    bands: BandRule = BandRule.NONE
    base: tuple[Number, ...] = ()
    catchment: Catchment = Catchment.NONE
    sibling: Advantage | None = None
    at_least: Number | None = None
    top: int | None = None
    places: Mapping[str, int] | None = None
    line_by_places: bool = False
    line: Mapping[str, Number] | None = None


@dataclass(frozen=True)
class Round:
    """Everything that holds for all children of one round; `distances` in metres by community or application.

    `commitment` (to the seed) and `published_list` (hash of the frozen list) are what was published beforehand.
    """

    code: str
    name: str
    stages: tuple[Stage, ...]
    schools: tuple[School, ...]
    key_names: tuple[str, ...] = ("total",)
    pools: tuple[Pool, ...] = ()
    bands: tuple[str, ...] = ()
    windows: tuple[tuple[date, date], ...] = ()
    twins: Twins = Twins.TOGETHER
    seed: str | None = None
    commitment: str | None = None
    published_list: str | None = None
    distances: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _refuse_repeats("school", [school.code for school in self.schools])
        _refuse_repeats("stage", [stage.code for stage in self.stages])
        _refuse_repeats("pool", [pool.code for pool in self.pools])
        known = {pool.code for pool in self.pools}
        for school in self.schools:
            if school.pool is not None and school.pool not in known:
                raise ValueError(f"school {school.code}: pool {school.pool} is not declared; expected one of {known}")
        for stage in self.stages:
            _refuse_unsound(self, stage)


@dataclass(frozen=True)
class Applicant:
    """A child under its application number. Keys: larger is better, the first is the total, None is unknown."""

    application: str
    keys: tuple[Number | None, ...]
    wishes: tuple[str, ...]
    second_wishes: tuple[str, ...] = ()
    band: int = 1
    bands_at: Mapping[str, int] = field(default_factory=dict)
    community: str | None = None
    birth_date: date | None = None
    twins: str | None = None
    sibling_at: str | None = None
    status: Status = Status.APPLYING

    def __post_init__(self) -> None:
        for wishes in (self.wishes, self.second_wishes):
            _refuse_repeats(f"wish of {self.application}", list(wishes))
        if not self.keys or self.keys[0] is None:
            raise ValueError(f"application {self.application}: no total to rank by")

    def wish_list(self, number: int) -> tuple[str, ...]:
        return self.wishes if number == 1 else self.second_wishes


def _refuse_repeats(kind: str, codes: list[str]) -> None:
    repeated = sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
    if repeated:
        raise ValueError(f"{kind} named twice: {', '.join(repeated)}")


def _refuse_unsound(round_: Round, stage: Stage) -> None:
    capped = any(pool.places is not None for pool in round_.pools)
    if stage.mechanism is Mechanism.DEFERRED and capped and not stage.line_by_places:
        raise ValueError(
            f"stage {stage.code}: a pool with places of its own has no best stable result; draw the line by places"
        )
    needed = max(1, len(round_.bands))
    if stage.bands is BandRule.ADDED and len(stage.base) < needed:
        raise ValueError(f"stage {stage.code}: base has {len(stage.base)} values; expected {needed}")
