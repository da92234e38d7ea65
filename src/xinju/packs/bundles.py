"""A sheet with everything that its meaning rests on, as texts that can be kept: the sheet, what it includes, its record types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from xinju.packs.problems import Problem, Unreadable
from xinju.packs.sheets import find_version, load_sheet, record_folders
from xinju.packs.yaml_reader import document_texts, read_documents, read_text

_DEEP = "kept/by/this/decision/only"  # a sheet looks for record types above it: here it finds its own and no others


def bundle_of(path: Path) -> str:
    """The sheet in this file as one canonical text (JSON, keys in order). Unreadable with every fault of the file.

    Only first documents are kept: a sheet's worked cases are no part of its meaning.
    """
    sheet = load_sheet(path)
    files = {f"sheets/{one.parent.name}/{one.name}": text for one, text in _sheets(Path(path))}
    wanted = set(sheet.records)
    for key, text in _records(Path(path)):
        if key in wanted:
            wanted.discard(key)
            files[f"records/{key}.yaml"] = text
    content = {"files": files, "sheet": f"sheets/{Path(path).parent.name}/{Path(path).name}"}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unpack(bundle: str, folder: Path) -> Path:
    """Write a kept sheet into an empty folder and answer with its file. ValueError where the text is no bundle."""
    content = json.loads(bundle)
    root = Path(folder) / _DEEP
    for name, text in content["files"].items():
        target = root / name
        if not target.resolve().is_relative_to(root.resolve()):
            raise ValueError(f"{name!r} leads out of its folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return root / content["sheet"]


def _sheets(path: Path) -> Iterator[tuple[Path, str]]:
    """This sheet and all that it includes, each once."""
    waiting, seen = [path], set()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        text = read_text(one)
        yield one, document_texts(text)[0]
        waiting += [_target(one, *name) for name in _includes(text, one)]


def _includes(text: str, path: Path) -> list[tuple[str, str]]:
    head = read_documents(text, str(path))[0].content
    node = head.get("include") if isinstance(head, dict) else None
    parts = node.content if node is not None and isinstance(node.content, dict) else {}
    return [
        (part.content["sheet"].shown, part.content["version"].shown)
        for part in parts.values()
        if isinstance(part.content, dict)
    ]


def _target(beside: Path, key: str, version: str) -> Path:
    found = find_version(beside, key, version)
    if found is None:
        raise Unreadable([Problem(str(beside), 0, code="no_such_sheet", values=(("value", f"{key}@{version}"),))])
    return found


def _records(path: Path) -> Iterator[tuple[str, str]]:
    """Every record type that the sheet may name with its own text, the nearest folder first."""
    for folder in record_folders(path):
        for file in sorted(folder.glob("*.yaml")):
            text = read_text(file)
            for node, part in zip(read_documents(text, str(file)), document_texts(text), strict=True):
                if isinstance(node.content, dict) and "record" in node.content:
                    yield node.content["record"].shown, part
