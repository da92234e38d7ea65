"""A resident's own points in words: what counts and why, what does not, and what nobody has told us yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from xinju.documents.figures import points_text
from xinju.documents.statements import StatementLine
from xinju.points.bridge import told
from xinju.portal.queries.own_points import OwnPoints
from xinju.portal.queries.public import language
from xinju.registry.bridge.rules import record_types
from xinju.registry.presenters.words import record_label


def page(found: Iterable[OwnPoints], on: date) -> dict[str, Any]:
    """Each statement with its lines: first what gives points or takes them, then what gives none, each with the reason."""
    return {"statements": [_statement(one, on) for one in found], "on": on}


def total(one: OwnPoints) -> str:
    """The total on a first page: 42.5, or 42.5 – 60 where something is not known."""
    span = one.reckoned.statement.points["total"]
    return " – ".join(points_text(end) for end in dict.fromkeys((span.low, span.high)))


def _statement(one: OwnPoints, on: date) -> dict[str, Any]:
    book = one.reckoned.book
    paper = told(book, one.reckoned.statement, language=language(), on=on)
    lines = [_line(line, book.sheet.items[key].standard) for line, key in zip(paper.lines, _keys(one), strict=True)]
    counting = [line for line in lines if line["counts"]]
    return {
        "number": one.number,
        "title": paper.sheet_title,
        "version": book.sheet.version,
        "total": total(one),
        "is_range": paper.total_at_most is not None,
        "groups": [(name, list(some)) for name, some in groupby(counting, key=lambda line: line["category"])],
        "without": [line for line in lines if not line["counts"]],
        "remarks": paper.remarks,
        "not_told": [_record(key, one) for key in one.reckoned.not_told],
    }


def _keys(one: OwnPoints) -> Iterable[str]:
    return (line.key for line in one.reckoned.statement.lines)


def _line(line: StatementLine, standard: str) -> Mapping[str, Any]:
    ends = [line.points] if line.at_most is None else [line.points, line.at_most]
    return {
        "category": line.category,
        "item": line.item,
        "points": " – ".join(points_text(end) for end in ends),
        "because": line.counted,
        "records": [record.says for record in line.evidence],
        "standard": standard,
        "article": line.article,
        "counts": any(ends),
    }


def _record(key: str, one: OwnPoints) -> tuple[str, str]:
    """What a type of record is called, and the office that would tell us."""
    declared = record_types().get(key)
    own = one.reckoned.book.sheet.records[key]
    return (record_label(declared) if declared else own.label), own.source
