"""What the checker finds in a sheet, in words: place, concrete values, each reading, and the lines that record a decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from xinju.documents.findings import Finding as ListedFinding
from xinju.documents.findings import FindingsList
from xinju.documents.words import findings_en, findings_zh
from xinju.documents.words.labels import SheetNames
from xinju.engines.scoring.check import Finding, check
from xinju.engines.scoring.language.sheets import Sheet
from xinju.packs.problems import Language
from xinju.packs.versions import VERSIONS_FILE, load_versions
from xinju.sheets.bridge.editions import Book, sheet_at, stamp

_WORDS = {"zh": findings_zh, "en": findings_en}
LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class ToldReading:
    """One way to read the text: the letter on the list, the code that a decision names, and the sentence."""

    letter: str
    code: str
    says: str


@dataclass(frozen=True)
class ToldFinding:
    """One finding in words. `decision` is the recorded reading's sentence (empty while open), by whom and on which day.

    `line` is a line of this sheet's file only if `is_own`; what an included sheet brings stands in that sheet's file, and what is
    said of the versions in the file beside them (`file`).
    """

    id: str
    code: str
    article: str
    item: str
    line: int
    what: str
    values: str
    readings: tuple[ToldReading, ...]
    is_own: bool = True
    decision: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    file: Path | None = None

    @property
    def is_open(self) -> bool:
        return self.decided_on is None


def told(book: Book, language: Language) -> tuple[ToldFinding, ...]:
    """All findings, contradictions first."""
    names = SheetNames(book.sheet, book.labels(language))
    path = book.edition.path
    versions = book.edition.beside.findings() if book.edition.beside else ()
    file = path.parent / VERSIONS_FILE
    return (
        *(replace(_told(one, names, language), file=file, is_own=False) for one in versions),
        *(_told(one, names, language) for one in _checked(path, stamp(path))),
    )


@lru_cache(maxsize=32)
def _checked(path: Path, at: tuple[int, ...]) -> tuple[Finding, ...]:
    return check(sheet_at(path, at))


def _told(one: Finding, names: SheetNames, language: Language) -> ToldFinding:
    what, sentences = _WORDS[language].finding(one, names)
    readings = tuple(
        ToldReading(letter, reading.code, says)
        for letter, reading, says in zip(LETTERS, one.readings, sentences, strict=False)
    )
    answered = one.answered
    return ToldFinding(
        id=one.id,
        code=one.code,
        article=one.article,
        item=_WORDS[language].WORDS.place(one, names),
        line=one.line,
        what=what,
        values=_values(one, names, language),
        readings=readings,
        is_own="." not in one.where,
        decision=_decision(answered.reading, readings) if answered else "",
        decided_by=answered.by if answered else "",
        decided_on=answered.day if answered else None,
    )


def _decision(code: str, readings: tuple[ToldReading, ...]) -> str:
    return next((f"{one.letter}. {one.says}" for one in readings if one.code == code), code)


def _values(one: Finding, names: SheetNames, language: Language) -> str:
    """The concrete values that the finding is about, where there are any."""
    if "stretch" not in one.values:
        return ""
    record, column = str(one.values.get("record", "")), str(one.values.get("column", ""))
    return _WORDS[language].WORDS.amounts.stretch(one.values["stretch"], names, record, column)  # type: ignore[arg-type]


def listed(book: Book, language: Language, on: date) -> FindingsList:
    """The list that the policy office fills in."""
    return FindingsList(
        title=book.title(language),
        source=f"{book.edition.key} {book.edition.version}",
        findings=tuple(
            ListedFinding(
                article=one.article,
                item=one.item,
                what=one.what,
                values=one.values,
                readings=tuple(reading.says for reading in one.readings),
                decision=one.decision,
                decided_by=one.decided_by,
            )
            for one in told(book, language)
        ),
        issued_on=on,
        language=language,
    )


def lines_to_add(sheet: Sheet, finding: ToldFinding, reading: str, *, by: str, on: date) -> str:
    """The lines of YAML that record a decision; with `decisions:` above them where the sheet has none yet."""
    quoted = finding.id.replace('"', '\\"')
    line = f'  - {{finding: "{quoted}", reading: {reading}, by: {by}, date: {on.isoformat()}}}'
    known = sheet.decisions if finding.file is None else load_versions(finding.file).decisions
    return line if known else f"decisions:\n{line}"
