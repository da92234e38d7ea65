"""Making an officer's account, and coming in and going out."""

from django.conf import settings
from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from xinju.accounts.models import Role, User
from xinju.audit.actions import Reference, record

# Invented people of the invented district.
DEMO_OFFICERS = {
    Role.EDUCATION_OFFICER: ("季小满", "和润区教育局"),
    Role.POLICY_OFFICE: ("沈知秋", "和润区新居民服务中心政策科"),
    Role.WINDOW_OFFICER: ("叶青禾", "和润区新居民服务中心窗口"),
    Role.AUDITOR: ("顾清明", "和润区审计局"),
}


@transaction.atomic
def open_account(
    *, username: str, name: str, role: Role, office: str, region: str = "", password: str | None = None, by: Reference
) -> User:
    """Make an officer's account; without a password it can only be entered by the demo's buttons."""
    user = User.objects.create_user(username, name=name, role=role, office=office, region=region, password=password)
    record("accounts.opened", about=user, by=by, purpose="staffing")
    return user


def open_demo_account(role: Role) -> User:
    """The one demo officer of a role; made when first asked for. Raises PermissionDenied outside the demo."""
    if not settings.IS_DEMO:
        raise PermissionDenied("demo officers exist in demo mode only")
    username = f"demo-{role.value}"
    held = User.objects.filter(username=username).first()
    if held is not None:
        return held
    name, office = DEMO_OFFICERS[role]
    return open_account(username=username, name=name, role=role, office=office, by="job:demo")


@transaction.atomic
def enter(request: HttpRequest, *, by: User) -> None:
    """Begin a session for an officer."""
    auth.login(request, by, backend="django.contrib.auth.backends.ModelBackend")
    record("accounts.entered", about=by, by=by, purpose="session")


@transaction.atomic
def leave(request: HttpRequest, *, by: User) -> None:
    """End the officer's session."""
    record("accounts.left", about=by, by=by, purpose="session")
    auth.logout(request)
