"""A case type: an unsound one cannot be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xinju.engines.casework.parts import Clock, Evidence, Label, Move, State
from xinju.engines.casework.soundness import Unsound, faults


@dataclass(frozen=True)
class CaseType:
    """A kind of work, as a pack declares it. Raises Unsound.

    start     states in which a case can be opened, the usual one first
    days      days that must be given at opening, by key
    readers   roles that may read it besides those that act in it
    purpose   why such cases are looked at, for the audit: one short code
    page      the url name of the page where it is worked on; empty: the desk's own page
    source    the law, rule or requirement that asks for this work
    """

    key: str
    label: Label
    states: Mapping[str, State]
    start: tuple[str, ...]
    moves: Mapping[str, Move]
    evidence: Mapping[str, Evidence]
    clocks: Mapping[str, Clock]
    source: str
    purpose: str
    days: Mapping[str, Label] = field(default_factory=dict)
    readers: frozenset[str] = frozenset()
    page: str = ""

    def __post_init__(self) -> None:
        found = faults(self.states, self.start, self.moves, self.evidence, self.clocks, self.days)
        if found:
            raise Unsound(found)

    @property
    def roles(self) -> frozenset[str]:
        """Every role that acts in it, takes it over or reads it."""
        acting = {state.role for state in self.states.values() if state.role}
        moving = {role for move in self.moves.values() for role in move.roles}
        over = {step.role for clock in self.clocks.values() for step in clock.escalations}
        more = {role for clock in self.clocks.values() if clock.extension for role in clock.extension.roles}
        return frozenset(acting | moving | over | more | self.readers)
