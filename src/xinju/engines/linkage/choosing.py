"""Which of several sources' values of one field counts: verified first, then the source's rank, then the newest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

VERIFICATION = ("verified", "pending", "disputed")


@dataclass(frozen=True)
class Offered:
    """One source's value of a field. `order` breaks what is left: later rows have larger numbers."""

    value: Any
    source: str
    verification: str
    observed_on: date
    order: int


@dataclass(frozen=True)
class Chosen:
    """The value that counts and those of other sources that contradict it, best first."""

    best: Offered
    against: tuple[Offered, ...]


def choose(offered: Iterable[Offered], ranking: Sequence[str]) -> Chosen | None:
    """The value that counts, or None where no source has one. A source that the ranking does not name comes last.

    The outcome does not depend on the order in which values are offered.
    """
    rank: Mapping[str, int] = {source: place for place, source in enumerate(ranking)}
    held = sorted(
        (one for one in offered if one.value not in (None, "")),
        key=lambda one: (
            VERIFICATION.index(one.verification),
            rank.get(one.source, len(rank)),
            -one.observed_on.toordinal(),
            -one.order,
        ),
    )
    if not held:
        return None
    return Chosen(held[0], tuple(one for one in held[1:] if one.value != held[0].value))
