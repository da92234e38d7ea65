"""The round's folder and its list of applicants as what the ranking takes; rejected rows stay with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from xinju.benefits.bridge.ranking import UNKNOWN, Entry
from xinju.benefits.bridge.rounding import Reading
from xinju.engines.placement.model import Number
from xinju.engines.scoring.spans import Value, known
from xinju.packs.applicant_lists import ALIASES, Intake, Reject, read_applicants
from xinju.packs.reading import day
from xinju.packs.round_tables import Table, read_table
from xinju.packs.rounds import RoundFile, load_round

ROUND_FILE, LIST_FILE, CHILDREN_FILE = "round.yaml", "applicants.csv", "children.csv"
LABELS = {**ALIASES, "儿童姓名": "name", "积分": "key1", "总积分": "key1"}
CHILD_LABELS = {"申请编号": "application", "儿童姓名": "name", "child": "name"}
Keys = tuple[Number | None, ...]


@dataclass(frozen=True)
class Family:
    """What only the office may see of a child: for its letter and for the birthday that opens it."""

    application: str
    name: str
    birth_date: date | None


@dataclass(frozen=True)
class Points:
    """Points of one application for one service, however they were found."""

    rank: tuple[Value, ...]
    gate: bool | None = True
    blocked_by: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()


def round_path(path: Path) -> Path:
    """The round's file: `path` itself, or round.yaml in that folder."""
    return path / ROUND_FILE if path.is_dir() else path


def read_round(path: Path) -> RoundFile:
    """The round with its schools and distances. Unreadable with every fault."""
    return load_round(round_path(path))


def read_list(path: Path) -> Table:
    """The list of applicants as it was sent. Unreadable if it is no list at all."""
    return read_table(path, ("application",), LABELS)


def intake_of(table: Table, around: RoundFile, *, has_points: bool) -> Intake:
    """Good rows and rejected ones. With points from elsewhere the keys of the file are not looked at."""
    if not has_points:
        return read_applicants(table, around)
    unranked = (0,) * len(around.round.key_names)
    intake = read_applicants(table, around, {row.cell("application"): unranked for row in table.rows})
    return replace(intake, notices=())  # which keys are equal is not known yet


def entries_of(intake: Intake, points: Mapping[str, Points] | None) -> list[Entry]:
    """What each good row brings to the ranking: its computed points, or the keys that stand in the list itself."""
    if points is None:
        return [Entry(one, tuple(_as_span(key) for key in one.keys)) for one in intake.applicants]
    entries = []
    for one in intake.applicants:
        found = points.get(one.application)
        rank = None if found is None else found.rank
        entries.append(Entry(one, rank, *((found.gate, found.blocked_by, found.readings) if found else ())))
    return entries


def families_of(table: Table, children: Path) -> dict[str, Family]:
    """Names and birth dates by application number: from the list, or from a file `children` that the office keeps apart."""
    apart = read_table(children, ("application",), CHILD_LABELS).rows if children.is_file() else ()
    names = {row.cell("application"): row.cell("name") for row in apart}
    return {
        number: Family(number, row.cell("name") or names.get(number, ""), day(row.cell("birth_date")))
        for row in table.rows
        if (number := row.cell("application"))
    }


def refuse_differing(intake: Intake, points: Mapping[str, Points]) -> Intake:
    """Rows whose own total (key1) is not the computed one become faulty; the message shows both."""
    rows = {row.cell("application"): row for row in intake.table.rows}
    rejects = []
    for one in intake.applicants:
        row, ours = rows[one.application], points.get(one.application)
        theirs = row.cell("key1")
        if theirs and ours and ours.rank and not _agrees(theirs, ours.rank[0]):
            values = {"value": theirs, "expected": _text(ours.rank[0])}
            rejects.append(Reject(row, (intake.table.problem(row, "key1", "points_differ", **values),)))
    refused = {reject.row.cell("application") for reject in rejects}
    good = tuple(one for one in intake.applicants if one.application not in refused)
    return replace(intake, applicants=good, rejects=(*intake.rejects, *rejects))


def _agrees(text: str, value: Value) -> bool:
    try:
        return value is not None and value.is_known and Fraction(text) == value.low
    except ValueError:
        return False


def _text(value: Value) -> str:
    if value is None:
        return "-"
    return str(value.low) if value.is_known else f"{value.low}–{value.high}"


def _as_span(key: Number | None) -> Value:
    return UNKNOWN if key is None else known(key)


def larger_is_better(count: int) -> Sequence[bool]:
    """Keys that stand in a list: the larger comes first at each."""
    return (True,) * count
