"""Departments' systems that may call us: the security officer lets them in and ends them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xinju.accounts.access import Role, require_role
from xinju.api import actions, queries
from xinju.api.forms import ClientForm
from xinju.registry.queries.offers import offers
from xinju.web import clock

security = require_role(Role.SECURITY_OFFICER)


@security
@never_cache
def clients(request: HttpRequest) -> HttpResponse:
    """All clients and the form for another; its secret is shown once."""
    form = ClientForm(request.POST or None, what=offers())
    shown = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made, secret = actions.make_client(
            name=given["name"], source=given["source"], record_types=given["record_types"], region=given["region"],
            by=request.user, at=clock.now(),
        )  # fmt: skip
        shown = {"form": ClientForm(what=offers()), "made": made, "secret": secret}
    return render(request, "api/clients.html", {**shown, "clients": queries.clients(asker=request.user)})


@security
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a system in no more."""
    actions.end_client(
        client=get_object_or_404(queries.clients(asker=request.user), pk=pk), by=request.user, at=clock.now()
    )
    return redirect("api:clients")
