"""What the API answers: states, counts and faults as plain data, with the sentence of each fault in Chinese."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from xinju.documents.words import faults_zh
from xinju.registry.findings import Findings


def delivery(held: Any) -> dict[str, Any]:
    """A delivery's state and, once it was looked through, its counts; with the receipt once it has landed."""
    names = ("good", "refused", "ignored", "faults", "new_people", "new", "superseding", "unchanged")
    return {
        "key": str(held.key),
        "record_type": held.record_type,
        "state": held.state,
        "received_at": held.received_at.isoformat(),
        "counts": {name: held.counts[name] for name in names if name in held.counts},
        "receipt": {"number": str(held.key), "landed_on": timezone.localtime(held.landed_at).date().isoformat(),
                    "sm3": held.digest} if held.landed_at else None,
        "withdrawn": held.withdrawn_because or None,
    }  # fmt: skip


def faults(found: Findings) -> list[dict[str, Any]]:
    """Every refused cell: where, the value masked, why. `line` 2 is the first row that was handed in."""
    return [
        {"line": one.line, "column": one.column, "cell": one.cell, "value": one.value, "code": one.code,
         "reason": faults_zh.reason(one)}
        for one in found.faults
    ]  # fmt: skip
