"""How one thing of the site stands, as the doctor says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xinju.values.legal_days import SHANGHAI

WELL, LOOK, AMISS = "well", "look", "amiss"
ASKER = "job:doctor"
Words = tuple[str, str]
NOTHING: Words = ("", "")


@dataclass(frozen=True)
class Finding:
    """How one thing stands: a code, well, look or amiss, what that means and what to do, in Chinese and English."""

    code: str
    state: str
    means: Words
    todo: Words = NOTHING

    def plain(self) -> dict[str, str]:
        """For --json."""
        (zh, en), (todo_zh, todo_en) = self.means, self.todo
        return {"check": self.code, "state": self.state, "zh": zh, "en": en, "todo_zh": todo_zh, "todo_en": todo_en}


def local(at: datetime) -> str:
    """An instant in words of the place where the site serves."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
