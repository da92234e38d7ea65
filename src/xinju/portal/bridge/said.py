"""Texts of a district's pack in both languages, and small entries that several of its files share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xinju.packs.problems import Language, Problem, Unreadable
from xinju.packs.reading import Reading
from xinju.packs.yaml_reader import Node, read_documents, read_text


@dataclass(frozen=True)
class Said:
    """A text in both languages; where English is missing the Chinese stands for it."""

    zh: str = ""
    en: str = ""

    def in_(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


def read_said(reading: Reading, node: Node | None) -> Said:
    """A text, or one for each language; an absent entry is empty."""
    if node is None or node.content is None:
        return Said()
    if not isinstance(node.content, dict):
        text = reading.text(node)
        return Said(text, text)
    entries = reading.mapping(node, ("zh", "en"), ("zh",))
    zh = reading.text(entries["zh"])
    return Said(zh, reading.text(entries["en"]) if "en" in entries else zh)


def first_document(path: Path) -> Node:
    """The first document of a file. Unreadable if the file is not there, broken or empty."""
    documents = read_documents(read_text(path), str(path))
    if not documents or documents[0].content is None:
        raise Unreadable([Problem(str(path), 0, code="empty_file")])
    return documents[0]
