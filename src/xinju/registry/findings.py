"""What was found in a delivery, kept sealed beside it: every fault with its place, lines passed over, headings left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import orjson

from xinju.documents.faults import Fault
from xinju.documents.spreadsheets.reading import IgnoredRow, Reading
from xinju.registry import delivery_files
from xinju.registry.models import Delivery


@dataclass(frozen=True)
class Findings:
    """What a page shows of a file that was looked through; values of faults are masked."""

    faults: tuple[Fault, ...] = ()
    ignored: tuple[IgnoredRow, ...] = ()
    unused: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def keep(delivery: Delivery, reading: Reading, bad: Iterable[tuple[str, int]], labels: Iterable[str]) -> None:
    """Write down what was found; `bad` are sheets and lines of which nothing lands, `labels` are the file's headings, for whoever has to say which column is which."""
    found = {
        "faults": [plain(fault) for fault in reading.faults],
        "ignored": [asdict(one) for one in reading.ignored],
        "unused": reading.unused,
        "labels": list(labels),
        "bad": sorted(bad),
    }
    with delivery_files.writing(delivery, delivery_files.FAULTS) as out:
        out.write(orjson.dumps(found))


def findings_of(delivery: Delivery) -> Findings:
    """What was written down; nothing before the file was looked through."""
    if not delivery_files.holds(delivery, delivery_files.FAULTS):
        return Findings()
    held = _held(delivery)
    return Findings(
        tuple(fault_of(one) for one in held["faults"]),
        tuple(IgnoredRow(**one) for one in held["ignored"]),
        tuple(held["unused"]),
        tuple(held["labels"]),
    )


def bad_rows(delivery: Delivery) -> frozenset[tuple[str, int]]:
    """Sheets and lines of which nothing lands."""
    return frozenset((sheet, line) for sheet, line in _held(delivery)["bad"])


def _held(delivery: Delivery) -> dict[str, Any]:
    with delivery_files.reading(delivery, delivery_files.FAULTS) as stream:
        return orjson.loads(stream.read())


def plain(fault: Fault) -> dict[str, Any]:
    """A fault as JSON keeps it."""
    held = {one.name: getattr(fault, one.name) for one in fields(fault)}
    return {**held, "values": {key: _plain_value(value) for key, value in fault.values.items()}}


def fault_of(kept: Mapping[str, Any]) -> Fault:
    """A fault as `plain` kept it."""
    return Fault(**{**kept, "values": {key: _value(value) for key, value in kept["values"].items()}})


def _plain_value(value: Any) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"])
    return tuple(value) if isinstance(value, list) else value
