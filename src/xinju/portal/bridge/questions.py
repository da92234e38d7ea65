"""The questions of the public pages and which facts their answers fill, from the district's pack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Literal

from xinju.packs.problems import Language, Unreadable
from xinju.packs.reading import Reading
from xinju.packs.yaml_reader import Node
from xinju.portal.bridge.said import Said, first_document, read_said
from xinju.values.period import add_months

Flow = Literal["apply", "points"]
Kind = Literal["day", "since", "number", "choice"]
FLOWS: tuple[Flow, ...] = ("apply", "points")
MOST_POINTS_QUESTIONS = 10
_QUESTION_KEYS = (
    "question", "in", "kind", "ask", "hint", "no", "unit", "between", "must_be_known", "options", "fills", "partly",
)  # fmt: skip
LONGEST_AGO = 100
NO, UNKNOWN = "no", "unknown"
PREFIX = "a-"  # of the hidden fields in which answers travel


@dataclass(frozen=True)
class Fill:
    """One record that an answer makes: its type, whose it is, and entries whose text may be `answer`, `here` or `today`."""

    record: str
    of: str
    entries: Mapping[str, str]


@dataclass(frozen=True)
class Option:
    """One option of a choice; `chooses` settles choices of the sheet, such as which certificate counts."""

    key: str
    label: Said
    fills: tuple[Fill, ...]
    chooses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One question.

    kind      day (a date), since (a date from which on something has held), number, choice
    no        the words of the button that says there is none; no button where empty
    earliest, latest   how far a day may lie from the day of asking, in months
    least, most        ends of a number, both included
    records   the record types that the answer is about, with the person: (person, record)
    partly    items for which the answer tells only a part
    """

    key: str
    flows: tuple[Flow, ...]
    kind: Kind
    ask: Said
    hint: Said = Said()
    no: Said = Said()
    unit: Said = Said()
    must_be_known: bool = False
    earliest: int = -12 * LONGEST_AGO
    latest: int = 0
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(1_000_000)
    options: tuple[Option, ...] = ()
    fills: tuple[Fill, ...] = ()
    records: tuple[tuple[str, str], ...] = ()
    partly: tuple[str, ...] = ()

    def option(self, key: str) -> Option | None:
        return next((one for one in self.options if one.key == key), None)


@dataclass(frozen=True)
class Paper:
    """A paper to bring, or something that the system holds already (`record`: whose department's file)."""

    name: Said
    is_held: bool
    record: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """Everything that the public pages ask and say, of one district.

    words    labels of parts that the sheet does not name, by key as in `SheetNames`
    english  English names where the sheet has Chinese ones only; also category:NAME
    """

    people: Mapping[str, str]
    questions: tuple[Question, ...]
    gate_labels: Mapping[str, Said] = field(default_factory=dict)
    gate_advice: Mapping[str, Said] = field(default_factory=dict)
    then: Mapping[str, Said] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    words: Mapping[str, Said] = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)

    def labels(self, language: Language) -> dict[str, str]:
        """Labels that go before the sheet's own."""
        english = self.english if language == "en" else {}
        return {**english, **{key: said.in_(language) for key, said in self.words.items()}}

    def born(self, given: Mapping[str, str]) -> date | None:
        """The child's day of birth among the answers: the one question of the flow that must be known."""
        text = next((given.get(one.key, "") for one in self.of("apply") if one.must_be_known), "")
        return date.fromisoformat(text) if text else None

    def of(self, flow: Flow) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if flow in one.flows)


