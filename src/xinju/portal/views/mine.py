"""The first page of whoever came in as a resident: what to do next, the permit, the points, and the way to everything else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xinju.accounts import presenters as account
from xinju.accounts.access import any_person
from xinju.audit.actions import record_look
from xinju.portal.presenters import mine as presenters
from xinju.portal.presenters import own_points as points_presenter
from xinju.portal.queries.own_points import own_points
from xinju.portal.views.own import OWN
from xinju.registry.queries.own import contested_by
from xinju.registry.queries.permits import my_file
from xinju.registry.queries.rooms import persons_of, rooms_of
from xinju.registry.queries.staff import employer_of
from xinju.web import clock


@any_person
@require_safe
@never_cache
def first(request: HttpRequest) -> HttpResponse:
    """What waits for me, until when the permit is good, and my points; each look is on record."""
    day = clock.today()
    file = my_file(request.user, on=day)
    rooms = rooms_of(request.user, on=day)
    points = own_points(request.user, on=day) or []
    seen = [*([file.person] if file else []), *(one for each in points for one in each.people), *persons_of(rooms)]
    if seen:
        record_look(about=list({one.pk: one for one in seen}.values()), by=request.user, purpose=OWN)
    shown = {
        "to_do": presenters.to_do(file, rooms, day),
        "permit": presenters.permit_line(file, day),
        "points": [(one.number, points_presenter.total(one)) for one in points],
        "objections": presenters.waiting_answers(contested_by(request.user, on=day)),
        "has_rooms": bool(rooms),
        "is_employer": employer_of(request.user) is not None,
    }
    return render(request, "portal/mine.html", {**account.person_home(request.user), **shown})
