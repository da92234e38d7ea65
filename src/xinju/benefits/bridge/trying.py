"""A round's own facts, list and rules tried under another version of its sheet; the round itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from xinju.benefits.bridge import official, placing, rows
from xinju.benefits.bridge.results import Results, read_results
from xinju.benefits.bridge.scores import compute
from xinju.benefits.bridge.simulating import Simulation, with_places
from xinju.benefits.folders import home_path
from xinju.benefits.models import Application, Round
from xinju.points.bridge import ScoreBook, compare, open_both


def simulate_round(round_: Round, applications: Iterable[Application], new: Path) -> Simulation:
    """Who gains and loses, and which places would change. Unreadable where the other version is faulty."""
    facts, listed = home_path(round_.facts), list(applications)
    old, changed = ScoreBook.open(home_path(round_.sheet)), ScoreBook.open(new)
    loaded = open_both(old, changed, facts, today=round_.known_at)
    comparison = compare(old, changed, loaded, as_of=round_.as_of, known_at=round_.known_at)
    before, after = (_placed(round_, listed, book.path) for book in (old, changed))
    return with_places(comparison, before, after)


def other_versions(round_: Round) -> list[Path]:
    """The sheets beside the round's own: the versions that it can be compared with."""
    own = home_path(round_.sheet)
    return sorted(path for path in own.parent.glob("*.yaml") if path.name not in (own.name, "versions.yaml"))


def _placed(round_: Round, applications: Sequence[Application], sheet: Path) -> Results:
    around = rows.rules_of(round_)
    service = round_.service or None
    scores = compute(home_path(round_.facts), sheet, service, as_of=round_.as_of, known_at=round_.known_at)
    entries = rows.entries_of(applications, scores)
    return read_results(placing.run(around.round, entries, scores.descending, official.inputs_of(around, scores)).full)
