"""The spreadsheet of a round's applicants: its columns, and what only the round's rules can find wrong in a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from xinju.benefits.bridge import rows, scores
from xinju.benefits.models import Round
from xinju.documents.faults import Fault
from xinju.documents.figures import Language, points_text
from xinju.documents.spreadsheets.marking import mark
from xinju.documents.spreadsheets.reading import Reading, Row, read
from xinju.documents.spreadsheets.table import Column, Kind, Masking, Table
from xinju.packs.rounds import RoundFile
from xinju.web.language import chosen

FEWEST_WISHES = 4
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)
_TOGETHER = "together"
_NEAREST = "nearest"  # a guaranteed stage needs no wish


@dataclass(frozen=True)
class Applicant:
    """One good row of the list."""

    number: str
    child_name: str
    birth_date: date
    community: str
    band: int
    twins: str
    sibling_at: str
    wishes: tuple[str, ...]
    keys: tuple[str, ...]


def table_of(around: RoundFile) -> Table:
    """The columns of this round's list, for the template and for reading."""
    round_ = around.round
    count = max((stage.wishes or FEWEST_WISHES for stage in round_.stages), default=FEWEST_WISHES)
    wishes = [
        Column(f"wish{n}", (f"志愿{n}", f"第{n}志愿", f"wish{n}"), Kind.TEXT, required=n == 1 and _needs_wish(around),
               note="填学校代码或学校名称", example=round_.schools[0].code)
        for n in range(1, count + 1)
    ]  # fmt: skip
    keys = [
        Column(f"key{n}", _key_labels(n, name), Kind.TEXT, required=False,
               note="区里有事实数据时可不填；填了就与计算结果核对", masking=Masking.OPEN)
        for n, name in enumerate(round_.key_names, start=1)
    ]  # fmt: skip
    bands = (
        [Column("band", ("类别", "band"), Kind.CHOICE, required=False, choices=round_.bands)] if round_.bands else []
    )
    return Table(
        title="申请名单",
        columns=(
            Column("number", ("申请编号", "application"), Kind.CODE, example="HR2026-00001"),
            Column("child_name", ("儿童姓名", "姓名", "name"), Kind.TEXT, masking=Masking.HIDDEN, longest=60),
            Column("birth_date", ("出生日期", "birth_date"), Kind.DAY, masking=Masking.HIDDEN, earliest=_EARLIEST,
                   latest=_LATEST, example="2019-10-01"),
            Column("community", ("社区", "居住社区", "community"), Kind.TEXT, required=_communities(around) is not None),
            *wishes,
            Column("twins", ("多胞胎组", "多胞胎", "twins"), Kind.TEXT, required=False, note="同一胎的儿童填同一个字样"),
            Column("sibling_at", ("哥哥姐姐所在学校", "长子女就读学校", "sibling_at"), Kind.TEXT, required=False),
            *bands,
            *keys,
        ),
        unique=("number",),
        sheets=("申请名单",),
    )  # fmt: skip


def read_list(round_: Round, content: bytes, file_name: str) -> tuple[Reading, list[Applicant]]:
    """Good rows as applicants, and the reading with every fault. Never raises for what is in the file."""
    around = rows.rules_of(round_)
    reading = read(content, file_name, table_of(around))
    checks = _Checks(around, rows.scores_of(round_))
    found = [
        reading.fault(row, key, code, **values) for row in reading.rows for key, code, values in checks.faults(row)
    ]
    reading = _refuse_repeated_children(reading.with_faults(tuple(found)))
    reading = _refuse_split_births(reading, checks)
    return reading, [checks.applicant(row) for row in reading.rows]


