"""The part of the day in which a visit counts: a second one must be at another."""

from __future__ import annotations

from datetime import datetime

from xinju.values.legal_days import SHANGHAI
from xinju.web.language import say

HOURS = (
    ("morning", say("上午", "Morning")),
    ("afternoon", say("下午", "Afternoon")),
    ("evening", say("晚上", "Evening")),
    ("weekend", say("周末", "Weekend")),
)
NOON, EVENING, SATURDAY = 12, 18, 5


def hour_of(instant: datetime) -> str:
    """The part of the day in which a visit counts, by Shanghai's clock."""
    local = instant.astimezone(SHANGHAI)
    if local.weekday() >= SATURDAY:
        return "weekend"
    if local.hour < NOON:
        return "morning"
    return "afternoon" if local.hour < EVENING else "evening"
