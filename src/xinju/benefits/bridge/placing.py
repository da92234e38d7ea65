"""One run of a round: the ranking placed, both editions of its certificate as bytes, and their check before they leave."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from xinju.benefits.bridge.ranking import Entry, Ranking, rank
from xinju.documents.certificate import VERIFIER, certificate_files, content_hash, table_bytes, write_folder
from xinju.engines.placement.certificate import frozen_list, full_certificate, number_text, public_certificate
from xinju.engines.placement.checks import faults_of
from xinju.engines.placement.model import Round
from xinju.engines.placement.place import Placement, place
from xinju.engines.scoring.spans import Span

CHECKED_ROW_BY_ROW = 20_000  # children up to whom verify.py itself is run before anything is written
FULL, PUBLIC, OFFICE = "full", "public", "office"

Files = dict[str, bytes]
Table = list[list[str]]


@dataclass(frozen=True)
class Inputs:
    """Where a result comes from: texts by file name, and what they were made from as content hashes.

    `points` are the spans of every item and group of the sheet by application; empty where the district brings keys.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Mapping[str, Span]] = field(default_factory=dict)
    key_kinds: tuple[str, ...] = ()
    service: str = ""
    as_of: str = ""
    known_at: str = ""


@dataclass(frozen=True)
class Result:
    """A round as placed: ranking, placement, and the files of both editions by name."""

    round: Round
    ranking: Ranking
    placement: Placement
    full: Files
    public: Files


class CheckFailed(Exception):
    """Our own check objects to our own result; it is not written. Holds the checker's words."""


def frozen_hash(round_: Round, entries: Sequence[Entry], descending: Sequence[bool]) -> str:
    """What is published before the seed is drawn: SHA-256 of the list of applicants with their keys."""
    return content_hash(table_bytes(frozen_list(round_, rank(round_, entries, descending).applicants)))


def run(round_: Round, entries: Sequence[Entry], descending: Sequence[bool], inputs: Inputs) -> Result:
    """Rank, place and check. Raises RankingStopped without a needed seed, CheckFailed where the check objects."""
    ranking = rank(round_, entries, descending)
    placement = place(round_, ranking.applicants)
    listed = frozen_list(round_, ranking.applicants)
    full = full_certificate(round_, ranking.applicants, placement)
    public = public_certificate(round_, placement)
    said = _said(ranking, inputs, descending)
    tables = {**full.tables, **_office_tables(ranking, inputs)}
    open_texts = {name: text for name, text in inputs.texts.items() if name != "distances.csv"}
    result = Result(
        round=round_,
        ranking=ranking,
        placement=placement,
        full=certificate_files({**full.facts, **said}, tables, frozen_list=listed, texts=_beside(inputs.texts, tables)),
        public=certificate_files({**public.facts, **said}, public.tables, frozen_list=listed, texts=open_texts),
    )
    _check(result)
    return result


def write(result: Result, folder: Path, office: Mapping[str, bytes]) -> None:
    """The folder with `full`, `public` and what stays in the office (names, lists)."""
    write_folder(folder / FULL, result.full)
    write_folder(folder / PUBLIC, result.public)
    write_folder(folder / OFFICE, office)


def tree_hash(path: Path) -> str:
    """SHA-256 over the names and contents of a file or of all files in a folder, in the order of their names."""
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    whole = sha256()
    for one in files:
        with one.open("rb") as stream:
            whole.update(f"{one.relative_to(path).as_posix()}\0".encode())
            for chunk in iter(lambda: stream.read(1 << 20), b""):  # noqa: B023 - used at once
                whole.update(chunk)
            whole.update(b"\0")
    return whole.hexdigest()


def span_text(span: Span | None) -> str:
    """An exact span as text: 12, 283/3, 10..20, "-" for nothing, with "?" where it may be nothing."""
    if span is None:
        return "-"
    text = number_text(span.low) if span.low == span.high else f"{number_text(span.low)}..{number_text(span.high)}"
    return f"{text}?" if span.or_nothing else text


def with_seed(round_: Round, seed: str | None) -> Round:
    """The round with the lottery's seed as opened; the file's own where none is given."""
    return round_ if seed is None else replace(round_, seed=seed)


def _said(ranking: Ranking, inputs: Inputs, descending: Sequence[bool]) -> dict[str, object]:
    return {
        "larger_is_better": list(descending),
        "key_kinds": list(inputs.key_kinds or ["points"] * len(descending)),
        "nothing": [number_text(number) for number in ranking.nothing],
        "inputs": {
            **inputs.hashes,
            "service": inputs.service,
            "as_of": inputs.as_of,
            "known_at": inputs.known_at,
        },
        "not_ranked": _counted(ranking),
        "to_clarify": len({one.application for one in ranking.to_clarify}),
    }


def _counted(ranking: Ranking) -> dict[str, int]:
    codes = [one.code for one in ranking.not_ranked]
    return {code: codes.count(code) for code in sorted(set(codes))}


def _office_tables(ranking: Ranking, inputs: Inputs) -> dict[str, Table]:
    """What only the full edition holds beside the engine's tables: points by item, the unranked, open questions."""
    width = len(ranking.nothing)
    refused = [
        [one.application, one.code, " ".join(one.by), *(number_text(key) for key in one.keys or [None] * width)]
        for one in ranking.not_ranked
    ]
    questions = [
        [
            one.application,
            one.code,
            "" if one.key is None else str(one.key + 1),
            *_ends(one.low, one.high),
            one.against,
            " ".join(one.ways),
        ]
        for one in ranking.to_clarify
    ]
    return {
        "scores.csv": scores_table(inputs.points),
        "not_ranked.csv": [["application", "reason", "by", *(f"key{n + 1}" for n in range(width))], *refused],
        "to_clarify.csv": [["application", "question", "key", "low", "high", "against", "ways"], *questions],
    }


def scores_table(points: Mapping[str, Mapping[str, Span]]) -> Table:
    """One row per application, one column per item and group, exact."""
    items = list(dict.fromkeys(key for found in points.values() for key in found))
    rows = [[name, *(span_text(found.get(key)) for key in items)] for name, found in sorted(points.items())]
    return [["application", *items], *rows]


def _ends(low: object, high: object) -> list[str]:
    return ["" if low is None else str(low), "" if high is None else str(high)]


def _beside(texts: Mapping[str, str], tables: Mapping[str, Table]) -> dict[str, str]:
    """The input texts under names that no table of the edition bears."""
    return {f"given-{name}" if name in tables else name: text for name, text in texts.items()}


def _check(result: Result) -> None:
    """Check before anything leaves: as a stranger would, with the folder's own checker, or on arrays where it is a city."""
    if len(result.placement.assignment) > CHECKED_ROW_BY_ROW:
        found = faults_of(result.placement)
        if found:
            raise CheckFailed("\n".join(f"{one.stage}: {one.rule}, {one.school}, {one.application}" for one in found))
        return
    for files in (result.full, result.public):
        with tempfile.TemporaryDirectory() as folder:
            write_folder(Path(folder), files)
            code, words = run_verifier(Path(folder))
        if code != 0:
            raise CheckFailed(words)


def run_verifier(folder: Path) -> tuple[int, str]:
    """Our own copy of verify.py on a folder: its exit code and what it says. The folder's copy is never run."""
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(VERIFIER), str(folder)], capture_output=True, encoding="utf-8"
    )
    return done.returncode, (done.stdout + done.stderr).strip()
