"""Making officers' accounts."""

from django.db import transaction

from xinju.accounts.models import User
from xinju.accounts.roles import Role, posting_fault
from xinju.audit.actions import Reference, record


class UnfitPost(ValueError):
    """Role, region and source of an account do not go together; the text says what is expected."""


@transaction.atomic
def open_account(
    *,
    username: str,
    name: str,
    role: Role,
    office: str,
    region: str = "",
    source: str = "",
    password: str | None = None,
    by: Reference,
) -> User:
    """Make an officer's account; without a password it can only be entered by the demo's buttons or from outside.

    Raises UnfitPost where role, region and source do not go together, or the role is a resident's.
    """
    role = Role(role)
    fault = "a resident opens an account with a phone" if role is Role.PERSON else posting_fault(role, region, source)
    if fault:
        raise UnfitPost(fault)
    user = User.objects.create_user(
        username, name=name, role=role, office=office, region=region, source=source, password=password
    )
    record("accounts.opened", about=user, by=by, purpose="staffing")
    return user
