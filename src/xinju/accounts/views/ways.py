"""Where somebody goes after coming in."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def wanted(request: HttpRequest) -> str:
    """The page that was asked for before the door, as text for a hidden field; it may be anything."""
    return request.POST.get("next", request.GET.get("next", ""))


def where_to(request: HttpRequest, address: str | None = None) -> str:
    """That page if it is one of this site, else the first page of the account's role."""
    address = wanted(request) if address is None else address
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return resolve_url(settings.XINJU_FIRST_PAGES.get(getattr(request.user, "role", ""), settings.LOGIN_REDIRECT_URL))
