"""Rows that are not data: totals, signatures, notes, repeated headings, rows with nothing but a serial number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xinju.documents.spreadsheets.cells import Cell, narrow
from xinju.documents.spreadsheets.headings import Heading
from xinju.documents.spreadsheets.table import Table

_TOTAL = re.compile(r"(合计|总计|小计|共计|总数|合并计|total|sum)[:(人名户条份0-9]*.*", re.IGNORECASE)
_TOTAL_BEGINS = ("合", "总", "小", "共")
_MAY_BE_SIGNED = re.compile(r"[:：﹕︓]|[章字名][)）]?$")
_PLAIN_TOTAL = re.compile(r"(合计|总计|小计|共计)[:]?")
_COUNT = re.compile(r"共[0-9]+(人|名|户|条|份|位)")
_SIGNED = re.compile(
    r"(制表|填表|填报|审核|复核|经办|负责|联系|单位|学校|校长|日期|时间|盖章|公章|签字|签名|签章|报送|汇总|录入)[^:]{0,8}[:].*"
    r"|.*(盖章|公章|签字|签名|签章)[)]?"
)
_NOTE = re.compile(r"(注|备注|说明|填表说明|提示|注意)[0-9]*[:、.].*|[*※].*")


def required_positions(heading: Heading, table: Table) -> tuple[int, ...]:
    """Where the required columns stand that the file has."""
    return tuple(heading.columns[c.key] for c in table.columns if c.required and c.key in heading.columns)


def reason_of(row: tuple[Cell, ...], heading: Heading, required: Sequence[int]) -> str | None:
    """Why a row is not data, as a code, or None: blank | total | signature | note | heading_again | no_values.

    A row with half of its required cells filled is data whatever it says: an incomplete applicant is a fault, not a remark.
    Only where the first cell says nothing but "total", or every filled cell is a signature's, it is none.
    """
    first = next((cell for cell in row if not cell.is_blank), None)
    if first is None:
        return "blank"
    if _repeats_heading(row, heading):
        return "heading_again"
    # A million rows are none of these: a glance at the first text spares the rest.
    if first.text[:1] in _TOTAL_BEGINS and _PLAIN_TOTAL.fullmatch(_bare(first)):
        return "total"
    if _MAY_BE_SIGNED.search(first.text) and all(_SIGNED.fullmatch(_bare(cell)) for cell in row if not cell.is_blank):
        return "signature"
    filled = sum([_is_filled(row, position) for position in required])
    if 2 * filled >= len(required) and not filled <= 1 < len(required):
        return None
    texts = [_bare(cell) for cell in row if not cell.is_blank]
    for pattern, reason in ((_TOTAL, "total"), (_COUNT, "total"), (_SIGNED, "signature"), (_NOTE, "note")):
        if any(pattern.fullmatch(text) for text in texts):
            return reason
    if not any(_is_filled(row, position) for position in heading.columns.values()):
        return "no_values"
    return None


def _bare(cell: Cell) -> str:
    return "".join(narrow(cell.text).split())


def _is_filled(row: tuple[Cell, ...], position: int) -> bool:
    return position < len(row) and not row[position].is_blank


def _repeats_heading(row: tuple[Cell, ...], heading: Heading) -> bool:
    for position in heading.columns.values():
        if position >= len(row) or row[position].text != heading.labels.get(position, ""):
            return False
    return True
