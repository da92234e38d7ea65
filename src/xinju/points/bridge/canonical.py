"""A statement and the facts under it as bytes that are the same for the same meaning, and what of a statement is its result."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from xinju.engines.scoring.facts import Record
from xinju.engines.scoring.spans import Span, Value
from xinju.engines.scoring.statement import Line, ServiceReading, Statement, Step, Used

FORM = "statement/1"
OWN_TABLES = ("applications", "choices", "members", "not_known")


def statement_bytes(statement: Statement) -> bytes:
    """The whole statement with its reasons: JSON with keys in order, numbers as exact texts."""
    return _json(
        {
            "form": FORM,
            "sheet": statement.sheet,
            "version": statement.version,
            "application": statement.application,
            "as_of": statement.as_of,
            "known_at": statement.known_at,
            "lines": [_line(line) for line in statement.lines],
            "groups": [_line(line) for line in statement.groups],
            "selections": [
                [one.role, one.candidate, one.by, [[name, one_way] for name, one_way in one.ways]]
                for one in statement.selections
            ],
            "bars": dict(statement.bars),
            "bar_steps": {key: _step(step) for key, step in statement.bar_steps.items()},
            "services": {
                key: [
                    one.points, one.gate, one.gate_step and _step(one.gate_step), one.rank, one.pays,
                    one.pays_step and _step(one.pays_step), one.blocked_by, one.maybe_blocked_by,
                    *([[_reading(way) for way in one.readings]] if one.readings else []),
                ]
                for key, one in statement.services.items()
            },
        }
    )  # fmt: skip


def result_of(content: bytes) -> dict[str, Any]:
    """What a statement comes to, without its reasons: points of each item and group, bars, and what services take."""
    plain = json.loads(content)
    return {
        **{f"item:{line[0]}": line[1] for line in plain["lines"]},
        **{f"group:{line[0]}": line[1] for line in plain["groups"]},
        **{f"bar:{key}": held for key, held in plain["bars"].items()},
        **{f"service:{key}": [one[0], one[1], *one[3:5], *one[6:]] for key, one in plain["services"].items()},
    }


def differing(before: bytes, after: bytes) -> list[str]:
    """Keys of results that differ between two statements, in order."""
    one, other = result_of(before), result_of(after)
    return sorted(key for key in {*one, *other} if one.get(key) != other.get(key))


def facts_bytes(folder: Path, records: Iterable[str]) -> bytes:
    """The tables of a facts folder that a sheet can read: columns and rows in their order, all as texts."""
    wanted = {*records, *OWN_TABLES}
    tables = {path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet")) if path.stem in wanted}
    return _json(
        {
            name: {"columns": table.column_names, "rows": [list(row.values()) for row in table.to_pylist()]}
            for name, table in tables.items()
        }
    )


def write_facts(content: bytes, folder: Path) -> None:
    """The kept tables as a facts folder again."""
    for name, table in json.loads(content).items():
        cells = list(zip(*table["rows"], strict=True)) or [()] * len(table["columns"])
        columns = {
            key: pa.array(list(values), pa.string()) for key, values in zip(table["columns"], cells, strict=True)
        }
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")


def _reading(one: ServiceReading) -> list[Any]:
    return [one.way, one.gate, one.rank, one.pays]


def _line(line: Line) -> list[Any]:
    return [line.key, line.points, _step(line.step), line.beside and _step(line.beside)]


def _step(step: Step) -> list[Any]:
    return [
        step.code, step.value, dict(step.facts), [_step(part) for part in step.parts],
        [_used(one) for one in step.used], step.name,
    ]  # fmt: skip


def _used(used: Used) -> list[Any]:
    return [_record(used.record), used.why, used.column]


def _record(record: Record) -> list[Any]:
    return [
        record.type, record.subject, dict(record.values), record.start, record.end, record.recorded_at, record.status,
        record.source, record.place,
    ]  # fmt: skip


def _json(content: Any) -> bytes:
    return json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    """Numbers become texts: 3 and 3/1 are one, and no reader rounds them."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | Fraction):
        return str(value)
    if isinstance(value, Span):
        return _span(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Record):
        return _plain(_record(value))
    if isinstance(value, Step):
        return _plain(_step(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(_plain(one) for one in value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if is_dataclass(value):  # parts of the sheet that a step names, such as the bounds of a bracket
        return {"is": type(value).__name__, **{one.name: _plain(getattr(value, one.name)) for one in fields(value)}}
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _span(value: Value) -> list[Any]:
    assert value is not None
    return [str(value.low), str(value.high), value.or_nothing]
