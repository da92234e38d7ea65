"""What a compiled sheet is: one SQL text, the denominator of its points, and a description of every column that comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

Kind = Literal["points", "rank", "gate", "bar", "pays", "role"]
Part = Literal["low", "high", "maybe_nothing", "answer", "candidate"]
ALL_KINDS: frozenset[Kind] = frozenset(("points", "rank", "gate", "bar", "pays", "role"))


@dataclass(frozen=True)
class OutputColumn:
    """One column of the result.

    kind     points of an item or group · rank key · gate · bar · payment · who plays a role
    key      the item, group, rank key, bar, service or role; `service` says whose rank key it is, `way` in which way points are
             rounded for it, where the sheet leaves that open and the ways differ; a rank key without a way is that of the first
             way, a gate, bar or payment without one is what all ways say
    part     low, high: BIGINT, the value times the denominator (NULL: nothing; only rank keys and payments can be) · no column
             `high`: always equal to low · maybe_nothing: BOOLEAN, the value may also be nothing · answer: SMALLINT 1 yes, 0 no,
             -1 not known · candidate: VARCHAR, NULL where nobody plays the role
    """

    name: str
    kind: Kind
    key: str
    part: Part
    service: str = ""
    way: str = ""


@dataclass(frozen=True)
class Step:
    """A named part of the text: `is_result` where it is worked out once and has few rows (at most some per application)."""

    name: str
    sql: str
    is_result: bool


@dataclass(frozen=True)
class Compiled:
    """A sheet as SQL for one dialect, one day and one state of knowledge: one text, and the same as steps and a last selection.

    ways  the ways to round that were tried, where the sheet leaves that open
    """

    dialect: str
    denominator: int
    columns: tuple[OutputColumn, ...]
    steps: tuple[Step, ...]
    last: str
    ways: tuple[str, ...] = ()

    @cached_property
    def sql(self) -> str:
        """The one text."""
        kept = " MATERIALIZED" if self.dialect == "duckdb" else ""
        quote = "`" if self.dialect == "spark" else '"'
        named = [
            f"{quote}{step.name}{quote} AS{kept if step.is_result and not step.name.startswith('sums') else ''} ({step.sql})"
            for step in self.steps
        ]
        return f"WITH {', '.join(named)} {self.last}" if named else self.last

    def column(self, kind: Kind, key: str, part: Part, service: str = "", way: str = "") -> OutputColumn | None:
        """The column that holds a part of a value, or None where there is none."""
        asked = (kind, key, part, service, way)
        found = (c for c in self.columns if (c.kind, c.key, c.part, c.service, c.way) == asked)
        return next(found, None)

    def exact(self, number: int | None) -> Fraction | None:
        """A whole number of a `low` or `high` column as the value that it stands for."""
        return None if number is None else Fraction(number, self.denominator)

    def __iter__(self) -> Iterator[OutputColumn]:
        return iter(self.columns)
