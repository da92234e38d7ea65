"""A district's permit.yaml: who is master of permits where, the conditions, the papers, the endorsement and the endings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from xinju.packs.problems import Problem, Unreadable
from xinju.packs.reading import Reading
from xinju.packs.yaml_reader import Node, read_documents, read_text

OURS, POLICE, PROVINCE = "self", "police", "province"
MASTERS = (OURS, POLICE, PROVINCE)
ALWAYS, PROXY = "always", "proxy"
_KEYS = (
    "permit", "source", "authority", "masters", "half_year", "conditions", "papers", "proxy_under", "endorsement",
    "endings", "reasons_to_replace", "remedy", "points", "status_list",
)  # fmt: skip
_OPTIONAL = ("points",)


@dataclass(frozen=True)
class Words:
    """What people read, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Proof:
    """A record of this type proves a condition: one that is in force; of monthly records so many of the last `months`."""

    record: str
    months: int = 0


@dataclass(frozen=True)
class Condition:
    """Work, home or study: any one proof will do."""

    label: Words
    source: str
    proved_by: tuple[Proof, ...]


@dataclass(frozen=True)
class Paper:
    """A paper to bring: always, for one condition, or by a proxy; not where a record of `held_as` is in force."""

    label: Words
    needed_for: str
    held_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class HalfYear:
    """How long somebody must have been registered, counted within a place, gaps of so many days overlooked."""

    months: int
    within: str
    gap_days: int
    source: str


@dataclass(frozen=True)
class Endorsing:
    """How often a permit is endorsed, and from how long before that day."""

    every_months: int
    window_months: int
    source: str


@dataclass(frozen=True)
class PermitRules:
    """The permit in this district. `masters` by division code; `points` is (sheet, item) or None."""

    source: str
    authority: Words
    masters: Mapping[str, str]
    half_year: HalfYear
    conditions: Mapping[str, Condition]
    papers: Mapping[str, Paper]
    proxy_under: int
    endorsement: Endorsing
    endings: Mapping[str, Words]
    replacing: Mapping[str, Words]
    remedy: Words
    points: tuple[str, str] | None
    trusted_days: int

    def master_in(self, division: str) -> str:
        """Who issues in this division: the longest code that it begins with decides; the police where none does."""
        found = max((code for code in self.masters if division.startswith(code)), key=len, default="")
        return self.masters.get(found, POLICE)


def load_permit_rules(folder: Path, records: Collection[str]) -> PermitRules:
    """The permit rules of the district in this folder, which knows these record types. Unreadable with every fault."""
    path = Path(folder) / "permit.yaml"
    documents = read_documents(read_text(path), str(path))
    if not documents:
        raise Unreadable([Problem(str(path), 0, code="empty_file")])
    reading = Reading()
    with reading.attempt():
        entries = reading.mapping(documents[0], _KEYS, [key for key in _KEYS if key not in _OPTIONAL])
        found = _rules(reading, entries, records)
        if not reading.problems:
            return found
    raise Unreadable(reading.problems)


def _rules(reading: Reading, entries: Mapping[str, Node], records: Collection[str]) -> PermitRules:
    conditions = {
        key: _condition(reading, node, records) for key, node in reading.mapping(entries["conditions"]).items()
    }
    places = (ALWAYS, PROXY, *conditions)
    return PermitRules(
        source=reading.text(entries["source"]),
        authority=_words(reading, entries["authority"]),
        masters={code: _master(reading, node) for code, node in reading.mapping(entries["masters"]).items()},
        half_year=_half_year(reading, entries["half_year"]),
        conditions=conditions,
        papers={
            key: _paper(reading, node, places, records) for key, node in reading.mapping(entries["papers"]).items()
        },
        proxy_under=reading.whole(entries["proxy_under"]),
        endorsement=_endorsing(reading, entries["endorsement"]),
        endings=_all_words(reading, entries["endings"]),
        replacing=_all_words(reading, entries["reasons_to_replace"]),
        remedy=_words(reading, entries["remedy"]),
        points=_points(reading, entries.get("points")),
        trusted_days=_positive(reading, _only(reading, entries["status_list"], "trusted_days")),
    )


def _master(reading: Reading, node: Node) -> str:
    entries = reading.mapping(node, ("by", "source"), ("by",))
    return reading.one_of(entries["by"], MASTERS)


def _half_year(reading: Reading, node: Node) -> HalfYear:
    keys = ("months", "within", "gap_days", "source")
    entries = reading.mapping(node, keys, keys)
    return HalfYear(
        _positive(reading, entries["months"]),
        reading.text(entries["within"]),
        reading.whole(entries["gap_days"]),
        reading.text(entries["source"]),
    )


def _condition(reading: Reading, node: Node, records: Collection[str]) -> Condition:
    entries = reading.mapping(node, ("label", "source", "proved_by"), ("label", "source", "proved_by"))
    proofs = tuple(_proof(reading, part, records) for part in reading.parts(entries["proved_by"]))
    return Condition(_words(reading, entries["label"]), reading.text(entries["source"]), proofs)


def _proof(reading: Reading, node: Node, records: Collection[str]) -> Proof:
    entries = reading.mapping(node, ("record", "months"), ("record",))
    months = _positive(reading, entries["months"]) if "months" in entries else 0
    return Proof(reading.one_of(entries["record"], records), months)


def _paper(reading: Reading, node: Node, places: Collection[str], records: Collection[str]) -> Paper:
    entries = reading.mapping(node, ("label", "for", "held_as"), ("label", "for"))
    parts = reading.one_or_more(entries["held_as"]) if "held_as" in entries else ()
    held_as = tuple(reading.one_of(part, records) for part in parts)
    return Paper(_words(reading, entries["label"]), reading.one_of(entries["for"], places), held_as)


def _endorsing(reading: Reading, node: Node) -> Endorsing:
    keys = ("every_months", "window_months", "source")
    entries = reading.mapping(node, keys, keys)
    every, window = _positive(reading, entries["every_months"]), _positive(reading, entries["window_months"])
    if window > every:
        reading.refuse(entries["window_months"], "unknown_choice", value=str(window), expected=f"1–{every}", nearest="")
    return Endorsing(every, window, reading.text(entries["source"]))


def _points(reading: Reading, node: Node | None) -> tuple[str, str] | None:
    if node is None:
        return None
    entries = reading.mapping(node, ("sheet", "item"), ("sheet", "item"))
    return reading.text(entries["sheet"]), reading.text(entries["item"])


def _only(reading: Reading, node: Node, key: str) -> Node:
    return reading.mapping(node, (key,), (key,))[key]


def _positive(reading: Reading, node: Node) -> int:
    value = reading.whole(node)
    if value < 1:
        reading.refuse(node, "not_positive", value=str(value))
    return value


def _all_words(reading: Reading, node: Node) -> dict[str, Words]:
    return {key: _words(reading, part) for key, part in reading.mapping(node).items()}


def _words(reading: Reading, node: Node) -> Words:
    entries = reading.mapping(node, ("zh", "en"), ("zh",))
    zh = reading.text(entries["zh"])
    return Words(zh, reading.text(entries["en"]) if "en" in entries else zh)
