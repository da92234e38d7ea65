"""The switches of language and type, and the pages that say what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from xinju.web import preferences
from xinju.web.doors import public


@public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language or the type size and go back to the page that was open."""
    response = redirect(_way_back(request))
    for name in preferences.CHOICES:
        preferences.remember(response, name, request.POST.get(name, ""))
    return response


def _way_back(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return "/"


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "web/error_400.html", status=400)


@public
def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "web/error_403.html", status=403)


@public
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "web/error_expired.html", status=403)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "web/error_404.html", status=404)


@public
def broken(request: HttpRequest) -> HttpResponse:
    # A fixed text without the site's furniture: what broke may be the database or a template tag.
    return render(None, "web/error_500.html", status=500)
