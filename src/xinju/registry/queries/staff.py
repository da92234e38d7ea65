"""Employers, who declares for them, and the people they have declared: no more than name and masked number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from xinju.accounts.access import Account, region_filter
from xinju.audit.references import reference
from xinju.messages.access import Work
from xinju.registry.models import Declared, Employer, EmployerClerk, EmployerList, Person
from xinju.registry.models.known import Door
from xinju.registry.models.receipts import Act


@dataclass(frozen=True)
class Employed:
    """Somebody of the employer's own people, in its own words."""

    person: Person
    name: str
    tail: str
    since: date


def employer_of(account: Account) -> Employer | None:
    """For which employer this account declares now; None for who is nobody's clerk."""
    held = EmployerClerk.objects.current().filter(account=account).select_related("employer").first()
    return held.employer if held else None


def staff_of(employer: Employer) -> list[Employed]:
    """Whom the employer has declared and not declared as gone, the latest first."""
    lines = Declared.objects.filter(receipt__employer__credit_code=employer.credit_code, receipt__door=Door.EMPLOYER)
    latest: dict[int, Declared] = {}
    for line in lines.select_related("identity__person").order_by("on", "id"):
        latest[line.identity.person_id] = line
    here = [line for line in latest.values() if line.act == Act.HIRED]
    return [Employed(line.identity.person, line.name, line.tail, line.on) for line in reversed(here)]


def persons_of(staff: Iterable[Employed]) -> list[Person]:
    """Whom a list shows, for the record of the look."""
    return [one.person for one in staff]


def list_of(account: Account, key: UUID) -> EmployerList | None:
    """A list that this account has handed in, while it declares for that employer."""
    found = EmployerList.objects.select_related("employer", "receipt").filter(key=key, by=reference(account)).first()
    employer = employer_of(account)
    is_theirs = found is not None and employer is not None and found.employer.credit_code == employer.credit_code
    return found if is_theirs else None


def last_list(account: Account) -> EmployerList | None:
    """What this account has handed in last for the employer for which it declares now."""
    newest = EmployerList.objects.filter(by=reference(account)).first()
    return list_of(account, newest.key) if newest is not None else None


def list_of_work(work: Work) -> tuple[EmployerList, bool]:
    """The list that a piece of work is about, and whether whoever handed it in still declares for that employer."""
    held = EmployerList.objects.select_related("employer", "receipt").get(pk=work.values["list"])
    clerk = EmployerClerk.objects.current().filter(
        account=work.officer, employer__credit_code=held.employer.credit_code
    )
    return held, clerk.exists()


def clerks(*, asker: Account) -> QuerySet[EmployerClerk]:
    """Who declares for which employer of the asker's region, the latest first."""
    where = region_filter(asker, "employer__division") | Q(employer__division="")
    return EmployerClerk.objects.current().filter(where).select_related("employer").order_by("-from_at", "-id")


def clerk(pk: int, *, asker: Account) -> EmployerClerk | None:
    """One of them."""
    return clerks(asker=asker).filter(pk=pk).first()
