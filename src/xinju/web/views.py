"""The switches of language and type, and the pages that say what went wrong."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xinju.web import kept, preferences, samples
from xinju.web.doors import public


@public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language or the type size and go back to the page that was open.

    A page that was the answer to a form says `again` and sends what it needs with it: the browser then sends all of it
    once more, so that nobody loses answers by reading on in another language.
    """
    response = redirect(_way_back(request), preserve_request="again" in request.POST)
    for name in preferences.CHOICES:
        preferences.remember(response, name, request.POST.get(name, ""))
    return response


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component once, for authors of pages; in a demo only. `?manner=desk` shows them wide."""
    if not settings.IS_DEMO:
        raise Http404
    form = samples.SampleForm(request.GET if "name" in request.GET else None)
    shown = samples.shown(form, is_desk=request.GET.get("manner") == "desk")
    return render(request, "web/styleguide.html", shown)


@public
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the site from outside: one word, and no reason to a stranger; `xinju doctor` has them."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("unwell\n", status=503, content_type="text/plain")
    return HttpResponse("well\n", content_type="text/plain")


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
    if kept.typed(request):
        return kept.answer(request)
    return render(request, "web/error_expired.html", status=403)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "web/error_404.html", status=404)


@public
def broken(request: HttpRequest) -> HttpResponse:
    # A fixed text without the site's furniture: what broke may be the database or a template tag.
    return render(None, "web/error_500.html", status=500)
