"""A query list as the file that a department fills in: its own columns, numbers as text, what it is about on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import BinaryIO

from xinju.documents.spreadsheets.template import expected
from xinju.documents.spreadsheets.writing import ListColumn, ListSheet, write_xlsx
from xinju.packs.records import DeclaredRecord
from xinju.registry.bridge.asking import Asked
from xinju.registry.importers.tables import tables_of
from xinju.registry.models import QueryList

_WHO = ("name", "number")


def write(
    target: BinaryIO, found: QueryList, people: Iterable[Asked], declared: DeclaredRecord, headings: Mapping[str, str],
    on: date,
) -> None:  # fmt: skip
    """Write the list as .xlsx. Columns of the people bear our names; all others those that the department uses."""
    forms = tables_of(declared, headings, is_answer=True)
    form = next((one for one in forms if {column.key for column in one.columns} >= set(headings)), forms[0])
    columns = [column for column in form.columns if column.key not in _WHO]
    labels = [headings.get(column.key) or column.labels[0] for column in columns]
    heading = (
        f"比对清单 {found.number}　{declared.type.label}　依据：{found.legal_basis}　请于{found.due_on:%Y-%m-%d}前填好交回；"
        "没有记录的在“查无记录”填“是”"
    )
    sheet = ListSheet(
        name="比对清单",
        columns=[ListColumn("序号", 6), ListColumn("姓名", 12), ListColumn("身份证号", 22),
                 *(ListColumn(label, max(12, 2 * len(label) + 4)) for label in labels)],
        rows=((str(one.line), one.name, one.number, *(None for _ in columns)) for one in people),
        heading=heading,
    )  # fmt: skip
    notes = ListSheet(
        name="填表说明",
        columns=[ListColumn("列", 20), ListColumn("填什么", 60, wraps=True)],
        rows=((label, expected(column)) for label, column in zip(labels, columns, strict=True)),
    )
    write_xlsx([sheet, notes], on, target)
