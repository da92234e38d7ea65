"""Who may open which page: closed to everyone but the roles that the view names."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from xinju.accounts.models import Role, User
from xinju.web.doors import opened

Officer = User

__all__ = ["Officer", "Role", "any_officer", "has_role", "require_role"]

View = Callable[..., HttpResponse]


def has_role(person: Any, *roles: Role) -> bool:
    """Is this person an officer at work who holds one of the roles?"""
    return isinstance(person, User) and person.is_active and person.role in roles


def require_role(*roles: Role) -> Callable[[View], View]:
    """Open a view to officers of these roles; others are refused, a visitor is asked to sign in."""
    if not roles:
        raise ValueError("require_role needs at least one role")

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not has_role(request.user, *roles):
                raise PermissionDenied(f"{view.__qualname__} is for {', '.join(roles)}")
            return view(request, *args, **kwargs)

        return opened(guarded, ",".join(roles))

    return guard


any_officer = require_role(*Role)
