"""Points for a round: facts and sheet to rank keys and gates, by application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xinju.benefits.bridge.placing import tree_hash
from xinju.benefits.bridge.sources import Points
from xinju.engines.scoring.language.sheets import Service, Sheet
from xinju.engines.scoring.ranges import Ranges
from xinju.engines.scoring.spans import Span
from xinju.packs.facts import RejectedRows
from xinju.packs.problems import Problem, Unreadable, listed
from xinju.points.bridge import ScoreBook, ScoredService, score_families

FEW = 500  # families up to whom plain Python is quicker than planning a query over every item; both give the same


@dataclass(frozen=True)
class Scores:
    """The points of all families of the facts for one service of one sheet, and what they were made from."""

    points: Mapping[str, Points]
    by_item: Mapping[str, Mapping[str, Span]]
    descending: tuple[bool, ...]
    key_names: tuple[str, ...]
    key_kinds: tuple[str, ...]
    sheet_text: str
    facts_hash: str
    service: str
    as_of: date
    known_at: date
    rejected: Mapping[str, RejectedRows]


def compute(
    facts: Path, sheet: Path, service: str | None, *, as_of: date, known_at: date, keys: Sequence[str] = ()
) -> Scores:
    """Score every family of the facts. Unreadable where facts, sheet or the service's name are of no use. `keys` are the
    round's, by which the service is known where none is named."""
    book = ScoreBook.open(sheet)
    loaded = book.sheet
    ranked, ranges = ranking_service(loaded, service, keys, str(sheet)), Ranges(loaded)
    read = book.facts(facts, today=known_at)
    engine = "reference" if len(read.numbers()) <= FEW else "duckdb"
    found = score_families(loaded, read, as_of=as_of, known_at=known_at, engine=engine)
    return Scores(
        points={name: _points(one.services[ranked.key]) for name, one in found.items()},
        by_item={name: one.points for name, one in found.items()},
        descending=tuple(key.descending for key in ranked.rank),
        key_names=tuple(key.label for key in ranked.rank),
        key_kinds=tuple("date" if ranges.of(key.number).kind == "day" else "points" for key in ranked.rank),
        sheet_text=loaded.text,
        facts_hash=tree_hash(facts),
        service=ranked.key,
        as_of=as_of,
        known_at=known_at,
        rejected=read.rejected,
    )


def ranking_service(sheet: Sheet, asked: str | None, keys: Sequence[str], file: str) -> Service:
    """The service asked for; else the only one that ranks, or that ranks by these keys. Unreadable where there is none or no
    single one."""
    able = {key: one for key, one in sheet.services.items() if one.rank}
    if asked is not None and asked in able:
        return able[asked]
    alike = [one for one in able.values() if [key.label for key in one.rank] == list(keys)]
    for some in (list(able.values()), alike):
        if asked is None and len(some) == 1:
            return some[0]
    values = (("expected", listed(able) or "—"), ("value", asked or ""))
    raise Unreadable([Problem(file, 0, "services", code="no_ranking_service", values=values)])


def _points(service: ScoredService) -> Points:
    """A bar that may hold is a gate that is not known."""
    gate = None if service.gate is True and service.maybe_blocked_by else service.gate
    return Points(rank=service.rank, gate=gate, blocked_by=service.blocked_by, readings=service.readings)
