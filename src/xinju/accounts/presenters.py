"""What the pages at the door show."""

from xinju.accounts import queries
from xinju.accounts.access import Account
from xinju.accounts.demo_accounts import DEMO_GROUPS, DEMO_OFFICERS, DEMO_PEOPLE
from xinju.accounts.roles import Role


def demo_people() -> list[dict[str, str]]:
    """One entry per kind of resident for the demo's buttons."""
    return [{"kind": kind.value, "label": person.label, "work": person.work} for kind, person in DEMO_PEOPLE.items()]


def demo_groups() -> list[dict[str, object]]:
    """The demo's officers, one entry per role, in the groups of the page."""
    return [{"heading": heading, "officers": [_officer(role) for role in roles]} for heading, roles in DEMO_GROUPS]


def _officer(role: Role) -> dict[str, str]:
    officer = DEMO_OFFICERS[role]
    return {
        "role": role.value,
        "label": role.label,
        "name": officer.name,
        "office": officer.office,
        "work": officer.work,
    }


def person_home(account: Account) -> dict[str, bool]:
    """What a resident's first page says of the account."""
    return {"is_bound": queries.person_of(account) is not None, "has_phone": queries.has_phone(account)}
