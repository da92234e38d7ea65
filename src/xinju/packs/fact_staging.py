"""A file of facts as it lies in the connection before it is checked: which column stands under which heading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from xinju.packs.fact_checks import literal
from xinju.packs.fact_files import LINE, CsvFile, FactFile
from xinju.packs.facts import RejectedRow
from xinju.packs.problems import Problem, Unreadable

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "subject": ("subject", "person", "application", "人员编号", "申请编号"),
    "application": ("application", "申请编号"),
    "person": ("person", "人员编号"),
    "role": ("role", "角色"),
    "choice": ("choice", "选择项"),
    "value": ("value", "选择"),
    "record": ("record", "记录类型"),
    "start": ("from", "start", "开始日期"),
    "end": ("to", "end", "结束日期"),
    "month": ("month", "月份"),
    "date": ("date", "日期"),
    "recorded_at": ("recorded_at", "登记日期"),
    "status": ("status", "核实状态"),
    "source": ("source", "来源"),
}


@dataclass
class Staged:
    """A file that lies in the connection under `view`, unchecked, with the type of each column of its heading."""

    file: FactFile
    view: str
    types: dict[str, str]
    bad: list[RejectedRow] = field(default_factory=list)
    is_empty: bool = False

    def heading(self, key: str, label: str = "") -> str | None:
        """The file's own heading of a column."""
        return next((name for name in (*HEADINGS.get(key, (key,)), label) if name and name in self.types), None)

    def problem(self, line: int, path: str, code: str, **values: str) -> Problem:
        return Problem(self.file.shown, line, path, "", code, tuple(sorted(values.items())))


def stage(connection: duckdb.DuckDBPyConnection, file: FactFile) -> Staged:
    """Puts a file in the connection as it is. Unreadable if it is no table."""
    view = f"staged_{file.name}"
    bad: list[RejectedRow] = []
    if file.is_parquet:
        rows = f"read_parquet({literal(str(file.path))}, file_row_number = true)"
        try:
            names = {name for name, *_ in connection.execute(f"describe select * from {rows}").fetchall()}
            left_out = ", ".join(sorted({"file_row_number", LINE} & names))
            connection.execute(
                f'create or replace view "{view}" as select * exclude ({left_out}), file_row_number + 1 as {LINE} from {rows}'
            )
        except duckdb.Error as error:
            why = str(error).splitlines()[0][:120]
            raise Unreadable([Problem(file.shown, 0, code="not_parquet", values=(("why", why),))]) from None
    else:
        reader = CsvFile(file)
        connection.register(view, reader.table())
        bad = [RejectedRow(one.line, (one.text,), (one.problem,)) for one in reader.bad]
    described = connection.execute(f'describe "{view}"').fetchall()
    types = {name: kind for name, kind, *_ in described if name != LINE}
    is_empty = not bad and not connection.execute(f'select 1 from "{view}" limit 1').fetchall()
    return Staged(file, f'"{view}"', types, bad, is_empty)


def masked(value: str, is_personal: bool) -> str:
    """A value as a message may show it: nothing of a personal one or of a long number, which may be a child's."""
    text = value.strip()
    long_number = sum(character.isdigit() for character in text) >= 11
    return "******" if text and (is_personal or long_number) else text[:60]
