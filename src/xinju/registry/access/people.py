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


def findable(asker: Account) -> Q:
    """The condition that a person speaks for somebody and lies in the asker's region."""
    return Q(into=None) & region_filter(asker, "division")


def findable_by_number(asker: Account) -> Q:
    """The same for whom the asker names by a whole number: also a person who lives nowhere yet, for who registers newcomers.

    Social security may know somebody before anybody has said where they live; the window would enter them a second time.
    """
    nowhere = Q(into=None, division="") if has_role(asker, *REGISTERS) else Q(pk__in=[])
    return findable(asker) | nowhere


def may_open(asker: Account, person: Person) -> bool:
    """May the asker read this person's page?"""
    newcomer = person.division == "" and has_role(asker, *REGISTERS)
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
