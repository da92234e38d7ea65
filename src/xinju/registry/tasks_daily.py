"""The registry by the clock: what is to be verified at people's doors, and the year's endorsements."""

from __future__ import annotations

from datetime import time

from django.db import transaction

from xinju.messages.access import Work
from xinju.messages.actions import advance, finish
from xinju.messages.schedule import daily, day_of_work
from xinju.registry.actions.doubts import MOST_A_NIGHT, queue_doubtful, take_over_answers
from xinju.registry.actions.permits import open_endorsements
from xinju.registry.actions.reminding import remind_residents, tell_answered
from xinju.web import clock


@daily(
    "registry.visits_due",
    at=time(1, 0),
    zh="把不完整、久无动静的登记派去核实",
    en="Send what is doubtful to be verified",
)
def open_visits(work: Work) -> None:
    """Each case is a transaction of its own: begun again it passes over what was opened."""
    advance(work, "answers")
    taken = take_over_answers(at=clock.now())
    advance(work, "opening")
    opened = queue_doubtful(by=work.by, at=clock.now(), most=MOST_A_NIGHT)
    with transaction.atomic():
        finish(work, outcome=f"registry:answers {taken} opened {opened}")


@daily(
    "registry.permits_due", at=time(1, 30), zh="为到期居住证立签注事项", en="Open the year's endorsements of permits"
)
def open_endorsements_due(work: Work) -> None:
    """For the legal day of the night, and of a catch-up for the day that was missed last."""
    advance(work, "opening")
    with transaction.atomic():
        opened = open_endorsements(on=day_of_work(work, clock.today()), by=work.by)
        finish(work, outcome=f"registry:endorsements {opened}")


@daily("registry.remind", at=time(8, 30), zh="提醒居民快到期的事", en="Remind residents of what is soon due")
def remind(work: Work) -> None:
    """Each message has the key of its occasion: begun again it is put into the outbox once."""
    advance(work, "reminding")
    reminded = remind_residents(on=day_of_work(work, clock.today()), at=clock.now(), by=work.by)
    advance(work, "answers")
    answered = tell_answered(at=clock.now(), by=work.by)
    with transaction.atomic():
        finish(work, outcome=f"registry:reminded {reminded} answered {answered}")
