"""Log lines that can be kept for years: JSON, one event a line, without an identity number, phone or address.

Nothing here may be relied on by the code that logs: a personal value does not belong in a message in the first place. An
exception is told by its type and places only, for a database puts the values of the row into its message.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path

# Names of things that are made of digits: left alone, and read first so that they are not taken for numbers.
_OPAQUE = r"(?P<opaque>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b|\b(?:[0-9a-f]{32,})\b(?<=[0-9a-f]{32}))"
_NUMBER = r"(?P<number>\+?\d(?:[ \-.·]?\d){9,}(?:[ \-.·]?[\dXxＸｘ])|(?<![0-9A-Za-z])[A-Za-z]{1,2}\d{7,10}(?!\d))"
_ADDRESS = (
    r"(?P<address>[\u4e00-\u9fff]{0,40}(?:[路街巷弄村道里苑区园庄坊][\u4e00-\u9fff]{0,8})?\s{0,3}[\d一二三四五六七八九十]{1,8}\s{0,3}"
    r"(?:[号弄幢栋座楼层室]|单元)[\u4e00-\u9fff\d\s\-#]*)"
)
_CLOSED = re.compile(f"{_OPAQUE}|{_NUMBER}|{_ADDRESS}")
_LONGEST = 4000  # characters of a message
_PACKAGE = Path(__file__).parents[1]


def without_people(text: str) -> str:
    """The text with everything that looks like an identity number, a phone or an address replaced."""
    return _CLOSED.sub(_closed, text)


def _closed(found: re.Match[str]) -> str:
    kind = found.lastgroup
    return found.group() if kind == "opaque" else f"[{kind}]"


class _Telling(logging.Formatter):
    """What both forms of a line have in common."""

    def told(self, record: logging.LogRecord) -> dict[str, object]:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            # Closed before it is cut: half a number is a number to somebody who has the other half.
            "says": without_people(_message(record)[: 2 * _LONGEST])[:_LONGEST],
        }
        status = getattr(record, "status_code", None)
        if isinstance(status, int):
            line["status"] = status
        if record.exc_info and record.exc_info[0] is not None:
            line["broke"] = record.exc_info[0].__name__
            line["places"] = _places(record)
        return line


class JsonLines(_Telling):
    """One JSON object a line: at (UTC), level, from, says; status of a request; broke and places of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.told(record), ensure_ascii=False)


class PlainLines(_Telling):
    """The same for the screen of a demo."""

    def format(self, record: logging.LogRecord) -> str:
        line = self.told(record)
        broke = f" · {line['broke']} at {' < '.join(line['places'])}" if "broke" in line else ""
        return f"{line['at']} {line['level']} {line['from']}: {line['says']}{broke}"


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        # Python would print the arguments themselves beside its complaint about them.
        return f"{record.msg} (its values do not fit)"


def _places(record: logging.LogRecord) -> list[str]:
    """Where it broke, innermost first: file, line, function."""
    frames = traceback.extract_tb(record.exc_info[2]) if record.exc_info else []
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames)][:12]


def _short(path: str) -> str:
    given = Path(path)
    if given.is_relative_to(_PACKAGE):
        return f"xinju/{given.relative_to(_PACKAGE).as_posix()}"
    parts = given.parts
    return "/".join(parts[parts.index("site-packages") + 1 :]) if "site-packages" in parts else given.name
