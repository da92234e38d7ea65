"""Lists of applicants: good rows become applicants, bad ones come back with every fault and the line where it stands.

A child is known here only by its application number; its birth date and community are never quoted in a message.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from xinju.engines.placement.model import Applicant, Catchment, Mechanism, Number, Status, Ties, Twins
from xinju.engines.placement.place import shared_by_birth
from xinju.packs.problems import Language, Problem, listed, nearest, sentence
from xinju.packs.reading import day, exact
from xinju.packs.round_tables import Row, Table, as_text_cell, read_table
from xinju.packs.rounds import RoundFile

MOST_WISHES = 60
ALIASES: Mapping[str, str] = {
    "申请编号": "application",
    "状态": "status",
    "类别": "band",
    "社区": "community",
    "出生日期": "birth_date",
    "多胞胎": "twins",
    "长子女就读学校": "sibling_at",
    **{f"志愿{n}": f"wish{n}" for n in range(1, MOST_WISHES + 1)},
    **{f"第二轮志愿{n}": f"second{n}" for n in range(1, MOST_WISHES + 1)},
}
STATUSES: Mapping[str, Status] = {
    "": Status.APPLYING,
    "申请": Status.APPLYING,
    "民办": Status.PRIVATE,
    "退出": Status.WITHDRAWN,
    "未报到": Status.NOT_REPORTED,
    **{str(status): status for status in Status},
}
Keys = tuple[Number | None, ...]


@dataclass(frozen=True)
class Reject:
    """A row that is not placed, as it was sent, with its faults."""

    row: Row
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Intake:
    """What a list gave: applicants, rejected rows, and notices that stop nobody (no wish, one rank key)."""

    table: Table
    applicants: tuple[Applicant, ...]
    rejects: tuple[Reject, ...]
    notices: tuple[Problem, ...]


def load_applicants(path: Path, around: RoundFile, keys: Mapping[str, Keys] | None = None) -> Intake:
    """The applicants of a CSV file. Unreadable only if the file as a whole is."""
    return read_applicants(read_table(path, ("application",), ALIASES), around, keys)


def read_applicants(table: Table, around: RoundFile, keys: Mapping[str, Keys] | None = None) -> Intake:
    """Applicants of a table; `keys` by application from the score sheet, or columns key1, key2 … where it is None."""
    read = _Rows(table, around, keys)
    good: dict[Row, Applicant] = {}
    faults: dict[Row, list[Problem]] = defaultdict(list)
    for row in table.rows:
        applicant, problems = read.applicant(row)
        faults[row] += problems
        if applicant is not None and not problems:
            good[row] = applicant
    for row, problem in (*_repeated(table), *_split_births(table, around, good)):
        faults[row].append(problem)
    accepted = {row: applicant for row, applicant in good.items() if not faults[row]}
    return Intake(
        table,
        tuple(accepted.values()),
        tuple(Reject(row, tuple(problems)) for row, problems in faults.items() if problems),
        (*_without_wishes(table, accepted), *_tied(table, around, accepted)),
    )


def rejects_csv(intake: Intake, language: Language) -> bytes:
    """The rejected rows as they were sent, with line and reasons, every cell safe to open in a spreadsheet."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["line", "reasons", *(intake.table.label(column) for column in intake.table.columns)])
    for reject in intake.rejects:
        reasons = " / ".join(f"{problem.path}: {sentence(problem, language)}" for problem in reject.problems)
        cells = [as_text_cell(reject.row.cell(column)) for column in intake.table.columns]
        writer.writerow([str(reject.row.line), as_text_cell(reasons), *cells])
    return text.getvalue().encode("utf-8-sig")  # without the mark, spreadsheets read Chinese as another encoding


