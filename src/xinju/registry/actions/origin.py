"""Where tellings come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xinju.audit.actions import Reference, reference
from xinju.registry.models import Delivery


@dataclass(frozen=True)
class Origin:
    """Where tellings come from: one delivery, one form, one visit."""

    source: str
    door: str
    by: Reference
    at: datetime
    verification: str
    legal_basis: str = ""
    delivery: Delivery | None = None

    @property
    def columns(self) -> dict[str, object]:
        """The columns of `Known`."""
        return {
            "source": self.source,
            "door": self.door,
            "by": reference(self.by),
            "recorded_at": self.at,
            "verification": self.verification,
            "legal_basis": self.legal_basis,
            "delivery": self.delivery,
        }
