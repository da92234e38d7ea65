"""Who may see a case: the roles of its type within their region, a department's clerk only what is asked of that department."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from xinju.accounts.access import Account, Role, has_role, region_filter, sees_region
from xinju.cases.models import Case

Asker = Account | str
JOB = "job"


def role_of(asker: Asker) -> str:
    """The role in which somebody acts; a named job ("job:import") has its own."""
    return JOB if isinstance(asker, str) else asker.role


def visible(asker: Asker, rows: QuerySet[Case]) -> QuerySet[Case]:
    """The cases among `rows` that the asker may see; a named job sees all, since its run is one audited event."""
    if isinstance(asker, str):
        return rows
    rows = rows.filter(region_filter(asker, "region"))
    if not has_role(asker, Role.AUDITOR, Role.HEAD):
        rows = rows.filter(edition__roles__contains=f" {asker.role} ")
    if has_role(asker, Role.DEPARTMENT_CLERK):
        rows = rows.filter(department=asker.source)
    return rows


def waits_for(officer: Account, on: date) -> Q:
    """The condition that a case waits for the officer on that day. One `filter` call takes it whole: it is one join."""
    mine = Q(waiting__role=officer.role, waiting__since__lte=on) & region_filter(officer, "waiting__region")
    return mine & Q(department=officer.source) if has_role(officer, Role.DEPARTMENT_CLERK) else mine


def sees(asker: Asker, case: Case) -> bool:
    """May the asker see this one?"""
    if isinstance(asker, str):
        return True
    if not sees_region(asker, case.region):
        return False
    if has_role(asker, Role.DEPARTMENT_CLERK) and asker.source != case.department:
        return False
    return has_role(asker, Role.AUDITOR, Role.HEAD) or f" {asker.role} " in case.edition.roles


def may_act(asker: Asker, case: Case) -> bool:
    """May the asker act in it at all? A resident's account may where its app vouches for it: the moves name the role."""
    return has_role(asker, Role.PERSON) or sees(asker, case)
