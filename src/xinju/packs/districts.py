"""A district is a folder: its names and regions, record types and sheets; and how a sheet is found by name or path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xinju.packs.problems import Problem, Unreadable, listed, nearest
from xinju.packs.reading import Reading
from xinju.packs.records import DeclaredRecord, load_records
from xinju.packs.sheets import sheet_files
from xinju.packs.yaml_reader import Node, read_documents, read_text


@dataclass(frozen=True)
class Region:
    """A town or community: its division code, its names, and the code of what it lies in."""

    code: str
    name: str
    english: str
    within: str


@dataclass(frozen=True)
class District:
    """One folder under districts/, read. `sheets` are the files by `key@version`."""

    key: str
    name: str
    english: str
    code: str
    folder: Path
    regions: tuple[Region, ...]
    records: Mapping[str, DeclaredRecord]
    sheets: Mapping[str, Path]


def load_district(folder: Path) -> District:
    """The district of this folder. Unreadable if district.yaml is missing or names no key, name and code."""
    folder = Path(folder)
    path = folder / "district.yaml"
    documents = read_documents(read_text(path), str(path))
    if not documents:
        raise Unreadable([Problem(str(path), 0, code="empty_file")])
    reading = Reading()
    with reading.attempt():
        entries = reading.mapping(documents[0], required=("district", "name", "code"))
        name, english = _names(reading, entries["name"])
        code = reading.text(entries["code"])
        towns = reading.parts(entries["towns"]) if "towns" in entries else ()
        found = District(
            key=reading.text(entries["district"]),
            name=name,
            english=english,
            code=code,
            folder=folder,
            regions=tuple(region for town in towns for region in _regions(reading, town, code)),
            records=load_records(sorted((folder / "records").glob("*.yaml"))),
            sheets=sheets_in(folder),
        )
        if not reading.problems:
            return found
    raise Unreadable(reading.problems)


def _regions(reading: Reading, node: Node, within: str) -> Iterator[Region]:
    """The town itself, then its communities."""
    entries = reading.mapping(node, required=("code", "name"))
    code = reading.text(entries["code"])
    yield Region(code, *_names(reading, entries["name"]), within)
    for part in reading.parts(entries["communities"]) if "communities" in entries else ():
        yield from _regions(reading, part, code)


def _names(reading: Reading, node: Node) -> tuple[str, str]:
    if isinstance(node.content, dict):
        entries = reading.mapping(node, ("zh", "en"), ("zh",))
        return reading.text(entries["zh"]), reading.text(entries.get("en", entries["zh"]))
    return reading.text(node), reading.text(node)


def sheets_in(folder: Path) -> dict[str, Path]:
    """Sheets under a folder by `key@version`, as their files say."""
    return {name: path for path in sheet_files(folder) if (name := _name_of(path)) is not None}


def _name_of(path: Path) -> str | None:
    """`key@version` of a file; None where it cannot be read, which loading it will tell."""
    try:
        head = read_documents(read_text(path), str(path))[0].content
    except Unreadable:
        return None
    if not isinstance(head, dict) or not {"sheet", "version"} <= set(head):
        return None
    return f"{head['sheet'].shown}@{head['version'].shown}"


def find_sheet(name: str, districts: Path) -> Path:
    """The file of a sheet: a path, `key@version`, or `key` where there is one version. Unreadable with the nearest name."""
    path = Path(name)
    if path.suffix == ".yaml" or path.exists():
        return path
    sheets = sheets_in(districts)
    if name in sheets:
        return sheets[name]
    versions = [key for key in sheets if key.split("@")[0] == name]
    if len(versions) == 1:
        return sheets[versions[0]]
    right = versions or list(sheets)
    values = (("expected", listed(right, 40)), ("nearest", nearest(name, right)), ("value", name))
    raise Unreadable([Problem(name, 0, code="which_sheet", values=values)])
