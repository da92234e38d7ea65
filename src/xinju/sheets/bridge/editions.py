"""Which sheets lie on the shelves, in which versions, and which version is in force on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from xinju.engines.scoring.language.sheets import Sheet
from xinju.packs.labels import labels_of
from xinju.packs.problems import Language
from xinju.packs.sheets import load_sheet
from xinju.packs.versions import VERSIONS_FILE, Versions, load_versions
from xinju.packs.yaml_reader import Node, read_documents, read_text


@dataclass(frozen=True)
class Edition:
    """One version of a sheet: `first` and `last` day in force (None: open, or nothing is written), a note such as draft."""

    shelf: str
    key: str
    version: str
    path: Path
    first: date | None = None
    last: date | None = None
    note: str = ""
    beside: Versions | None = None

    @property
    def is_dated(self) -> bool:
        """Whether a versions.yaml says when it applies."""
        return self.beside is not None

    def is_in_force(self, day: date) -> bool:
        """By its days, and by what was decided where two versions hold on one day or none does."""
        return self.beside is None or self.version in self.beside.on(day)


@dataclass(frozen=True)
class Book:
    """A sheet that was read, with labels for both languages."""

    edition: Edition
    sheet: Sheet

    def labels(self, language: Language) -> dict[str, str]:
        return _labels(self.edition.path, stamp(self.edition.path), language)

    def title(self, language: Language) -> str:
        return self.labels(language).get("title:") or self.sheet.title


def editions(shelf: str, folder: Path) -> list[Edition]:
    """Every version of every sheet on a shelf, in the order of their names. Unreadable where a versions.yaml is broken."""
    return [edition for one in sorted(folder.glob("*/")) for edition in editions_of(shelf, one)]


def editions_of(shelf: str, folder: Path) -> list[Edition]:
    """The versions of one sheet, in the order of their names."""
    files = sorted(path for path in folder.glob("*.yaml") if path.name != VERSIONS_FILE)
    files = [path for path in files if _is_sheet(path)]
    dated = folder / VERSIONS_FILE
    beside = load_versions(dated) if dated.is_file() else None
    rules = {rule.version: rule for rule in beside.rules} if beside else {}
    notes = _notes(dated) if dated.is_file() else {}
    found = []
    for path in files:
        rule = rules.get(path.stem)
        days = (rule.first, rule.last) if rule else (None, None)
        found.append(
            Edition(shelf, folder.name, path.stem, path, *days, notes.get(path.stem, ""), beside if rule else None)
        )
    return found


def in_force(found: Sequence[Edition], day: date) -> Edition | None:
    """The version of a sheet that applies on a day; where none does, the latest before it, else the first to come."""
    dated = [one for one in found if one.is_dated] or list(found)
    now = [one for one in dated if one.is_in_force(day)]
    before = [one for one in dated if one.first is not None and one.first <= day]
    return next(iter(now), None) or (before[-1] if before else next(iter(dated), None))


def edition_at(path: Path) -> Edition:
    """The edition of a file wherever it lies, with its days if a versions.yaml stands beside it."""
    known = {one.path.resolve(): one for one in editions_of(path.parent.name, path.parent)}
    return known.get(path.resolve(), Edition(path.parent.name, path.parent.name, path.stem, path))


def open_edition(edition: Edition) -> Book:
    """The edition's sheet, read again only when its file has changed. Unreadable with every fault."""
    return Book(edition, sheet_at(edition.path, stamp(edition.path)))


def stamp(path: Path) -> tuple[int, ...]:
    """Changes with the file and with those that it may include or take record types from."""
    around = [*path.parent.parent.glob("*/*.yaml"), *path.parents[2].glob("records/*.yaml")]
    return tuple(one.stat().st_mtime_ns for one in sorted({path, *around}))


@lru_cache(maxsize=32)
def sheet_at(path: Path, _stamp: tuple[int, ...]) -> Sheet:
    """The sheet of a file as it was at that stamp."""
    return load_sheet(path)


@lru_cache(maxsize=32)
def _labels(path: Path, _stamp: tuple[int, ...], language: Language) -> dict[str, str]:
    return labels_of(path, language)


def _is_sheet(path: Path) -> bool:
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        first = next((line for line in lines if line.strip() and not line.startswith(("#", "---"))), "")
    return first.startswith("sheet:")


def _notes(path: Path) -> dict[str, str]:
    """What versions.yaml remarks on single versions."""
    versions = _entries(_entries(read_documents(read_text(path), str(path))[0]).get("versions"))
    notes = {version: _entries(part).get("note") for version, part in versions.items()}
    return {version: note.content for version, note in notes.items() if note and isinstance(note.content, str)}


def _entries(node: Node | None) -> dict[str, Node]:
    return node.content if node is not None and isinstance(node.content, dict) else {}
