"""Making accounts, and coming in and going out."""

from django.conf import settings
from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from xinju.accounts.demo_accounts import DEMO_OFFICERS, DemoPersonKind
from xinju.accounts.models import User
from xinju.accounts.purposes import Purpose, keep_purpose
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


@transaction.atomic
def enter(request: HttpRequest, *, by: User) -> None:
    """Begin a session."""
    auth.login(request, by, backend="django.contrib.auth.backends.ModelBackend")
    record("accounts.entered", about=by, by=by, purpose="session")


@transaction.atomic
def leave(request: HttpRequest, *, by: User) -> None:
    """End the session."""
    record("accounts.left", about=by, by=by, purpose="session")
    auth.logout(request)


@transaction.atomic
def choose_purpose(request: HttpRequest, *, purpose: Purpose, by: User) -> None:
    """Say for this session why the officer looks at people."""
    keep_purpose(request, purpose)
    record("accounts.purpose_chosen", about=by, by=by, purpose=purpose.value)
