"""What an account is here to do: one role each, and the groups of roles that pages and predicates speak of."""

from django.db import models

from xinju.web.language import say


class Role(models.TextChoices):
    """What the holder of an account is here to do; a page names the roles it is open to."""

    EDUCATION_OFFICER = "education_officer", say("教育局经办人", "Education officer")
    POLICY_OFFICE = "policy_office", say("政策科", "Policy office")
    WINDOW_OFFICER = "window_officer", say("窗口人员", "Window officer")
    REGISTRAR = "registrar", say("登记管理员", "Registrar")
    DEPARTMENT_CLERK = "department_clerk", say("部门经办人", "Department clerk")
    GRID_WORKER = "grid_worker", say("网格员", "Grid worker")
    HEAD = "head", say("负责人", "Head")
    AUDITOR = "auditor", say("审计员", "Auditor")
    SECURITY_OFFICER = "security_officer", say("安全管理员", "Security officer")
    SYSTEM_OPERATOR = "system_operator", say("系统管理员", "System operator")
    PERSON = "person", say("居民账户", "Resident's account")


OFFICERS: tuple[Role, ...] = tuple(role for role in Role if role is not Role.PERSON)

# The three duties (三员): an account has one role, so no account ever holds two of them.
DUTIES: tuple[Role, ...] = (Role.SYSTEM_OPERATOR, Role.SECURITY_OFFICER, Role.AUDITOR)

# Whoever looks after accounts or machines looks at nobody's record; a resident sees through the binding only.
SEES_NO_PEOPLE: tuple[Role, ...] = (Role.SECURITY_OFFICER, Role.SYSTEM_OPERATOR, Role.PERSON)
SEES_PEOPLE: tuple[Role, ...] = tuple(role for role in Role if role not in SEES_NO_PEOPLE)

# A blank region means the whole district for these roles, and nothing at all for every other one.
WHOLE_DISTRICT: tuple[Role, ...] = (
    Role.EDUCATION_OFFICER,
    Role.POLICY_OFFICE,
    Role.REGISTRAR,
    Role.DEPARTMENT_CLERK,
    Role.HEAD,
    Role.AUDITOR,
)

# A grid lies inside a community (12 digits); some places number grids within it, up to 20.
SHORTEST_GRID = 12
LONGEST_REGION = 20


def posting_fault(role: Role, region: str, source: str) -> str | None:
    """What is wrong with an officer's post, as one English sentence for whoever opens accounts; None if nothing is."""
    if region and not (region.isascii() and region.isdigit() and len(region) <= LONGEST_REGION):
        return f"region {region!r}: expected a division code of at most {LONGEST_REGION} digits"
    if role is Role.GRID_WORKER and len(region) < SHORTEST_GRID:
        return (
            f"region {region!r} of a grid worker: expected a community or grid code of {SHORTEST_GRID} or more digits"
        )
    if not region and role not in WHOLE_DISTRICT and role not in SEES_NO_PEOPLE:
        return f"region is blank: {role.value} sees a part of the district only"
    if (role is Role.DEPARTMENT_CLERK) != bool(source):
        return f"source {source!r}: a department clerk has one (such as police), nobody else has"
    return None
