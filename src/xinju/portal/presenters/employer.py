"""What an employer's pages say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xinju.documents.words import faults_en, faults_zh
from xinju.messages.access import Work
from xinju.messages.presenters import ShownWork, WorkWords
from xinju.messages.presenters import shown as shown_work
from xinju.portal.presenters.receipts import moment
from xinju.web.language import chosen, is_english

WORDS = WorkWords(
    ("读取名单", "Reading the list"),
    {
        "reading": ("正在读取文件", "reading the file"),
        "marking": ("正在标出错误", "marking the faults"),
        "declaring": ("正在申报", "declaring"),
    },
)


def work(found: Work) -> ShownWork:
    """The reading of a list in the page's language."""
    gone = chosen("您已不是这个单位的经办人，名单没有申报。请到窗口重新设定后再传。",
                  "You no longer declare for this employer: nothing was declared. Have it set at the window, then hand it in again.")  # fmt: skip
    return shown_work(found, WORDS, gone if found.failure == "no_clerk" else "")


def staff(
    employer: Any, form: Any, page: Any, count: int, last: Any, last_work: Work | None
) -> dict[str, Any]:  # fmt: skip
    """Own people: name and masked number; and the list that was handed in last, while it is read or holds faults to mend."""
    shown = work(last_work) if last_work is not None else None
    return {
        "last": last if shown is not None and (shown.state != "done" or last.marked) else None,
        "last_work": shown,
        "employer": employer,
        "form": form,
        "page": page,
        "count": count,
        "people": [
            {"name": one.name, "masked": f"{'*' * 14}{one.tail}" if one.tail else "", "since": one.since}
            for one in page
        ],
    }


def outcome(held: Any, faults: Sequence[Any]) -> dict[str, Any]:
    """What became of a list: the receipt, and the first of the faults."""
    words = faults_en.reason if is_english() else faults_zh.reason
    return {
        "list": held,
        "receipt": held.receipt,
        "declared": held.receipt.lines.count() if held.receipt else 0,
        "faults": [
            {"line": one.line, "column": one.column, "value": one.value, "reason": words(one)} for one in faults
        ],
        "fault_count": held.faults,
    }


def receipts(page: Any) -> list[dict[str, Any]]:
    """Own receipts as a list."""
    return [{"number": one.number, "moment": moment(one), "count": len(one.lines.all())} for one in page]
