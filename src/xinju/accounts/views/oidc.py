"""Officers who come in by the city's own sign-in: sent there, taken back."""

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from xinju.accounts import actions, oidc, queries
from xinju.accounts.networks import staff_network_only
from xinju.accounts.views.ways import wanted, where_to
from xinju.web.doors import public

KEY = "oidc"
log = logging.getLogger(__name__)


@public
@staff_network_only
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the city's sign-in."""
    try:
        address, waiting = oidc.begin(_provider(), _way_back(request))
    except oidc.SignInFailed as fault:
        return _failed(request, fault)
    request.session[KEY] = {"waiting": waiting.kept(), "next": wanted(request)}
    return redirect(address)


@public
@staff_network_only
@never_cache
@sensitive_variables()
def back(request: HttpRequest) -> HttpResponse:
    """Take back whom the city's sign-in vouches for; nobody gets an account by it who has none."""
    provider, kept = _provider(), request.session.pop(KEY, None)
    if kept is None:
        return redirect("accounts:sign-in")
    try:
        found = oidc.subject(
            provider,
            oidc.Waiting(**kept["waiting"]),
            state=request.GET.get("state", ""),
            code=request.GET.get("code", ""),
            back=_way_back(request),
        )
    except oidc.SignInFailed as fault:
        return _failed(request, fault)
    account = queries.officer_of(provider.issuer, found, asker="job:door")
    if account is None:
        return render(request, "accounts/oidc_failed.html", {"subject": found}, status=403)
    actions.enter(request, by=account)
    return redirect(where_to(request, kept["next"]))


def _provider() -> oidc.Provider:
    if not settings.XINJU_OIDC:
        raise Http404
    return oidc.Provider(**settings.XINJU_OIDC)


def _way_back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("accounts:oidc-back"))


def _failed(request: HttpRequest, fault: oidc.SignInFailed) -> HttpResponse:
    log.warning("sign-in by the city failed: %s", fault)
    return render(request, "accounts/oidc_failed.html", status=502)
