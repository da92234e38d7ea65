"""What an employer's pages say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xinju.documents.words import faults_en, faults_zh
from xinju.portal.presenters.receipts import moment
from xinju.web.language import is_english

SHOWN_FAULTS = 20


def staff(employer: Any, form: Any, page: Any, count: int) -> dict[str, Any]:
    """Own people: name and masked number."""
    return {
        "employer": employer,
        "form": form,
        "page": page,
        "count": count,
        "people": [
            {"name": one.name, "masked": f"{'*' * 14}{one.tail}" if one.tail else "", "since": one.since}
            for one in page
        ],
    }


def outcome(receipt: Any, declared: int, faults: Sequence[Any]) -> dict[str, Any]:
    """What became of a list: the receipt, and the first of the faults."""
    words = faults_en.reason if is_english() else faults_zh.reason
    return {
        "receipt": receipt,
        "declared": declared,
        "faults": [
            {"line": one.line, "column": one.column, "value": one.value, "reason": words(one)}
            for one in faults[:SHOWN_FAULTS]
        ],
        "fault_count": len(faults),
    }


def receipts(page: Any) -> list[dict[str, Any]]:
    """Own receipts as a list."""
    return [{"number": one.number, "moment": moment(one), "count": len(one.lines.all())} for one in page]
