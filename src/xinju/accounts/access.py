"""Who may open which page and see which rows: closed to everyone but the roles, regions and purposes named."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from xinju.accounts.models import Binding, Ended, Evidence, User
from xinju.accounts.purposes import PURPOSES, Purpose, purpose_of, purpose_words, require_purpose
from xinju.accounts.roles import OFFICERS, SEES_PEOPLE, WHOLE_DISTRICT, Role
from xinju.web import kept
from xinju.web.doors import opened

Officer = User
Account = User

__all__ = [
    "OFFICERS",
    "PURPOSES",
    "Account",
    "Binding",
    "Ended",
    "Evidence",
    "Officer",
    "Purpose",
    "Role",
    "answers_for",
    "any_account",
    "any_officer",
    "any_officer_for_people",
    "any_person",
    "has_role",
    "is_officer",
    "purpose_of",
    "purpose_words",
    "region_filter",
    "require_purpose",
    "require_role",
    "sees_people",
    "sees_region",
]

View = Callable[..., HttpResponse]


def has_role(person: Any, *roles: Role) -> bool:
    """Is this the open account of somebody who holds one of the roles?"""
    return isinstance(person, User) and person.is_active and person.role in roles


def is_officer(person: Any) -> bool:
    """Is this an officer at work, of whatever role?"""
    return has_role(person, *OFFICERS)


def sees_people(officer: Any) -> bool:
    """Does the officer's work need people's records at all? Not that of who looks after accounts or machines."""
    return has_role(officer, *SEES_PEOPLE)


def sees_region(officer: Any, division_code: object) -> bool:
    """May the officer see rows of this division? A blank code (no address known yet) belongs to the whole district."""
    return _sees_all(officer) or (_sees_part(officer) and str(division_code).startswith(officer.region))


def region_filter(officer: Any, field: str) -> Q:
    """The same as a condition for a query: `field` is the column that holds the row's division code."""
    if _sees_all(officer):
        return Q()
    if _sees_part(officer):
        return Q(**{f"{field}__startswith": officer.region})
    return Q(pk__in=[])


def answers_for(officer: Any, source: str) -> bool:
    """Is this the clerk of the department that has this key, such as "police"?"""
    return bool(source) and has_role(officer, Role.DEPARTMENT_CLERK) and officer.source == source


def _sees_all(officer: Any) -> bool:
    return has_role(officer, *WHOLE_DISTRICT) and officer.region == ""


def _sees_part(officer: Any) -> bool:
    return sees_people(officer) and officer.region != ""


def require_role(*roles: Role) -> Callable[[View], View]:
    """Open a view to accounts of these roles; others are refused, a visitor is led to their door."""
    if not roles:
        raise ValueError("require_role needs at least one role")

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                door = _door_for(roles)
                if kept.typed(request):
                    return kept.answer(request, sign_in=resolve_url(door or settings.LOGIN_URL))
                return redirect_to_login(request.get_full_path(), door)
            if not has_role(request.user, *roles):
                raise PermissionDenied(f"{view.__qualname__} is for {', '.join(roles)}")
            return view(request, *args, **kwargs)

        return opened(guarded, ",".join(roles))

    return guard


def _door_for(roles: tuple[Role, ...]) -> str | None:
    # A demo has one door, with buttons for all.
    return "accounts:enter" if roles == (Role.PERSON,) and not settings.IS_DEMO else None


any_officer = require_role(*OFFICERS)
any_officer_for_people = require_role(*SEES_PEOPLE)
any_person = require_role(Role.PERSON)
any_account = require_role(*Role)
