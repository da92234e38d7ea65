"""Who looked, as the person and officers are told: office, role, purpose and day, never a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xinju.accounts.access import purpose_words
from xinju.accounts.queries import posts_of
from xinju.audit.queries import Look
from xinju.cases.queries import labels_of
from xinju.web import clock
from xinju.web.language import chosen

_OWN_ACCOUNT = "person"
# Residents' accounts that look at others: not at their own record, but at those they answer for.
_ANSWERING = {
    "landlord_declaration": (("房东", "The landlord"), ("申报租客", "Declaring tenants")),
    "employer_declaration": (("用人单位", "The employer"), ("申报用工", "Declaring staff")),
}


@dataclass(frozen=True)
class ShownLook:
    """One look, by the platform's clock: in a demo on the day that its pages say it is.

    `among` is how many stood in the same list, 1 where the person's page alone was opened.
    """

    at: datetime
    office: str
    role: str
    purpose: str
    among: int


def shown_looks(looks: Sequence[Look], *, asker: object) -> list[ShownLook]:
    """Looks by others than the residents' own accounts; a landlord or employer is named by what he is."""
    posts = posts_of({look.by for look in looks}, asker=asker)
    cases = labels_of({look.purpose for look in looks})
    return [
        ShownLook(clock.at(look.at), *_who(look, posts), _why(look.purpose, cases), look.among)
        for look in looks
        if look.by not in posts or posts[look.by].role != _OWN_ACCOUNT or look.purpose in _ANSWERING
    ]


def _who(look: Look, posts: dict) -> tuple[str, str]:
    if look.purpose in _ANSWERING:
        return "", chosen(*_ANSWERING[look.purpose][0])
    if look.by in posts:
        return posts[look.by].office, str(posts[look.by].role.label)
    return "", chosen("系统自动运行", "An automatic run")


def _why(purpose: str, cases: dict[str, tuple[str, str]]) -> str:
    if purpose in _ANSWERING:
        return chosen(*_ANSWERING[purpose][1])
    if purpose in cases:
        return chosen(*cases[purpose])
    return purpose_words(purpose) or chosen("日常管理", "Regular administration")
