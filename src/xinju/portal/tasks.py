"""Long work of the portal: reading an employer's list."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from xinju.documents.spreadsheets.marking import mark
from xinju.messages.access import Work
from xinju.messages.actions import advance, finish
from xinju.messages.jobs import Stopped, job
from xinju.portal.importers.staff_list import StaffList, read_staff_list
from xinju.portal.queries.public import language
from xinju.registry import employer_files
from xinju.registry.actions.employer_lists import list_read
from xinju.registry.actions.staffing import declare_staff
from xinju.registry.queries.staff import list_of_work
from xinju.values.legal_days import day_of
from xinju.web import clock

STAFF_LIST = "portal.staff_list"


@job(STAFF_LIST)
def take_staff_list(work: Work) -> None:
    """Declare the good lines of a list and mark the wrong cells. Begun again it declares nothing twice."""
    held, is_clerk = list_of_work(work)
    if not is_clerk:
        raise Stopped("no_clerk")
    advance(work, "reading")
    content = employer_files.received(held)
    found = read_staff_list(content, held.file_name, today=day_of(held.handed_in_at))
    advance(work, "marking")
    marked = _keep_faults(held, content, found)
    advance(work, "declaring")
    by, at = work.officer or work.by, clock.now()
    with transaction.atomic():
        receipt = None
        if found.lines:
            receipt = declare_staff(
                employer=held.employer, lines=found.lines, by=by, at=at, client_id=held.client_id,
                handed_in_at=held.handed_in_at,
            )  # fmt: skip
        list_read(held=held, receipt=receipt, faults=len(found.reading.faults), marked=marked, by=by, at=at)
        finish(work, outcome=held)
    employer_files.forget_received(held)


def _keep_faults(held: Any, content: bytes, found: StaffList) -> str:
    """Write down the faults, and the file with all of them marked; answers with its ending."""
    if not found.reading.faults:
        return ""
    ending, copy = mark(content, found.reading, language())
    employer_files.keep_marked(held, copy, found.reading.faults)
    return ending
