"""Asking a department about some people (比对清单): the list, its case with the due day, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.cases import actions as cases
from xinju.cases.queries import Case
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge.asking import to_ask
from xinju.registry.models import Delivery, QueryItem, QueryList
from xinju.values.legal_days import SHANGHAI, day_of

_AT_ONCE = 500
CASE_TYPE = "query_list"


class NobodyToAsk(Exception):
    """None of these people has a number of their own: a department could not find them."""


@transaction.atomic
def make_list(
    *, source: str, record_type: str, people: Iterable[UUID], legal_basis: str, purpose: str, due_on: date,
    by: Reference, at: datetime, division: str = "",
) -> QueryList:  # fmt: skip
    """Ask a department about these people (person keys), each once, by their own number; opens the case with the due day.

    People without a number are left out. Raises NobodyToAsk where nobody is left.
    """
    take_turn()
    rows = to_ask(people)
    if not rows:
        raise NobodyToAsk
    made = QueryList.objects.create(
        number=_next_number(day_of(at)), source=source, record_type=record_type, legal_basis=legal_basis,
        purpose=purpose, due_on=due_on, sent_at=at, by=reference(by), division=division,
    )  # fmt: skip
    items = (
        QueryItem(list=made, line=line, person_id=row.person, number_index=row.number_index)
        for line, row in enumerate(rows, 1)
    )
    QueryItem.objects.bulk_create(items, batch_size=_AT_ONCE)
    cases.open_case(
        type=CASE_TYPE, subject=reference(made), title=made.number, region=division, opened_on=day_of(at), by=by,
        days={"due_day": due_on}, department=source, client_id=f"query-list:{made.key}",
    )  # fmt: skip
    record("registry.query_list_made", about=made, by=by, purpose=made)
    return made


def came_back(*, query_list: QueryList, case: Case, delivery: Delivery, by: Reference, on: date) -> None:
    """The department's answer is in: the case goes back to the registrar. The same answer again changes nothing."""
    if case.state in ("sent", "incomplete"):
        cases.move(
            case=case.key, move="answer", evidence={"file": str(delivery.key)}, by=by, on=on,
            client_id=f"query-list-answer:{query_list.pk}:{delivery.pk}",
        )  # fmt: skip


def send_back(*, query_list: QueryList, case: Case, counts: str, by: Reference, on: date, client_id: str) -> None:
    """Rows are missing: the department completes its answer."""
    cases.move(case=case.key, move="send_back", evidence={"counts": counts}, by=by, on=on, client_id=client_id)


@transaction.atomic
def take_over(
    *, query_list: QueryList, case: Case, delivery: Delivery, counts: str, by: Reference, at: datetime
) -> None:
    """The answer has landed and is enough; the list is closed."""
    cases.move(
        case=case.key, move="take_over", evidence={"delivery": str(delivery.key), "counts": counts}, by=by,
        on=day_of(at), client_id=f"query-list-done:{query_list.pk}",
    )  # fmt: skip
    _close(query_list, "registry.query_list_taken_over", by, at)


@transaction.atomic
def call_off(*, query_list: QueryList, case: Case, why: str, by: Reference, at: datetime) -> None:
    """The list is not needed any more."""
    cases.move(
        case=case.key, move="call_off", evidence={"why": why}, by=by, on=day_of(at),
        client_id=f"query-list-off:{query_list.pk}",
    )  # fmt: skip
    _close(query_list, "registry.query_list_called_off", by, at)


def _close(query_list: QueryList, kind: str, by: Reference, at: datetime) -> None:
    QueryList.objects.filter(pk=query_list.pk, closed_at__isnull=True).update(closed_at=at)
    record(kind, about=query_list, by=by, purpose=query_list)


def _next_number(on: date) -> str:
    """BD, the day, and a number within it; the turn that we hold keeps two lists apart."""
    start = datetime.combine(on, time(), tzinfo=SHANGHAI)
    held = QueryList.objects.filter(sent_at__gte=start, sent_at__lt=start + timedelta(days=1)).count()
    return f"BD{on:%Y%m%d}-{held + 1:03d}"
