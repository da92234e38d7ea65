"""The result letter (积分入学结果告知单): what stands on one child's page. Sentences come from the caller, in his language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xinju.documents.figures import Language


@dataclass(frozen=True)
class KeyPart:
    """One part of a rank key as printed, in the key's order: ("积分", "128.5"), ("抽签号", "3f09…")."""

    label: str
    value: str


@dataclass(frozen=True)
class Wish:
    """One wish and what became of it.

    `rank` is the child's rank among this school's `applicants`, None where it was not ranked. `cutoff` is the whole key of
    the last child admitted, empty for a school that did not fill up; `own` is this child's key for the same school.
    `missing` is the points that were lacking, None where points were not the reason. `why` is one sentence.
    """

    number: int
    school: str
    admitted: bool
    rank: int | None
    applicants: int | None
    places: int
    cutoff: tuple[KeyPart, ...]
    own: tuple[KeyPart, ...]
    missing: Fraction | None
    why: str


@dataclass(frozen=True)
class Step:
    """What the family does next: when, where and what to bring, each a short phrase; empty parts are left out."""

    when: str
    what: str
    where: str = ""


@dataclass(frozen=True)
class Objection:
    """How to object: the last day is printed as a date, `days` only beside it. `days_are` names calendar days or workdays."""

    days: int
    days_are: str
    until: date
    office: str
    address: str
    phone: str
    how: str = ""


@dataclass(frozen=True)
class Check:
    """How anyone finds out that the letter is genuine: the address in the QR code and the code in groups to type."""

    address: str
    code: str


@dataclass(frozen=True)
class Letter:
    """One child's letter; one A4 page: the type shrinks before a second page opens, down to 6.5 pt at some twenty wishes.

    `result` is the headline ("安排至…"), `school` the school or None; `points` the total, `rank` of `ranked` the place
    in the district's ranking, None where schools rank by bands of their own. `sheet_version` and `round_version` are
    content hashes, printed small. No identity number appears: children's are never printed.
    """

    office: str
    round_name: str
    application_number: str
    child_name: str
    placed: bool
    result: str
    explanation: str
    points: Fraction
    rank: int | None
    ranked: int | None
    wishes: tuple[Wish, ...]
    next_steps: tuple[Step, ...]
    objection: Objection
    check: Check
    issued_on: date
    sheet_version: str
    round_version: str
    language: Language = "zh"
