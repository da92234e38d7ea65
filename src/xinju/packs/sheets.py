"""A sheet's file to the engine's `Sheet`, with everything checked that can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from xinju.engines.scoring.decided import decided
from xinju.engines.scoring.language.numbers import Condition, Number
from xinju.engines.scoring.language.sheets import Decision, Sheet
from xinju.engines.scoring.language.sources import HERE, RecordType
from xinju.packs.problems import Problem, Unreadable, listed, nearest
from xinju.packs.reading import Reading
from xinju.packs.records import DeclaredRecord, load_records
from xinju.packs.sheet_parts import entries as parts
from xinju.packs.sheet_parts.conditions import read_condition
from xinju.packs.sheet_parts.context import Grammar, SheetReading
from xinju.packs.sheet_parts.includes import prefixed
from xinju.packs.sheet_parts.numbers import read_number
from xinju.packs.sheet_parts.periods import read_periods
from xinju.packs.sheet_parts.rounding import read_rounding
from xinju.packs.sheet_parts.whole import assignments, circles
from xinju.packs.yaml_reader import Node, document_texts, read_documents, read_text

GRAMMAR = Grammar(read_number, read_condition, read_periods)
SHEET_KEYS = (
    "sheet", "version", "title", "authority", "source", "note", "excerpt", "records", "places", "of", "roles", "include",
    "rounding", "periods", "measures", "conditions", "items", "groups", "bars", "services", "decisions",
)  # fmt: skip
_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_UP = 6
_DEEPEST_INCLUDE = 4
_Entry = TypeVar("_Entry")


def load_sheet(path: Path, *, records: Mapping[str, RecordType] | None = None) -> Sheet:
    """The sheet in this file (its first document), with its decisions at work. Unreadable with every fault found.

    Record types are looked for in `records/` folders beside or above the file, then in the shared `library/records/`; `records`
    gives them instead.
    """
    return _load(Path(path), records, 0)


def _load(path: Path, records: Mapping[str, RecordType] | None, depth: int) -> Sheet:
    text = read_text(path)
    documents = read_documents(text, str(path))
    if not documents or documents[0].content is None:
        raise Unreadable([Problem(str(path), 0, code="empty_file")])
    available = {key: found.type for key, found in declared_records(path).items()} if records is None else records
    reading = SheetReading(GRAMMAR, {})
    sheet = None
    with reading.attempt():
        sheet = _sheet(reading, documents[0], path, available, document_texts(text)[0], depth)
    if reading.problems or sheet is None:
        raise Unreadable(reading.problems)
    return decided(sheet)


def sheet_files(folder: Path) -> list[Path]:
    """Every sheet under a folder: YAML files whose first key is `sheet:`."""
    return sorted(path for path in Path(folder).rglob("*.yaml") if _is_sheet(path))


def _is_sheet(path: Path) -> bool:
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        first = next((line for line in lines if line.strip() and not line.startswith(("#", "---"))), "")
    return first.startswith("sheet:")


def declared_records(path: Path) -> dict[str, DeclaredRecord]:
    """Every record type that a sheet at this place may name: the nearest folder wins, the shared library comes last."""
    found: dict[str, DeclaredRecord] = {}
    for folder in record_folders(path):
        for key, declared in load_records(sorted(folder.glob("*.yaml"))).items():
            found.setdefault(key, declared)
    return found


def record_folders(path: Path) -> list[Path]:
    above = list(path.resolve().parents)[:_UP]
    shared = [folder / part / "records" for folder in above for part in ("library", "districts/library")]
    folders = [folder / "records" for folder in above] + shared
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]


def _sheet(
    reading: SheetReading, node: Node, path: Path, available: Mapping[str, RecordType], text: str, depth: int
) -> Sheet:
    entries = reading.mapping(node, SHEET_KEYS, ("sheet", "version", "title", "items"))
    reading.records = dict(_records(reading, entries.get("records"), available))
    reading.places = {key: reading.place_codes(part) for key, part in reading.entries(entries.get("places")).items()}
    reading.roles = parts.read_roles(reading, entries.get("roles"))
    reading.default_of = reading.of(entries)
    included = _included(reading, entries.get("include"), path, available, depth)
    for other in included:
        reading.records = {**other.records, **reading.records}
        reading.roles |= {key: role for key, role in other.roles.items() if key not in reading.roles}
        reading.measures |= other.measures
        reading.points |= {*other.items, *other.groups}
        reading.labels |= {key: row.label for row_of in (other.items, other.groups) for key, row in row_of.items()}
        reading.condition_names |= set(other.conditions)
    own = {key: reading.entries(entries.get(key)) for key in ("periods", "measures", "conditions", "items", "groups")}
    services, bars = reading.entries(entries.get("services")), reading.entries(entries.get("bars"))
    _refuse_double_names(reading, own)
    reading.period_nodes, reading.measure_nodes = own["periods"], own["measures"]
    reading.points |= {*own["items"], *own["groups"]}
    reading.labels |= _labels({**own["measures"], **own["items"], **own["groups"]})
    reading.condition_names |= set(own["conditions"])
    items = _each(reading, own["items"], parts.read_item)
    groups = _each(reading, own["groups"], parts.read_group)
    sheet = Sheet(
        key=reading.text(entries["sheet"]),
        version=reading.text(entries["version"]),
        title=reading.label(entries["title"]),
        records=reading.records,
        measures=_read_measures(reading),
        conditions=_joined(included, "conditions") | _each(reading, own["conditions"], _condition),
        items=_joined(included, "items") | items,
        groups=_joined(included, "groups") | groups,
        roles=reading.roles,
        bars=_each(reading, bars, lambda r, key, part: parts.read_bar(r, key, part, list(services))),
        services=_each(reading, services, parts.read_service),
        rounding=read_rounding(
            reading, entries.get("rounding"), {**items, **groups}, [one.rounding for one in included]
        ),
        decisions=_decisions(reading, entries.get("decisions")),
        brought=tuple(one for other in included for one in other.brought),
        authority=reading.optional_text(entries, "authority"),
        source="\n".join(reading.texts(entries["source"])) if "source" in entries else "",
        text="---\n".join([text, *(other.text for other in included)]),
    )
    _check_whole(reading, sheet, node, own)
    return sheet


def _condition(reading: SheetReading, _key: str, node: Node) -> Condition:
    return reading.condition(reading.without_label(node))


def _records(reading: SheetReading, node: Node | None, available: Mapping[str, RecordType]) -> dict[str, RecordType]:
    found: dict[str, RecordType] = {}
    for part in reading.one_or_more(node) if node is not None and node.content is not None else ():
        with reading.attempt():
            key = reading.text(part)
            if key not in available:
                reading.refuse(
                    part,
                    "undeclared_record",
                    value=key,
                    expected=listed(available, 40),
                    nearest=nearest(key, available),
                )
            found[key] = available[key]
    return found


def _included(
    reading: SheetReading, node: Node | None, path: Path, available: Mapping[str, RecordType], depth: int
) -> list[Sheet]:
    found = []
    for prefix, part in reading.entries(node).items():
        with reading.attempt():
            entries = reading.mapping(part, ("sheet", "version", "roles"), ("sheet", "version"))
            roles = {key: reading.role(role) for key, role in reading.entries(entries.get("roles")).items()}
            key, version = reading.text(entries["sheet"]), reading.text(entries["version"])
            target = find_version(path, key, version)
            if target is None:
                reading.refuse(part, "no_such_sheet", value=f"{key}@{version}")
            if depth >= _DEEPEST_INCLUDE:
                reading.refuse(part, "circle", value=f"{key}@{version}")
            try:
                found.append(prefixed(_load(target, None, depth + 1), prefix, roles, part.line))
            except Unreadable as error:
                reading.problems.extend(error.problems)
    return found


def find_version(beside: Path, key: str, version: str) -> Path | None:
    """The file of a sheet's version in the folders around this file."""
    for folder in list(beside.resolve().parents)[:_UP]:
        for shelf in (folder, folder / "sheets", folder / "library", folder / "districts" / "library"):
            target = shelf / key / f"{version}.yaml"
            if target.is_file():
                return target
    return None


