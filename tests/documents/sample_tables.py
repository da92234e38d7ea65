"""An invented applicants' table and files made of it."""

import io
from datetime import date

import openpyxl

from xinju.documents.spreadsheets.table import Column, Kind, Masking, Table
from xinju.values.citizen_id import check_character

APPLICANTS = Table(
    title="积分入学申请名单",
    columns=(
        Column("application", ("申请编号", "编号"), Kind.CODE),
        Column("child", ("儿童姓名", "姓名"), Kind.TEXT, masking=Masking.HIDDEN, longest=50),
        Column("child_id", ("儿童公民身份号码", "儿童身份证号"), Kind.CITIZEN_ID, masking=Masking.HIDDEN),
        Column("born", ("出生日期",), Kind.DAY, latest=date(2026, 6, 30), masking=Masking.HIDDEN),
        Column("guardian_id", ("监护人公民身份号码", "监护人身份证号"), Kind.CITIZEN_ID, masking=Masking.TAIL),
        Column("insured", ("社会保险月数",), Kind.WHOLE, least=0, most=600),
        Column("sex", ("性别",), Kind.CHOICE, choices=("男", "女"), required=False),
        Column("wish_1", ("第一志愿", "志愿1"), Kind.TEXT),
        Column("wish_2", ("第二志愿", "志愿2"), Kind.TEXT, required=False),
    ),
    unique=("application", "child_id"),
)

LABELS = [column.labels[0] for column in APPLICANTS.columns]


def citizen_id(serial: int, born: str = "20200315") -> str:
    """An invented number of an area that no place bears."""
    start = f"999001{born}{serial:03d}"
    return start + check_character(start)


def applicant(serial: int) -> list:
    return [
        f"HR2026-{serial:04d}",
        f"孩子{serial}",
        citizen_id(serial),
        "2020-03-15",
        citizen_id(serial, "19900101"),
        str(36 + serial % 50),
        "女",
        "禾润区第一小学",
        "",
    ]


def xlsx(rows: list[list], sheet: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def csv(rows: list[list], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(str(value) for value in row) for row in rows).encode(encoding)
