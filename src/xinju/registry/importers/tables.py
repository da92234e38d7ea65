"""Which columns a department's file of a record type has: who, when, and what the pack declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from xinju.documents.spreadsheets.table import Column, Kind, Masking, Table
from xinju.packs.records import OWN_COLUMNS, DeclaredRecord

PERSON, STAY = "person", "stay"
EARLIEST = date(1900, 1, 1)
SAYS_NONE = Column("says_none", ("查无记录", "无记录", "no record"), Kind.FLAG, required=False, note="没有记录的填“是”")
_KINDS = {"number": Kind.NUMBER, "level": Kind.CHOICE, "flag": Kind.FLAG, "date": Kind.DAY, "division": Kind.CODE}

_WHO = (
    Column("name", ("姓名", "参保人姓名", "人员姓名", "承租人", "学生姓名", "name"), masking=Masking.HIDDEN, longest=100),
    Column("number", ("公民身份号码", "身份证号", "身份证号码", "证件号码", "证件号", "number"), Kind.CODE, required=False,
           masking=Masking.TAIL, longest=30, note="按文本录入"),
)  # fmt: skip
_PARTICULARS = (
    Column(
        "birth_date", ("出生日期", "出生年月日"), Kind.DAY, required=False, masking=Masking.HIDDEN, earliest=EARLIEST
    ),
    Column("sex", ("性别",), Kind.CHOICE, required=False, choices=("男", "女")),
    Column(
        "phone", ("联系电话", "手机号码", "手机号", "电话"), Kind.CODE, required=False, masking=Masking.TAIL, longest=30
    ),
    Column("ethnic_group", ("民族",), required=False, longest=30),
    Column("hukou", ("户籍地区划", "户籍区划代码", "户籍地代码"), Kind.CODE, required=False, longest=15),
    Column("hukou_address", ("户籍地址", "户籍所在地"), required=False, masking=Masking.HIDDEN),
    Column("guardian_number", ("监护人身份证号", "监护人证件号码"), Kind.CODE, required=False, masking=Masking.TAIL),
    Column("died_on", ("死亡日期",), Kind.DAY, required=False, masking=Masking.HIDDEN, earliest=EARLIEST),
)
_ADDRESS = Column("address", ("居住地址", "现住址", "现居住地址"), required=False, masking=Masking.HIDDEN)
_DAYS = {
    "start": Column("start", ("开始日期", "起始日期", "起", "from"), Kind.DAY, earliest=EARLIEST),
    "end": Column("end", ("结束日期", "终止日期", "止", "to"), Kind.DAY, required=False, earliest=EARLIEST),
    "month": Column("month", ("月份", "费款所属期", "缴费月份", "month"), Kind.MONTH, earliest=EARLIEST),
    "date": Column("date", ("日期", "发生日期", "date"), Kind.DAY, earliest=EARLIEST),
}
_SPAN = {
    "start": Column("start", ("起始月份", "开始月份", "缴费起", "from"), Kind.MONTH, earliest=EARLIEST),
    "end": Column("end", ("终止月份", "结束月份", "缴费止", "to"), Kind.MONTH, earliest=EARLIEST),
}


def tables_of(
    declared: DeclaredRecord, remembered: Mapping[str, str] | None = None, *, is_answer: bool = False
) -> tuple[Table, ...]:
    """The forms in which this type's files come: months one by one, or as from–to; every other type in one form.

    `remembered` are headings that this source is known to use, by column key. In the answer to a query list everything but
    the person may be blank, and a column says that nothing is held.
    """
    own = tuple(_DAYS[name] for name in OWN_COLUMNS[declared.type.shape])
    forms = (own, tuple(_SPAN.values())) if declared.type.shape == "month" else (own,)
    tables = tuple(_table(declared, form, remembered or {}) for form in forms)
    return tuple(_as_answer(table) for table in tables) if is_answer else tables


def _as_answer(table: Table) -> Table:
    columns = (column if column.key == "name" else replace(column, required=False) for column in table.columns)
    return replace(table, columns=(*columns, SAYS_NONE))


def _table(declared: DeclaredRecord, days: tuple[Column, ...], heard: Mapping[str, str]) -> Table:
    columns = [*_WHO, *(_PARTICULARS if declared.type.key == PERSON else ()), *days]
    columns += [_ADDRESS] if declared.type.key == STAY else []
    taken = {column.key for column in columns}
    columns += [_declared(declared, key) for key in declared.type.columns if key not in taken]
    return Table(
        title=declared.type.label,
        columns=tuple(_with_heading(column, heard.get(column.key)) for column in columns),
        every_sheet=True,
    )


def level_of(declared: DeclaredRecord, column: str, label: str) -> str:
    """The key of a level by its Chinese label; a key stands for itself."""
    keys = declared.type.columns[column].levels
    return next((key for key in keys if declared.levels.get(f"{column}.{key}") == label), label)


def _declared(declared: DeclaredRecord, key: str) -> Column:
    column = declared.type.columns[key]
    levels = tuple(declared.levels.get(f"{column.key}.{level}", level) for level in column.levels)
    masking = Masking.TAIL if column.key in declared.personal else Masking.OPEN
    return Column(
        column.key,
        (column.label, column.key),
        _KINDS.get(column.kind, Kind.TEXT),
        required=column.required,
        choices=levels if column.kind == "level" else (),
        masking=masking,
        least=int(column.low) if column.kind == "number" else None,
        most=int(column.high) if column.kind == "number" else None,
    )


def _with_heading(column: Column, heading: str | None) -> Column:
    if not heading or heading in column.labels:
        return column
    return replace(column, labels=(column.labels[0], heading, *column.labels[1:]))
