"""What became of every child, read from a full edition: the same for letters, lists and pages, and checkable there."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

from xinju.engines.placement.lottery import lottery_number
from xinju.engines.scoring.language.sources import day_of

NOT_STOOD = frozenset({"not_in_batch", "not_in_stage"})
FULL_EDITION_FILES = ("certificate.json", "applicants.csv", "ranks.csv", "assignment.csv", "not_ranked.csv")
Row = Mapping[str, str]
Keys = tuple[Fraction | None, ...]


@dataclass(frozen=True)
class Place:
    """A school of the round with what it gave. `cutoff` is the total of the last child admitted, None if it is not full."""

    code: str
    name: str
    town: str
    places: int
    applicants: int
    first_wishes: int
    admitted: int
    cutoffs: tuple[Cutoff, ...]


@dataclass(frozen=True)
class Cutoff:
    """The whole key of the last child admitted to a school in a stage, by band."""

    stage: str
    band: int
    wish: int
    keys: Keys
    lottery: str


@dataclass(frozen=True)
class Wish:
    """One wish of a child in a stage, with rank among that school's candidates, cut-off and the reason as a code.

    `own` is the child's key as it counts at this school: with the base that the stage adds there.
    """

    stage: str
    number: int
    school: str
    band: int | None
    rank: int | None
    applicants: int
    reason: str
    values: Mapping[str, str | int]
    own: Keys
    cutoff: Keys
    cutoff_lottery: str
    missing: Fraction | None


@dataclass(frozen=True)
class Child:
    """One child's result; `rank` of `ranked` in the whole district, None where schools rank by bands of their own."""

    application: str
    keys: Keys
    lottery: str
    school: str | None
    stage: str
    wish: int | None
    rank: int | None
    ranked: int | None
    wishes: tuple[Wish, ...]
    refused: str = ""

    @property
    def total(self) -> Fraction | None:
        return self.keys[0] if self.keys else None


@dataclass(frozen=True)
class Results:
    """A round's results with what certificate.json says of the rules."""

    rules: Mapping[str, Any]
    children: Mapping[str, Child]
    schools: Mapping[str, Place]
    stage_names: Mapping[str, str]
    key_names: tuple[str, ...]
    nothing: Keys = ()
    larger_is_better: tuple[bool, ...] = ()
    key_kinds: tuple[str, ...] = ()

    def key_value(self, position: int, key: Fraction | None) -> Fraction | date | None:
        """A key as the sheet means it: a number or a day; None where there is nothing or nothing is known."""
        if key is None or (self.nothing and key == self.nothing[position]):
            return None
        meant = key if not self.larger_is_better or self.larger_is_better[position] else -key
        is_day = self.key_kinds and self.key_kinds[position] == "date" and meant.denominator == 1
        return day_of(int(meant)) if is_day else meant


def read_results(files: Mapping[str, bytes]) -> Results:
    """The results that a full edition holds. KeyError or ValueError where it is none."""
    rules = json.loads(files["certificate.json"])
    listed = [row for row in _rows(files["applicants.csv"]) if row["status"] == "applying"]
    ranks, assigned = _rows(files["ranks.csv"]), {row["application"]: row for row in _rows(files["assignment.csv"])}
    names = tuple(rules["round"]["keys"])
    keys = {row["application"]: tuple(_number(row[f"key{n + 1}"]) for n in range(len(names))) for row in listed}
    children = _children(rules, keys, ranks, assigned, _lottery(rules, listed))
    for row in _rows(files["not_ranked.csv"]):
        own = tuple(_number(row[f"key{n + 1}"]) for n in range(len(names)))
        child = Child(row["application"], own, "", None, "", None, None, None, (), row["reason"])
        children[row["application"]] = child
    return Results(
        rules=rules,
        children=children,
        schools=_schools(rules, ranks, assigned.values()),
        stage_names={stage["code"]: stage["name"] for stage in rules["stages"]},
        key_names=names,
        nothing=tuple(_number(text) for text in rules.get("nothing", ())),
        larger_is_better=tuple(rules.get("larger_is_better", ())),
        key_kinds=tuple(rules.get("key_kinds", ())),
    )


def read_folder(full: Path) -> dict[str, bytes]:
    """The files of a full edition that the results are read from. FileNotFoundError names the one that is missing."""
    return {name: (full / name).read_bytes() for name in FULL_EDITION_FILES}


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode())))


def _number(text: str) -> Fraction | None:
    return None if text in ("", "?") else Fraction(text)


def _lottery(rules: Mapping[str, Any], listed: Sequence[Row]) -> dict[str, str]:
    """Each child's lottery number, "" without a seed; children of one birth share that of the first."""
    seed, code = rules["lottery"]["seed"], rules["round"]["code"]
    if seed is None:
        return {row["application"]: "" for row in listed}
    first: dict[str, str] = {}
    if rules["round"]["twins"] == "together":
        for row in sorted((row for row in listed if row["twins"]), key=lambda row: row["application"]):
            first.setdefault(row["twins"], row["application"])
    return {
        row["application"]: lottery_number(seed, code, first.get(row["twins"], row["application"])) for row in listed
    }


