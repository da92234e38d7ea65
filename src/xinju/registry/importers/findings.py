"""What was found in a delivery, kept sealed beside it: every fault with its place, lines passed over, headings left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import orjson

from xinju.documents.faults import Fault
from xinju.documents.spreadsheets.reading import IgnoredRow
from xinju.registry import delivery_files
from xinju.registry.importers.department_files import LookedThrough
from xinju.registry.models import Delivery


@dataclass(frozen=True)
class Findings:
    """What a page shows of a file that was looked through; values of faults are masked."""

    faults: tuple[Fault, ...] = ()
    ignored: tuple[IgnoredRow, ...] = ()
    unused: tuple[str, ...] = ()


def keep(delivery: Delivery, looked: LookedThrough) -> None:
    """Write down what was found."""
    found = {
        "faults": [_plain(fault) for fault in looked.reading.faults],
        "ignored": [asdict(one) for one in looked.reading.ignored],
        "unused": looked.reading.unused,
        "bad": sorted(looked.bad),
    }
    with delivery_files.writing(delivery, delivery_files.FAULTS) as out:
        out.write(orjson.dumps(found))


def findings_of(delivery: Delivery) -> Findings:
    """What was written down; nothing before the file was looked through."""
    if not delivery_files.holds(delivery, delivery_files.FAULTS):
        return Findings()
    held = _held(delivery)
    return Findings(
        tuple(Fault(**{**one, "values": _values(one["values"])}) for one in held["faults"]),
        tuple(IgnoredRow(**one) for one in held["ignored"]),
        tuple(held["unused"]),
    )


def bad_rows(delivery: Delivery) -> frozenset[tuple[str, int]]:
    """Sheets and lines of which nothing lands."""
    return frozenset((sheet, line) for sheet, line in _held(delivery)["bad"])


def counts_of(looked: LookedThrough) -> dict[str, object]:
    """The figures of a file that was looked through."""
    ignored: dict[str, int] = {}
    for one in looked.reading.ignored:
        ignored[one.reason] = ignored.get(one.reason, 0) + (one.last_line - one.first_line + 1 if one.first_line else 0)
    return {
        "good": 0 if looked.is_broken_off else looked.good,
        "refused": len(looked.bad),
        "ignored": sum(ignored.values()),
        "unanswered": looked.unanswered,
        "faults": dict(sorted(looked.by_code.items())),
        "broken_off": looked.is_broken_off,
    }


def _held(delivery: Delivery) -> dict[str, Any]:
    with delivery_files.reading(delivery, delivery_files.FAULTS) as stream:
        return orjson.loads(stream.read())


def _plain(fault: Fault) -> dict[str, Any]:
    held = {one.name: getattr(fault, one.name) for one in fields(fault)}
    return {**held, "values": {key: _plain_value(value) for key, value in fault.values.items()}}


def _plain_value(value: Any) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _values(held: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _value(value) for key, value in held.items()}


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"])
    return tuple(value) if isinstance(value, list) else value
