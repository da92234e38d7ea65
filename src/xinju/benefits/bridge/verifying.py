"""Checking a folder that someone else made: the checker that lies in it, and the scores computed anew."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from xinju.benefits.bridge.placing import FULL, PUBLIC, run_verifier, span_text
from xinju.benefits.bridge.scores import Scores, compute
from xinju.documents.certificate import VERIFIER, content_hash


@dataclass(frozen=True)
class Finding:
    """What does not hold. Codes: checker (its own words), facts_changed, sheet_changed, score_differs, key_differs,
    not_ranked_differs, child_missing, checker_changed."""

    code: str
    application: str = ""
    item: str = ""
    here: str = ""
    due: str = ""


@dataclass(frozen=True)
class Verdict:
    """The verdict on one edition: what was checked, the checker's words, and what does not hold."""

    edition: str
    children: int
    says: str
    findings: tuple[Finding, ...]
    readable: bool = True
    scores_recomputed: bool = False

    @property
    def holds(self) -> bool:
        return self.readable and not self.findings


def editions_in(folder: Path) -> list[Path]:
    """The folder itself where it is an edition, else its `full` and `public`; none where it is neither."""
    places = [folder, folder / FULL, folder / PUBLIC]
    return [place for place in places if (place / "certificate.json").is_file()]


def verify(folder: Path, facts: Path | None = None, sheet: Path | None = None) -> list[Verdict]:
    """Check every edition in the folder; with facts and sheet the scores of a full edition are computed anew."""
    return [_verdict(edition, facts, sheet) for edition in editions_in(folder)]


def _verdict(edition: Path, facts: Path | None, sheet: Path | None) -> Verdict:
    code, says = run_verifier(edition)
    if code == 2:
        return Verdict("", 0, says, (), readable=False)
    rules = json.loads((edition / "certificate.json").read_text(encoding="utf-8"))
    findings = [Finding("checker", here=line) for line in says.splitlines() if line.startswith("不符")]
    if (edition / "verify.py").is_file() and (edition / "verify.py").read_bytes() != VERIFIER.read_bytes():
        findings.append(Finding("checker_changed"))
    recomputed = facts is not None and sheet is not None and rules["edition"] == FULL
    if recomputed:
        findings += _score_findings(edition, rules, facts, sheet)  # type: ignore[arg-type]
    return Verdict(rules["edition"], rules["counts"]["applying"], says, tuple(findings), scores_recomputed=recomputed)


def _score_findings(edition: Path, rules: Mapping, facts: Path, sheet: Path) -> Iterator[Finding]:
    said = rules["inputs"]
    scores = compute(
        facts,
        sheet,
        said["service"] or None,
        as_of=date.fromisoformat(said["as_of"]),
        known_at=date.fromisoformat(said["known_at"]),
    )
    if said.get("facts") != scores.facts_hash:
        yield Finding("facts_changed", here=said.get("facts", ""), due=scores.facts_hash)
    sheet_hash = content_hash(scores.sheet_text.encode())
    if said.get("sheet") != sheet_hash:
        yield Finding("sheet_changed", here=said.get("sheet", ""), due=sheet_hash)
    yield from _differing_scores(_rows(edition / "scores.csv"), scores)
    yield from _differing_keys(_rows(edition / "applicants.csv"), _rows(edition / "not_ranked.csv"), rules, scores)


def _differing_scores(rows: list[dict[str, str]], scores: Scores) -> Iterator[Finding]:
    printed = {row["application"]: row for row in rows}
    for name in sorted(printed.keys() - scores.by_item.keys()):
        yield Finding("child_missing", name)
    for name, found in sorted(scores.by_item.items()):
        row = printed.get(name)
        if row is None:
            yield Finding("score_differs", name, due="…")
            continue
        for item, span in found.items():
            if row.get(item, "") != span_text(span):
                yield Finding("score_differs", name, item, row.get(item, ""), span_text(span))


def _differing_keys(
    listed: list[dict[str, str]], refused: list[dict[str, str]], rules: Mapping, scores: Scores
) -> Iterator[Finding]:
    """The keys that were ranked are the computed ones, and exactly those were left out who had to be."""
    left_out = {row["application"]: row["reason"] for row in refused}
    for row in (row for row in listed if row["status"] == "applying"):
        name = row["application"]
        points = scores.points.get(name)
        if points is None or points.gate is not True or points.blocked_by:
            yield Finding("not_ranked_differs", name)
            continue
        for position, (value, label) in enumerate(zip(points.rank, scores.key_names, strict=True)):
            here = row[f"key{position + 1}"]
            down = scores.descending[position]
            due = rules["nothing"][position] if value is None or value.or_nothing else None
            if due is None:
                due = str(value.low if down else -value.high)
            if here != due:
                yield Finding("key_differs", name, label, here, due)
    for name, reason in left_out.items():
        points = scores.points.get(name)
        ranks = points is not None and points.gate is True and not points.blocked_by
        if ranks and reason != "twins_differ":
            yield Finding("not_ranked_differs", name, here=reason)


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(path.read_bytes().decode())))
