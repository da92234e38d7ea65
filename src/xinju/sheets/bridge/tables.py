"""The official table of an edition as it is shown and printed."""

from __future__ import annotations

from xinju.documents.figures import date_text
from xinju.documents.tables import SheetTable, TableRow
from xinju.engines.scoring.table import table_rows
from xinju.packs.problems import Language
from xinju.sheets.bridge.editions import Book

_IN_FORCE = {
    "zh": {"both": "{first}至{last}施行", "from": "{first}起施行", "until": "施行至{last}", "none": ""},
    "en": {"both": "in force {first} to {last}", "from": "in force from {first}", "until": "in force until {last}", "none": ""},
}  # fmt: skip


def in_force_text(book: Book, language: Language) -> str:
    """From when until when the version applies, with the office's remark; empty where nothing is written."""
    edition = book.edition
    ends = {name: date_text(day, language) for name in ("first", "last") if (day := getattr(edition, name)) is not None}
    key = "both" if len(ends) == 2 else "from" if "first" in ends else "until" if ends else "none"
    return " · ".join(filter(None, (_IN_FORCE[language][key].format(**ends), edition.note)))


def table_of(book: Book, language: Language) -> SheetTable:
    """The table in its own order; labels that exist in Chinese only stay Chinese."""
    labels = book.labels(language)
    rows = tuple(
        TableRow(row.category, labels.get(f"item:{row.key}", row.item), row.standard, row.most, row.office, row.note)
        for row in table_rows(book.sheet, language)
    )
    source = book.sheet.source.split("\n")[0]
    return SheetTable(book.title(language), source, in_force_text(book, language), rows, (), language)
