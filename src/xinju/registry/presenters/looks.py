"""Who looked, as the person and officers are told: office, role, purpose and day, never a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xinju.accounts.access import purpose_words
from xinju.accounts.queries import posts_of
from xinju.audit.queries import Look
from xinju.cases.queries import labels_of
from xinju.web.language import chosen

_OWN_ACCOUNT = "person"


@dataclass(frozen=True)
class ShownLook:
    """One look. `among` is how many stood in the same list, 1 where the person's page alone was opened."""

    at: datetime
    office: str
    role: str
    purpose: str
    among: int


def shown_looks(looks: Sequence[Look], *, asker: object) -> list[ShownLook]:
    """Looks by others than the residents' own accounts."""
    posts = posts_of({look.by for look in looks}, asker=asker)
    cases = labels_of({look.purpose for look in looks})
    return [
        ShownLook(look.at, *_who(look.by, posts), _why(look.purpose, cases), look.among)
        for look in looks
        if look.by not in posts or posts[look.by].role != _OWN_ACCOUNT
    ]


def _who(by: str, posts: dict) -> tuple[str, str]:
    if by in posts:
        return posts[by].office, str(posts[by].role.label)
    return "", chosen("系统自动运行", "An automatic run")


def _why(purpose: str, cases: dict[str, tuple[str, str]]) -> str:
    if purpose in cases:
        return chosen(*cases[purpose])
    return purpose_words(purpose) or chosen("日常管理", "Regular administration")
