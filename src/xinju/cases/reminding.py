"""Officers are told by mail, once a day, how many of the cases that wait for them are soon due."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, uuid5

from xinju.accounts.access import Officer
from xinju.accounts.queries import officers_with_mail
from xinju.audit.actions import Reference
from xinju.cases import queries
from xinju.messages import actions as messages

JOB = "job:reminders"
HANDLER = "handler"


def remind_officers(*, on: date, by: Reference) -> int:
    """Put one mail into the outbox for each officer with something soon due; answers with how many are new."""
    due = {one.row.pk: one.row.due_on for one in queries.reminded(on=on, asker=JOB) if one.reminder.to == HANDLER}
    if not due:
        return 0
    return sum(_remind(officer, due, on, by) for officer in officers_with_mail(asker=JOB))


def _remind(officer: Officer, due: dict[int, date], on: date, by: Reference) -> bool:
    """What is assigned to somebody else is for them to hear."""
    waiting = queries.inbox(officer, on=on).filter(due_on__gte=on, due_on__lte=max(due.values()))
    mine = [
        due[pk]
        for pk, assignee in waiting.values_list("pk", "assignee")
        if pk in due and assignee in (None, officer.pk)
    ]
    if not mine:
        return False
    key = uuid5(NAMESPACE_URL, f"xinju:cases_due:{officer.pk}:{on}")
    values = {"count": len(mine), "due": min(mine).isoformat()}
    return messages.send("cases_due", to=officer, about="cases:due", by=by, key=key, values=values) is not None
