"""An employer's list as a file: kept as it came, and noted as read with what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from xinju.accounts.access import Account
from xinju.audit.actions import Reference, record, reference
from xinju.registry import employer_files
from xinju.registry.models import Employer, EmployerList, Receipt

KEPT_FOR = timedelta(days=30)


def keep_list(
    *, employer: Employer, file_name: str, chunks: Iterable[bytes], by: Account, at: datetime, client_id: UUID
) -> EmployerList:
    """Keep a file as it came, sealed; the same `client_id` again answers with the first. The account's older lists go, and
    everybody's that were read a month ago: what was declared stands in the receipts."""
    held = EmployerList(
        employer=employer, by=reference(by), file_name=file_name[-200:], handed_in_at=at, client_id=client_id
    )
    first = EmployerList.objects.filter(client_id=client_id).first()
    if first is not None:
        return first
    employer_files.prepare(held, chunks)
    try:
        _save(held, by)
    except IntegrityError:  # the same form at the same moment: the other one was first
        employer_files.discard(held)
        return EmployerList.objects.get(client_id=client_id)
    _forget_old(held)
    return held


def list_read(
    *, held: EmployerList, receipt: Receipt | None, faults: int, marked: str, by: Reference, at: datetime
) -> None:
    """Note what came of a list, within the caller's transaction."""
    held.read_at, held.receipt, held.faults, held.marked = at, receipt, faults, marked
    held.save(update_fields=["read_at", "receipt", "faults", "marked"])
    record("registry.employer_list_read", about=held, by=by, purpose=held.employer)


@transaction.atomic
def _save(held: EmployerList, by: Account) -> None:
    held.save()
    record("registry.employer_list_received", about=held, by=by, purpose=held.employer)


def _forget_old(new: EmployerList) -> None:
    old = Q(by=new.by) | Q(read_at__lt=new.handed_in_at - KEPT_FOR)
    for one in EmployerList.objects.filter(old, read_at__isnull=False).exclude(marked="").exclude(pk=new.pk):
        employer_files.discard(one)
        EmployerList.objects.filter(pk=one.pk).update(marked="")
