"""An employer's list of who started and who stopped work, as a spreadsheet: good lines, and faults cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xinju.documents.faults import Fault
from xinju.documents.spreadsheets.reading import Reading, Row, read
from xinju.documents.spreadsheets.table import Column, Kind, Masking, Table
from xinju.documents.spreadsheets.template import template
from xinju.registry.actions.staffing import StaffLine
from xinju.registry.bridge.documents import document_of, phone_of
from xinju.registry.bridge.told import Told
from xinju.values.citizen_id import CitizenId, fault_of

HIRED, DISMISSED = "入职", "离职"
ACTS = {HIRED: "hired", DISMISSED: "dismissed"}
FARTHEST = timedelta(days=3660)
_NUMBER_FAULTS = {"shape": "citizen_id_shape", "date": "citizen_id_date", "check": "citizen_id_check"}


@dataclass(frozen=True)
class StaffList:
    """What a file held: lines to declare, and the reading with its faults, from which the marked copy is made."""

    lines: Sequence[StaffLine]
    reading: Reading


def staff_table(today: date) -> Table:
    """The columns; days lie within ten years back and are not in the future."""
    day = Column(
        "on", ("日期", "入职或离职日期", "入职日期", "离职日期"), Kind.DAY, earliest=today - FARTHEST, latest=today,
        example=today.isoformat(), note="入职填第一天上班的日期，离职填最后一天",
    )  # fmt: skip
    return Table(
        "用工人员申报",
        (
            Column("name", ("姓名",), longest=100, masking=Masking.HIDDEN, example="王芳"),
            Column("number", ("证件号码", "身份证号", "身份证号码", "公民身份号码"), Kind.CODE, masking=Masking.TAIL,
                   longest=30, note="身份证、港澳台居民居住证、回乡证、台胞证或护照的号码，按文本录入"),
            Column("act", ("事项",), Kind.CHOICE, choices=tuple(ACTS)),
            day,
            Column("phone", ("手机号", "联系电话", "电话"), Kind.CODE, required=False, masking=Masking.HIDDEN, longest=30),
        ),
        unique=(),
    )  # fmt: skip


def staff_template(today: date) -> bytes:
    """The empty form."""
    return template(staff_table(today), today)


def read_staff_list(content: bytes, file_name: str, *, today: date) -> StaffList:
    """Read a file; never raises for what is in it."""
    reading = read(content, file_name[:200], staff_table(today))
    lines, faults, seen = [], [], {}
    for row in reading.rows:
        found = _faults(reading, row)
        line = None if found else _line(row, today)
        if line is not None:
            slot = line.told.number, line.act, line.on
            if slot in seen:
                found.append(reading.fault(row, "number", "repeated", first_line=seen[slot]))
            else:
                seen[slot] = row.line
                lines.append(line)
        faults += found
    return StaffList(lines, reading.with_faults(tuple(faults)))


def _faults(reading: Reading, row: Row) -> list[Fault]:
    faults = []
    document = document_of(row.values["number"])
    if document.fault:
        values = {"length": len(document.number)} if document.fault == "shape" else {}
        faults.append(reading.fault(row, "number", _NUMBER_FAULTS[document.fault], **values))
    if phone_of(row.values["phone"] or "") is None:
        faults.append(reading.fault(row, "phone", "not_a_phone"))
    return faults


def _line(row: Row, today: date) -> StaffLine:
    document = document_of(row.values["number"])
    born = CitizenId(document.number).birth_date if fault_of(document.number) is None else None
    told = Told(
        row.values["name"], document.number, document.kind, born, phone=phone_of(row.values["phone"] or "") or ""
    )  # fmt: skip
    return StaffLine(told, ACTS[row.values["act"]], row.values["on"])
