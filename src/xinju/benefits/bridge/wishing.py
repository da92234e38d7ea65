"""Whether a family gains by hiding what it wants, kept as data beside the certificate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from xinju.benefits.bridge.placing import OFFICE, Result
from xinju.engines.placement.manipulation import report_on_manipulation

WISHING_FILE = "wishing.json"
LISTS_BUDGET = 6_000  # children tried × children in the round: a try may be the whole round again
FEWEST, MOST = 4, 100


def wishing_report(result: Result) -> dict[str, Any]:
    """The premises of the proof, and what other lists would have brought to some children."""
    applicants = result.ranking.applicants
    tried = max(FEWEST, min(MOST, LISTS_BUDGET // max(1, len(applicants))))
    report = report_on_manipulation(result.round, applicants, result.placement, tried)
    return {
        "safe": report.safe,
        "conditions": [{"code": one.code, "holds": one.holds, "values": dict(one.values)} for one in report.conditions],
        "children_tried": report.children_tried,
        "lists_tried": report.lists_tried,
        "gains": [
            {
                "application": one.application,
                "change": one.change,
                "wishes": list(one.wishes),
                "honest": one.honest,
                "gained": one.gained,
            }
            for one in report.gains
        ],
    }


def wishing_bytes(result: Result) -> bytes:
    return (json.dumps(wishing_report(result), ensure_ascii=False, indent=1) + "\n").encode()


def read_wishing(folder: Path) -> dict[str, Any]:
    """The report that lies in a placement folder."""
    return json.loads((folder / OFFICE / WISHING_FILE).read_text(encoding="utf-8"))
