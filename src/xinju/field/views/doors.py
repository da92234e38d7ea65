"""Today's doors in walking order, and the door behind a plate."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from xinju.accounts.access import Purpose, Role, require_role
from xinju.audit.actions import record_look
from xinju.field import presenters
from xinju.registry.queries import visits as queries
from xinju.web import clock


@require_role(Role.GRID_WORKER)
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What waits at which door; people stand here only where there is no door to go to."""
    day = clock.today()
    doors = queries.doors_today(request.user, on=day)
    loose = [task.case for door in doors if door.place is None for task in door.tasks]
    if loose:
        record_look(about=loose, by=request.user, purpose=Purpose.VISIT.value)
    values = {
        "doors": presenters.doors(doors, day),
        "count": sum(door.place is not None for door in doors),
        "today": day,
    }
    return render(request, "field/today.html", values)


@require_role(Role.GRID_WORKER)
@require_GET
def plate_typed(request: HttpRequest) -> HttpResponse:
    """A plate's number, typed by hand or by a scanner, which types the whole address."""
    typed = re.findall(r"[0-9]{13,24}", request.GET.get("plate", "")[:300], re.ASCII)
    return redirect("field:plate", plate=typed[-1]) if typed else redirect("field:today")


@require_role(Role.GRID_WORKER)
@require_GET
def plate(request: HttpRequest, plate: str) -> HttpResponse:
    """The QR on a door leads here: to the room, or to the rooms of a building."""
    place = queries.place_of_plate(plate, request.user)
    if place is None:
        return render(request, "field/no_plate.html", {"plate": plate}, status=404)
    if queries.is_room(place):
        return redirect("field:room", key=place.key)
    return redirect("registry:house", key=place.key)
