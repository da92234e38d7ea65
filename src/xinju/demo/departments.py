"""Departments' files as they really come: title rows, Chinese headings, a total and a signature; months told as from–to.

They are made from the tables of invented facts: the opaque key of each row becomes a name and an identity number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import openpyxl
import pyarrow as pa

from xinju.packs.records import OWN_COLUMNS, DeclaredRecord
from xinju.packs.registry_rules import RegistryRules
from xinju.values.period import add_months

MOST_XLSX_ROWS = 500
_HEADINGS = {"start": "开始日期", "end": "结束日期", "month": "月份", "date": "日期"}
_IN_TABLE = {"start": "from", "end": "to", "month": "month", "date": "date"}
_SEXES = {"male": "男", "female": "女"}


@dataclass(frozen=True)
class Known:
    """How a department names somebody."""

    name: str
    number: str


@dataclass(frozen=True)
class Made:
    """One file: from whom, about what, how far its rows are verified, and how many rows it has."""

    source: str
    record_type: str
    verification: str
    file_name: str
    content: bytes
    rows: int


def department_files(
    tables: Iterable[tuple[str, pa.Table]],
    people: Mapping[str, Known],
    types: Mapping[str, DeclaredRecord],
    rules: RegistryRules,
    day: date,
) -> Iterator[Made]:
    """For each record type a file, and one more for each standing of rows that are not verified. People without a name
    here (rows that were made dirty on purpose) keep what stands in the key's place as their number."""
    for key, table in tables:
        rows = table.to_pylist()
        for standing in ("verified", "pending", "disputed"):
            some = [row for row in rows if row["status"] == standing]
            if some or standing == "verified":  # an empty list says "nobody"; no list would say "not known"
                yield _file(types[key], some, standing, people, rules, day)


def _file(
    declared: DeclaredRecord, rows: Sequence[Mapping[str, str]], standing: str, people: Mapping[str, Known],
    rules: RegistryRules, day: date,
) -> Made:  # fmt: skip
    key = declared.type.key
    source = rules.source_of_record(key)
    own = [(_HEADINGS[name], _IN_TABLE[name]) for name in OWN_COLUMNS[declared.type.shape]]
    if declared.type.shape == "month":
        rows, own = _runs(rows), [("起始月份", "from"), ("终止月份", "to")]
    columns = [(column.label, name) for name, column in declared.type.columns.items()]
    heading = ["姓名", "身份证号", *(label for label, _ in (*own, *columns))]
    lines = [_line(declared, row, [name for _, name in (*own, *columns)], people) for row in rows]
    office = rules.sources[source].name
    if len(lines) > MOST_XLSX_ROWS:
        return Made(source, key, standing, f"{declared.type.label}.csv", _csv(heading, lines), len(lines))
    title = f"{office}{declared.type.label}名单"
    return Made(source, key, standing, f"{declared.type.label}.xlsx", _xlsx(title, heading, lines, day), len(lines))


def _line(
    declared: DeclaredRecord, row: Mapping[str, str], names: Sequence[str], people: Mapping[str, Known]
) -> list[str]:
    who = people.get(row["subject"], Known("无名氏", row["subject"]))
    return [who.name, who.number, *(_said(declared, name, row.get(name, "")) for name in names)]


def _said(declared: DeclaredRecord, name: str, value: str) -> str:
    """A value in the office's words: levels by their label, flags as 是 and 否, months with a point."""
    column = declared.type.columns.get(name)
    if column is None or not value:
        return value
    if column.kind == "flag":
        return {"true": "是", "false": "否"}.get(value, value)
    if column.kind != "level":
        return value
    if name == "sex":
        return _SEXES.get(value, value)
    return declared.levels.get(f"{name}.{value}", value)


def _runs(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Consecutive months that say the same, as one row from–to."""
    apart = ("month", "recorded_at", "source", "status")
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in sorted(rows, key=lambda one: (one["subject"], one["month"])):
        same = tuple(value for name, value in row.items() if name not in apart)
        runs = found.setdefault(same, [])
        if runs and _next(runs[-1]["to"]) == row["month"]:
            runs[-1]["to"] = row["month"]
        elif not runs or runs[-1]["to"] != row["month"]:
            runs.append({**row, "from": row["month"], "to": row["month"]})
    return [run for runs in found.values() for run in runs]


def _next(month: str) -> str:
    return add_months(date.fromisoformat(f"{month}-01"), 1).isoformat()[:7]


def _csv(heading: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    """As their old program writes it: GB 18030, with a character now and then that has no other encoding."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows(lines)
    return out.getvalue().encode("gb18030")


def _xlsx(title: str, heading: Sequence[str], lines: Sequence[Sequence[str]], day: date) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("名单")
    page.append([title])
    page.append([f"报送日期：{day.year}年{day.month}月{day.day}日"])
    page.append(list(heading))
    for line in lines:
        page.append(list(line))
    page.append(["合计", "", *("" for _ in heading[3:]), str(len(lines))])
    page.append(["制表：经办人", "", "审核：负责人"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
