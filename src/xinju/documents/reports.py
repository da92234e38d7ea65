"""The report on a placement for the education bureau and discipline inspection: two pages in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xinju.documents.figures import Language
from xinju.documents.letters import KeyPart


@dataclass(frozen=True)
class SchoolRow:
    """One school: places, who wished for it first and at all, who was placed, and the cut-off in words or empty."""

    school: str
    places: int
    first_wishes: int
    applicants: int
    placed: int
    cutoff: str


@dataclass(frozen=True)
class Verified:
    """One rule that was checked: the rule in a sentence, how many cases were looked at, and how many break it."""

    rule: str
    checked: int
    broken: int


@dataclass(frozen=True)
class Moved:
    """A child whom another rule would place elsewhere: its number, its school and wish now and then."""

    application: str
    now: str
    then: str


@dataclass(frozen=True)
class OtherRule:
    """Another way of giving the places: what it would change, for whom, and how many children more than are named."""

    says: str
    moved: tuple[Moved, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class BureauReport:
    """What is printed; every sentence comes from the caller.

    `mechanism` says how places are given, `ties` how equal children are ordered, `manipulation` whether a family gains by
    wishing otherwise, `others` for whom another rule would differ, `repeat` the steps by which anyone can check, in order.
    `figures` are the totals, `hashes` the content hashes of inputs and result.
    """

    office: str
    round_name: str
    figures: tuple[KeyPart, ...]
    mechanism: tuple[str, ...]
    ties: tuple[str, ...]
    schools: tuple[SchoolRow, ...]
    verified: tuple[Verified, ...]
    repeat: tuple[str, ...]
    manipulation: tuple[str, ...]
    hashes: tuple[KeyPart, ...]
    issued_on: date
    language: Language = "zh"
    others: tuple[OtherRule, ...] = ()

    @property
    def holds(self) -> bool:
        return all(rule.broken == 0 for rule in self.verified)
