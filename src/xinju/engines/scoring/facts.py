"""Facts of one application, as the evaluators take them: verified or not, with source, in sound values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

Status = Literal["verified", "pending", "disputed"]
Cell = int | Fraction | str | None


@dataclass(frozen=True)
class Record:
    """One row of a department's file.

    subject  opaque person key, or the application's number where the record type is about applications
    values   by declared column: numbers as exact rationals, levels as ranks, flags as 0 or 1, dates as day numbers
             (`sources.day_number`), divisions and texts as text, an empty cell as None
    start, end  first and last day of a period (end None: still open), of a month, or twice the day of an event; None for a state
    place    where the row stands (file and line), for messages
    """

    type: str
    subject: str
    values: Mapping[str, Cell]
    start: date | None = None
    end: date | None = None
    recorded_at: date = date(1900, 1, 1)
    status: Status = "verified"
    source: str = ""
    place: str = ""


@dataclass(frozen=True)
class Application:
    """One child or applicant with family: who plays which role, what is on record, what was chosen.

    members    role → persons, in the file's order
    records    record type → its rows about these persons (or about the application)
    choices    choice key → value chosen
    not_known  (subject, record type) pairs that the department could not answer
    delivered  record types whose file is there: a missing file is not "no records"
    """

    number: str
    members: Mapping[str, tuple[str, ...]]
    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    not_known: frozenset[tuple[str, str]] = frozenset()
    delivered: frozenset[str] = frozenset()