class _Rows:
    """Rows of one table to applicants, with what the round says beside them."""

    def __init__(self, table: Table, around: RoundFile, keys: Mapping[str, Keys] | None) -> None:
        self.table, self.around, self.keys, self.round = table, around, keys, around.round
        self.schools = {school.code for school in self.round.schools}
        self.wish_columns = _numbered(table.columns, "wish")
        self.second_columns = _numbered(table.columns, "second")
        self.communities = self._communities()

    def _communities(self) -> set[str] | None:
        """Communities that some stage can place, or None where no stage asks for one."""
        asks = [stage for stage in self.round.stages if stage.catchment is not Catchment.NONE]
        guaranteed = any(stage.mechanism is Mechanism.NEAREST for stage in self.round.stages)
        if not asks and not guaranteed:
            return None
        served = {community for school in self.round.schools for community in school.communities}
        return served | set(self.round.distances)

    def applicant(self, row: Row) -> tuple[Applicant | None, list[Problem]]:
        problems: list[Problem] = []
        if row.surplus:
            problems.append(self.table.problem(row, "", "cells_without_heading"))
        status = self._status(row, problems)
        keys = self._keys(row, problems)
        band, bands_at = self._bands(row, problems)
        applicant = Applicant(
            application=row.cell("application"),
            keys=keys,
            wishes=self._wishes(row, self.wish_columns, problems),
            second_wishes=self._wishes(row, self.second_columns, problems),
            band=band,
            bands_at=bands_at,
            community=row.cell("community") or None,
            birth_date=day(row.cell("birth_date")),
            twins=row.cell("twins") or None,
            sibling_at=row.cell("sibling_at") or None,
            status=status,
        )
        problems += self._whole(row, applicant) if status is Status.APPLYING else []
        return applicant, problems

    def _whole(self, row: Row, applicant: Applicant) -> Iterator[Problem]:
        note = self.table.problem
        if not applicant.application:
            yield note(row, "application", "empty_cell")
        if not applicant.wishes and not any(s.mechanism is Mechanism.NEAREST for s in self.round.stages):
            yield note(row, "wish1", "no_wishes")
        if row.cell("birth_date") and applicant.birth_date is None:
            yield note(row, "birth_date", "bad_day_masked")
        elif self.round.windows and applicant.birth_date is None:
            yield note(row, "birth_date", "empty_cell")
        if self.communities is not None and not {applicant.community, applicant.application} & self.communities:
            yield note(row, "community", "no_catchment")
        if applicant.sibling_at and applicant.sibling_at not in self.schools:
            yield note(row, "sibling_at", "unknown_school", value=applicant.sibling_at)
        if applicant.twins and self.around.refuses_multiple_birth:
            yield note(row, "twins", "multiple_birth_refused")

    def _status(self, row: Row, problems: list[Problem]) -> Status:
        value = row.cell("status")
        if value not in STATUSES:
            expected = listed(name for name in STATUSES if name)
            problems.append(self.table.problem(row, "status", "unknown_value", value=value, expected=expected))
        return STATUSES.get(value, Status.APPLYING)

    def _keys(self, row: Row, problems: list[Problem]) -> Keys:
        """The keys of the row; (0,) stands in while a fault is being reported."""
        width = len(self.round.key_names)
        if self.keys is not None:
            keys = self.keys.get(row.cell("application"))
        else:
            cells = [row.cell(f"key{n + 1}") for n in range(width)]
            bad = [n for n, cell in enumerate(cells) if cell != "?" and exact(cell) is None]
            if bad and row.cell("status") in ("", "applying", "申请"):
                column, value = f"key{bad[0] + 1}", cells[bad[0]]
                problems.append(self.table.problem(row, column, "not_a_number", value=value))
            keys = (0,) * width if bad else tuple(None if cell == "?" else exact(cell) for cell in cells)
        if keys is None and row.cell("status") in ("", "applying", "申请"):
            problems.append(self.table.problem(row, "application", "no_score", value=row.cell("application")))
        elif keys is not None and (len(keys) != width or keys[0] is None):
            problems.append(self.table.problem(row, "key1", "no_total", value=row.cell("application")))
        return keys if keys is not None and keys[0] is not None else (0,) * width

    def _bands(self, row: Row, problems: list[Problem]) -> tuple[int, dict[str, int]]:
        """`2` for every school, `2;S01=1` with another band at a school; empty is the last band."""
        last = max(1, len(self.round.bands))
        own, *others = (part.strip() for part in (row.cell("band") or str(last)).split(";"))
        at = dict(part.partition("=")[::2] for part in others)
        names = {name: n for n, name in enumerate(self.round.bands, start=1)}
        numbers = {str(n): n for n in range(1, last + 1)} | names
        wrong = [text for text in (own, *at.values()) if text not in numbers]
        if wrong:
            expected = listed([f"1–{last}", *self.round.bands])
            problems.append(self.table.problem(row, "band", "unknown_value", value=wrong[0], expected=expected))
            return 1, {}
        strange = [code for code in at if code not in self.schools]
        if strange:
            problems.append(self.table.problem(row, "band", "unknown_school", value=strange[0]))
        return numbers[own], {code: numbers[text] for code, text in at.items()}

    def _wishes(self, row: Row, columns: Sequence[str], problems: list[Problem]) -> tuple[str, ...]:
        wishes: dict[str, str] = {}
        for column in columns:
            code = row.cell(column)
            if code and code not in self.schools:
                near = nearest(code, self.schools)
                problems.append(self.table.problem(row, column, "unknown_school", value=code, nearest=near))
            elif code in wishes:
                problems.append(self.table.problem(row, column, "wish_repeated", value=code, first=wishes[code]))
            elif code:
                wishes[code] = column
        return tuple(wishes)


