"""A visitor's answers as an application: facts as told, taken for verified, of people without a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from xinju.engines.scoring.facts import Application, Cell, Record
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import Column, RecordType, day_number
from xinju.portal.bridge.questions import NO, UNKNOWN, Fill, Question
from xinju.values.period import add_months

NUMBER = "-"
ANSWER, HERE, TODAY = "answer", "here", "today"
DAYS = ("from", "date")


def application_of(
    sheet: Sheet,
    asked: Sequence[Question],
    given: Mapping[str, str],
    people: Mapping[str, str],
    *,
    here: str,
    today: date,
) -> Application:
    """The application that the answers make.

    An unanswered question and "I do not know" are not known; "none" is no record; what is not asked at all is no record
    either, and the page says so. KeyError or ValueError where the pack fills a column that the sheet's records do not have.
    """
    records: dict[str, list[Record]] = {}
    not_known: set[tuple[str, str]] = set()
    for question in asked:
        answer = given.get(question.key, UNKNOWN)
        about = [(whose, record) for whose, record in question.records if record in sheet.records]
        if answer == UNKNOWN:
            not_known.update(about)
            continue
        for fill in () if answer == NO else _fills_of(question, answer):
            if fill.record in sheet.records:
                rows = _records(sheet.records[fill.record], fill, answer, here, today)
                records.setdefault(fill.record, []).extend(rows)
    members = {role: (person,) for person, role in people.items() if _is_there(person, asked, given)}
    return Application(
        number=NUMBER,
        members=members,
        records={key: tuple(rows) for key, rows in records.items()},
        choices={key: value for one in asked for key, value in _chooses(one, given).items()},
        not_known=frozenset(not_known),
        delivered=frozenset(sheet.records),
    )


def _is_there(person: str, asked: Sequence[Question], given: Mapping[str, str]) -> bool:
    """Somebody of whom every question was answered with "none" is not there (no other guardian); unanswered may be."""
    about = [question.key for question in asked if all(whose == person for whose, _ in question.records)]
    return any(given.get(key) != NO for key in about) if about else False


def _chooses(question: Question, given: Mapping[str, str]) -> Mapping[str, str]:
    option = question.option(given.get(question.key, UNKNOWN))
    return option.chooses if option is not None else {}


def _fills_of(question: Question, answer: str) -> tuple[Fill, ...]:
    option = question.option(answer)
    return option.fills if option is not None else question.fills


def _records(kind: RecordType, fill: Fill, answer: str, here: str, today: date) -> Iterator[Record]:
    meant = {ANSWER: answer, HERE: here, TODAY: today.isoformat()}
    texts = {key: meant.get(text, text) for key, text in fill.entries.items()}
    values = {key: _cell(column, texts.get(key)) for key, column in kind.columns.items()}
    for start, end in _days(kind, texts, today):
        yield Record(kind.key, fill.of, values, start, end)


def _days(kind: RecordType, texts: Mapping[str, str], today: date) -> Iterator[tuple[date | None, date | None]]:
    if kind.shape == "state":
        yield None, None
    elif kind.shape == "month":
        this = today.replace(day=1)
        for back in range(int(texts["months"]), 0, -1):
            first = add_months(this, -back)
            yield first, add_months(first, 1) - timedelta(days=1)
    elif kind.shape == "event":
        day = date.fromisoformat(texts["date"])
        yield day, day
    else:
        yield date.fromisoformat(texts["from"]), None


def _cell(column: Column, text: str | None) -> Cell:
    if text is None:
        return None
    if column.kind == "number":
        return Fraction(text)
    if column.kind == "date":
        return day_number(date.fromisoformat(text))
    if column.kind == "flag":
        return int(text == "true")
    if column.kind == "level":
        return column.levels.index(text)
    return text
