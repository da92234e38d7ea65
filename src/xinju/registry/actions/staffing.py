"""What an employer declares of its people, and who may declare for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from xinju.accounts.access import Account, Officer, has_role
from xinju.accounts.roles import Role
from xinju.audit.actions import Reference, record, reference
from xinju.registry.actions.letting import ask_about
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.receipts import Line, issue, landed
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import rules
from xinju.registry.bridge.receipts import EMPLOYERS_DUTY
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.told import Told
from xinju.registry.models import Declared, Employer, EmployerClerk, Receipt, Record
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.receipts import Act
from xinju.values.legal_days import day_of

SOURCE, PURPOSE, WORK = "employer", "employer_declaration", "work_declared"


@dataclass(frozen=True)
class StaffLine:
    """One person who started or stopped work: `act` is hired or dismissed, `on` that day."""

    told: Told
    act: str
    on: date


@transaction.atomic
def declare_staff(
    *, employer: Employer, lines: Sequence[StaffLine], by: Reference, at: datetime, client_id: UUID,
    handed_in_at: datetime | None = None,
) -> Receipt | None:  # fmt: skip
    """Write down a list: people, the time they work there, one receipt with the due day of each line.

    What this employer has declared before in the same words is passed over; None where nothing is left. The receipt bears the
    moment at which the list was handed in, where that was before it is written down.
    """
    take_turn()
    if (known := landed(client_id)) is not None:
        return known
    origin = Origin(SOURCE, Door.EMPLOYER, by, at, Verification.PENDING, EMPLOYERS_DUTY)
    told = [line.told for line in lines]
    entered = enter_people(told=told, origin=origin, observed_on=day_of(at), purpose=PURPOSE)
    ask_about(entered, by=by, at=at)
    said = [
        Line(line.act, line.on, one.identity, line.told.name, line.told.number)
        for one, line in zip(entered, lines, strict=True)
    ]
    fresh = _not_said_before(employer, said)
    if not fresh:
        return None
    _keep_work(employer, fresh, origin)
    declared_at = handed_in_at or at
    return issue(client_id=client_id, door=Door.EMPLOYER, by=by, at=declared_at, lines=fresh, employer=employer)


def _not_said_before(employer: Employer, said: Sequence[Line]) -> list[Line]:
    held = Declared.objects.filter(receipt__employer__credit_code=employer.credit_code)
    known = set(held.values_list("identity", "act", "on"))
    return list(
        {(one.identity, one.act, one.on): one for one in said if (one.identity, one.act, one.on) not in known}.values()
    )


def _keep_work(employer: Employer, lines: Sequence[Line], origin: Origin) -> None:
    """Started: a period that is open. Stopped: the open one ends; without one it lasted that day. Of one person one thing after
    the other, of many people at once."""
    code, declared = employer.credit_code, rules.record_types()[WORK]
    identities = [line.identity for line in lines]
    open_ = Record.objects.current().filter(
        type=WORK, identity__in=identities, end__isnull=True, values__employer=code
    )  # fmt: skip
    started = dict(open_.values_list("identity", "start"))
    turns: list[list[Recorded]] = []
    of_one: Counter[int] = Counter()
    for line in sorted(lines, key=lambda one: (one.on, one.act != Act.HIRED)):
        assert line.identity is not None
        start = line.on if line.act == Act.HIRED else min(started.get(line.identity) or line.on, line.on)
        end = None if line.act == Act.HIRED else line.on
        started[line.identity] = start
        if of_one[line.identity] == len(turns):
            turns.append([])
        turns[of_one[line.identity]].append(Recorded(line.identity, start, end, {"employer": code}))
        of_one[line.identity] += 1
    for rows in turns:
        keep_records(declared=declared, rows=rows, origin=origin, purpose=PURPOSE)


@transaction.atomic
def appoint_clerk(
    *, account: Account, credit_code: str, name: str, division: str, by: Officer, at: datetime
) -> EmployerClerk:
    """From now on this account declares for this employer; an officer has seen the firm's papers. What the account declared
    for before ends; the same again changes nothing. ValueError where the account is no resident's."""
    if not has_role(account, Role.PERSON):
        raise ValueError("expected a resident's open account")
    take_turn()
    employer = _employer(credit_code, name, division, by, at)
    held = EmployerClerk.objects.current().filter(account=account).first()
    if held is not None and held.employer.credit_code == credit_code:
        return held
    if held is not None:
        dismiss_clerk(clerk=held, by=by, at=at)
    made = EmployerClerk.objects.create(account=account, employer=employer, from_at=at, by=reference(by))
    record("registry.clerk_appointed", about=made, by=by, purpose=employer)
    return made


@transaction.atomic
def dismiss_clerk(*, clerk: EmployerClerk, by: Officer, at: datetime) -> None:
    """The account no longer declares for its employer; a second time changes nothing."""
    held = EmployerClerk.objects.current().filter(pk=clerk.pk)
    if held.update(until_at=at, ended_by=reference(by)):
        record("registry.clerk_dismissed", about=clerk, by=by, purpose=clerk.employer)


def _employer(credit_code: str, name: str, division: str, by: Officer, at: datetime) -> Employer:
    held = Employer.objects.current().filter(credit_code=credit_code).first()
    if held is not None:
        return held
    origin = Origin("window", Door.WINDOW, by, at, Verification.VERIFIED)
    return Employer.objects.create(credit_code=credit_code, name=name, division=division, **origin.columns)
