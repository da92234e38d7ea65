"""Papers as PDF: result letters, points statements, the official table, the bureau's report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any

from xinju.documents.figures import count_text, date_text, points_text
from xinju.documents.glyphs import missing_in
from xinju.documents.letters import Letter, Wish
from xinju.documents.qr import qr_svg
from xinju.documents.reports import BureauReport
from xinju.documents.statements import Evidence, Statement, StatementLine
from xinju.documents.tables import SheetTable
from xinju.documents.typesetting import typeset
from xinju.documents.words import letters_en, letters_zh, reports_en, reports_zh, statements_en, statements_zh

_LETTER_WORDS = {"zh": letters_zh.LABELS, "en": letters_en.LABELS}
_STATEMENT_WORDS = {"zh": statements_zh.LABELS, "en": statements_en.LABELS}
_REPORT_WORDS = {"zh": reports_zh.LABELS, "en": reports_en.LABELS}


def letter_pdf(letter: Letter) -> bytes:
    """One child's letter: one A4 page, tagged for screen readers; the same letter gives the same bytes."""
    return _letters([letter], tagged=True)


def letters_pdf(letters: Sequence[Letter]) -> bytes:
    """Many letters for the printer, one page each in the given order, untagged. ValueError without letters or where
    their languages differ."""
    if len({letter.language for letter in letters}) != 1:
        raise ValueError("letters in one file: expected at least one, all in one language")
    return _letters(letters, tagged=False)


def statement_pdf(statement: Statement) -> bytes:
    """A family's points statement, as many A4 pages as its items need."""
    words = _STATEMENT_WORDS[statement.language]
    groups = [
        {"category": category, "lines": [_line_values(line, words) for line in lines]}
        for category, lines in groupby(statement.lines, key=lambda line: line.category)
    ]
    values = {
        **asdict(statement),
        "groups": groups,
        "lines": [],
        "total": _range_text(statement.total, statement.total_at_most, words),
        "total_at_most": None,
        "as_of": date_text(statement.as_of, statement.language),
        "issued_on": date_text(statement.issued_on, statement.language),
        "versions": words["versions"].format(sheet=statement.sheet_version, facts=statement.facts_version),
    }
    given = {"title": f"{words['title']} {statement.reference}", "words": words, "statement": values}
    return typeset("statements", given, on=statement.issued_on)


def sheet_table_pdf(table: SheetTable, on: date) -> bytes:
    """The official table on A4 across, the heading repeated on each page; `on` is the day the file bears."""
    groups = [
        {"category": category, "rows": [[cell.split("\n") for cell in row.cells[1:]] for row in rows]}
        for category, rows in groupby(table.rows, key=lambda row: row.category)
    ]
    return typeset("tables", {**asdict(table), "columns": table.columns, "rows": [], "groups": groups}, on=on)


def bureau_report_pdf(report: BureauReport) -> bytes:
    """The report on a placement: two A4 pages, the type shrinks before a third opens."""
    words = _REPORT_WORDS[report.language]
    values = {
        **asdict(report),
        "holds": report.holds,
        "issued_on": date_text(report.issued_on, report.language),
        "schools": [_counts_as_text(asdict(row)) for row in report.schools],
        "verified": [_counts_as_text(asdict(row)) for row in report.verified],
        "others": [
            {**asdict(other), "more": words["more"].format(n=other.more) if other.more else ""}
            for other in report.others
        ],
    }
    given = {"title": f"{words['title']} {report.round_name}", "words": words, "report": values}
    return typeset("reports", given, on=report.issued_on)


def _counts_as_text(row: dict[str, Any]) -> dict[str, str]:
    return {key: count_text(value) if isinstance(value, int) else value for key, value in row.items()}


def _line_values(line: StatementLine, words: dict[str, str]) -> dict[str, Any]:
    return {
        **asdict(line),
        "points": _range_text(line.points, line.at_most, words),
        "at_most": None,
        "more": words["more"].format(more=line.more) if line.more else "",
        "evidence": [_evidence_values(record, words) for record in line.evidence],
    }


