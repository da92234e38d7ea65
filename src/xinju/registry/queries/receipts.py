"""Reads of receipts: by number for whoever holds the paper, and one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from xinju.accounts.access import Account
from xinju.audit.actions import reference
from xinju.cases.queries import workdays
from xinju.registry.bridge.receipts import Duty, duty_on
from xinju.registry.models import Declared, Employer, Receipt
from xinju.values.legal_days import day_of

LONGEST = 20


@dataclass(frozen=True)
class ShownLine:
    """One line with its duty; `in_time` None where there is no duty or the calendar cannot tell yet."""

    line: Declared
    duty: Duty | None
    in_time: bool | None


def receipt_by_number(number: str) -> Receipt | None:
    """The receipt with this number; None where there is none. Who knows the number has the paper in hand."""
    if not number or len(number) > LONGEST:
        return None
    return Receipt.objects.select_related("place", "employer").filter(number=number.strip().upper()).first()


def receipts_of(account: Account) -> QuerySet[Receipt]:
    """The account's own receipts, the newest first; they stay when the tenants have left."""
    rows = Receipt.objects.filter(by=reference(account)).select_related("place", "employer").prefetch_related("lines")
    return rows.order_by("-declared_at", "-id")


def receipt_of(account: Account, number: str) -> Receipt | None:
    """One of the account's own receipts."""
    return receipts_of(account).filter(number=number).first() if len(number) <= LONGEST else None


def receipts_of_employer(employer: Employer) -> QuerySet[Receipt]:
    """The employer's receipts, the newest first: they belong to the firm, whoever declares for it."""
    rows = Receipt.objects.filter(employer__credit_code=employer.credit_code).select_related("employer")
    return rows.prefetch_related("lines").order_by("-declared_at", "-id")


def shown_lines(receipt: Receipt) -> list[ShownLine]:
    """The receipt's lines with the day on which each was due, and whether it was in time."""
    calendar, declared_on = workdays(), declared_day(receipt)
    shown = []
    for line in receipt.lines.all():
        duty = duty_on(line, calendar)
        shown.append(ShownLine(line, duty, duty.is_in_time(declared_on) if duty else None))
    return shown


def declared_day(receipt: Receipt) -> date:
    """The legal day on which it was declared."""
    return day_of(receipt.declared_at)
