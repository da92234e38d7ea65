"""The points that somebody would have on a day, from the registry as it is known then. Nothing of it is kept or decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from xinju.engines.scoring.statement import Statement
from xinju.packs.facts import Facts
from xinju.points.bridge.frozen import end_of, write_folder
from xinju.points.bridge.scoring import ScoreBook, statement_of


@dataclass(frozen=True)
class Reckoned:
    """A statement as of a day, and the record types of its sheet that nobody has told us about yet."""

    book: ScoreBook
    statement: Statement
    not_told: tuple[str, ...]


def reckon(
    book: ScoreBook, own: Mapping[str, pa.Table], people: Iterable[str], number: str, *, on: date, asker: object
) -> Reckoned:
    """Score one application of these tables, as of the end of a day and as known then."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        write_folder(folder, own, people, known_at=end_of(on), asker=asker)
        facts = book.facts(folder, today=on)
        try:
            statement = statement_of(book.sheet, facts, number, as_of=on, known_at=on)
            return Reckoned(book, statement, tuple(_not_told(book, facts)))
        finally:
            facts.connection.close()


def _not_told(book: ScoreBook, facts: Facts) -> Iterable[str]:
    """Types that no delivery has brought, and types that were asked about others but not about these people."""
    missing = facts.connection.execute("select distinct record from not_known").fetchall() if _has(facts) else []
    unknown = {record for (record,) in missing}
    return (key for key in book.sheet.records if key not in facts.delivered or key in unknown)


def _has(facts: Facts) -> bool:
    return facts.counted.get("not_known", 0) > 0
