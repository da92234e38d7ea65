"""Round files: round.yaml with its schools.csv and distances.csv, read into the values of the placement engine.

The formats are described in docs/rounds.md and schemas/round.schema.json.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from xinju.engines.placement.model import (
    Advantage,
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
from xinju.packs.problems import Problem, Unreadable, listed
from xinju.packs.reading import Reading, exact
from xinju.packs.round_tables import Row, Table, csv_text, read_table
from xinju.packs.yaml_reader import Node, read_documents, read_text

_ROUND_KEYS = (
    "round",
    "name",
    "keys",
    "bands",
    "birth_windows",
    "multiple_birth",
    "lottery",
    "pools",
    "stages",
    "source",
)
_STAGE_KEYS = (
    *("stage", "name", "mechanism", "wish_list", "wishes", "ties", "bands", "base", "catchment", "sibling"),
    *("at_least", "top", "places", "line"),
)
SCHOOL_COLUMNS = ("school", "name", "town", "places")
DISTANCE_COLUMNS = ("origin", "school", "metres")
MULTIPLE_BIRTH = ("together", "separate", "refused")


@dataclass(frozen=True)
class RoundFile:
    """A round with what lies around it: whether children of one birth are refused, and the texts as they were read."""

    round: Round
    refuses_multiple_birth: bool
    texts: Mapping[str, str]


def load_round(path: Path) -> RoundFile:
    """The round of this file and of the tables beside it. Unreadable with every fault of every file."""
    text = read_text(path)
    documents = read_documents(text, str(path))
    tables = {"schools.csv": read_table(path.with_name("schools.csv"), SCHOOL_COLUMNS)}
    if path.with_name("distances.csv").exists():
        tables["distances.csv"] = read_table(path.with_name("distances.csv"), DISTANCE_COLUMNS)
    problems: list[Problem] = []
    reading = Reading()
    found: Round | None = None
    refuses = False
    with reading.attempt():
        if len(documents) != 1:
            raise Unreadable([Problem(str(path), 0, code="one_round_expected")])
        entries = reading.mapping(documents[0], _ROUND_KEYS, ("round", "name", "keys", "stages"))
        choice = (
            reading.one_of(entries["multiple_birth"], MULTIPLE_BIRTH) if "multiple_birth" in entries else "together"
        )
        refuses = choice == "refused"
        found = _round(reading, documents[0], entries, tables, problems, Twins.SEPARATE if refuses else Twins(choice))
    problems += reading.problems
    if problems or found is None:
        raise Unreadable(problems)
    texts = {path.name: text, **{name: csv_text(path.with_name(name)) for name in tables}}
    return RoundFile(found, refuses, texts)


def _round(
    reading: Reading,
    document: Node,
    entries: Mapping[str, Node],
    tables: Mapping[str, Table],
    problems: list[Problem],
    twins: Twins,
) -> Round:
    pools, pool_of_town = _pools(reading, entries.get("pools"))
    schools = _schools(tables["schools.csv"], pools, pool_of_town, problems)
    bands = reading.texts(entries["bands"]) if "bands" in entries else ()
    stages = _stages(reading, entries["stages"], bands, tables["schools.csv"], {pool.code for pool in pools}, problems)
    lottery = (
        reading.mapping(entries["lottery"], ("seed", "commitment", "published_list")) if "lottery" in entries else {}
    )
    if reading.problems or problems:
        raise Unreadable([*problems, *reading.problems])
    return _sound(
        document,
        code=reading.text(entries["round"]),
        name=reading.label(entries["name"]),
        stages=stages,
        schools=schools,
        key_names=reading.texts(entries["keys"]),
        pools=pools,
        bands=bands,
        windows=tuple(_window(reading, node) for node in _parts(reading, entries.get("birth_windows"))),
        twins=twins,
        seed=_seed(reading, lottery.get("seed")),
        commitment=reading.optional_text(lottery, "commitment") or None,
        published_list=reading.optional_text(lottery, "published_list") or None,
        distances=_distances(tables["distances.csv"], schools, problems) if "distances.csv" in tables else {},
    )


def _sound(document: Node, **values: object) -> Round:
    """The round, or Unreadable with the engine's own sentence where the parts do not go together."""
    try:
        return Round(**values)  # type: ignore[arg-type]
    except ValueError as error:
        raise Unreadable([document.problem("unsound_round", why=str(error))]) from None