def _children(
    rules: Mapping[str, Any],
    keys: Mapping[str, Keys],
    ranks: Sequence[Row],
    assigned: Mapping[str, Row],
    lottery: Mapping[str, str],
) -> dict[str, Child]:
    applicants = Counter((row["stage"], row["school"]) for row in ranks if row["rank"])
    by_child: dict[str, list[Row]] = defaultdict(list)
    for row in ranks:
        by_child[row["application"]].append(row)
    overall = _overall(rules, keys)
    children = {}
    for name, own in keys.items():
        given = assigned.get(name, {"school": "", "stage": "", "wish": ""})
        children[name] = Child(
            application=name,
            keys=own,
            lottery=lottery[name],
            school=given["school"] or None,
            stage=given["stage"],
            wish=int(given["wish"]) if given["wish"] else None,
            rank=overall.get(name),
            ranked=len(keys) if overall else None,
            wishes=tuple(_wish(rules, row, own, given, applicants) for row in _told(rules, by_child[name], given)),
        )
    return children


def _told(rules: Mapping[str, Any], rows: Sequence[Row], given: Row) -> Iterable[Row]:
    """Rows that mean something to the family: not the stages it had no part in, not the far schools nobody asked for."""
    guaranteed = {stage["code"] for stage in rules["stages"] if stage["mechanism"] == "nearest"}
    stood = [row for row in rows if row["reason"] not in NOT_STOOD] or rows
    return [
        row
        for row in stood
        if row["stage"] not in guaranteed or row["reason"] == "placed" or (not row["school"] and not given["school"])
    ]


def _overall(rules: Mapping[str, Any], keys: Mapping[str, Keys]) -> dict[str, int]:
    """Rank by the keys alone, 1 for the best and equal for equal; none where a school may rank in another way."""
    for stage in rules["stages"]:
        if stage["bands"] != "none" or stage["catchment"] == "first" or (stage["sibling"] or {}).get("band"):
            return {}
    order = sorted(keys, key=lambda name: _worst_first(keys[name]), reverse=True)
    rank: dict[str, int] = {}
    for position, name in enumerate(order):
        tied = position and keys[order[position - 1]] == keys[name]
        rank[name] = rank[order[position - 1]] if tied else position + 1
    return rank


def _worst_first(keys: Keys) -> tuple[tuple[bool, Fraction], ...]:
    return tuple((key is not None, key or Fraction(0)) for key in keys)


def _wish(rules: Mapping[str, Any], row: Row, own: Keys, given: Row, applicants: Mapping[Any, int]) -> Wish:
    cutoff = tuple(_number(part) for part in row["cutoff_keys"].split())
    return Wish(
        stage=row["stage"],
        number=int(row["wish"]),
        school=row["school"],
        band=int(row["band"]) if row["band"] else None,
        rank=int(row["rank"]) if row["rank"] else None,
        applicants=applicants[row["stage"], row["school"]],
        reason=row["reason"],
        values=_values(rules, row, own, given, cutoff),
        own=_with_base(own, _number(row["base"])),
        cutoff=cutoff,
        cutoff_lottery=row["cutoff_lottery"],
        missing=_number(row["missing"]),
    )


def _with_base(own: Keys, base: Fraction | None) -> Keys:
    return own if not base or own[0] is None else (own[0] + base, *own[1:])


def _values(rules: Mapping[str, Any], row: Row, own: Keys, given: Row, cutoff: Keys) -> dict[str, str | int]:
    """What the sentence about this reason quotes."""
    reason = row["reason"]
    if reason in ("placed_at_better_wish", "placed_in_earlier_turn"):
        schools = {school["code"]: school["name"] for school in rules["schools"]}
        return {"wish": int(given["wish"]), "school": schools[given["school"]]}
    if reason == "later_band":
        return {"band": int(row["band"]), "last_band": int(row["cutoff_band"])}
    if reason == "wished_later":
        return {"wish": int(row["wish"]), "last_wish": int(row["cutoff_wish"])}
    if reason == "tied_then_lower_key":
        position = next(n for n, (mine, theirs) in enumerate(zip(own, cutoff, strict=True)) if n and mine != theirs)
        return {"key": position, "name": rules["round"]["keys"][position]}
    return {}


def _schools(rules: Mapping[str, Any], ranks: Sequence[Row], assigned: Iterable[Row]) -> dict[str, Place]:
    ordinary = {stage["code"] for stage in rules["stages"] if stage["mechanism"] != "nearest"}
    asked: dict[str, set[str]] = defaultdict(set)
    first: dict[str, set[str]] = defaultdict(set)
    for row in ranks:
        if row["stage"] in ordinary:
            asked[row["school"]].add(row["application"])
            if row["wish"] == "1":
                first[row["school"]].add(row["application"])
    admitted = Counter(row["school"] for row in assigned)
    cutoffs: dict[str, list[Cutoff]] = defaultdict(list)
    for cut in rules["cutoffs"]:
        keys = tuple(_number(text) for text in cut["keys"])
        cutoffs[cut["school"]].append(Cutoff(cut["stage"], cut["band"], cut["wish"], keys, cut.get("lottery", "")))
    return {
        school["code"]: Place(
            code=school["code"],
            name=school["name"],
            town=school["town"],
            places=school["places"],
            applicants=len(asked[school["code"]]),
            first_wishes=len(first[school["code"]]),
            admitted=admitted[school["code"]],
            cutoffs=tuple(cutoffs[school["code"]]),
        )
        for school in rules["schools"]
    }
