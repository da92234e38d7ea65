"""Case types as a district declares them: one YAML document each, the library's first, a district's own in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from xinju.engines.casework.case_type import CaseType
from xinju.engines.casework.parts import (
    Clock,
    Escalation,
    Evidence,
    EvidenceKind,
    Extension,
    Label,
    Move,
    Reminder,
    Span,
    State,
    Unit,
)
from xinju.engines.casework.soundness import Unsound
from xinju.packs.problems import Problem, Unreadable
from xinju.packs.reading import Reading, Skip
from xinju.packs.yaml_reader import Node, document_texts, read_documents, read_text

FOLDER = "case-types"
_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_SPAN = re.compile(r"([1-9][0-9]{0,3}) (days|workdays|months)", re.ASCII)
_TYPE_KEYS = ("case", "label", "source", "purpose", "page", "start", "readers", "days", "states", "evidence", "moves",
              "clocks", "note")  # fmt: skip
_NEEDED = ("case", "label", "source", "purpose", "start", "states", "moves", "clocks")
_MOVE_KEYS = (
    "label", "from", "to", "roles", "needs", "relies_on", "takes", "reasons", "unlike", "reroutes", "source", "on_page",
)  # fmt: skip
_CLOCK_KEYS = ("label", "runs_in", "paused_in", "span", "until", "extension", "escalate", "remind", "source")


@dataclass(frozen=True)
class DeclaredCaseType:
    """A case type with the text that declares it: a case keeps the text under which it was opened."""

    kind: CaseType
    text: str


def case_types_of(district: Path) -> dict[str, DeclaredCaseType]:
    """The library's case types, with those of this district's folder in their place. Unreadable with every fault."""
    folders = (district.parent / "library" / FOLDER, district / FOLDER)
    found: dict[str, DeclaredCaseType] = {}
    for folder in folders:
        found |= load_case_types(sorted(folder.glob("*.yaml")))
    return found


def load_case_types(paths: Iterable[Path]) -> dict[str, DeclaredCaseType]:
    """The case types of these files (several documents to a file), by key. Unreadable with every fault of every file."""
    found: dict[str, DeclaredCaseType] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            for declared in read_case_types(read_text(path), str(path)):
                if declared.kind.key in found:
                    values = (("value", declared.kind.key),)
                    problems.append(Problem(str(path), 0, code="case_type_twice", values=values))
                found[declared.kind.key] = declared
        except Unreadable as error:
            problems.extend(error.problems)
    if problems:
        raise Unreadable(problems)
    return found


def read_case_types(text: str, file: str) -> tuple[DeclaredCaseType, ...]:
    """The case types that this text declares; `file` names it in messages. Unreadable with every fault."""
    reading = Reading()
    kinds: list[CaseType] = []
    for document in read_documents(text, file):
        with reading.attempt():
            kinds.append(_case_type(reading, document))
    if reading.problems:
        raise Unreadable(reading.problems)
    return tuple(DeclaredCaseType(kind, part) for kind, part in zip(kinds, document_texts(text), strict=True))


def _case_type(reading: Reading, document: Node) -> CaseType:
    entries = reading.mapping(document, _TYPE_KEYS, _NEEDED)
    before = len(reading.problems)
    parts = {
        "key": _key(reading, entries["case"]),
        "label": _label(reading, entries["label"]),
        "start": reading.texts(entries["start"]),
        "readers": frozenset(reading.texts(entries["readers"])) if "readers" in entries else frozenset(),
        "days": _labels(reading, entries.get("days")),
        "states": _each(reading, entries["states"], _state),
        "evidence": _each(reading, entries.get("evidence"), _evidence),
        "moves": _each(reading, entries["moves"], _move),
        "clocks": _each(reading, entries["clocks"], _clock),
        "source": reading.text(entries["source"]),
        "purpose": _key(reading, entries["purpose"]),
        "page": reading.optional_text(entries, "page"),
    }
    if len(reading.problems) > before:
        raise Skip
    try:
        return CaseType(**parts)
    except Unsound as error:
        for fault in error.faults:
            reading.note(_at(document, fault.path), fault.code, value=fault.value)
        raise Skip from None


def _each(reading: Reading, node: Node | None, read) -> dict:  # noqa: ANN001 - one reader for each kind of part
    found = {}
    for key, part in reading.entries(node).items():
        with reading.attempt():
            if not _KEY.fullmatch(key):
                reading.refuse(part, "bad_key", value=key)
            found[key] = read(reading, part)
    return found


def _state(reading: Reading, node: Node) -> State:
    entries = reading.mapping(node, ("label", "role", "closed"), ("label",))
    return State(
        label=_label(reading, entries["label"]),
        role=reading.optional_text(entries, "role"),
        closed=reading.flag(entries["closed"]) if "closed" in entries else False,
    )


def _evidence(reading: Reading, node: Node) -> Evidence:
    entries = reading.mapping(node, ("label", "kind", "choices"), ("label", "kind"))
    kind: EvidenceKind = reading.one_of(entries["kind"], get_args(EvidenceKind))  # type: ignore[assignment]
    return Evidence(_label(reading, entries["label"]), kind, _labels(reading, entries.get("choices")))


def _move(reading: Reading, node: Node) -> Move:
    entries = reading.mapping(node, _MOVE_KEYS, ("label", "from", "to", "roles"))
    return Move(
        label=_label(reading, entries["label"]),
        origins=_names(reading, entries, "from"),
        to=reading.text(entries["to"]),
        roles=_names(reading, entries, "roles"),
        needs=_groups(reading, entries.get("needs")),
        relies_on=_groups(reading, entries.get("relies_on")),
        takes=_names(reading, entries, "takes"),
        reasons=_labels(reading, entries.get("reasons")),
        unlike=_names(reading, entries, "unlike"),
        reroutes=reading.optional_text(entries, "reroutes"),
        source=reading.optional_text(entries, "source"),
        on_page=reading.flag(entries["on_page"]) if "on_page" in entries else False,
    )


def _clock(reading: Reading, node: Node) -> Clock:
    entries = reading.mapping(node, _CLOCK_KEYS, ("label", "runs_in", "escalate", "source"))
    return Clock(
        label=_label(reading, entries["label"]),
        runs_in=_names(reading, entries, "runs_in"),
        paused_in=_names(reading, entries, "paused_in"),
        span=_span(reading, entries["span"]) if "span" in entries else None,
        until=reading.optional_text(entries, "until"),
        extension=_extension(reading, entries["extension"]) if "extension" in entries else None,
        escalations=tuple(_escalation(reading, part) for part in reading.one_or_more(entries["escalate"])),
        reminders=tuple(
            _reminder(reading, part) for part in (reading.parts(entries["remind"]) if "remind" in entries else ())
        ),
        source=reading.text(entries["source"]),
    )


def _span(reading: Reading, node: Node) -> Span:
    match = _SPAN.fullmatch(reading.text(node))
    if match is None or int(match[1]) > 3660:
        reading.refuse(node, "expected_span", value=node.shown)
    unit: Unit = match[2]  # type: ignore[assignment]
    return Span(int(match[1]), unit)


def _extension(reading: Reading, node: Node) -> Extension:
    entries = reading.mapping(node, ("most", "roles", "source"), ("most", "roles", "source"))
    return Extension(reading.whole(entries["most"]), _names(reading, entries, "roles"), reading.text(entries["source"]))


def _escalation(reading: Reading, node: Node) -> Escalation:
    """`escalate: head`, or a list of `{to: head, after: 3}`."""
    if isinstance(node.content, str):
        return Escalation(node.content)
    entries = reading.mapping(node, ("to", "after"), ("to",))
    after = reading.whole(entries["after"]) if "after" in entries else 0
    if after < 0:
        reading.refuse(node, "not_positive", value=str(after))
    return Escalation(reading.text(entries["to"]), after)


def _reminder(reading: Reading, node: Node) -> Reminder:
    entries = reading.mapping(node, ("before", "loses", "to"), ("before", "loses"))
    to = reading.one_of(entries["to"], ("handler", "resident")) if "to" in entries else "handler"
    before = reading.whole(entries["before"])
    return Reminder(before, _label(reading, entries["loses"]), to)  # type: ignore[arg-type]


def _names(reading: Reading, entries: Mapping[str, Node], key: str) -> frozenset[str]:
    return frozenset(reading.texts(entries[key])) if key in entries else frozenset()


def _groups(reading: Reading, node: Node | None) -> tuple[frozenset[str], ...]:
    """`[a, [b, c]]`: a, and one of b and c."""
    return () if node is None else tuple(frozenset(reading.texts(part)) for part in reading.one_or_more(node))


def _labels(reading: Reading, node: Node | None) -> dict[str, Label]:
    return _each(reading, node, _label)


def _label(reading: Reading, node: Node) -> Label:
    if isinstance(node.content, dict):
        entries = reading.mapping(node, ("zh", "en"), ("zh", "en"))
        return Label(reading.text(entries["zh"]), reading.text(entries["en"]))
    return Label(reading.text(node), reading.text(node))


def _key(reading: Reading, node: Node) -> str:
    key = reading.text(node)
    if not _KEY.fullmatch(key):
        reading.refuse(node, "bad_key", value=key)
    return key


def _at(document: Node, path: str) -> Node:
    """The node at `moves.close.needs`, or the nearest one above it that is there."""
    here = document
    for key in path.split("."):
        if not isinstance(here.content, dict) or key not in here.content:
            break
        here = here.content[key]
    return here