def _parts(reading: Reading, node: Node | None) -> tuple[Node, ...]:
    return () if node is None or node.content is None else reading.parts(node)


def _window(reading: Reading, node: Node) -> tuple:
    entries = reading.mapping(node, ("from", "to"), ("from", "to"))
    first, last = reading.day(entries["from"]), reading.day(entries["to"])
    if last < first:
        reading.refuse(node, "ends_before_start", value=f"{first} – {last}")
    return first, last


def _seed(reading: Reading, node: Node | None) -> str | None:
    if node is None or node.content is None:
        return None
    seed = reading.text(node)
    if len(seed) < 16:
        reading.refuse(node, "short_seed", value=str(len(seed)), expected="16")
    return seed


def _pools(reading: Reading, node: Node | None) -> tuple[tuple[Pool, ...], dict[str, str]]:
    pools: list[Pool] = []
    pool_of_town: dict[str, str] = {}
    for part in _parts(reading, node):
        with reading.attempt():
            entries = reading.mapping(part, ("pool", "name", "towns", "places"), ("pool", "towns"))
            code = reading.text(entries["pool"])
            places = _positive(reading, entries["places"]) if "places" in entries else None
            pools.append(Pool(code, reading.optional_text(entries, "name") or code, places))
            for town in reading.texts(entries["towns"]):
                if town in pool_of_town:
                    reading.note(part, "town_in_two_pools", value=town, first=pool_of_town[town])
                pool_of_town[town] = code
    return tuple(pools), pool_of_town


def _positive(reading: Reading, node: Node) -> int:
    number = reading.whole(node)
    if number <= 0:
        reading.refuse(node, "not_positive", value=node.shown)
    return number


def _stages(
    reading: Reading,
    node: Node,
    bands: tuple[str, ...],
    schools: Table,
    pools: set[str],
    problems: list[Problem],
) -> tuple[Stage, ...]:
    stages: list[Stage] = []
    for part in reading.parts(node):
        with reading.attempt():
            stages.append(_stage(reading, part, bands, schools, pools, problems))
    return tuple(stages)


def _stage(
    reading: Reading, node: Node, bands: tuple[str, ...], schools: Table, pools: set[str], problems: list[Problem]
) -> Stage:
    entries = reading.mapping(node, _STAGE_KEYS, ("stage", "name", "mechanism"))

    def choice(key: str, kind: type[StrEnum], default: str) -> str:
        return reading.one_of(entries[key], [str(one) for one in kind]) if key in entries else default

    line = _line(reading, entries.get("line"), pools)
    return Stage(
        code=reading.text(entries["stage"]),
        name=reading.label(entries["name"]),
        mechanism=Mechanism(choice("mechanism", Mechanism, "")),
        wish_list=_wish_list(reading, entries.get("wish_list")),
        wishes=_positive(reading, entries["wishes"]) if "wishes" in entries else None,
        ties=Ties(choice("ties", Ties, "lottery")),
        bands=BandRule(choice("bands", BandRule, "strict" if bands else "none")),
        base=tuple(reading.number(one) for one in _parts(reading, entries.get("base"))),
        catchment=Catchment(choice("catchment", Catchment, "none")),
        sibling=_sibling(reading, entries.get("sibling"), bands),
        at_least=reading.number(entries["at_least"]) if "at_least" in entries else None,
        top=_positive(reading, entries["top"]) if "top" in entries else None,
        places=_stage_places(reading, entries.get("places"), schools, problems),
        line_by_places=line == "by_places",
        line=None if isinstance(line, str) else line,
    )