class Wrong(ValueError):
    """An answer that the question cannot take; `code` says why: no_day, too_early, too_late, no_number, too_small, too_large,
    no_option."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse(question: Question, text: str, *, today: date) -> str:
    """The answer in its one written form (`2020-10-01`, `36`, an option's key). Wrong says what is the matter."""
    text = text.strip()
    if question.kind == "choice":
        if question.option(text) is None:
            raise Wrong("no_option")
        return text
    if question.kind == "number":
        return _number(question, text)
    found = day_of(text)
    if found is None:
        raise Wrong("no_day")
    if found < add_months(today, question.earliest):
        raise Wrong("too_early")
    if found > add_months(today, question.latest):
        raise Wrong("too_late")
    return found.isoformat()


def is_answer(question: Question, text: str, *, today: date) -> bool:
    """Whether a written answer (also: there is none, I do not know) is one that the question takes."""
    if text == NO:
        return bool(question.no.zh)
    if text == UNKNOWN:
        return not question.must_be_known
    try:
        return parse(question, text, today=today) == text
    except Wrong:
        return False


def day_of(text: str) -> date | None:
    """A day as people write it: 2020-10-01, 2020/10/1, 2020.10.1, 2020年10月1日, 20201001; None for anything else."""
    digits = text.translate(str.maketrans("０１２３４５６７８９－／．", "0123456789-/."))
    parts = re.fullmatch(r"([0-9]{4})\s*[-/.年 ]\s*([0-9]{1,2})\s*[-/.月 ]\s*([0-9]{1,2})\s*日?", digits, re.ASCII)
    parts = parts or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", digits, re.ASCII)
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None


def _number(question: Question, text: str) -> str:
    text = text.translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", text, re.ASCII):
        raise Wrong("no_number")
    value = Fraction(text)
    if value < question.least:
        raise Wrong("too_small")
    if value > question.most:
        raise Wrong("too_large")
    if value.denominator != 1 and any("months" in fill.entries for fill in question.fills):
        raise Wrong("no_number")
    return text.lstrip("0") or "0" if "." not in text else text


def load_questionnaire(folder: Path) -> Questionnaire:
    """The questions of a district's folder, read again when the file has changed. Unreadable with every fault."""
    path = folder / "portal" / "questions.yaml"
    return _load(path, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=4)
def _load(path: Path, _stamp: int) -> Questionnaire:
    reading = Reading()
    found = None
    node = first_document(path)
    with reading.attempt():
        found = _questionnaire(reading, node)
    if reading.problems or found is None:
        raise Unreadable(reading.problems)
    return found


def _questionnaire(reading: Reading, node: Node) -> Questionnaire:
    keys = ("people", "questions", "words", "english", "gate", "then", "papers")
    entries = reading.mapping(node, keys, ("people", "questions"))
    people = {key: reading.text(part) for key, part in reading.mapping(entries["people"]).items()}
    questions = tuple(_question(reading, part, people) for part in reading.parts(entries["questions"]))
    asked = [one.key for one in questions if "points" in one.flows]
    if len(asked) > MOST_POINTS_QUESTIONS:
        reading.refuse(entries["questions"], "expected_list", value=f"{len(asked)} > {MOST_POINTS_QUESTIONS}")
    if [one.kind for one in questions if "apply" in one.flows and one.must_be_known] != ["day"]:
        reading.refuse(entries["questions"], "missing_key", value="must_be_known: true (kind: day, in: [apply])")
    gate = {key: reading.mapping(part, ("label", "then")) for key, part in reading.entries(entries.get("gate")).items()}
    return Questionnaire(
        people=people,
        questions=questions,
        gate_labels={key: read_said(reading, part.get("label")) for key, part in gate.items()},
        gate_advice={key: read_said(reading, part.get("then")) for key, part in gate.items()},
        then={key: read_said(reading, part) for key, part in reading.entries(entries.get("then")).items()},
        words={key: read_said(reading, part) for key, part in reading.entries(entries.get("words")).items()},
        english={key: reading.text(part) for key, part in reading.entries(entries.get("english")).items()},
        papers=tuple(_paper(reading, part) for part in reading.parts(entries["papers"])) if "papers" in entries else (),
    )


def _question(reading: Reading, node: Node, people: Mapping[str, str]) -> Question:
    entries = reading.mapping(node, _QUESTION_KEYS, ("question", "in", "kind", "ask"))
    kind: Kind = reading.one_of(entries["kind"], ("day", "since", "number", "choice"))  # type: ignore[assignment]
    options = tuple(
        _option(reading, key, part, people) for key, part in reading.entries(entries.get("options")).items()
    )
    fills = _fills(reading, entries.get("fills"), people)
    all_fills = [*fills, *(fill for option in options for fill in option.fills)]
    return Question(
        key=reading.text(entries["question"]),
        flows=tuple(reading.one_of(part, FLOWS) for part in reading.parts(entries["in"])),  # type: ignore[misc]
        kind=kind,
        ask=read_said(reading, entries["ask"]),
        hint=read_said(reading, entries.get("hint")),
        no=read_said(reading, entries.get("no")),
        unit=read_said(reading, entries.get("unit")),
        must_be_known="must_be_known" in entries and reading.flag(entries["must_be_known"]),
        options=options,
        fills=fills,
        records=tuple(dict.fromkeys((fill.of, fill.record) for fill in all_fills)),
        partly=reading.texts(entries["partly"]) if "partly" in entries else (),
        **_ends(reading, entries.get("between")),
    )


def _ends(reading: Reading, node: Node | None) -> dict[str, int | Fraction]:
    """How far a day may lie from the day of asking (`{years: -18}`, in months), or the ends of a number."""
    found: dict[str, int | Fraction] = {}
    for key, part in reading.entries(node).items():
        if key in ("least", "most"):
            found[key] = reading.number(part)
        elif key in ("earliest", "latest"):
            ((unit, amount),) = reading.mapping(part, ("years", "days")).items()
            found[key] = 12 * reading.whole(amount) if unit == "years" else 0
        else:
            reading.refuse(part, "unknown_key", value=key, expected="earliest, latest, least, most", nearest="")
    return found


def _option(reading: Reading, key: str, node: Node, people: Mapping[str, str]) -> Option:
    entries = reading.mapping(node, ("label", "fills", "chooses"), ("label",))
    chooses = {choice: reading.text(part) for choice, part in reading.entries(entries.get("chooses")).items()}
    return Option(key, read_said(reading, entries["label"]), _fills(reading, entries.get("fills"), people), chooses)


def _fills(reading: Reading, node: Node | None, people: Mapping[str, str]) -> tuple[Fill, ...]:
    found = []
    for record, rows in reading.entries(node).items():
        for row in reading.parts(rows):
            texts = {key: reading.text(part) for key, part in reading.mapping(row).items()}
            whose = reading.one_of(reading.mapping(row)["of"], people) if "of" in texts else next(iter(people))
            found.append(Fill(record, whose, {key: text for key, text in texts.items() if key != "of"}))
    return tuple(found)


def _paper(reading: Reading, node: Node) -> Paper:
    entries = reading.mapping(node, ("name", "from", "record"), ("name", "from"))
    held = reading.one_of(entries["from"], ("system", "bring")) == "system"
    return Paper(read_said(reading, entries["name"]), held, reading.optional_text(entries, "record"))
