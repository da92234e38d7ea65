"""The demo's query lists: one waits at the police's clerk, one came back from the housing office with holes in it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from xinju.accounts.access import Officer
from xinju.demo.neighbours import COMMUNITY, number, tenants
from xinju.registry.actions.query_lists import came_back, make_list
from xinju.registry.bridge.rules import record_types
from xinju.registry.bridge.told import Told
from xinju.registry.importers import query_sheet
from xinju.registry.queries import query_lists as lists
from xinju.registry.queries.people import keys_by_number
from xinju.registry.queries.query_lists import QueryList
from xinju.registry.tasks import land, look_through, store
from xinju.values.legal_days import SHANGHAI

PURPOSE = "region"  # who lives in this area
ASKED_OF_HOUSING = 5
LEASE = {"开始日期": "2025-07-01", "坐落": COMMUNITY, "租赁类别": "合法租赁"}
NO_RECORD = {"查无记录": "是"}


@dataclass(frozen=True)
class Lists:
    """The list that waits for its answer, and the one that came back."""

    waiting: QueryList
    came_back: QueryList


def ask_departments(*, day: date, by: Officer) -> Lists:
    """Put both lists, by the registrar, as of `day`. They are about the landlord's tenants, who have applied for nothing."""
    waiting = _asked(
        "police", "residence_permit", tenants(), sent=day - timedelta(days=4), due=day + timedelta(days=3), by=by
    )
    back = _asked(
        "housing",
        "lease",
        tenants()[:ASKED_OF_HOUSING],
        sent=day - timedelta(days=18),
        due=day - timedelta(days=4),
        by=by,
    )
    _came_back(back, on=day - timedelta(days=1), by=by)
    return Lists(waiting, back)


def _asked(source: str, record_type: str, people: Iterable[Told], *, sent: date, due: date, by: Officer) -> QueryList:
    keys = keys_by_number([told.number for told in people], asker=by)
    return make_list(
        source=source, record_type=record_type, people=keys.values(), legal_basis=_basis(record_type), purpose=PURPOSE,
        due_on=due, by=by, at=_at(sent, 9), division=COMMUNITY,
    )  # fmt: skip


def _basis(record_type: str) -> str:
    return record_types()[record_type].legal_basis or "政务数据共享条例"


def _came_back(found: QueryList, *, on: date, by: Officer) -> None:
    """The office's answer is taken in, looked through and landed: what has holes in it waits for the registrar."""
    delivery = store(
        source=found.source, record_type=found.record_type, chunks=[_answer(found, on, by)],
        file_name=f"比对清单{found.number}（回复）.xlsx", legal_basis=found.legal_basis, by=by, at=_at(on, 10),
        number=found.number, query_list=found,
    )  # fmt: skip
    case = lists.case_of(found, asker=by)
    assert case is not None  # a list is made with its case
    came_back(query_list=found, case=case, delivery=delivery, by=by, on=on)
    look_through(delivery=delivery, by=by)
    land(delivery=delivery, by=by, at=_at(on, 11))


def _answer(found: QueryList, on: date, by: Officer) -> bytes:
    """The list as the office fills it in: two leases, one without a record, one line left blank, one answered both ways, and
    somebody whom nobody asked about."""
    content = io.BytesIO()
    headings = lists.headings_of(found.source, found.record_type)
    query_sheet.write(content, found, lists.lines(found, asker=by), record_types()[found.record_type], headings, on)
    book = openpyxl.load_workbook(content)
    page = book.worksheets[0]
    columns = {cell.value: cell.column for cell in page[2]}
    first, none, _blank, both, last = range(3, 3 + ASKED_OF_HOUSING)
    for row, said in ((first, LEASE), (none, NO_RECORD), (both, LEASE), (last, LEASE)):
        _fill(page, columns, row, said)
    who = {heading: page.cell(both, columns[heading]).value for heading in ("姓名", "身份证号")}
    _fill(page, columns, last + 1, {**who, **NO_RECORD})
    _fill(page, columns, last + 2, {"姓名": "钱多多", "身份证号": number("990421", date(1991, 2, 3), 905), **LEASE})
    filled = io.BytesIO()
    book.save(filled)
    return filled.getvalue()


def _fill(page: Worksheet, columns: dict[str, int], row: int, said: dict[str, str]) -> None:
    for heading, value in said.items():
        page.cell(row, columns[heading]).value = value


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)
