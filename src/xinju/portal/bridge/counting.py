"""How many points: the sheet's own evaluator on what a visitor answered, as a range where something is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xinju.documents.words import statement_en, statement_zh
from xinju.documents.words.labels import SheetNames
from xinju.documents.words.shapes import Names
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.tree import below, conditions_of, names_in, sources_of
from xinju.engines.scoring.outlook import going_on
from xinju.engines.scoring.ranges import Ranges
from xinju.engines.scoring.spans import Span
from xinju.engines.scoring.statement import Statement
from xinju.packs.problems import Language
from xinju.points.bridge import score_one
from xinju.portal.bridge.answers import application_of
from xinju.portal.bridge.place import District
from xinju.portal.bridge.questions import Question, Questionnaire
from xinju.sheets.bridge.editions import Book

_WORDS = {"zh": statement_zh, "en": statement_en}


@dataclass(frozen=True)
class ItemLine:
    """One item with what it gives, why, its rule in the table's words, and its article."""

    key: str
    category: str
    label: str
    points: Span
    reason: str
    standard: str
    article: str


@dataclass(frozen=True)
class NotAsked:
    """An item that no question is about: how many points it can give at most (`most`) or cost (`least`, 0 or below)."""

    label: str
    most: Fraction
    least: Fraction
    is_partly_asked: bool


@dataclass(frozen=True)
class Count:
    """The total as it would be today and on the next cut-off day, each item's line, sums that are not 0, and what was left out."""

    total: Span
    on_cutoff_day: Span
    as_of: date
    cutoff_day: date
    lines: tuple[ItemLine, ...]
    sums: tuple[tuple[str, Span], ...]
    not_asked: tuple[NotAsked, ...]
    without_points: tuple[str, ...]


def count(
    district: District, book: Book, form: Questionnaire, given: Mapping[str, str], *, today: date, language: Language
) -> Count:
    """The points for these answers today, and on the next round's cut-off day if all goes on and nothing new happens."""
    sheet, asked = book.sheet, form.of("points")
    application = application_of(sheet, asked, given, form.people, here=district.code, today=today)
    statement = score_one(sheet, application, as_of=today, known_at=today)
    cutoff_day = district.next_to_apply(today).as_of
    later = going_on(sheet, application, from_day=today, known_at=today, until=max(cutoff_day, today))
    then = score_one(sheet, later, as_of=cutoff_day, known_at=max(cutoff_day, today))
    names = SheetNames(sheet, {**book.labels(language), **form.labels(language)})
    about = {item.key: _is_asked(sheet, item.number, asked) for item in sheet.items.values()}
    total = sheet.services[district.service].points
    return Count(
        total=statement.points[total],
        on_cutoff_day=then.points[total],
        as_of=today,
        cutoff_day=cutoff_day,
        lines=tuple(_lines(sheet, statement, about, names, language)),
        sums=tuple((names.item(one.key), one.points) for one in statement.groups if not _is_nil(statement, one.key)),
        not_asked=tuple(_left_out(sheet, about, asked, names)),
        without_points=tuple(
            names.item(key) for key, asked_about in about.items() if asked_about and _is_nil(statement, key)
        ),
    )


def _lines(
    sheet: Sheet, statement: Statement, about: Mapping[str, bool], names: SheetNames, language: Language
) -> Iterator[ItemLine]:
    """Items that a question is about and that give something, or may."""
    for line in statement.lines:
        item = sheet.items[line.key]
        if about[line.key] and not _is_nil(statement, line.key):
            reason = _WORDS[language].sentence(line.step, names)
            category = names.labels.get(f"category:{item.category}", item.category)
            label = names.item(line.key)
            yield ItemLine(line.key, category, label, line.points, reason, item.standard, item.article)


def _is_nil(statement: Statement, key: str) -> bool:
    points = statement.points[key]
    return points.is_known and points.low == 0


def _left_out(sheet: Sheet, about: Mapping[str, bool], asked: tuple[Question, ...], names: Names) -> Iterator[NotAsked]:
    """Items without a question, and those of which a question tells only a part."""
    ranges = Ranges(sheet)
    partly = {key for question in asked for key in question.partly}
    for key, item in sheet.items.items():
        if not about[key] or key in partly:
            span = ranges.of(item.number).counted()
            yield NotAsked(names.item(key), span.high, span.low, about[key])


def _is_asked(sheet: Sheet, number: n.Number, asked: tuple[Question, ...]) -> bool:
    records = {record for question in asked for _, record in question.records}
    return bool(records & set(_records_of(sheet, number)))


def _records_of(sheet: Sheet, number: n.Number) -> Iterator[str]:
    """The record types that a number looks at, names followed."""
    match number:
        case n.Ref(name):
            yield from _records_of(sheet, sheet.number(name))
        case _:
            yield from (source.record for source in sources_of(number))
    for condition in conditions_of(number):
        for name in names_in(condition):
            yield from _of_condition(sheet, name)
    for part in below(number):
        yield from _records_of(sheet, part)


def _of_condition(sheet: Sheet, name: str) -> Iterator[str]:
    found = n.When(((sheet.conditions[name], n.Const(Fraction(0))),), n.Const(Fraction(0)))
    yield from _records_of(sheet, found)
