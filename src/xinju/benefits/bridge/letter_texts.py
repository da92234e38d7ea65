"""letters.yaml beside the round: who signs the letters, what happens next, and how to object, in the office's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xinju.documents.figures import Language
from xinju.documents.letters import Objection, Step
from xinju.packs.problems import Unreadable
from xinju.packs.reading import Reading
from xinju.packs.yaml_reader import Node, read_documents, read_text

LETTERS_FILE = "letters.yaml"
_KEYS = ("office", "check_address", "objection", "next_steps")
_OBJECTION_KEYS = ("days", "days_are", "until", "office", "address", "phone", "how")
_RESULTS = ("placed", "unplaced")


@dataclass(frozen=True)
class Said:
    """A text in both languages; English falls back to the Chinese where only that is given."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class NextStep:
    when: Said
    what: Said
    where: Said


@dataclass(frozen=True)
class LetterTexts:
    """What a round's letters say beside the result. `check_address` is where a code is checked, with a trailing slash."""

    office: Said
    check_address: str
    days: int
    days_are: Said
    until: date
    objection_office: Said
    address: Said
    phone: str
    how: Said
    next_steps: Mapping[str, tuple[NextStep, ...]]

    def objection(self, language: Language) -> Objection:
        return Objection(
            days=self.days,
            days_are=self.days_are.in_(language),
            until=self.until,
            office=self.objection_office.in_(language),
            address=self.address.in_(language),
            phone=self.phone,
            how=self.how.in_(language),
        )

    def steps(self, *, placed: bool, language: Language) -> tuple[Step, ...]:
        found = self.next_steps.get("placed" if placed else "unplaced", ())
        return tuple(Step(s.when.in_(language), s.what.in_(language), s.where.in_(language)) for s in found)


def load_letter_texts(path: Path) -> LetterTexts:
    """Read letters.yaml. Unreadable with every fault."""
    documents = read_documents(read_text(path), str(path))
    reading = Reading()
    found = None
    with reading.attempt():
        found = _texts(reading, documents[0])
    if reading.problems or found is None:
        raise Unreadable(reading.problems)
    return found


def _texts(reading: Reading, node: Node) -> LetterTexts:
    entries = reading.mapping(node, _KEYS, ("office", "objection"))
    objection = reading.mapping(
        entries["objection"], _OBJECTION_KEYS, ("days", "days_are", "until", "address", "phone")
    )
    office = _said(reading, entries["office"])
    steps = reading.mapping(entries["next_steps"], _RESULTS) if "next_steps" in entries else {}
    return LetterTexts(
        office=office,
        check_address=reading.optional_text(entries, "check_address"),
        days=reading.whole(objection["days"]),
        days_are=_said(reading, objection["days_are"]),
        until=reading.day(objection["until"]),
        objection_office=_said(reading, objection["office"]) if "office" in objection else office,
        address=_said(reading, objection["address"]),
        phone=reading.text(objection["phone"]),
        how=_said(reading, objection.get("how")),
        next_steps={key: tuple(_step(reading, part) for part in reading.parts(found)) for key, found in steps.items()},
    )


def _step(reading: Reading, node: Node) -> NextStep:
    entries = reading.mapping(node, ("when", "what", "where"), ("what",))
    return NextStep(*(_said(reading, entries.get(key)) for key in ("when", "what", "where")))


def _said(reading: Reading, node: Node | None) -> Said:
    if node is None or node.content is None:
        return Said("", "")
    if isinstance(node.content, dict):
        entries = reading.mapping(node, ("zh", "en"), ("zh",))
        zh = reading.text(entries["zh"])
        return Said(zh, reading.text(entries["en"]) if "en" in entries else zh)
    text = reading.text(node)
    return Said(text, text)
