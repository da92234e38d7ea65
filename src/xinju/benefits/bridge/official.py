"""One official case: round, list, points and where they come from, read from files as a department has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from xinju.benefits.bridge import placing, sources
from xinju.benefits.bridge.placing import Inputs
from xinju.benefits.bridge.ranking import Entry
from xinju.benefits.bridge.scores import Scores, compute
from xinju.documents.certificate import content_hash
from xinju.engines.placement.model import Round
from xinju.packs.applicant_lists import Intake
from xinju.packs.facts import RejectedRows
from xinju.packs.rounds import RoundFile


@dataclass(frozen=True)
class Case:
    """Everything that one run of a round takes, and the list as it was read."""

    around: RoundFile
    round: Round
    intake: Intake
    entries: Sequence[Entry]
    descending: Sequence[bool]
    inputs: Inputs
    families: Mapping[str, sources.Family]
    rejected_facts: Mapping[str, RejectedRows]


def load_case(
    round_path: Path,
    list_path: Path | None = None,
    *,
    facts: Path | None,
    sheet: Path | None,
    service: str | None,
    as_of: date,
    known_at: date,
    seed: str | None = None,
) -> Case:
    """Read everything. Unreadable names every fault of a file that cannot be used; bad rows stay in the intake.

    With `facts` and `sheet` the points are computed, and a total in the list that differs is a fault of its row;
    without them the list brings its keys.
    """
    read = sources.read_round(round_path)
    around = replace(read, round=placing.with_seed(read.round, seed))
    beside = list_path or sources.round_path(round_path).with_name(sources.LIST_FILE)
    table = sources.read_list(beside)
    keys = around.round.key_names
    scores = compute(facts, sheet, service, as_of=as_of, known_at=known_at, keys=keys) if facts and sheet else None
    intake = sources.intake_of(table, around, has_points=scores is not None)
    if scores is not None:
        intake = sources.refuse_differing(intake, scores.points)
    return Case(
        around=around,
        round=around.round,
        intake=intake,
        entries=sources.entries_of(intake, scores.points if scores else None),
        descending=scores.descending if scores else sources.larger_is_better(len(around.round.key_names)),
        inputs=inputs_of(around, scores),
        families=sources.families_of(table, beside.with_name(sources.CHILDREN_FILE)),
        rejected_facts=scores.rejected if scores else {},
    )


def inputs_of(around: RoundFile, scores: Scores | None) -> Inputs:
    """Where the result comes from, as the certificate says it."""
    hashes = {f"round:{name}": content_hash(text.encode()) for name, text in around.texts.items()}
    if scores is None:
        return Inputs(texts=around.texts, hashes=hashes)
    return Inputs(
        texts={**around.texts, "sheet.yaml": scores.sheet_text},
        hashes={**hashes, "sheet": content_hash(scores.sheet_text.encode()), "facts": scores.facts_hash},
        points=scores.by_item,
        key_kinds=scores.key_kinds,
        service=scores.service,
        as_of=scores.as_of.isoformat(),
        known_at=scores.known_at.isoformat(),
    )