def _evidence_values(record: Evidence, words: dict[str, str]) -> dict[str, str]:
    origin = words["verified" if record.verified_by else "not_verified"]
    return {
        "says": record.says,
        "origin": origin.format(source=record.source, by=record.verified_by),
        "why_not": words["not_counted"].format(why=record.why_not) if record.why_not else "",
    }


def _range_text(low: Fraction, high: Fraction | None, words: dict[str, str]) -> str:
    if high is None or high == low:
        return points_text(low)
    return words["range"].format(low=points_text(low), high=points_text(high))


def _letters(letters: Sequence[Letter], *, tagged: bool) -> bytes:
    first = letters[0]
    words = _LETTER_WORDS[first.language]
    values = {
        "title": f"{words['title']} {first.round_name}",
        "author": first.office,
        "language": first.language,
        "words": words,
        "letters": [_letter_values(letter, index) for index, letter in enumerate(letters)],
    }
    pictures = {f"qr-{index}.svg": qr_svg(letter.check.address).encode() for index, letter in enumerate(letters)}
    return typeset("letters", values, on=max(letter.issued_on for letter in letters), pictures=pictures, tagged=tagged)


def _letter_values(letter: Letter, index: int) -> dict[str, Any]:
    words = _LETTER_WORDS[letter.language]
    objection = letter.objection
    ranked = letter.rank is not None and letter.ranked is not None
    return {
        **asdict(letter),
        "points": points_text(letter.points),
        "rank": words["rank_of"].format(rank=letter.rank, ranked=letter.ranked) if ranked else words["none"],
        "issued_on": date_text(letter.issued_on, letter.language),
        "wishes": [_wish_values(wish, words) for wish in letter.wishes],
        "objection": {
            **asdict(objection),
            "until": date_text(objection.until, letter.language),
            "text": words["objection_text"].format(
                until=date_text(objection.until, letter.language),
                days=objection.days,
                days_are=objection.days_are,
                office=objection.office,
            ),
        },
        "versions": words["versions"].format(sheet=letter.sheet_version, round=letter.round_version),
        "rare": bool(missing_in(letter.child_name)),
        "fits": surely_fits(letter),
        "qr": str(index),
    }


def surely_fits(letter: Letter) -> bool:
    """Whether a page holds the letter in its largest type, by bounds that leave room; measuring costs as much as setting.

    Most letters pass; the others are measured by the template.
    """
    wide = 1 if letter.language == "zh" else 2  # English says the same in about twice the characters
    singles = (
        (letter.child_name, 8),
        (letter.round_name, 30 * wide),
        (letter.office, 12 * wide),
        (letter.result, 20 * wide),
        (letter.explanation, 36 * wide),
        (letter.objection.office + letter.objection.how, 24 * wide),
        (letter.objection.address, 20 * wide),
        (letter.check.address, 80),
        *((step.when, 14 * wide) for step in letter.next_steps),
        *((wish.school, 10 * wide) for wish in letter.wishes),
    )
    parts = [part for wish in letter.wishes for part in (*wish.cutoff, *wish.own)]
    return (
        len(letter.wishes) <= 4
        and len(letter.next_steps) <= 3
        and len(parts) <= 4 * len(letter.wishes)
        and sum(len(wish.why) for wish in letter.wishes) <= 90 * wide
        and sum(len(step.what + step.where) for step in letter.next_steps) <= 90 * wide
        and all(len(part.label + part.value) <= 12 for part in parts)
        and all(len(text) <= most for text, most in singles)
    )


def _wish_values(wish: Wish, words: dict[str, str]) -> dict[str, Any]:
    ranked = wish.rank is not None and wish.applicants is not None
    return {
        **asdict(wish),
        "places": count_text(wish.places),
        "rank": words["of"].format(rank=wish.rank, applicants=wish.applicants) if ranked else words["none"],
        "missing": words["none"] if wish.missing is None else points_text(wish.missing),
    }