def _labels(nodes: Mapping[str, Node]) -> dict[str, str]:
    """What people call these; a label that is no text is told where the entry is read."""
    plain = Reading()
    found: dict[str, str] = {}
    for key, node in nodes.items():
        label = node.content.get("label") if isinstance(node.content, dict) else None
        if label is not None:
            with plain.attempt():
                found[key] = plain.label(label)
    return found


def _read_measures(reading: SheetReading) -> dict[str, Number]:
    for key, node in reading.measure_nodes.items():
        reading.article = ""
        if reading.measure(key) is None and not reading.problems:
            reading.note(node, "circle", value=key)
    return reading.measures


def _each(
    reading: SheetReading, nodes: Mapping[str, Node], read: Callable[[SheetReading, str, Node], _Entry]
) -> dict[str, _Entry]:
    """Every named entry that can be read; what is wrong in one does not hide the others."""
    found: dict[str, _Entry] = {}
    for key, node in nodes.items():
        reading.article = ""
        with reading.attempt():
            found[key] = read(reading, key, node)
    reading.article = ""
    return found


def _joined(included: list[Sheet], part: str) -> dict[str, Any]:
    return {key: value for sheet in included for key, value in getattr(sheet, part).items()}


def _decisions(reading: SheetReading, node: Node | None) -> tuple[Decision, ...]:
    found = []
    for part in reading.parts(node) if node is not None and node.content is not None else ():
        with reading.attempt():
            found.append(parts.read_decision(reading, part))
    return tuple(found)


def _refuse_double_names(reading: SheetReading, own: Mapping[str, Mapping[str, Node]]) -> None:
    """Measures, items and groups share one room of names: a reference must mean one thing."""
    seen: dict[str, Node] = {}
    if HERE in own["periods"]:
        reading.note(own["periods"][HERE], "name_taken", value=HERE)
    for part in ("measures", "items", "groups"):
        for key, node in own[part].items():
            if key in seen:
                reading.note(node, "name_twice", value=key, first=f"{seen[key].path}:{seen[key].line}")
            if key == HERE:
                reading.note(node, "name_taken", value=key)
            elif not _KEY.fullmatch(key):
                reading.note(node, "bad_key", value=key)
            seen[key] = node


def _check_whole(reading: SheetReading, sheet: Sheet, node: Node, own: Mapping[str, Mapping[str, Node]]) -> None:
    lines = {key: part for group in ("measures", "items", "groups") for key, part in own[group].items()}
    lines |= {f"?{key}": part for key, part in own["conditions"].items()}
    doubled = {key for key in own["measures"] if key in own["items"] or key in own["groups"]}
    if not sheet.items and not reading.problems:
        reading.note(node, "no_items")
    for circle in circles(sheet):
        if doubled.intersection(
            circle
        ):  # told as a name that is used twice: which of the two leads back cannot be said
            continue
        reading.note(lines.get(circle[0], node), "circle", value=" → ".join([*circle, circle[0]]))
    if reading.problems:
        return
    for role, times in assignments(sheet).items():
        if times != 1:
            reading.note(node, "assign_once", value=role, times=str(times))
