"""Record types as a district's pack declares them: columns, kinds, levels, who delivers them and on what legal basis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import get_args

from xinju.engines.scoring.language.sources import OWN_DAYS, Column, ColumnKind, RecordType, Shape
from xinju.packs.problems import Problem, Unreadable
from xinju.packs.reading import Reading
from xinju.packs.yaml_reader import Node, read_documents, read_text

MASTERS = ("self", "police", "province")
OWN_COLUMNS = OWN_DAYS
FACT_COLUMNS = ("subject", "from", "to", "source", "recorded_at", "status")
_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_TYPE_KEYS = ("record", "label", "about", "shape", "columns", "identity", "department", "legal_basis", "master", "note")
_COLUMN_KEYS = ("label", "kind", "levels", "unit", "scale", "low", "high", "required", "personal", "note")
# A points office needs none of these, and law.md forbids keeping what is not needed: refused by name, whoever asks.
_BODY_WORDS = frozenset({"biometric", "face", "facial", "fingerprint", "iris", "voiceprint", "palm", "dna", "plate"})
_BODY_SIGNS = ("人脸", "面部", "指纹", "虹膜", "声纹", "掌纹", "基因", "车牌", "号牌")


@dataclass(frozen=True)
class DeclaredRecord:
    """A record type with what people and departments need to know about it.

    department   who delivers it, in the office's own words
    master       whose copy decides where two differ: self (this office), police or province
    personal     columns whose values are masked in messages
    english      English labels: "" for the type itself, then by column, then by column.level
    levels       Chinese labels of levels, by column.level
    """

    type: RecordType
    department: str = ""
    legal_basis: str = ""
    master: str = "self"
    personal: frozenset[str] = frozenset()
    english: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)


def load_records(paths: Iterable[Path]) -> dict[str, DeclaredRecord]:
    """The record types of these files (several documents to a file). Unreadable with every fault of every file."""
    found: dict[str, DeclaredRecord] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            documents = read_documents(read_text(path), str(path))
        except Unreadable as error:
            problems.extend(error.problems)
            continue
        reading = Reading()
        for document in documents:
            with reading.attempt():
                declared = _record(reading, document)
                if declared.type.key in found:
                    reading.refuse(document, "record_twice", value=declared.type.key)
                found[declared.type.key] = declared
        problems.extend(reading.problems)
    if problems:
        raise Unreadable(problems)
    return found


def _record(reading: Reading, node: Node) -> DeclaredRecord:
    entries = reading.mapping(node, _TYPE_KEYS, ("record", "label", "shape"))
    key = _key(reading, entries["record"])
    shape: Shape = reading.one_of(entries["shape"], get_args(Shape))  # type: ignore[assignment]
    about = reading.one_of(entries["about"], ("person", "application")) if "about" in entries else "person"
    english = {"": _english(entries["label"])}
    levels: dict[str, str] = {}
    columns: dict[str, Column] = {}
    column_nodes = reading.entries(entries.get("columns"))
    for name, column_node in column_nodes.items():
        with reading.attempt():
            columns[name] = _column(reading, name, column_node, shape, english, levels)
    record = RecordType(
        key=key,
        label=reading.label(entries["label"]),
        shape=shape,
        columns=columns,
        about=about,  # type: ignore[arg-type]
        source=reading.optional_text(entries, "department"),
        identity=_identity(reading, entries.get("identity"), shape, column_nodes),
    )
    return DeclaredRecord(
        type=record,
        department=record.source,
        legal_basis=reading.optional_text(entries, "legal_basis"),
        master=reading.one_of(entries["master"], MASTERS) if "master" in entries else "self",
        personal=frozenset(name for name, part in column_nodes.items() if _is_personal(part)),
        english=english,
        levels=levels,
    )


def _key(reading: Reading, node: Node) -> str:
    key = reading.text(node)
    if not _KEY.fullmatch(key):
        reading.refuse(node, "bad_key", value=key)
    if _BODY_WORDS & set(key.split("_")):
        reading.refuse(node, "forbidden_column", value=key)
    return key


def _column(
    reading: Reading, name: str, node: Node, shape: Shape, english: dict[str, str], levels: dict[str, str]
) -> Column:
    entries = reading.mapping(node, _COLUMN_KEYS, ("label", "kind"))
    label = reading.label(entries["label"])
    words = set(f"{name} {_english(entries['label'])}".lower().replace("_", " ").split())
    if _BODY_WORDS & words or any(sign in label for sign in _BODY_SIGNS):
        reading.refuse(node, "forbidden_column", value=name)
    if not _KEY.fullmatch(name):
        reading.refuse(node, "bad_key", value=name)
    if name in OWN_COLUMNS[shape] or name in FACT_COLUMNS:
        reading.refuse(node, "column_of_every_file", value=name)
    kind: ColumnKind = reading.one_of(entries["kind"], get_args(ColumnKind))  # type: ignore[assignment]
    english[name] = _english(entries["label"])
    low = reading.number(entries["low"]) if "low" in entries else Fraction(0)
    try:
        return Column(
            key=name,
            label=label,
            kind=kind,
            levels=_levels(reading, name, entries, english, levels) if kind == "level" else (),
            unit=reading.optional_text(entries, "unit"),
            scale=reading.whole(entries["scale"]) if "scale" in entries else 1,
            low=low,
            high=reading.number(entries["high"]) if "high" in entries else max(Fraction(1_000_000), low),
            required=reading.flag(entries["required"]) if "required" in entries else True,
        )
    except ValueError as error:
        reading.refuse(node, "bad_column", why=str(error))


def _levels(
    reading: Reading, name: str, entries: Mapping[str, Node], english: dict[str, str], labels: dict[str, str]
) -> tuple[str, ...]:
    """Levels from the lowest to the highest: a list of keys, or a mapping from key to label."""
    if "levels" not in entries:
        return ()
    node = entries["levels"]
    if isinstance(node.content, tuple):
        return reading.texts(node)
    for key, label in reading.mapping(node).items():
        labels[f"{name}.{key}"] = reading.label(label)
        english[f"{name}.{key}"] = _english(label)
    return tuple(reading.mapping(node))


def _identity(reading: Reading, node: Node | None, shape: Shape, columns: Mapping[str, Node]) -> tuple[str, ...]:
    """Columns that, beside the subject, make two rows the same record; by default the row's own day."""
    own = {"period": ("start",), "month": ("month",), "event": ("date",), "state": ()}[shape]
    if node is None:
        return own
    right = [*OWN_COLUMNS[shape], *columns]
    return tuple(reading.one_of(part, right) for part in reading.one_or_more(node))


def _is_personal(node: Node) -> bool:
    flag = node.content.get("personal") if isinstance(node.content, dict) else None
    return flag is not None and flag.content == "true"


def _english(node: Node) -> str:
    """The English label, or the only one there is."""
    if isinstance(node.content, dict):
        part = node.content.get("en") or node.content.get("zh")
        return part.shown if part else ""
    return node.shown
