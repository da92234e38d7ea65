"""Door plates in sheets, building by building."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from xinju.accounts.access import Role, require_role
from xinju.documents.plates import Plate, plates_pdf
from xinju.registry.bridge import rules
from xinju.registry.forms.plates import BuildingForm
from xinju.registry.queries.plates import building_of, buildings_like, plates_below
from xinju.web.clock import today
from xinju.web.language import chosen, is_english

PRINTERS = (Role.REGISTRAR, Role.GRID_WORKER, Role.WINDOW_OFFICER)


@require_role(*PRINTERS)
def plates(request: HttpRequest) -> HttpResponse:
    """Which building?"""
    form = BuildingForm(request.GET)
    typed = form.cleaned_data["typed"] if form.is_valid() else ""
    found = buildings_like(typed, asker=request.user)
    return render(request, "registry/window/plates.html", {"form": form, "buildings": found})


@require_role(*PRINTERS)
def sheet(request: HttpRequest, building: UUID) -> HttpResponse:
    """Its plates as PDF; a building without rooms has its own."""
    found = building_of(building, asker=request.user)
    those = plates_below(found) if found else []
    if found is None or not those:
        raise Http404
    place = rules.district()
    printed = [
        Plate(one.address, one.plate or "", request.build_absolute_uri(reverse("portal:join-plate", args=[one.plate])))
        for one in those
    ]
    office = chosen(f"{place.name}新居民服务中心", f"{place.english} service centre for new residents")
    content = plates_pdf(printed, office=office, on=today(), language="en" if is_english() else "zh")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{found.plate or found.pk}.pdf")
    return response
