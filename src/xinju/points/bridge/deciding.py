"""A decision computed: from the registry as known on a day, or again from nothing but what a decision keeps."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from xinju.packs.bundles import bundle_of, unpack
from xinju.points.bridge.canonical import facts_bytes, statement_bytes, write_facts
from xinju.points.bridge.scoring import ScoreBook, statement_of
from xinju.points.models import Decision
from xinju.vault.digests import sm3


@dataclass(frozen=True)
class Computed:
    """A statement with what it was computed from, each as canonical bytes. `rejected`: rows of the facts that did not count."""

    sheet_key: str
    sheet_version: str
    sheet: bytes
    facts: bytes
    statement: bytes
    rejected: int


class NotAsKept(Exception):
    """What is stored of a decision is no longer what was confirmed: `part` does not have its hash."""

    def __init__(self, decision: Decision, part: str) -> None:
        super().__init__(f"decision {decision.key}: {part} does not have the hash that was confirmed")
        self.part = part


def kept_sheet(path: Path) -> bytes:
    """A sheet's canonical text. Unreadable with every fault of the file."""
    return bundle_of(path).encode()


def compute(*, sheet: bytes, facts: Path | bytes, number: str, as_of: date, known_at: date) -> Computed:
    """The statement of one application from a kept sheet and a facts folder, or kept facts. KeyError where the facts know
    no such application."""
    with TemporaryDirectory() as place:
        book = ScoreBook.open(unpack(sheet.decode(), Path(place)))
        content = facts if isinstance(facts, bytes) else facts_bytes(facts, book.sheet.records)
        folder = Path(place) / "facts"
        folder.mkdir()
        write_facts(content, folder)
        found = book.facts(folder, today=known_at)
        made = statement_of(book.sheet, found, number, as_of=as_of, known_at=known_at)
        rejected = sum(len(one.rows) for one in found.rejected.values())
        found.connection.close()
        return Computed(book.sheet.key, book.sheet.version, sheet, content, statement_bytes(made), rejected)


def rerun(decision: Decision) -> bytes:
    """The statement of a decision computed anew from what it keeps, and from nothing else: the same bytes.

    Raises NotAsKept where the stored sheet or facts were touched.
    """
    sheet, facts = zlib.decompress(decision.sheet), zlib.decompress(decision.facts)
    for part, content, digest in (("sheet", sheet, decision.sheet_digest), ("facts", facts, decision.facts_digest)):
        if sm3(content) != digest:
            raise NotAsKept(decision, part)
    return compute(
        sheet=sheet, facts=facts, number=decision.application.number, as_of=decision.as_of, known_at=decision.known_at
    ).statement
