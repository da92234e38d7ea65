"""The empty form to fill in: text columns, so that no number loses its digits, and lists to choose from."""

from __future__ import annotations

import io
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from xinju.documents.spreadsheets.table import Column, Kind, Table

_ROWS = 5000  # rows that are prepared
_MOST_CHOICES = 255  # characters that a spreadsheet allows in a list of its own


def template(table: Table, on: date) -> bytes:
    """An .xlsx with one heading row: required columns marked, a comment with example on each, choices as lists.

    A second sheet 填表说明 says the same in rows, for phones and paper. `on` is the day the file bears.
    """
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(on.year, on.month, on.day)})  # noqa: DTZ001 - a file's naive stamp
        page = book.add_worksheet((table.sheets[0] if table.sheets else table.title)[:31])
        as_text = book.add_format({"num_format": "@"})
        must = book.add_format({"bold": True, "bg_color": "#FCE8E6", "border": 1, "text_wrap": True})
        may = book.add_format({"bold": True, "bg_color": "#E8ECF2", "border": 1, "text_wrap": True})
        for position, column in enumerate(table.columns):
            page.set_column(position, position, max(12, 2 * len(column.labels[0]) + 6), as_text)
            page.write_string(0, position, column.labels[0], must if column.required else may)
            page.write_comment(0, position, _comment(column), {"x_scale": 2})
            _offer_choices(book, page, position, column)
        page.freeze_panes(1, 0)
        page.set_paper(9)
        page.set_landscape()
        _explain(book, table)
    return output.getvalue()


def _comment(column: Column) -> str:
    example = f"例：{column.example}" if column.example else ""
    return "\n".join(filter(None, ("必填" if column.required else "选填", expected(column), example, column.note)))


def expected(column: Column) -> str:
    """What belongs in a column, in one phrase."""
    return {
        Kind.TEXT: f"文字，最多{column.longest}个字",
        Kind.CODE: "编码，按文本录入",
        Kind.WHOLE: "整数",
        Kind.NUMBER: "数字",
        Kind.DAY: "日期，如 2024-03-01",
        Kind.MONTH: "月份，如 2024-03，按文本录入",
        Kind.FLAG: "填“是”或“否”",
        Kind.CHOICE: "只能填：" + "、".join(column.choices),
        Kind.CITIZEN_ID: "18位公民身份号码，按文本录入",
    }[column.kind]


def _offer_choices(book: xlsxwriter.Workbook, page: Worksheet, position: int, column: Column) -> None:
    if column.kind is Kind.CHOICE and len(",".join(column.choices)) <= _MOST_CHOICES:
        page.data_validation(
            1,
            position,
            _ROWS,
            position,
            {
                "validate": "list",
                "source": list(column.choices),
                "error_title": column.labels[0][:32],
                "error_message": "请从列表中选择",
            },
        )


def _explain(book: xlsxwriter.Workbook, table: Table) -> None:
    page = book.add_worksheet("填表说明")
    wrap = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for position, width in enumerate((22, 8, 44, 24, 44)):
        page.set_column(position, position, width)
    rows = [("列", "必填", "填什么", "例", "说明")]
    rows += [(c.labels[0], "是" if c.required else "否", expected(c), c.example, c.note) for c in table.columns]
    for line, row in enumerate(rows):
        for position, text in enumerate(row):
            page.write_string(line, position, text, wrap)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
