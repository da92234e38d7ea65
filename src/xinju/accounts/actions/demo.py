"""The demo's accounts, made when first asked for."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from xinju.accounts.actions.staff import open_account
from xinju.accounts.demo_accounts import DEMO_OFFICERS, DemoPersonKind
from xinju.accounts.models import User
from xinju.accounts.roles import Role
from xinju.audit.actions import record


def open_demo_account(role: Role) -> User:
    """The one demo officer of a role; made when first asked for. Raises PermissionDenied outside the demo."""
    _only_in_a_demo()
    username = f"demo-{role.value}"
    held = User.objects.filter(username=username).first()
    if held is not None:
        return held
    officer = DEMO_OFFICERS[role]
    return open_account(
        username=username,
        name=officer.name,
        role=role,
        office=officer.office,
        region=officer.region,
        source=officer.source,
        by="job:demo",
    )


@transaction.atomic
def open_demo_person(kind: DemoPersonKind) -> User:
    """The one demo resident of a kind, not yet bound to anybody. Raises PermissionDenied outside the demo."""
    _only_in_a_demo()
    username = f"demo-person-{DemoPersonKind(kind).value}"
    held = User.objects.filter(username=username).first()
    if held is not None:
        return held
    account = User.objects.create_user(username, name="", role=Role.PERSON, office="")
    record("accounts.opened", about=account, by="job:demo", purpose="demo")
    return account


def _only_in_a_demo() -> None:
    if not settings.IS_DEMO:
        raise PermissionDenied("demo accounts exist in demo mode only")
