"""Sheets as an officer's pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from xinju.documents.figures import Language
from xinju.packs.problems import Unreadable, say
from xinju.sheets import queries
from xinju.sheets.bridge import findings as checked
from xinju.sheets.bridge import tables
from xinju.sheets.bridge.editions import Book, Edition
from xinju.web.language import chosen, is_english


def language() -> Language:
    return "en" if is_english() else "zh"


def listed(found: Iterable[Edition], today: date, asker) -> list[dict[str, Any]]:
    """All sheets by shelf, each version with its state and the questions that are still open."""
    return [
        {"shelf": shelf, "is_library": shelf == queries.LIBRARY, "rows": [_row(one, today, asker) for one in editions]}
        for shelf, editions in groupby(found, key=lambda one: one.shelf)
    ]


def _row(edition: Edition, today: date, asker) -> dict[str, Any]:
    row: dict[str, Any] = {"edition": edition, "is_now": edition.is_dated and edition.is_in_force(today)}
    try:
        book = queries.book(edition, asker=asker)
    except Unreadable as error:
        return {**row, "title": edition.key, "problems": len(error.problems)}
    told = queries.findings(book, asker=asker, language=language())
    still_open = sum(1 for one in told if one.is_open)
    return {
        **row,
        "title": book.title(language()),
        "authority": book.sheet.authority,
        "items": len(book.sheet.items),
        "findings": len(told),
        "open": still_open,
    }


def unreadable(edition: Edition, error: Unreadable) -> dict[str, Any]:
    """Every fault of a file that cannot be used, as its author needs it."""
    return {"edition": edition, "problems": [say(one, language()) for one in error.problems]}


def sheet(book: Book, today: date, tab: str) -> dict[str, Any]:
    """What stands above each of the sheet's pages."""
    edition = book.edition
    return {
        "edition": edition,
        "title": book.title(language()),
        "authority": book.sheet.authority,
        "sources": [line for line in book.sheet.source.split("\n") if line],
        "in_force": tables.in_force_text(book, language()),
        "is_now": edition.is_dated and edition.is_in_force(today),
        "tab": tab,
        "tabs": [
            ("sheets:sheet", "table", chosen("指标表", "Table")),
            ("sheets:rules", "rules", chosen("规则原文", "Rules")),
            ("sheets:cases", "cases", chosen("案例", "Cases")),
            ("sheets:findings", "findings", chosen("待明确事项", "Findings")),
        ],
        "file": f"{edition.shelf}/{edition.key}/{edition.version}.yaml",
    }


def table(book: Book) -> dict[str, Any]:
    shown = tables.table_of(book, language())
    groups = [(category, list(rows)) for category, rows in groupby(shown.rows, key=lambda row: row.category)]
    return {"groups": groups, "columns": shown.columns}


def rules(book: Book) -> dict[str, Any]:
    """Items with article, evidence and office, groups with their caps, services and bars."""
    labels = book.labels(language())
    items = [(labels.get(f"item:{key}", one.label), one) for key, one in book.sheet.items.items()]
    groups = [(labels.get(f"item:{key}", one.label), one) for key, one in book.sheet.groups.items()]
    return {
        "items": items,
        "groups": groups,
        "services": list(book.sheet.services.values()),
        "bars": list(book.sheet.bars.values()),
        "text": book.sheet.text,
    }


def findings(book: Book, asker, today: date) -> dict[str, Any]:
    """Each finding with its readings and the lines that record each of them."""
    told = queries.findings(book, asker=asker, language=language())
    by = chosen("姓名（职务）", "name (office)")
    rows = [
        (
            one,
            [
                (reading, checked.lines_to_add(book.sheet, one, reading.code, by=by, on=today))
                for reading in one.readings
            ],
        )
        for one in told
    ]
    return {
        "findings": rows,
        "open": sum(1 for one in told if one.is_open),
        "has_decisions": bool(book.sheet.decisions),
    }


def cases(book: Book, asker) -> dict[str, Any]:
    worked = queries.cases(book, asker=asker, language=language())
    return {"cases": worked, "failed": sum(1 for one in worked if not one.holds)}
