"""A statement in words: what stands on the page, on paper and in the terminal, made once for all three."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from xinju.documents.figures import Language, date_text, points_text
from xinju.documents.letters import KeyPart
from xinju.documents.statements import Evidence, StatementLine
from xinju.documents.statements import Statement as Paper
from xinju.documents.words import statement_en, statement_zh
from xinju.documents.words.labels import SheetNames
from xinju.documents.words.shapes import Names
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import day_of
from xinju.engines.scoring.ranges import Ranges
from xinju.engines.scoring.spans import Value
from xinju.engines.scoring.statement import Line, Statement
from xinju.packs.labels import labels_of
from xinju.points.bridge.scoring import ScoreBook

_WORDS: Mapping[Language, ModuleType] = {"zh": statement_zh, "en": statement_en}


def names_of(book: ScoreBook, language: Language) -> SheetNames:
    """The labels of a sheet's parts in the reader's language."""
    return SheetNames(book.sheet, _labels(book.path, book.sheet.text, language))


@lru_cache(maxsize=32)
def _labels(path: Path, _text: str, language: Language) -> Mapping[str, str]:
    """Read once for each state of the sheet's text."""
    return labels_of(path, language)


def told(book: ScoreBook, statement: Statement, *, language: Language = "zh", applicant: str = "", on: date) -> Paper:
    """The whole statement as it is shown and printed; `applicant` is whom it is addressed to."""
    names, words = names_of(book, language), _WORDS[language]
    total = statement.points["total"]
    return Paper(
        office=book.sheet.authority,
        sheet_title=names.labels.get("title:", book.sheet.title),
        applicant=applicant,
        reference=statement.application,
        as_of=statement.as_of,
        lines=tuple(_line(book.sheet, line, names, words) for line in statement.lines),
        total=Fraction(total.low),
        total_at_most=None if total.is_known else Fraction(total.high),
        rank_keys=_rank_keys(book.sheet, statement, language),
        cutoffs=(),
        remarks=tuple(_remarks(statement, names, words, "：" if language == "zh" else ": ")),
        issued_on=on,
        sheet_version=sha256(book.sheet.text.encode()).hexdigest(),
        facts_version="",
        language=language,
    )


def _line(sheet: Sheet, line: Line, names: Names, words: ModuleType) -> StatementLine:
    item = sheet.items[line.key]
    return StatementLine(
        category=item.category,
        item=names.item(line.key),
        counted=words.sentence(line.step, names),
        article=item.article,
        points=Fraction(line.points.low),
        at_most=None if line.points.is_known else Fraction(line.points.high),
        evidence=tuple(Evidence(reason, "", "") for reason in words.record_reasons(line.step, names)),
    )


def _rank_keys(sheet: Sheet, statement: Statement, language: Language) -> tuple[KeyPart, ...]:
    """The keys of the first service that ranks, as printed."""
    service = next((one for one in sheet.services.values() if one.rank), None)
    if service is None:
        return ()
    kinds = [Ranges(sheet).of(key.number).kind for key in service.rank]
    values = statement.services[service.key].rank
    return tuple(
        KeyPart(key.label, _key_text(value, kind == "day", language))
        for key, value, kind in zip(service.rank, values, kinds, strict=True)
    )


def _key_text(value: Value, is_day: bool, language: Language) -> str:
    if value is None:
        return "—"
    ends = dict.fromkeys((value.low, value.high))
    return "–".join(date_text(day_of(int(end)), language) if is_day else points_text(end) for end in ends)


def _remarks(statement: Statement, names: Names, words: ModuleType, colon: str) -> Iterable[str]:
    """Who plays which part, and what each service makes of the score."""
    yield from (words.selection(found, names) for found in statement.selections)
    for result in statement.services.values():
        label = names.service(result.key)
        yield from (f"{label}{colon}{text}" if label else text for text in words.service(result, names))
