"""Invented rounds for the tests: short builders, and strategies that mix every feature of a round."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from xinju.engines.placement.model import (
    Advantage,
    Applicant,
    BandRule,
    Catchment,
    Mechanism,
    Pool,
    Round,
    School,
    Stage,
    Ties,
    Twins,
)

SEED = "an invented seed"
COMMUNITIES = ("west", "east", "south")


def schools(**places: int) -> tuple[School, ...]:
    return tuple(School(code, f"{code} school", "town", count) for code, count in places.items())


def a_round(mechanism: Mechanism, places: dict[str, int], **stage) -> Round:
    """One stage over schools of so many places each."""
    return Round("R1", "round", (Stage("main", "main", mechanism, **stage),), schools(**places), seed=SEED)


def child(application: str, points: int | Fraction, *wishes: str, **more) -> Applicant:
    return Applicant(application, (points,), wishes, **more)


@st.composite
def stages(draw, code: str, mechanism: Mechanism, **fixed) -> Stage:
    """A stage with any bands, catchment, advantage and tie rule."""
    sibling = draw(st.sampled_from([None, Advantage(band=1), Advantage(base=Fraction(3, 2))]))
    chosen = {
        "ties": draw(st.sampled_from(Ties)),
        "bands": draw(st.sampled_from(BandRule)),
        "base": (Fraction(5, 2), 1),
        "catchment": draw(st.sampled_from(Catchment)),
        "sibling": sibling,
        "wishes": draw(st.sampled_from([None, None, 1, 2])),
    }
    return Stage(code, code, mechanism, **{**chosen, **fixed})


@st.composite
def whole_rounds(draw, mechanism: Mechanism | None = None, schools_at_most: int = 4) -> Round:
    """Any round: a batch, a main stage, a second list and a guarantee, with pools, lines and distances."""
    mechanism = mechanism or draw(st.sampled_from([m for m in Mechanism if m is not Mechanism.NEAREST]))
    count = draw(st.integers(1, schools_at_most))
    here = tuple(
        School(
            f"S{n}", f"school {n}", f"T{n % 2}", draw(st.integers(1, 3)), f"P{n % 2}", frozenset({COMMUNITIES[n % 2]})
        )
        for n in range(count)
    )
    by_places = draw(st.booleans())
    capped = draw(st.sampled_from([None, None, 1, 2])) if by_places or mechanism is not Mechanism.DEFERRED else None
    line = {"line_by_places": by_places, "line": draw(st.sampled_from([None, None, {"P0": 2}]))}
    run = [draw(stages("main", mechanism, **line))]
    if draw(st.booleans()):
        quota = {school.code: draw(st.integers(0, 2)) for school in here[:2]}
        batch = {"at_least": draw(st.sampled_from([None, 2])), "top": draw(st.sampled_from([None, 2])), "places": quota}
        run.insert(0, draw(stages("high", mechanism, line_by_places=capped is not None, **batch)))
    if draw(st.booleans()):
        run.append(draw(stages("second", mechanism, wish_list=2, line_by_places=capped is not None)))
    if draw(st.booleans()):
        run.append(draw(stages("rest", Mechanism.NEAREST)))
    metres = {
        community: {school.code: draw(st.integers(1, 4)) * 100 for school in here if draw(st.integers(0, 3))}
        for community in COMMUNITIES[:2]
    }
    return Round(
        code="R1",
        name="round",
        stages=tuple(run),
        schools=here,
        key_names=("total", "residence"),
        pools=(Pool("P0", "north", capped), Pool("P1", "south")),
        bands=("first", "second"),
        windows=draw(st.sampled_from([(), ((date(2019, 9, 1), date(2020, 8, 31)),)])),
        twins=draw(st.sampled_from(Twins)),
        seed=SEED,
        distances={community: near for community, near in metres.items() if near},
    )


@st.composite
def applicants(draw, around: Round, most: int = 8) -> tuple[Applicant, ...]:
    """Children of a round, some born together, many tied."""
    codes = [school.code for school in around.schools]
    people: list[Applicant] = []
    for number in range(draw(st.integers(0, most))):
        one = Applicant(
            application=f"A{number}",
            keys=(Fraction(draw(st.integers(0, 9)), 2), draw(st.integers(0, 1))),
            wishes=tuple(draw(st.lists(st.sampled_from(codes), unique=True, max_size=4))),
            second_wishes=tuple(draw(st.lists(st.sampled_from(codes), unique=True, max_size=2))),
            band=draw(st.integers(1, 2)),
            bands_at={code: 1 for code in codes[:1] if draw(st.integers(0, 4)) == 0},
            community=draw(st.sampled_from(COMMUNITIES)),
            birth_date=draw(st.sampled_from([date(2020, 1, 5)] * 4 + [date(2018, 1, 5)])),
            sibling_at=draw(st.sampled_from([None, None, codes[-1]])),
        )
        people.append(one)
        if draw(st.integers(0, 5)) == 0:
            people[-1] = _with(one, twins=f"birth{number}")
            people.append(_with(one, application=f"A{number}b", twins=f"birth{number}"))
    return tuple(draw(st.permutations(people)))


def _with(one: Applicant, **changes) -> Applicant:
    return Applicant(**{**{name: getattr(one, name) for name in one.__dataclass_fields__}, **changes})


@st.composite
def rounds_with_applicants(draw, mechanism: Mechanism | None = None, most: int = 8):
    around = draw(whole_rounds(mechanism))
    return around, draw(applicants(around, most))
