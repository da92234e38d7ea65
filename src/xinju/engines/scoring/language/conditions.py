"""Yes, no, or not known: gates, vetoes and what makes an item void."""

from __future__ import annotations

from dataclasses import dataclass

from xinju.engines.scoring.language.numbers import Number
from xinju.engines.scoring.language.sources import Bounds


@dataclass(frozen=True)
class Compare:
    """The number lies within the bounds. Nothing: no. A span that lies partly within: not known."""

    of: Number
    bounds: Bounds


@dataclass(frozen=True)
class Named:
    """A condition that the sheet names."""

    name: str


@dataclass(frozen=True)
class All:
    """No if any is no; not known if any of the rest is; else yes."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """Yes if any is yes; not known if any of the rest is; else no."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """Turned round; not known stays not known."""

    of: Condition


Condition = Compare | Named | All | AnyOf | Not
