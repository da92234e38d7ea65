"""YAML text to nodes that know file, line and path. Scalars stay text: whoever needs a number or a day asks for it, exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from xinju.packs.problems import Problem, Unreadable

MAX_BYTES = 4_000_000
MAX_DEPTH = 60
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Node:
    """A scalar (its text; None when empty), a mapping or a list, with the place where it stands."""

    file: str
    line: int
    path: str
    content: str | dict[str, Node] | tuple[Node, ...] | None
    quoted: bool = False

    @property
    def shown(self) -> str:
        """How a message quotes it: the text, or what kind of thing stands there."""
        if isinstance(self.content, dict):
            return "{" + ", ".join(self.content) + "}"
        if isinstance(self.content, tuple):
            return "[…]"
        return "" if self.content is None else self.content[:80]

    def problem(self, code: str, **values: str) -> Problem:
        """A fault that stands here."""
        return Problem(self.file, self.line, self.path, "", code, tuple(sorted(values.items())))


def read_text(path: Path, shown_as: str | None = None) -> str:
    """The text of a UTF-8 file (a byte-order mark is dropped). Unreadable if missing, a folder, too large or other bytes."""
    name = shown_as or str(path)
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except FileNotFoundError:
        raise Unreadable([Problem(name, 0, code="no_file")]) from None
    except IsADirectoryError:
        raise Unreadable([Problem(name, 0, code="folder_not_file")]) from None
    except OSError as error:
        raise Unreadable([Problem(name, 0, code="cannot_open", values=(("why", error.strerror or ""),))]) from None
    if raw is None:
        raise Unreadable([Problem(name, 0, code="too_large", values=(("most", f"{MAX_BYTES:,}"),))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable([Problem(name, line, code="not_utf8")]) from None


def read_documents(text: str, file: str) -> tuple[Node, ...]:
    """Every document of the text. Unreadable if it is no YAML, or uses anchors, tags or one key twice."""
    try:
        events = list(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        raise Unreadable([_broken(error, text, file)]) from None
    builder = _Builder(iter(events), file)
    documents = builder.documents()
    if builder.problems:
        raise Unreadable(builder.problems)
    return documents


def document_texts(text: str) -> tuple[str, ...]:
    """The same documents as text, for the record of what was in force."""
    lines = text.splitlines(keepends=True)
    events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    starts = [event.start_mark.line for event in events if isinstance(event, yaml.DocumentStartEvent)]  # type: ignore[union-attr]
    ends = [*starts[1:], len(lines)]
    return tuple("".join(lines[start:end]) for start, end in zip(starts, ends, strict=True))


def _broken(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """What the parser stumbled over, in words that say what to write instead; its own words where the cause is not plain."""
    mark = getattr(error, "problem_mark", None)
    why = str(getattr(error, "problem", None) or str(error).splitlines()[0])
    if mark is None:
        return Problem(file, 0, code="broken_yaml", values=(("why", why),))
    lines = text.splitlines()
    for number in (mark.line, mark.line - 1):  # the parser often notices one line late
        line = lines[number] if 0 <= number < len(lines) else ""
        code = _cause(line, why)
        if code:
            return Problem(file, number + 1, code=code, values=(("value", line.strip()[:60]),))
    return Problem(file, mark.line + 1, code="broken_yaml", values=(("why", why),))


def _cause(line: str, why: str) -> str:
    """The commonest slips of people who write Chinese: which of them this line shows, or an empty text."""
    said = line.strip()
    if not said:
        return ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "tab_indent"
    if re.match(r"(- )?[A-Za-z_]\w*：", said):
        return "wide_colon"
    if "expected ',' or" in why and re.search(r"[{\[].*，", said):
        return "wide_comma"
    if re.search(r": [^\"'{\[].*: ", said) and "{" not in said and "not allowed" in why:
        return "colon_in_text"
    if re.search(r": [%@`]", said) and "cannot start" in why:
        return "odd_first_character"
    if "expected ',' or" in why:
        return "unclosed" if said.count("{") > said.count("}") or said.count("[") > said.count("]") else "colon_in_text"
    return "indentation" if ("expected key" in why or "block end" in why) else ""


class _Builder:
    """Events to nodes; gathers what is refused."""

    def __init__(self, events: Iterator[yaml.Event], file: str) -> None:
        self.events, self.file = events, file
        self.problems: list[Problem] = []

    def documents(self) -> tuple[Node, ...]:
        found = []
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                found.append(self.node(next(self.events), "", 0))
        return tuple(found)

    def node(self, event: Any, path: str, depth: int) -> Node:
        line = event.start_mark.line + 1
        if depth > MAX_DEPTH:
            raise Unreadable([Problem(self.file, line, path, code="too_deep", values=(("most", str(MAX_DEPTH)),))])
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.refuse(line, path, "anchor")
        if getattr(event, "tag", None) not in (None, "!"):
            self.refuse(line, path, "tag", value=event.tag)
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self.file, line, path, self.entries(path, depth))
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self.file, line, path, self.parts(path, depth))
        if isinstance(event, yaml.AliasEvent):
            return Node(self.file, line, path, None)
        quoted = event.style in ("'", '"', "|", ">")
        empty = not quoted and event.value in _NULLS
        return Node(self.file, line, path, None if empty else event.value, quoted)

    def entries(self, path: str, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key_node = self.node(event, path, depth + 1)
            if not isinstance(key_node.content, str):
                self.refuse(key_node.line, path, "key_not_text")
            key = key_node.shown
            value = self.node(next(self.events), f"{path}.{key}" if path else key, depth + 1)
            if key in found:
                self.refuse(key_node.line, path, "duplicate_key", value=key, first=str(found[key].line))
            found[key] = value
        return found

    def parts(self, path: str, depth: int) -> tuple[Node, ...]:
        found: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self.node(event, f"{path}[{len(found) + 1}]", depth + 1))
        return tuple(found)

    def refuse(self, line: int, path: str, code: str, **values: str) -> None:
        self.problems.append(Problem(self.file, line, path, code=code, values=tuple(sorted(values.items()))))
