"""What a check of the audit can find: codes and values; the words are made where they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from xinju.audit.chain import BEGINNING

MOST_NAMED = 1000


@dataclass(frozen=True)
class Fault:
    """One row that is not as it was sealed: a code, its number in the chain and its event (where known), and values."""

    code: str
    number: int | None = None
    event: int | None = None
    values: tuple[str, ...] = ()


@dataclass
class Verdict:
    """What the check found: the chain's length and end, how many events wait for the seal, and the faults."""

    sealed: int = 0
    waiting: int = 0
    hash: str = BEGINNING
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0

    @property
    def holds(self) -> bool:
        return self.fault_count == 0

    def add(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.fault_count += 1
            if len(self.faults) < MOST_NAMED:
                self.faults.append(fault)
