"""Loads a folder of facts into the caller's DuckDB connection: one pass of checks, sound rows in, unsound ones out with reasons.

Tables: applications(application), members(application, role, person), choices(application, choice, value),
not_known(subject, record) and r_KEY for each delivered record type: subject, the shape's days as DATE, recorded_at, status,
source, and the declared columns (number × scale, rank, 0 or 1 as BIGINT; day as DATE; text and division as VARCHAR). Every table
also has the `line` of its file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from xinju.engines.scoring.language.sources import RecordType
from xinju.packs.fact_checks import (
    Cell,
    Check,
    bad_day,
    cell,
    day_value,
    literal,
    month_value,
    person_key,
    quoted,
    raw_text,
    status,
)
from xinju.packs.fact_files import LINE, FactFile, fact_files
from xinju.packs.fact_staging import HEADINGS, Staged, masked, stage
from xinju.packs.facts import Facts, RejectedRow, RejectedRows
from xinju.packs.problems import Problem, Unreadable, listed, nearest
from xinju.packs.records import DeclaredRecord
from xinju.packs.sheet_parts.context import MEMBERS

_BITS = 60
_TABLES = ("applications", "members", "choices", "not_known")


def load_facts(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    records: Mapping[str, RecordType],
    *,
    today: date,
    roles: Iterable[str] = MEMBERS,
    declared: Mapping[str, DeclaredRecord] | None = None,
) -> Facts:
    """The folder's facts for these record types. Unreadable where a whole file cannot be used; unsound rows are rejected.

    today     the day of the run: nothing may be recorded after it
    roles     members' roles that the sheet knows
    declared  the pack's declarations: personal columns are masked, labels of levels are understood
    """
    return _Loading(connection, fact_files(folder), records, today, sorted(roles), declared or {}).run(Path(folder))


@dataclass
class _Loading:
    connection: duckdb.DuckDBPyConnection
    files: dict[str, FactFile]
    records: Mapping[str, RecordType]
    today: date
    roles: list[str]
    declared: Mapping[str, DeclaredRecord]
    counted: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, RejectedRows] = field(default_factory=dict)
    notices: list[Problem] = field(default_factory=list)
    registered: list[str] = field(default_factory=list)

    def run(self, folder: Path) -> Facts:
        if "members" not in self.files:
            raise Unreadable([Problem(str(folder), 0, code="no_members")])
        self._people()
        problems: list[Problem] = []
        for name, file in self.files.items():
            if name in self.records:
                try:
                    self._record(self.records[name], self._stage(file))
                except Unreadable as error:
                    problems.extend(error.problems)
            elif name not in _TABLES and name not in self.declared:
                values = {"value": name, "expected": listed(self.records, 40), "nearest": nearest(name, self.records)}
                self.notices.append(
                    Problem(file.shown, 0, code="not_a_record_file", values=tuple(sorted(values.items())))
                )
        if problems:
            raise Unreadable(problems)
        delivered = frozenset(self.files) & frozenset(self.records)
        for view in self.registered:
            self.connection.unregister(view)
        return Facts(self.connection, self.records, delivered, self.counted, self.rejected, tuple(self.notices))

    def _people(self) -> None:
        """Applications, members, choices and what departments could not answer."""
        members = self._stage(self.files["members"])
        self._need(members, ("application", "person", "role"))
        if "applications" in self.files:
            staged = self._stage(self.files["applications"])
            self._need(staged, ("application",))
            self._take("applications", staged, [self._key(staged, "application")], (), identity=("application",))
        else:
            heading = quoted(members.heading("application") or "")
            self._execute(
                f"create or replace table applications as select distinct cast({heading} as varchar) as application, 0 as line from {members.view} where {heading} is not null"
            )
        role = members.heading("role") or ""
        unknown_role = Check(
            role,
            "unknown_member_role",
            f"v_role not in ({', '.join(map(literal, self.roles))})",
            (("expected", listed(self.roles, 30)),),
        )
        cells = [self._key(members, "application"), self._key(members, "person"), self._text(members, "role")]
        checks = (unknown_role, self._known_application(members))
        self._take("members", members, cells, checks, identity=("application", "role", "person"))
        self._choices()
        self._not_known()

    def _choices(self) -> None:
        if "choices" not in self.files:
            self._execute(
                "create or replace table choices (application varchar, choice varchar, value varchar, line bigint)"
            )
            return
        staged = self._stage(self.files["choices"])
        self._need(staged, ("application", "choice", "value"))
        cells = [self._key(staged, "application"), self._text(staged, "choice"), self._text(staged, "value")]
        self._take("choices", staged, cells, (self._known_application(staged),), identity=("application", "choice"))

    def _not_known(self) -> None:
        if "not_known" not in self.files:
            self._execute("create or replace table not_known (subject varchar, record varchar, line bigint)")
            return
        staged = self._stage(self.files["not_known"])
        self._need(staged, ("subject", "record"))
        names = listed(self.records, 40)
        known = ", ".join(map(literal, {*self.records, *self.declared}))
        wrong = Check(
            staged.heading("record") or "", "unknown_record_type", f"v_record not in ({known})", (("expected", names),)
        )
        self._take(
            "not_known", staged, [self._key(staged, "subject"), self._text(staged, "record")], (wrong,), identity=()
        )

    def _record(self, record: RecordType, staged: Staged) -> None:
        cells = [self._key(staged, "subject")]
        checks: list[Check] = []
        self._days(record, staged, cells, checks)
        self._provenance(record, staged, cells, checks)
        declared = self.declared.get(record.key)
        missing = []
        for key, column in record.columns.items():
            heading = staged.heading(key, column.label)
            if heading is None:
                if column.required:
                    missing.append(key)
                cells.append(Cell(key, f"cast(null as {_sql_type(column.kind)})"))
                continue
            labels = _level_labels(declared, key)
            cells.append(cell(column, heading, staged.types[heading], labels))
        if missing:
            self._missing(staged, missing)
        table = "applications" if record.about == "application" else "members"
        known = f"v_subject not in (select {'application' if table == 'applications' else 'person'} from {table})"
        checks.append(Check(staged.heading("subject") or "", "unknown_subject", known))
        identity = ("subject", *record.identity)
        self._take(f"r_{record.key}", staged, cells, checks, identity, declared.personal if declared else frozenset())
        self._notice_unread(record, staged)

    def _days(self, record: RecordType, staged: Staged, cells: list[Cell], checks: list[Check]) -> None:
        """The shape's own days."""
        own = {"period": ("start", "end"), "month": ("month",), "event": ("date",), "state": ()}[record.shape]
        self._need(staged, ("subject", *own))
        for key in own:
            heading = staged.heading(key) or ""
            read = month_value if key == "month" else day_value
            value = read(heading, staged.types[heading])
            missing = () if key == "end" else (Check(heading, "empty_cell", f"{raw_text(heading)} is null"),)
            cells.append(
                Cell(key, value, (*missing, bad_day(heading, value, "bad_month" if key == "month" else "bad_day")))
            )
        if record.shape == "period":
            checks.append(Check(staged.heading("end") or "", "ends_before_start_row", "v_end < v_start"))
        elif own:
            today = (("today", self.today.isoformat()),)
            checks.append(
                Check(staged.heading(own[0]) or "", "future_fact", f"v_{own[0]} > date '{self.today}'", today)
            )

    def _provenance(self, record: RecordType, staged: Staged, cells: list[Cell], checks: list[Check]) -> None:
        """When it was recorded, whether it is verified, and where it comes from."""
        heading = staged.heading("recorded_at")
        if heading is None:
            cells.append(Cell("recorded_at", "date '1900-01-01'"))
        else:
            value = day_value(heading, staged.types[heading])
            empty = Check(heading, "empty_cell", f"{raw_text(heading)} is null")
            cells.append(Cell("recorded_at", value, (empty, bad_day(heading, value))))
            today = (("today", self.today.isoformat()),)
            checks.append(Check(heading, "recorded_in_future", f"v_recorded_at > date '{self.today}'", today))
            own = {"event": "date", "month": "month"}.get(record.shape)
            if own is not None:
                checks.append(Check(staged.heading(own) or "", "dated_after_recorded", f"v_{own} > v_recorded_at"))
        cells.append(status(staged.heading("status")))
        source = staged.heading("source")
        cells.append(Cell("source", raw_text(source) if source else "cast(null as varchar)"))

    def _take(
        self,
        table: str,
        staged: Staged,
        cells: list[Cell],
        checks: Iterable[Check],
        identity: tuple[str, ...],
        personal: frozenset[str] = frozenset(),
    ) -> None:
        """Makes the table of sound rows; the others go to `rejected`."""
        of_cells = [check for one in cells for check in one.checks]
        every = [*of_cells, *checks]
        flags = [f"coalesce({check.when}, false) as k{index}" for index, check in enumerate(of_cells)]
        values = [f"{one.value} as v_{one.name}" for one in cells]
        marks = [f"k{i}" for i in range(len(of_cells))] + [f"coalesce({check.when}, false)" for check in checks]
        masks = [
            " + ".join(
                f"case when {mark} then {1 << bit}::bigint else 0 end"
                for bit, mark in enumerate(marks[at : at + _BITS])
            )
            or "0"
            for at in range(0, max(len(marks), 1), _BITS)
        ]
        shown = ", ".join(f'v_{one.name} as "{one.name}"' for one in cells)
        faults = ", ".join(f"{mask} as faults_{index}" for index, mask in enumerate(masks))
        if staged.is_empty:  # as most tables of a single family are: there is nothing to check in it
            inner = f"select {', '.join([*values, LINE])} from {staged.view}"
            self._execute(f'create or replace table "{table}" as select {shown}, {LINE} from ({inner})')
            self.counted[staged.file.name] = 0
            return
        inner = f"select {', '.join([*values, *flags, LINE])} from {staged.view}"
        self._execute(f'create or replace table "{table}" as select {shown}, {LINE}, {faults} from ({inner})')
        names = [f"faults_{index}" for index in range(len(masks))]
        rows = [*staged.bad, *self._faulty(table, staged, every, names, personal)]
        rows += self._doubles(
            table, staged, identity, [one.name for one in cells if one.name not in ("source", "recorded_at")]
        )
        for name in names:
            self._execute(f'alter table "{table}" drop column {name}')
        name = staged.file.name
        self.counted[name] = self.connection.execute(f'select count(*) from "{table}"').fetchall()[0][0]
        if rows:
            self.rejected[name] = RejectedRows(name, tuple(staged.types), tuple(sorted(rows, key=lambda row: row.line)))

    def _faulty(
        self, table: str, staged: Staged, checks: list[Check], names: list[str], personal: frozenset[str]
    ) -> list[RejectedRow]:
        """Rows with a fault, out of the table."""
        wrong = " or ".join(f"{name} <> 0" for name in names)
        heads = list(staged.types)
        columns = ", ".join(f"cast(s.{quoted(head)} as varchar)" for head in heads)
        listed_masks = ", ".join(f"t.{name}" for name in names)
        found = self.connection.execute(
            f'select t.{LINE}, {listed_masks}, {columns} from "{table}" t join {staged.view} s using ({LINE}) where {wrong}'
        ).fetchall()
        if found:
            self._execute(f'delete from "{table}" where {wrong}')
        rows = []
        for line, *rest in found:
            masks, cells = (
                rest[: len(names)],
                dict(zip(heads, ("" if c is None else c for c in rest[len(names) :]), strict=True)),
            )
            hit = [check for index, check in enumerate(checks) if masks[index // _BITS] >> (index % _BITS) & 1]
            problems = tuple(_problem(staged, line, check, cells.get(check.column, ""), personal) for check in hit)
            rows.append(RejectedRow(line, tuple(cells.values()), problems))
        return rows

    def _doubles(self, table: str, staged: Staged, identity: tuple[str, ...], content: list[str]) -> list[RejectedRow]:
        """Rows with one identity: a plain repeat is rejected; where the contents differ, all of them are."""
        if not identity:
            return []
        keys = ", ".join(f'"{key}"' for key in identity)
        whole = ", ".join(f'"{key}"' for key in content)
        # One pass over whole numbers finds what may stand twice; only those few rows are compared in full.
        twice = f'select hash({keys}) from "{table}" group by hash({keys}) having count(*) > 1'
        groups = self.connection.execute(
            f'select list({LINE} order by {LINE}), count(distinct hash({whole})) from "{table}" '
            f"where hash({keys}) in ({twice}) group by {keys} having count(*) > 1"
        ).fetchall()
        reasons: dict[int, Problem] = {}
        for lines, kinds in groups:
            if kinds == 1:
                reasons |= {line: staged.problem(line, "", "same_row_twice", first=str(lines[0])) for line in lines[1:]}
            else:
                every = listed(map(str, lines))
                reasons |= {line: staged.problem(line, "", "same_record_differs", lines=every) for line in lines}
        return self._reject_lines(table, staged, reasons)

    def _reject_lines(self, table: str, staged: Staged, reasons: Mapping[int, Problem]) -> list[RejectedRow]:
        if not reasons:
            return []
        lines = list(reasons)
        columns = ", ".join(f"cast({quoted(head)} as varchar)" for head in staged.types)
        sent = self.connection.execute(
            f"select {LINE}, {columns} from {staged.view} where {LINE} in (select unnest(?))", [lines]
        )
        rows = [RejectedRow(line, tuple(c or "" for c in cells), (reasons[line],)) for line, *cells in sent.fetchall()]
        self.connection.execute(f'delete from "{table}" where {LINE} in (select unnest(?))', [lines])
        return rows

    def _stage(self, file: FactFile) -> Staged:
        if not file.is_parquet:
            self.registered.append(f"staged_{file.name}")
        return stage(self.connection, file)

    def _need(self, staged: Staged, keys: Iterable[str]) -> None:
        missing = [key for key in keys if staged.heading(key) is None]
        if missing:
            self._missing(staged, missing)

    def _missing(self, staged: Staged, keys: list[str]) -> None:
        names = [HEADINGS.get(key, (key,))[0] for key in keys]
        raise Unreadable(
            [staged.problem(1, "", "missing_columns", value=listed(names), expected=listed(staged.types, 40))]
        )

    def _notice_unread(self, record: RecordType, staged: Staged) -> None:
        own = {"period": ("start", "end"), "month": ("month",), "event": ("date",), "state": ()}[record.shape]
        read = {staged.heading(key) for key in ("subject", *own, "recorded_at", "status", "source")}
        read |= {staged.heading(key, column.label) for key, column in record.columns.items()}
        unread = [name for name in staged.types if name not in read]
        if unread:
            self.notices.append(staged.problem(1, "", "columns_unread", value=listed(unread, 40)))

    def _key(self, staged: Staged, key: str) -> Cell:
        heading = staged.heading(key) or ""
        found = person_key(heading, staged.types[heading], self._went_through_a_spreadsheet(staged, heading))
        return Cell(key, found.value, found.checks)

    def _went_through_a_spreadsheet(self, staged: Staged, heading: str) -> bool:
        """Whether most identity numbers of a column end in 000: then even those whose check character fits are ruined."""
        if staged.file.is_parquet:
            return False
        raw = raw_text(heading)
        ending = (
            f"select count(*), count(*) filter (where suffix({raw}, '000')) from {staged.view} where length({raw}) = 18"
        )
        [(every, ruined)] = self.connection.execute(ending).fetchall()
        return ruined >= 2 and ruined * 2 >= every

    def _text(self, staged: Staged, key: str) -> Cell:
        heading = staged.heading(key) or ""
        return Cell(key, raw_text(heading), (Check(heading, "empty_cell", f"{raw_text(heading)} is null"),))

    def _known_application(self, staged: Staged) -> Check:
        return Check(
            staged.heading("application") or "",
            "unknown_application",
            "v_application not in (select application from applications)",
        )

    def _execute(self, text: str) -> None:
        self.connection.execute(text)


def _sql_type(kind: str) -> str:
    return {"date": "date", "text": "varchar", "division": "varchar"}.get(kind, "bigint")


def _level_labels(declared: DeclaredRecord | None, key: str) -> dict[str, str]:
    """Level by label, Chinese as the pack words it."""
    if declared is None:
        return {}
    start = f"{key}."
    return {name[len(start) :]: label for name, label in declared.levels.items() if name.startswith(start)}


def _problem(staged: Staged, line: int, check: Check, value: str, personal: frozenset[str]) -> Problem:
    return staged.problem(
        line, check.column, check.code, **dict(check.expected), value=masked(value, check.column in personal)
    )
