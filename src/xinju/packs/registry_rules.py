"""A district's registry.yaml: the sources, whose value of a field counts, and when a record has gone stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xinju.packs.problems import Problem, Unreadable
from xinju.packs.reading import Reading
from xinju.packs.yaml_reader import Node, read_documents, read_text

ANY = "any"
COMPLETE, PARTIAL = "complete", "partial"
_KEYS = ("registry", "sources", "best_value", "stale_after_months")
_MAY = (*_KEYS, "divisions")


@dataclass(frozen=True)
class Source:
    """Who tells the registry something: a department, or one of the doors (self, landlord, employer, grid, window)."""

    key: str
    name: str
    english: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegistryRules:
    """What the registry does in this district. `ranking` holds source keys by field, the most trusted first; `divisions` says
    whether the table of divisions holds every code below the district's own, so that any other is a slip."""

    sources: Mapping[str, Source]
    ranking: Mapping[str, tuple[str, ...]]
    stale_after_months: int
    divisions: str = PARTIAL

    def ranking_of(self, field: str) -> tuple[str, ...]:
        """The ranking of this field, or the one for any field."""
        return self.ranking.get(field, self.ranking[ANY])

    def source_of_record(self, record_type: str) -> str:
        """The source that delivers this record type; the resident's own word where no department does."""
        return next((key for key, source in self.sources.items() if record_type in source.records), "self")


def load_registry_rules(folder: Path) -> RegistryRules:
    """The rules of the district in this folder. Unreadable with every fault of registry.yaml."""
    path = Path(folder) / "registry.yaml"
    documents = read_documents(read_text(path), str(path))
    if not documents:
        raise Unreadable([Problem(str(path), 0, code="empty_file")])
    reading = Reading()
    with reading.attempt():
        entries = reading.mapping(documents[0], _MAY, _KEYS)
        sources = {key: _source(reading, key, node) for key, node in reading.mapping(entries["sources"]).items()}
        ranking = {
            field: tuple(reading.one_of(part, sources) for part in reading.parts(node))
            for field, node in reading.mapping(entries["best_value"], required=(ANY,)).items()
        }
        divisions = reading.one_of(entries["divisions"], (COMPLETE, PARTIAL)) if "divisions" in entries else PARTIAL
        found = RegistryRules(sources, ranking, reading.whole(entries["stale_after_months"]), divisions)
        if not reading.problems:
            return found
    raise Unreadable(reading.problems)


def _source(reading: Reading, key: str, node: Node) -> Source:
    entries = reading.mapping(node, ("name", "records"), ("name",))
    names = reading.mapping(entries["name"], ("zh", "en"), ("zh",))
    name = reading.text(names["zh"])
    records = reading.texts(entries["records"]) if "records" in entries else ()
    return Source(key, name, reading.text(names["en"]) if "en" in names else name, records)
