"""From which network somebody comes, as far as the proxies in front of the site can be believed."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


def address_of(request: HttpRequest) -> str:
    """The visitor's network address.

    Each of the settings.XINJU_PROXIES proxies in front of the site has added the address that it saw at the right end of
    X-Forwarded-For; whatever stands further left was written by the visitor and is not believed.
    """
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    trusted = settings.XINJU_PROXIES
    return seen[-trusted] if 0 < trusted <= len(seen) else request.META.get("REMOTE_ADDR", "")


def is_staff_network(request: HttpRequest) -> bool:
    """Does the request come from a network of the staff? Everywhere is one where settings.XINJU_STAFF_NETWORKS is empty."""
    if not settings.XINJU_STAFF_NETWORKS:
        return True
    try:
        address = ip_address(address_of(request))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in network for network in settings.XINJU_STAFF_NETWORKS)


def staff_network_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Close the staff's door itself to everybody outside their networks."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_staff_network(request):
            raise PermissionDenied("the staff's door from outside their networks")
        return view(request, *args, **kwargs)

    return guarded
