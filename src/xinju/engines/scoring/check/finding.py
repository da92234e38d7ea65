"""What the checker found: where, the concrete values, the ways to read the text, and whether somebody has decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from xinju.engines.scoring.language.decisions import Decision
from xinju.engines.scoring.language.numbers import Number
from xinju.engines.scoring.language.sources import Bounds, day_of

Part = Literal["item", "group", "service", "bar", "measure", "condition", "sheet"]

# Contradictions before silence, silence before what is idle, that before missing papers: the order of the office's list.
CODES = (
    "overlap", "boundary", "silent", "level_missing", "open", "rounding", "ties", "version_overlap", "version_hole", "never_holds",
    "too_large", "always_limit", "dead_cap", "dead_floor", "dead_row", "never_wins", "not_counted", "indicator_missing", "no_article",
    "no_evidence", "no_verifier", "unused_measure", "unused_condition", "stale_decision",
)  # fmt: skip


@dataclass(frozen=True)
class Stretch:
    """Values of a measure that the finding is about, as the measure can take them.

    first, last  the first and last such value; None where the stretch has no end
    bounds       the same stretch as the text draws it
    whole        whether the measure takes whole numbers only, so that first and last say all
    kind         number, level (rank), flag or day (day number)
    """

    first: Fraction | None
    last: Fraction | None
    bounds: Bounds
    whole: bool = True
    kind: Literal["number", "level", "flag", "day"] = "number"

    @property
    def is_one_value(self) -> bool:
        return self.first is not None and self.first == self.last

    def mark(self) -> str:
        """Short text for an identifier: 100, 61.., ..17, 2020-01-01."""
        ends = [
            self.bounds.low if self.first is None else self.first,
            self.bounds.high if self.last is None else self.last,
        ]
        if self.is_one_value:
            return _mark(ends[0], self.kind)
        if not self.whole:
            ends = [self.bounds.low, self.bounds.high]
        return "..".join("" if end is None else _mark(end, self.kind) for end in ends)


def _mark(value: Fraction | None, kind: str) -> str:
    if value is None:
        return ""
    if kind == "day" and value.denominator == 1:
        return day_of(int(value)).isoformat()
    return str(value)


@dataclass(frozen=True)
class Reading:
    """One way to read the text. The code is what a decision names; `row` is the position of the row that then holds, if any."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Finding:
    """One thing that the table leaves open, says twice, or says without effect.

    id        stays the same while its own part of the sheet does: code, place and value
    code      one of CODES
    part      what kind of thing `where` names
    where     key of the item, group, service, bar, measure or condition
    spot      where inside of it: "", gate, pays, rank.<key>
    values    by code; stretches as `Stretch`, numbers exact, days as dates
    readings  two or more where a choice is open, else empty
    answered  the decision that the sheet records for this id
    node, of  the part of the sheet that can be read in several ways, and the number that it looks at, where there are such
    """

    id: str
    code: str
    part: Part
    where: str
    spot: str = ""
    article: str = ""
    line: int = 0
    values: Mapping[str, object] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    answered: Decision | None = None
    node: Number | None = field(default=None, repr=False, compare=False)
    of: Number | None = field(default=None, repr=False, compare=False)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.answered is None
