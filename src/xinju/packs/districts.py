"""A district is a folder: its names and regions, record types and sheets; and how a sheet is found by name or path."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from xinju.packs.problems import Problem, Unreadable, listed, nearest
from xinju.packs.reading import Reading
from xinju.packs.records import DeclaredRecord, load_records
from xinju.packs.sheets import sheet_files
from xinju.packs.yaml_reader import Node, read_documents, read_text

_CITY, _BELOW_A_DISTRICT = 4, (9, 12, 15)  # digits of a city; of a town, a community, a grid (GB/T 10114)


@dataclass(frozen=True)
class Region:
    """A town or community: its division code, its names, and the code of what it lies in.

    `start` and `end` are the first and last day on which it bore the code, `became` the codes of what it is now; None and
    empty where the file does not say so.
    """

    code: str
    name: str
    english: str
    within: str
    start: date | None = None
    end: date | None = None
    became: tuple[str, ...] = ()


@dataclass(frozen=True)
class District:
    """One folder under districts/, read. `regions` are those of today, `former` those that were merged, split or renamed;
    `elsewhere` other counties that people come from, `sheets` are the files by `key@version`."""

    key: str
    name: str
    english: str
    code: str
    folder: Path
    regions: tuple[Region, ...]
    records: Mapping[str, DeclaredRecord]
    sheets: Mapping[str, Path]
    former: tuple[Region, ...] = ()
    elsewhere: tuple[Region, ...] = ()

    @property
    def divisions(self) -> tuple[Region, ...]:
        """The map: the district itself, what its divisions were, and what they are."""
        own = Region(self.code, self.name, self.english, self.code[:_CITY])
        return (own, *self.former, *self.regions)


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
        regions = tuple(region for town in towns for region in _regions(reading, town, code))
        _check_successors(reading, entries.get("towns"), regions)
        _check_once(reading, entries.get("towns"), regions)
        found = District(
            key=reading.text(entries["district"]),
            name=name,
            english=english,
            code=code,
            folder=folder,
            regions=tuple(region for region in regions if region.end is None),
            former=tuple(region for region in regions if region.end is not None),
            records=load_records(sorted((folder / "records").glob("*.yaml"))),
            sheets=sheets_in(folder),
            elsewhere=tuple(
                region
                for key in ("neighbours", "elsewhere")
                for node in (reading.parts(entries[key]) if key in entries else ())
                for region in _regions(reading, node, "")
            ),
        )
        if not reading.problems:
            return found
    raise Unreadable(reading.problems)


@lru_cache(maxsize=8)
def division_names(folder: Path) -> Mapping[str, tuple[str, str]]:
    """Chinese and English name of the district, its towns and communities by code; empty where its file cannot be read."""
    try:
        found = load_district(folder)
    except Unreadable:
        return {}
    named = {one.code: (one.name, one.english) for one in found.regions}
    return {found.code: (found.name, found.english), **named}


def _regions(reading: Reading, node: Node, within: str) -> Iterator[Region]:
    """The town itself, then its communities."""
    entries = reading.mapping(node, required=("code", "name"))
    code = reading.text(entries["code"])
    start, end = (reading.day(entries[key]) if key in entries else None for key in ("from", "until"))
    became = reading.texts(entries["became"]) if "became" in entries else ()
    if start is not None and end is not None and end < start:
        reading.refuse(entries["until"], "ends_before_start", value=f"{start} – {end}")
    if within:
        _check_code(reading, entries["code"], within if end is None else "")
    if became and end is None:
        reading.refuse(entries["became"], "became_without_until", value=code)
    yield Region(code, *_names(reading, entries["name"]), within, start, end, became)
    for part in reading.parts(entries["communities"]) if "communities" in entries else ():
        yield from _regions(reading, part, code)


def _check_successors(reading: Reading, node: Node | None, regions: Sequence[Region]) -> None:
    """What a division became must stand in the file too."""
    codes = [region.code for region in regions]
    for region in regions:
        for code in region.became:
            if node is not None and code not in codes:
                reading.note(node, "unknown_division", value=code, expected=region.code, nearest=nearest(code, codes))


def _check_code(reading: Reading, node: Node, within: str) -> None:
    """A town, community or grid has three digits more than what it lies in; what is former may have lain elsewhere."""
    code = node.shown
    if not (code.isascii() and code.isdigit() and len(code) in _BELOW_A_DISTRICT):
        reading.note(node, "division_shape", value=code)
    elif within and (not code.startswith(within) or len(code) == len(within)):
        reading.note(node, "division_not_within", value=code, expected=within)


def _check_once(reading: Reading, node: Node | None, regions: Sequence[Region]) -> None:
    """No code is borne twice on one day."""
    by_start = sorted(regions, key=lambda one: (one.code, one.start or date.min))
    for one, other in itertools.pairwise(by_start):
        if node is not None and one.code == other.code and (one.end or date.max) >= (other.start or date.min):
            reading.note(node, "division_twice", value=one.code)


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
