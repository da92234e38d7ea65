"""The head's first page: what is open and overdue, what came in and was done this month, permits due, applicants placed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinju.accounts.access import Role, require_role
from xinju.desk import figures as counted
from xinju.web import clock


@require_role(Role.HEAD)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    month, kinds = counted.month_of(today), counted.kinds(request.user, on=today)
    values = {
        "today": today,
        "kinds": kinds,
        "open": sum(one.open for one in kinds),
        "overdue": sum(one.overdue for one in kinds),
        "open_at": counted.everything_at(),
        "overdue_at": counted.everything_at(overdue=True),
        "parts": counted.parts(request.user, month),
        "verified": counted.verified(request.user, month),
        "delivered": counted.delivered(month) if not request.user.region else None,
        "permits": counted.permits(request.user, on=today),
        "rounds": counted.placed(),
    }
    return render(request, "desk/figures.html", values)
