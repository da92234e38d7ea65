"""A whole sheet: roles, named numbers, items with their articles, conditions beside the total, and what the score is used for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from xinju.engines.scoring.language.decisions import Decision
from xinju.engines.scoring.language.numbers import Condition, Number
from xinju.engines.scoring.language.rounding import Rounding
from xinju.engines.scoring.language.sources import RecordType


@dataclass(frozen=True)
class Role:
    """Who plays a part. Roles that are not declared here are the members' own roles (child, father, mother …).

    one_of     exactly one of these plays it, decided by the `Assigned` around; never both
    others_of  those among `among` who do not play that role (the rest of the couple)
    all_of     all of these together
    """

    key: str
    one_of: tuple[str, ...] = ()
    others_of: str | None = None
    among: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One row of the official table (指标)."""

    key: str
    label: str
    number: Number
    category: str = ""
    layer: str = ""
    article: str = ""
    evidence: str = ""
    verified_by: str = ""
    note: str = ""
    standard: str = ""
    cap: Fraction | None = None
    beside: Number | None = None
    indicator: Literal["", "residence", "employment", "insurance"] = ""
    line: int = 0


@dataclass(frozen=True)
class Group:
    """Items together (小计): its number refers to them. The total is the group of that key."""

    key: str
    label: str
    number: Number
    members: tuple[str, ...] = ()
    cap: Fraction | None = None
    article: str = ""
    line: int = 0


@dataclass(frozen=True)
class Bar:
    """A veto (一票否决) or freeze: a condition beside the total, never a number. It blocks services; the score still shows."""

    key: str
    label: str
    when: Condition
    kind: Literal["veto", "freeze"] = "veto"
    blocks: tuple[str, ...] = ()
    article: str = ""


@dataclass(frozen=True)
class RankKey:
    """One key of the ranking, in order. `descending`: larger is better. Nothing ranks last. A key whose text is cut off is Open."""

    key: str
    label: str
    number: Number
    descending: bool = True


@dataclass(frozen=True)
class Service:
    """What the score is used for: which points count, who may enter, how they are ranked, what is paid."""

    key: str
    label: str
    points: str = "total"
    gate: Condition | None = None
    rank: tuple[RankKey, ...] = ()
    ties: Literal["lottery", "all_tied", "none"] = "none"
    pays: Number | None = None
    pays_unit: str = ""
    article: str = ""
    line: int = 0


@dataclass(frozen=True)
class Sheet:
    """One version of one district's table.

    brought  what the sheets that it includes decided about their own findings, as these are called here: at work already
    written  the sheet without what its decisions make of it, where they make something: the text that the checker reads
    """

    key: str
    version: str
    title: str
    records: Mapping[str, RecordType]
    items: Mapping[str, Item]
    groups: Mapping[str, Group]
    roles: Mapping[str, Role] = field(default_factory=dict)
    measures: Mapping[str, Number] = field(default_factory=dict)
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    bars: Mapping[str, Bar] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    rounding: Rounding | None = None
    decisions: tuple[Decision, ...] = ()
    brought: tuple[Decision, ...] = ()
    authority: str = ""
    source: str = ""
    text: str = field(default="", repr=False, compare=False)
    written: Sheet | None = field(default=None, repr=False, compare=False)

    def number(self, name: str) -> Number:
        """The number that a Ref means: measure, item or group. KeyError if the sheet names none."""
        if name in self.measures:
            return self.measures[name]
        if name in self.items:
            return self.items[name].number
        return self.groups[name].number
