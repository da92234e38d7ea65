"""A dated receipt for what came in through a door: each submission lands once and can prove when it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from xinju.audit.actions import Reference, record, reference
from xinju.cases.queries import workdays
from xinju.registry.bridge.receipts import NO_DUTY, duty_of, new_number
from xinju.registry.models import Declared, Employer, Place, Receipt, Stay
from xinju.values.legal_days import day_of

SHOWN = 4


@dataclass(frozen=True)
class Line:
    """What happened to whom on which day. `number` is the adult's own, or its end; only the last four characters are kept."""

    act: str
    on: date
    identity: int | None = None
    name: str = ""
    number: str = field(default="", repr=False)
    stay: Stay | None = None
    has_duty: bool = True


def landed(client_id: UUID) -> Receipt | None:
    """The receipt of this very submission, if it was made before. Within the caller's transaction, and turn."""
    return Receipt.objects.filter(client_id=client_id).first()


def issue(
    *, client_id: UUID, door: str, by: Reference, at: datetime, lines: Sequence[Line], place: Place | None = None,
    employer: Employer | None = None, case: str = "",
) -> Receipt:  # fmt: skip
    """Write the receipt within the caller's transaction."""
    receipt = Receipt.objects.create(
        number=new_number(day_of(at)), client_id=client_id, door=door, by=reference(by), declared_at=at, place=place,
        employer=employer, case=case,
    )  # fmt: skip
    calendar = workdays()
    Declared.objects.bulk_create((_row(receipt, line, calendar) for line in lines), batch_size=500)
    record("registry.receipt_issued", about=receipt, by=by, purpose=receipt)
    return receipt


def _row(receipt: Receipt, line: Line, calendar) -> Declared:
    duty = duty_of(line.on, calendar) if line.has_duty and line.act not in NO_DUTY else None
    return Declared(
        receipt=receipt, act=line.act, identity_id=line.identity, stay=line.stay, on=line.on,
        due_on=duty.day if duty else None, due_certain=duty.is_certain if duty else True, name=line.name,
        tail=line.number[-SHOWN:],
    )  # fmt: skip
