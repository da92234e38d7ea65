"""What a certificate holds, as values: the rules, the frozen list, every rank with its reason, the assignment.

The tables are lists of text rows with a header; bytes are made in `documents.certificate`, which knows no engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .model import Applicant, Number, Pool, Round, School, Stage
from .place import Placement, StageResult
from .reasons import Cutoff, Line, Outcome

FORMAT = "xinju-placement-certificate-1"
Table = list[list[str]]

# What a neighbour may learn: whether a wish was met, was full, was not asked for, or could not stand.
_PUBLIC = {"placed": "placed", "placed_at_better_wish": "not_asked", "placed_in_earlier_turn": "not_asked"}
_FULL = {"fewer_points", "tied_then_lower_key", "lost_lottery", "later_band", "wished_later", "no_places", "pool_full"}


@dataclass(frozen=True)
class CertificateValues:
    """`facts` becomes certificate.json, each table a CSV file of its name."""

    facts: Mapping[str, object]
    tables: Mapping[str, Table]


def full_certificate(round_: Round, applicants: Sequence[Applicant], placement: Placement) -> CertificateValues:
    """For auditors: everything that is needed to recompute the round."""
    tables = {
        "applicants.csv": frozen_list(round_, applicants),
        "ranks.csv": _ranks(placement),
        "assignment.csv": _assignment(placement),
        "distances.csv": _distances(round_),
    }
    return CertificateValues(_facts(round_, placement, "full"), tables)


def public_certificate(round_: Round, placement: Placement) -> CertificateValues:
    """For everyone: application numbers, wishes and ranks; no points, no dates, no addresses, no families."""
    tables = {"ranks.csv": _public_ranks(placement), "assignment.csv": _assignment(placement)}
    facts = _facts(round_, placement, "public")
    return CertificateValues(
        {
            **facts,
            "cutoffs": [_public_cutoff(cutoff) for cutoff in placement.cutoffs],
            "lines": [_public_line(line) for line in placement.lines],
        },
        tables,
    )


def frozen_list(round_: Round, applicants: Iterable[Applicant]) -> Table:
    """The list whose hash is published before the seed is opened, by application number."""
    people = sorted(applicants, key=lambda one: one.application)
    wishes = max((len(one.wishes) for one in people), default=0)
    second = max((len(one.second_wishes) for one in people), default=0)
    header = ["application", "status", *(f"key{n + 1}" for n in range(len(round_.key_names)))]
    header += ["band", "community", "birth_date", "twins", "sibling_at"]
    header += [f"wish{n + 1}" for n in range(wishes)] + [f"second{n + 1}" for n in range(second)]
    return [header, *(_listed(one, wishes, second) for one in people)]


def number_text(number: Number | None) -> str:
    """An exact number as text: 12 or 283/3; "?" where it is unknown."""
    return "?" if number is None else str(Fraction(number))


def _listed(one: Applicant, wishes: int, second: int) -> list[str]:
    band = ";".join([str(one.band), *(f"{code}={band}" for code, band in sorted(one.bands_at.items()))])
    born = one.birth_date.isoformat() if one.birth_date else ""
    keys = [number_text(key) for key in one.keys]
    return [
        *(one.application, str(one.status), *keys, band, one.community or "", born, one.twins or ""),
        one.sibling_at or "",
        *(*one.wishes, *[""] * (wishes - len(one.wishes))),
        *(*one.second_wishes, *[""] * (second - len(one.second_wishes))),
    ]


def _ranks(placement: Placement) -> Table:
    header = ["stage", "application", "wish", "school", "band", "base", "order", "rank", "reason"]
    header += ["cutoff_band", "cutoff_wish", "cutoff_keys", "cutoff_lottery", "missing"]
    orders = _orders(placement)
    return [header, *(_rank_row(one, orders) for one in placement.outcomes)]


def _rank_row(one: Outcome, orders: Mapping[tuple[str, str, str], int]) -> list[str]:
    cutoff = one.cutoff
    beaten = ["", "", "", ""] if cutoff is None else [str(cutoff.band), str(cutoff.wish), _keys(cutoff), cutoff.lottery]
    missing = "" if one.missing is None else number_text(one.missing)
    stood = [str(one.band), number_text(one.base), *_standing(one, orders)] if one.rank else ["", "", "", ""]
    return [one.stage, one.application, str(one.wish), one.school, *stood, one.because.code, *beaten, missing]


def _public_ranks(placement: Placement) -> Table:
    orders = _orders(placement)
    rows = [
        [one.stage, one.application, str(one.wish), one.school, *_standing(one, orders), _public_result(one)]
        for one in placement.outcomes
    ]
    return [["stage", "application", "wish", "school", "order", "rank", "result"], *rows]


def _public_result(one: Outcome) -> str:
    return "full" if one.because.code in _FULL else _PUBLIC.get(one.because.code, "not_eligible")


def _standing(one: Outcome, orders: Mapping[tuple[str, str, str], int]) -> list[str]:
    return [str(orders[one.stage, one.application, one.school]), str(one.rank)] if one.rank else ["", ""]


def _orders(placement: Placement) -> dict[tuple[str, str, str], int]:
    """One number per candidacy: its turn among all turns of the stage, from 1; equal turns are tied."""
    return {key: order for result in placement.stages for key, order in _stage_orders(result).items()}


def _stage_orders(result: StageResult) -> dict[tuple[str, str, str], int]:
    turns = {turn: n for n, turn in enumerate(sorted({one.turn for one in result.field.candidacies}), start=1)}
    code = result.field.stage.code
    return {(code, one.application, one.school): turns[one.turn] for one in result.field.candidacies}


def _assignment(placement: Placement) -> Table:
    rows = [
        [name, given.school, placement.stage_of[name], str(given.wish)] if given else [name, "", "", ""]
        for name, given in sorted(placement.assignment.items())
    ]
    return [["application", "school", "stage", "wish"], *rows]


def _distances(round_: Round) -> Table:
    rows = [
        [origin, school, str(metres)]
        for origin, schools in sorted(round_.distances.items())
        for school, metres in sorted(schools.items())
    ]
    return [["origin", "school", "metres"], *rows]


def _facts(round_: Round, placement: Placement, edition: str) -> dict[str, object]:
    given = [one for one in placement.assignment.values() if one is not None]
    return {
        "format": FORMAT,
        "edition": edition,
        "round": {
            "code": round_.code,
            "name": round_.name,
            "keys": list(round_.key_names),
            "bands": list(round_.bands),
            "windows": [[first.isoformat(), last.isoformat()] for first, last in round_.windows],
            "twins": str(round_.twins),
        },
        "stages": [_stage(stage) for stage in round_.stages],
        "pools": [_pool(pool) for pool in round_.pools],
        "schools": [_school(school) for school in round_.schools],
        "lottery": {
            "rule": "SHA-256(seed ‖ round ‖ application number), the smaller first",
            "seed": round_.seed,
            "commitment": round_.commitment,
            "published_list": round_.published_list,
        },
        "counts": {
            "applying": len(placement.assignment),
            "placed": len(given),
            "unplaced": len(placement.assignment) - len(given),
            "counted_apart": dict(sorted(placement.counted_apart.items())),
            "outside_window": placement.outside_window,
            "shortfall": placement.shortfall,
            "left_over": dict(placement.left_over),
        },
        "overflow": [
            {"stage": over.stage, "school": over.school, "places": over.places, "admitted": over.admitted}
            for over in placement.overflow
        ],
        "cutoffs": [_cutoff(cutoff) for cutoff in placement.cutoffs],
        "lines": [_line(line) for line in placement.lines],
    }


def _stage(stage: Stage) -> dict[str, object]:
    sibling = stage.sibling and {"band": stage.sibling.band, "base": number_text(stage.sibling.base)}
    return {
        "code": stage.code,
        "name": stage.name,
        "mechanism": str(stage.mechanism),
        "wish_list": stage.wish_list,
        "wishes": stage.wishes,
        "ties": str(stage.ties),
        "bands": str(stage.bands),
        "base": [number_text(base) for base in stage.base],
        "catchment": str(stage.catchment),
        "sibling": sibling,
        "at_least": None if stage.at_least is None else number_text(stage.at_least),
        "top": stage.top,
        "places": None if stage.places is None else dict(stage.places),
        "line_by_places": stage.line_by_places,
        "line": None if stage.line is None else {pool: number_text(points) for pool, points in stage.line.items()},
    }


def _pool(pool: Pool) -> dict[str, object]:
    return {"code": pool.code, "name": pool.name, "places": pool.places}


def _school(school: School) -> dict[str, object]:
    return {
        "code": school.code,
        "name": school.name,
        "town": school.town,
        "places": school.places,
        "pool": school.pool,
        "communities": sorted(school.communities),
    }


def _cutoff(cutoff: Cutoff) -> dict[str, object]:
    keys = [number_text(key) for key in cutoff.keys]
    return {**_public_cutoff(cutoff), "keys": keys, "lottery": cutoff.lottery}


def _line(line: Line) -> dict[str, object]:
    return {**_public_line(line), "keys": [number_text(key) for key in line.keys], "lottery": line.lottery}


def _public_line(line: Line) -> dict[str, object]:
    return {"stage": line.stage, "pool": line.pool, "band": line.band, "total": number_text(line.keys[0])}


def _public_cutoff(cutoff: Cutoff) -> dict[str, object]:
    """The published line: its total only; the further keys of the last child are that child's own affair."""
    total = number_text(cutoff.keys[0])
    return {
        "stage": cutoff.stage,
        "school": cutoff.school,
        "band": cutoff.band,
        "wish": cutoff.wish,
        "total": total,
    }


def _keys(cutoff: Cutoff) -> str:
    return " ".join(number_text(key) for key in cutoff.keys)
