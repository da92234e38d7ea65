"""The official table as people know it (类别, 指标, 标准分值, 最高分值, 责任单位, 备注), as text and as HTML."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from xinju.documents.figures import Language
from xinju.documents.words import tables_en, tables_zh

_WORDS = {"zh": tables_zh.COLUMNS, "en": tables_en.COLUMNS}
_WIDTHS = (12, 20, 44, 8, 14, 24)  # of the six columns on a terminal, in half-width cells


@dataclass(frozen=True)
class TableRow:
    """One indicator. All fields are as printed; `standard` may hold several lines, `most` may be empty."""

    category: str
    item: str
    standard: str
    most: str
    office: str
    note: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return self.category, self.item, self.standard, self.most, self.office, self.note


@dataclass(frozen=True)
class SheetTable:
    """A whole table: its title, where it comes from, since when it is in force, rows in its own order, remarks below."""

    title: str
    source: str
    in_force: str
    rows: tuple[TableRow, ...]
    remarks: tuple[str, ...] = ()
    language: Language = "zh"

    @property
    def columns(self) -> tuple[str, ...]:
        return _WORDS[self.language]


def sheet_table_text(table: SheetTable) -> str:
    """The table for a terminal; Chinese characters count as two cells, so the columns stand straight."""
    rule = "-+-".join("-" * width for width in _WIDTHS)
    lines = [table.title, "　".join(filter(None, (table.source, table.in_force))), "", _text_row(table.columns), rule]
    for _, group in groupby(table.rows, key=lambda row: row.category):
        for index, row in enumerate(group):
            lines.append(_text_row(row.cells if index == 0 else ("", *row.cells[1:])))
        lines.append(rule)
    return "\n".join([*lines, *table.remarks]) + "\n"


def sheet_table_html(table: SheetTable) -> str:
    """One `<table class="score-sheet">` without inline style; equal categories below each other share one cell."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    body = []
    for category, group in groupby(table.rows, key=lambda row: row.category):
        rows = list(group)
        for index, row in enumerate(rows):
            first = f'<th scope="rowgroup" rowspan="{len(rows)}">{escape(category)}</th>' if index == 0 else ""
            body.append(f"<tr>{first}{''.join(f'<td>{_html_lines(cell)}</td>' for cell in row.cells[1:])}</tr>")
    caption = " ".join(filter(None, (table.title, table.in_force)))
    return (
        f'<table class="score-sheet"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
        + "".join(f'<p class="score-sheet-remark">{escape(remark)}</p>' for remark in table.remarks)
    )


def _html_lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def cells_wide(text: str) -> int:
    """How many half-width cells a terminal gives to `text`."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _text_row(cells: Sequence[str]) -> str:
    columns = [_wrapped(cell, width) for cell, width in zip(cells, _WIDTHS, strict=True)]
    height = max(len(column) for column in columns)
    lines = []
    for index in range(height):
        parts = [column[index] if index < len(column) else "" for column in columns]
        padded = (part + " " * (width - cells_wide(part)) for part, width in zip(parts, _WIDTHS, strict=True))
        lines.append(" | ".join(padded).rstrip())
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells; numbers and Latin words stay whole where they fit."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and cells_wide(line + piece) > width:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
            while cells_wide(line) > width:
                lines.append(line[:width])
                line = line[width:]
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    """Each wide character by itself, runs of narrow ones without a space between them together."""
    pieces: list[str] = []
    for character in text:
        joins = pieces and cells_wide(character) == 1 and cells_wide(pieces[-1][-1]) == 1
        if joins and character != " " and pieces[-1][-1] != " ":
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
