"""Cases by the clock: deadlines follow the calendar of workdays."""

from __future__ import annotations

from datetime import time

from django.db import transaction

from xinju.cases.actions import recount_deadlines
from xinju.messages.access import Work
from xinju.messages.actions import advance, finish
from xinju.messages.schedule import daily


@daily("cases.recount", at=time(0, 20), zh="按工作日历重算期限", en="Count deadlines by the calendar of workdays")
def recount(work: Work) -> None:
    """A new release of the program may bring a calendar year that no officer has published."""
    advance(work, "counting")
    with transaction.atomic():
        changed = recount_deadlines(by=work.by)
        finish(work, outcome=f"cases:recounted {changed}")
