"""A round's own facts, list and rules tried under another version of its sheet; the round itself stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from xinju.benefits.bridge import official, placing, rows
from xinju.benefits.bridge.results import Results, read_results
from xinju.benefits.bridge.scores import compute
from xinju.benefits.bridge.simulating import Simulation, with_places
from xinju.benefits.folders import home_path
from xinju.benefits.models import Application, Round
from xinju.engines.placement.ordering import RankingStopped
from xinju.points.bridge import ScoreBook, compare, open_both

STEPS = 4


def simulate_round(
    round_: Round, applications: Iterable[Application], new: Path, tell: Callable[[str, int, int], None]
) -> Simulation:
    """Who gains and loses, and which places would change.

    Raises Unreadable where the other version is faulty, rows.Undecided where it leaves an order open.
    """
    facts, listed = home_path(round_.facts), list(applications)
    tell("reading", 0, STEPS)
    old, changed = ScoreBook.open(home_path(round_.sheet)), ScoreBook.open(new)
    loaded = open_both(old, changed, facts, today=round_.known_at)
    tell("comparing", 1, STEPS)
    comparison = compare(old, changed, loaded, as_of=round_.as_of, known_at=round_.known_at)
    tell("places_before", 2, STEPS)
    before = _placed(round_, listed, old.path)
    tell("places_after", 3, STEPS)
    after = _placed(round_, listed, changed.path)
    return with_places(comparison, before, after)


def other_versions(round_: Round) -> list[Path]:
    """The sheets beside the round's own: the versions that it can be compared with."""
    own = home_path(round_.sheet)
    return sorted(path for path in own.parent.glob("*.yaml") if path.name not in (own.name, "versions.yaml"))


def fingerprint(round_: Round, upload: int, version: Path) -> UUID:
    """A key that changes with the list, with either sheet, and with the facts as they lie there."""
    facts = [
        (one.name, one.stat().st_size, one.stat().st_mtime_ns) for one in sorted(home_path(round_.facts).iterdir())
    ]
    sheets = [placing.content_hash(path.read_bytes()) for path in (home_path(round_.sheet), version)]
    return uuid5(NAMESPACE_URL, repr((round_.pk, upload, sheets, facts)))


def _placed(round_: Round, applications: Sequence[Application], sheet: Path) -> Results:
    around = rows.rules_of(round_)
    service = round_.service or None
    scores = compute(home_path(round_.facts), sheet, service, as_of=round_.as_of, known_at=round_.known_at)
    entries = rows.entries_of(applications, scores)
    inputs = official.inputs_of(around, scores)
    try:
        return read_results(placing.run(around.round, entries, scores.descending, inputs).full)
    except RankingStopped as stopped:
        raise rows.Undecided(stopped.names, needs_lottery=stopped.position is None) from None
