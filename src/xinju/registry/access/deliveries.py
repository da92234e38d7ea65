"""Who may see, send, land and withdraw a department's deliveries: the registrar all, a department's clerk the own ones."""

from __future__ import annotations

from django.db.models import Q

from xinju.accounts.access import Account, Role, answers_for, has_role, sees_region

REGISTRARS = (Role.REGISTRAR,)
SENDERS = (Role.REGISTRAR, Role.DEPARTMENT_CLERK)
READERS = (Role.REGISTRAR, Role.DEPARTMENT_CLERK, Role.AUDITOR)

Asker = Account | str


def visible(asker: Asker, district: str, field: str = "source") -> Q:
    """Deliveries and query lists that the asker may see; a named job sees all.

    A file holds people of the whole district (`district` is its code), so an officer of another one, or of one town, sees
    none. `field` is the column with the source's key.
    """
    if isinstance(asker, str):
        return Q()
    if not (has_role(asker, *READERS) and sees_region(asker, district)):
        return Q(pk__in=[])
    return Q(**{field: asker.source}) if has_role(asker, Role.DEPARTMENT_CLERK) else Q()


def may_send(asker: Asker, district: str, source: str) -> bool:
    """Hand in a file of this source."""
    return may_land(asker, district) or (
        not isinstance(asker, str) and answers_for(asker, source) and sees_region(asker, district)
    )


def may_land(asker: Asker, district: str) -> bool:
    """Let rows in, and withdraw a delivery: the registrar, who answers for what the registry holds."""
    return not isinstance(asker, str) and has_role(asker, *REGISTRARS) and sees_region(asker, district)
