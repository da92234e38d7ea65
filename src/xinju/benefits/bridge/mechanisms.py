"""For whom the round would end otherwise under another mechanism, kept as data beside the certificate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xinju.benefits.bridge.placing import OFFICE, Result
from xinju.engines.placement.compare import Change, Direction, compare_mechanisms
from xinju.engines.placement.model import Mechanism
from xinju.engines.placement.ordering import RankingStopped

MECHANISMS_FILE = "mechanisms.json"
COMPARED_WITH = (Mechanism.DEFERRED, Mechanism.BY_POINTS)

Report = dict[str, Any]


def mechanisms_report(result: Result) -> list[Report]:
    """One report for each mechanism that some stage with wishes does not use; a round cannot be run under every one."""
    return [_against(result, other) for other in COMPARED_WITH if _is_other(result, other)]


def mechanisms_bytes(reports: Sequence[Report]) -> bytes:
    return (json.dumps(list(reports), ensure_ascii=False, indent=1) + "\n").encode()


def read_mechanisms(folder: Path) -> list[Report]:
    """The reports that lie in a placement folder; none in a folder that was placed before they were made."""
    path = folder / OFFICE / MECHANISMS_FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def _is_other(result: Result, mechanism: Mechanism) -> bool:
    return any(stage.mechanism not in (mechanism, Mechanism.NEAREST) for stage in result.round.stages)


def _against(result: Result, mechanism: Mechanism) -> Report:
    applicants = result.ranking.applicants
    try:
        found = compare_mechanisms(result.round, applicants, result.placement, mechanism)
    except RankingStopped:
        return {"mechanism": str(mechanism), "impossible": "tie"}
    except ValueError:
        return {"mechanism": str(mechanism), "impossible": "shared_places"}
    return {
        "mechanism": str(mechanism),
        "impossible": None,
        "counts": {str(direction): found.count(direction) for direction in Direction},
        "placed": list(found.placed),
        "first_wishes": list(found.first_wishes),
        "changes": [_change(one) for one in found.changes],
    }


def _change(one: Change) -> dict[str, Any]:
    """`now` and `then` are [school, wish number], the number missing for a guaranteed place; None for no place."""
    return {"application": one.application, "now": one.before, "then": one.after, "direction": str(one.direction)}
