"""Messages as a district words them: the library's first, a district's own in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from xinju.packs.permit_rules import Words
from xinju.packs.problems import Problem, Unreadable, listed
from xinju.packs.reading import Reading
from xinju.packs.yaml_reader import Node, read_documents, read_text

FOLDER = "messages"
CHANNELS = ("sms", "mail")
SECRET = "secret"  # known at the moment of sending only, and kept nowhere
KINDS = ("text", "day", "count", "words", SECRET)
LANGUAGES = ("zh", "en")
SENDER = "sender"  # the district's name, which every text may use
LONGEST = {"sms": 300, "mail": 4000}
_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_KEYS = ("message", "label", "channel", "values", *LANGUAGES)


@dataclass(frozen=True)
class Wording:
    """The text in one language; the subject is a mail's."""

    text: str
    subject: str = ""


@dataclass(frozen=True)
class MessageTemplate:
    """One kind of message: by which channel it goes, the values that it takes with their kinds, its text by language."""

    key: str
    label: Words
    channel: str
    values: Mapping[str, str]
    wording: Mapping[str, Wording]

    @property
    def keeps_no_text(self) -> bool:
        """Does it carry what must not be kept?"""
        return SECRET in self.values.values()


def message_templates_of(district: Path) -> dict[str, MessageTemplate]:
    """The library's messages, with those of this district's folder in their place. Unreadable with every fault."""
    found: dict[str, MessageTemplate] = {}
    for folder in (district.parent / "library" / FOLDER, district / FOLDER):
        for path in sorted(folder.glob("*.yaml")):
            found |= read_message_templates(read_text(path), str(path))
    return found


def read_message_templates(text: str, file: str) -> dict[str, MessageTemplate]:
    """The messages that this text declares; `file` names it in what is said of it. Unreadable with every fault."""
    reading, found = Reading(), {}
    for document in read_documents(text, file):
        with reading.attempt():
            one = _template(reading, document)
            if one.key in found:
                reading.refuse(document, "message_twice", value=one.key)
            found[one.key] = one
    if not found and not reading.problems:
        raise Unreadable([Problem(file, 0, code="empty_file")])
    if reading.problems:
        raise Unreadable(reading.problems)
    return found


def _template(reading: Reading, node: Node) -> MessageTemplate:
    entries = reading.mapping(node, _KEYS, _KEYS)
    key, channel = reading.text(entries["message"]), reading.one_of(entries["channel"], CHANNELS)
    if not _KEY.fullmatch(key):
        reading.refuse(entries["message"], "bad_key", value=key)
    label = reading.mapping(entries["label"], LANGUAGES, LANGUAGES)
    values = {name: reading.one_of(kind, KINDS) for name, kind in reading.entries(entries["values"]).items()}
    wording = {each: _wording(reading, entries[each], channel, values) for each in LANGUAGES}
    return MessageTemplate(
        key, Words(reading.text(label["zh"]), reading.text(label["en"])), channel, values, wording
    )  # fmt: skip


def _wording(reading: Reading, node: Node, channel: str, values: Mapping[str, str]) -> Wording:
    needed = ("subject", "text") if channel == "mail" else ("text",)
    entries = reading.mapping(node, needed, needed)
    texts = {part: _text(reading, entries[part], values) for part in needed}
    if len(texts["text"]) > LONGEST[channel]:
        reading.refuse(entries["text"], "message_too_long", most=str(LONGEST[channel]))
    return Wording(**texts)


def _text(reading: Reading, node: Node, values: Mapping[str, str]) -> str:
    """A text in which every pair of braces holds the name of a value, and nothing else."""
    text = reading.text(node)
    try:
        parts = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        reading.refuse(node, "message_braces", value=text)
    strange = [name for _, name, spec, conversion in parts if name not in (*values, SENDER) or spec or conversion]
    if strange:
        reading.refuse(node, "message_value", value=listed(strange), expected=listed((*values, SENDER)))
    return text
