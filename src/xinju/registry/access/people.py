"""Who may find people, open their pages, and see what is shown to a few only."""

from __future__ import annotations

from django.db.models import Q

from xinju.accounts.access import Account, Role, has_role, region_filter, sees_people, sees_region
from xinju.registry.models import Person

FINDERS = (Role.WINDOW_OFFICER, Role.REGISTRAR, Role.AUDITOR)
READERS = (*FINDERS, Role.GRID_WORKER)
REGISTERS = (Role.WINDOW_OFFICER, Role.REGISTRAR)
RINGS = (*REGISTERS, Role.GRID_WORKER)
PROTECTION_DUTY = (Role.REGISTRAR,)


def searched_region(asker: Account) -> str | None:
    """The beginning of the division codes in which the asker finds people; blank for everywhere, None for nowhere."""
    if sees_region(asker, ""):
        return ""
    return asker.region if sees_people(asker) and asker.region else None


def finds_newcomers(asker: Account) -> bool:
    """By a whole number, does the asker also find who lives nowhere yet?

    Social security may know somebody before anybody has said where they live; the window would enter them a second time.
    """
    return has_role(asker, *REGISTERS)


def findable_by_number(asker: Account) -> Q:
    """The condition that a person speaks for somebody and may be found by the asker, who names a whole number."""
    nowhere = Q(into=None, division="") if finds_newcomers(asker) else Q(pk__in=[])
    return Q(into=None) & region_filter(asker, "division") | nowhere


def may_open(asker: Account, person: Person) -> bool:
    """May the asker read this person's page?"""
    newcomer = person.division == "" and finds_newcomers(asker)
    return has_role(asker, *READERS) and (newcomer or sees_region(asker, person.division))


def may_find(asker: Account) -> bool:
    """May the asker search at all?"""
    return has_role(asker, *FINDERS) and sees_people(asker)


def sees_protected(asker: Account) -> bool:
    """Is it the asker's duty to know where a protected person lives?"""
    return has_role(asker, *PROTECTION_DUTY)


def sees_records(asker: Account) -> bool:
    """Departments' records are for the desk; who stands at a door needs stays and papers, not what a court has written."""
    return has_role(asker, *FINDERS)


def sees_phone(asker: Account) -> bool:
    """Whole phones are for those who ring them up."""
    return has_role(asker, *RINGS)
