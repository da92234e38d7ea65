"""Every page is closed until its view says who may enter: `@public` here, `@require_role` in accounts."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Open a page to anyone, without a login."""
    return opened(view, "public")


def opened(view: View, door: str) -> View:
    """Mark a view with the door that guards it."""
    view.door = door
    return view


def lets_in(address: str, role: str) -> bool:
    """Whether the door of the page at this address is one of this role's: a page that links to another asks before it does."""
    return role in resolve(address).func.door.split(",")


class ClosedUnlessOpened:
    """Refuse a view that carries no door: a page that nobody thought about is not a public one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> None:
        if not hasattr(view, "door"):
            raise PermissionDenied(f"{view.__module__}.{view.__qualname__} has no door")
