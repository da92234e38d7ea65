"""The points statement (积分明细单): every item in the table's own order, with what was counted and what was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xinju.documents.figures import Language
from xinju.documents.letters import KeyPart


@dataclass(frozen=True)
class Evidence:
    """One record that was looked at: what it says, where it comes from, who verified it; `why_not` is empty if it counts."""

    says: str
    source: str
    verified_by: str
    why_not: str = ""


@dataclass(frozen=True)
class StatementLine:
    """One item. Its points lie between `points` and `at_most`; the latter is None where they are known exactly.

    `counted` is the measured fact in words, `effect` what was capped or replaced by a higher item, `more` what would
    add points; each may be empty. `article` is the rule's place in the policy.
    """

    category: str
    item: str
    counted: str
    article: str
    points: Fraction
    at_most: Fraction | None = None
    effect: str = ""
    more: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Statement:
    """One family's statement as of a day. Total, rank keys and last year's cut-offs stand beside each other.

    `applicant` is the adult who applies; no identity number is printed. `remarks` say what holds for the whole sheet.
    """

    office: str
    sheet_title: str
    applicant: str
    reference: str
    as_of: date
    lines: tuple[StatementLine, ...]
    total: Fraction
    total_at_most: Fraction | None
    rank_keys: tuple[KeyPart, ...]
    cutoffs: tuple[KeyPart, ...]
    remarks: tuple[str, ...]
    issued_on: date
    sheet_version: str
    facts_version: str
    language: Language = "zh"
