"""Who may see a piece of work, and the types that other apps' hints name."""

from xinju.audit.actions import Reference, reference
from xinju.messages import models

Work = models.Work
State = models.State
Message = models.Message
Fate = models.Fate

__all__ = ["Fate", "Message", "State", "Work", "may_see"]


def may_see(work: Work, *, asker: Reference) -> bool:
    """Whoever asked for it. An app that shows work to more people decides so by what the work is about."""
    return work.by == reference(asker)
