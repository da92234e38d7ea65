"""From which network somebody comes, as far as the proxies in front of the site can be believed."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The visitor's network address.

    Each of the settings.XINJU_PROXIES proxies in front of the site has added the address that it saw at the right end of
    X-Forwarded-For; whatever stands further left was written by the visitor and is not believed.
    """
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    trusted = settings.XINJU_PROXIES
    return seen[-trusted] if 0 < trusted <= len(seen) else request.META.get("REMOTE_ADDR", "")