def _wish_list(reading: Reading, node: Node | None) -> int:
    return 1 if node is None else int(reading.one_of(node, ("1", "2")))


def _sibling(reading: Reading, node: Node | None, bands: tuple[str, ...]) -> Advantage | None:
    if node is None or node.content is None:
        return None
    entries = reading.mapping(node, ("band", "base"))
    band = _positive(reading, entries["band"]) if "band" in entries else None
    if band is not None and band > max(1, len(bands)):
        reading.refuse(node, "unknown_band", value=str(band), expected=str(len(bands)))
    return Advantage(band, reading.number(entries["base"]) if "base" in entries else 0)


def _line(reading: Reading, node: Node | None, pools: set[str]) -> str | dict[str, Fraction] | None:
    if node is None or node.content is None:
        return None
    if isinstance(node.content, str):
        return reading.one_of(node, ("by_places",))
    for pool, points in reading.mapping(node).items():
        if pool not in pools:
            reading.refuse(points, "unknown_choice", value=pool, expected=listed(sorted(pools)), nearest="")
    return {pool: reading.number(points) for pool, points in reading.mapping(node).items()}


def _stage_places(
    reading: Reading, node: Node | None, schools: Table, problems: list[Problem]
) -> dict[str, int] | None:
    """A stage's own quota: the name of a column of schools.csv; an empty cell keeps the school out of the stage."""
    if node is None or node.content is None:
        return None
    column = reading.one_of(node, [name for name in schools.columns if name.startswith("places_")])
    quota = {}
    for row in schools.rows:
        if row.cell(column):
            quota[row.cell("school")] = _count(schools, row, column, problems, least=0) or 0
    return quota


def _schools(
    table: Table, pools: Iterable[Pool], pool_of_town: Mapping[str, str], problems: list[Problem]
) -> tuple[School, ...]:
    first: dict[str, Row] = {}
    schools = []
    for row in table.rows:
        code = row.cell("school")
        if row.surplus:
            problems.append(table.problem(row, "", "cells_without_heading"))
        if not code:
            problems.append(table.problem(row, "school", "empty_cell"))
        elif code in first:
            problems.append(table.problem(row, "school", "school_twice", value=code, first=str(first[code].line)))
        elif places := _count(table, row, "places", problems, least=1):
            pool = row.cell("pool") or pool_of_town.get(row.cell("town"))
            if pool and pool not in {one.code for one in pools}:
                problems.append(table.problem(row, "pool", "unknown_pool", value=pool))
                pool = None
            communities = frozenset(part.strip() for part in row.cell("communities").split(";") if part.strip())
            schools.append(School(code, row.cell("name") or code, row.cell("town"), places, pool, communities))
        first.setdefault(code, row)
    return tuple(schools)


def _count(table: Table, row: Row, column: str, problems: list[Problem], *, least: int) -> int | None:
    value = exact(row.cell(column))
    if value is None or value.denominator != 1 or value < least:
        problems.append(table.problem(row, column, "not_a_count", value=row.cell(column), expected=str(least)))
        return None
    return int(value)


def _distances(table: Table, schools: Iterable[School], problems: list[Problem]) -> dict[str, dict[str, int]]:
    known = {school.code for school in schools}
    distances: dict[str, dict[str, int]] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for row in table.rows:
        origin, school = row.cell("origin"), row.cell("school")
        seen[origin, school] += 1
        metres = _count(table, row, "metres", problems, least=0)
        if school not in known:
            problems.append(table.problem(row, "school", "unknown_school", value=school))
        elif seen[origin, school] > 1:
            problems.append(table.problem(row, "school", "distance_twice", value=f"{origin} – {school}"))
        elif metres is not None:
            distances.setdefault(origin, {})[school] = metres
    if problems:
        raise Unreadable(problems)
    return distances