def _numbered(columns: Iterable[str], stem: str) -> list[str]:
    """wish1, wish2 … as far as the table has them, in the order of their numbers."""
    numbered = [name for name in columns if name.startswith(stem) and name[len(stem) :].isdigit()]
    return sorted(numbered, key=lambda name: int(name[len(stem) :]))


def _repeated(table: Table) -> Iterator[tuple[Row, Problem]]:
    """Every row of a repeated number is refused: which one the family meant cannot be known here."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        rows[row.cell("application")].append(row)
    rows.pop("", None)
    for application, same in rows.items():
        lines = ", ".join(str(row.line) for row in same)
        for row in same if len(same) > 1 else []:
            yield row, table.problem(row, "application", "application_twice", value=application, lines=lines)


def _split_births(table: Table, around: RoundFile, good: Mapping[Row, Applicant]) -> Iterator[tuple[Row, Problem]]:
    if around.round.twins is not Twins.TOGETHER:
        return
    births: dict[str, list[tuple[Row, Applicant]]] = defaultdict(list)
    for row, applicant in good.items():
        if applicant.twins and applicant.status is Status.APPLYING:
            births[applicant.twins].append((row, applicant))
    for group in births.values():
        if len({shared_by_birth(replace(applicant, status=Status.APPLYING)) for _, applicant in group}) > 1:
            lines = ", ".join(str(row.line) for row, _ in group)
            for row, _ in group:
                yield row, table.problem(row, "twins", "birth_not_shared", lines=lines)


def _without_wishes(table: Table, good: Mapping[Row, Applicant]) -> Iterator[Problem]:
    """Applicants whom only the guaranteed stage can place."""
    for row, applicant in good.items():
        if applicant.status is Status.APPLYING and not applicant.wishes:
            yield table.problem(row, "wish1", "guaranteed_only")


def _tied(table: Table, around: RoundFile, good: Mapping[Row, Applicant]) -> Iterator[Problem]:
    """Children with one whole key, where neither a seed nor "all admitted" tells them apart yet."""
    if around.round.seed is not None or all(stage.ties is Ties.ALL_ADMITTED for stage in around.round.stages):
        return
    same: dict[tuple, list[Row]] = defaultdict(list)
    for row, applicant in good.items():
        if applicant.status is Status.APPLYING and not applicant.twins:
            same[applicant.band, applicant.keys].append(row)
    for rows in same.values():
        if len(rows) > 1:
            lines = listed(str(row.line) for row in rows)
            yield table.problem(rows[0], "key1", "same_keys", lines=lines)
