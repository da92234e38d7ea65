"""What somebody typed when the door was shut meanwhile: it stands on a page that sends it again, so that nothing is lost.

Kept in that page only. A form of another site, and whatever was typed to come in, is not offered again.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

_OF_THE_FORM = ("csrfmiddlewaretoken", "next")
_SECRETS = ("password", "code", "secret", "phone")


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was sent from a page of this site; nothing where it cannot be sent again as it is."""
    if request.method != "POST" or not _is_from_here(request) or request.FILES:
        return []
    if any(word in name for name in request.POST for word in _SECRETS) and "/account/" in request.path:
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values if name not in _OF_THE_FORM]


def answer(request: HttpRequest, *, sign_in: str = "", purpose: str = "") -> HttpResponse:
    """The page with what was typed. `sign_in` is the door where there is no session any more, `purpose` the page that asks
    why people are looked at where that is not said yet."""
    shown = {"fields": typed(request), "sign_in": sign_in, "purpose": purpose, "address": request.get_full_path()}
    response = render(request, "web/error_kept.html", shown, status=403)
    add_never_cache_headers(response)
    return response


def _is_from_here(request: HttpRequest) -> bool:
    return request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
