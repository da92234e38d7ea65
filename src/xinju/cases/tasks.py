"""Cases by the clock: deadlines follow the calendar of workdays."""

from __future__ import annotations

from datetime import time

from django.db import transaction

from xinju.cases.actions import recount_deadlines
from xinju.cases.reminding import remind_officers
from xinju.messages.access import Work
from xinju.messages.actions import advance, finish
from xinju.messages.schedule import daily, day_of_work
from xinju.web import clock


@daily("cases.recount", at=time(0, 20), zh="按工作日历重算期限", en="Count deadlines by the calendar of workdays")
def recount(work: Work) -> None:
    """A new release of the program may bring a calendar year that no officer has published."""
    advance(work, "counting")
    with transaction.atomic():
        changed = recount_deadlines(by=work.by)
        finish(work, outcome=f"cases:recounted {changed}")


@daily("cases.remind", at=time(8, 0), zh="提醒工作人员快到期的事项", en="Remind officers of cases soon due")
def remind(work: Work) -> None:
    """One mail an officer and day, however often this is begun."""
    advance(work, "reminding")
    sent = remind_officers(on=day_of_work(work, clock.today()), by=work.by)
    with transaction.atomic():
        finish(work, outcome=f"cases:reminded {sent}")