def fault_row(fault: Fault) -> dict[str, Any]:
    """A fault as a table keeps it: codes and values, no words; nothing personal is in it."""
    values = {key: _plain(value) for key, value in fault.values.items()}
    return {
        "file": fault.file,
        "code": fault.code,
        "sheet": fault.sheet,
        "line": fault.line,
        "column": fault.column,
        "cell": fault.cell,
        "value": fault.value,
        "values": values,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def _key_labels(position: int, name: str) -> tuple[str, ...]:
    return (name, f"key{position}", *(("积分", "总积分", "总分") if position == 1 else ()))


def _needs_wish(around: RoundFile) -> bool:
    return all(stage.mechanism != _NEAREST for stage in around.round.stages)


def _communities(around: RoundFile) -> set[str] | None:
    """Communities that some stage can place; None where no stage asks for one."""
    asks = any(stage.catchment != "none" for stage in around.round.stages)
    if not asks and _needs_wish(around):
        return None
    served = {community for school in around.round.schools for community in school.communities}
    return served | set(around.round.distances)


class _Checks:
    """What the rules of one round say about a row."""

    def __init__(self, around: RoundFile, found: scores.Scores | None) -> None:
        self._around, self._scores = around, found
        schools = around.round.schools
        self._codes = {school.code: school.code for school in schools} | {
            school.name: school.code for school in schools
        }
        self._names = tuple(school.code for school in schools)
        self._served = _communities(around)
        self._bands = {name: n for n, name in enumerate(around.round.bands, start=1)}

    def applicant(self, row: Row) -> Applicant:
        values = row.values
        return Applicant(
            number=values["number"],
            child_name=values["child_name"],
            birth_date=values["birth_date"],
            community=values["community"] or "",
            band=self._bands.get(values.get("band") or "", max(1, len(self._bands))),
            twins=values["twins"] or "",
            sibling_at=self._codes.get(values["sibling_at"] or "", ""),
            wishes=tuple(code for _, code in self._wishes(row) if code),
            keys=() if self._scores else tuple(_exact_text(values[key]) for key in self._keys),
        )

    @property
    def keeps_births_together(self) -> bool:
        return self._around.round.twins == _TOGETHER

    def shared(self, row: Row) -> tuple[object, ...]:
        """What children of one birth must have in common: the computed rank keys, or those of the list."""
        points = self._scores.points.get(row.values["number"]) if self._scores else None
        one = self.applicant(row)
        filed = (one.wishes, one.keys, one.band, one.birth_date, one.community, one.sibling_at)
        return (points.rank if points else (), *filed)

    def faults(self, row: Row) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        yield from self._wish_faults(row)
        values = row.values
        if values["sibling_at"] and values["sibling_at"] not in self._codes:
            yield "sibling_at", "unknown_school", {"schools": self._names}
        if self._served is not None and not {values["community"], values["number"]} & self._served:
            yield "community", "no_catchment", {}
        if values["twins"] and self._around.refuses_multiple_birth:
            yield "twins", "not_accepted", {"because": _twins_refused()}
        windows = self._around.round.windows
        if windows and not any(first <= values["birth_date"] <= last for first, last in windows):
            yield "birth_date", "not_accepted", {"because": _outside(windows)}
        yield from self._key_faults(row)

    @property
    def _keys(self) -> list[str]:
        return [f"key{n + 1}" for n in range(len(self._around.round.key_names))]

    def _wishes(self, row: Row) -> Iterator[tuple[str, str | None]]:
        for key, text in row.values.items():
            if key.startswith("wish") and text:
                yield key, self._codes.get(text)

    def _wish_faults(self, row: Row) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        seen: dict[str, str] = {}
        for key, code in self._wishes(row):
            if code is None:
                yield key, "unknown_school", {"schools": self._names}
            elif code in seen:
                yield key, "wish_repeated", {"wish": seen[code]}
            else:
                seen[code] = key.removeprefix("wish")

    def _key_faults(self, row: Row) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        if self._scores is None:
            for key in self._keys:
                text = row.values[key]
                if text is None:
                    yield key, "blank", {}
                elif _exact(text) is None and (text != "?" or key == "key1"):
                    yield key, "not_a_number", {}
            return
        points = self._scores.points.get(row.values["number"])
        given = row.values["key1"]
        if points is None:
            yield "number", "not_accepted", {"because": _no_facts()}
        elif given and points.rank and points.rank[0] is not None:
            ours = points.rank[0]
            if not ours.is_known or _exact(given) != ours.low:
                yield "key1", "not_accepted", {"because": _differs(given, ours.low, ours.high)}


def _exact(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _exact_text(text: str) -> str:
    return text if text == "?" else str(Fraction(text))


def _refuse_repeated_children(reading: Reading) -> Reading:
    """One child under two numbers: the second row is refused; names and days are not repeated in the message."""
    seen: dict[tuple[str, date, str], int] = {}
    found = []
    for row in reading.rows:
        child = (row.values["child_name"], row.values["birth_date"], row.values["community"] or "")
        first = seen.setdefault(child, row.line)
        if first != row.line:
            found.append(reading.fault(row, "child_name", "repeated", first_line=first))
    return reading.with_faults(tuple(found))


def _refuse_split_births(reading: Reading, checks: _Checks) -> Reading:
    """Children of one birth are placed together only on one key and wish list; every row of the birth is refused."""
    births: dict[str, list[Row]] = {}
    for row in reading.rows:
        if row.values["twins"] and checks.keeps_births_together:
            births.setdefault(row.values["twins"], []).append(row)
    split = [born for born in births.values() if len({checks.shared(row) for row in born}) > 1]
    found = [reading.fault(row, "twins", "not_accepted", because=_twins_differ()) for born in split for row in born]
    return reading.with_faults(tuple(found))


def _twins_refused() -> str:
    return chosen("本批次不办理多胞胎同校，请每个孩子分别申请", "this round places children of one birth separately")


def _twins_differ() -> str:
    return chosen(
        "多胞胎的志愿、积分、类别、社区和出生日期要完全相同，才能一起安排；不同的，请与家长商定后删去这一列，分别安排",
        "children of one birth are placed together only with one wish list, key, group, community and birth date; "
        "otherwise agree with the parents, empty this column, and they are placed each by its own",
    )


def _outside(windows: Sequence[tuple[date, date]]) -> str:
    said = "、".join(f"{first.isoformat()} – {last.isoformat()}" for first, last in windows)
    return chosen(f"应在 {said} 之间", f"expected between {said}")


def _no_facts() -> str:
    return chosen("事实数据中没有这个申请编号", "the facts hold no application of this number")


def _differs(given: str, low: Fraction, high: Fraction) -> str:
    ours = points_text(low) if low == high else f"{points_text(low)}–{points_text(high)}"
    return chosen(f"表中积分是 {given}，按事实计算是 {ours}", f"the list says {given} points, the facts give {ours}")


def table_of_round(round_: Round) -> Table:
    """The columns of a round's list."""
    return table_of(rows.rules_of(round_))


def read_upload(round_: Round, content: bytes, file_name: str, *, language: Language) -> dict[str, Any]:
    """What `actions.upload_applicants` takes of a file: good rows, faults as data, and the marked file to mend."""
    reading, found = read_list(round_, content, file_name)
    lines = {(fault.sheet, fault.line) for fault in reading.faults if fault.cell}
    return {
        "file_name": file_name,
        "content": content,
        "applicants": found,
        "faults": [fault_row(fault) for fault in reading.faults],
        "bad_rows": len(lines),
        "ignored": [asdict(row) for row in reading.ignored],
        "marked": mark(content, reading, language) if reading.faults else None,
    }
