"""What somebody decided about a text that can be read in more than one way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Decision:
    """A finding of the checker that somebody answered: which reading holds, who decided, when."""

    finding: str
    reading: str
    by: str
    day: date

    def is_in_force(self, known_at: date) -> bool:
        """From its own day on: what is worked out as it was known before that day knows nothing of it."""
        return known_at >= self.day
