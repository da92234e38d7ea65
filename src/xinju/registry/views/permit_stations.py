"""Mobile stations: a place, a day, and the list of permits to take along."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from xinju.accounts.access import Purpose, require_role
from xinju.audit.actions import record_look
from xinju.registry.access.permits import ACTS, READS_CASES
from xinju.registry.actions import permit_applications
from xinju.registry.actions.permit_acts import Act
from xinju.registry.forms import permits as forms
from xinju.registry.presenters import permits as presenters
from xinju.registry.queries import permits as queries
from xinju.web.clock import now, today


@require_role(*ACTS)
@never_cache
def stations(request: HttpRequest) -> HttpResponse:
    """Mobile stations: those planned, and a new one with the permits that wait to be handed over."""
    day = today()
    waiting = queries.applications_to_hand_over(request.user, on=day)
    record_look(about=[row.identity.person for row in waiting], by=request.user, purpose=Purpose.APPLICATION.value)
    form = forms.StationForm(
        request.POST or None,
        today=day,
        divisions=presenters.choices(queries.places(request.user)),
        waiting=[(row.case, presenters.waiting_line(row)) for row in waiting],
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = permit_applications.plan_station(
            on=said["on"], place=said["place"], division=said["division"],
            applications=[row for row in waiting if row.case in said["cases"]],
            act=Act(request.user, day, now(), said["client_id"]),
        )  # fmt: skip
        return redirect("registry:permit-station", key=made.key)
    planned = queries.stations(request.user)[:50]
    status = 422 if form.errors else 200
    values = {"form": form, "planned": planned, "any_wait": bool(waiting)}
    return render(request, "registry/permits/stations.html", values, status=status)


@require_role(*READS_CASES)
@require_GET
@never_cache
def station(request: HttpRequest, key: UUID) -> HttpResponse:
    """The list to take along: who comes for which permit."""
    found = queries.station(key, asker=request.user)
    if found is None:
        raise Http404
    row, applications = found
    record_look(about=[one.identity.person for one in applications], by=request.user, purpose=Purpose.APPLICATION.value)
    lines = [presenters.station_line(one) for one in applications]
    return render(request, "registry/permits/station.html", {"station": row, "lines": lines})
