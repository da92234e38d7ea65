"""The calendar of workdays: which years are published, and publishing the next one when the State Council has."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xinju.accounts.access import Role, require_role
from xinju.cases import actions
from xinju.cases import queries as cases
from xinju.desk import presenters
from xinju.desk.forms import YearForm
from xinju.web import clock
from xinju.web.language import chosen


@require_role(Role.HEAD, Role.POLICY_OFFICE)
def calendar(request: HttpRequest) -> HttpResponse:
    """The years from last year on, with their days off and worked weekends; and a form for another year."""
    today = clock.today()
    years = cases.calendar_years(since=today.year - 1)
    form = YearForm(request.POST or None, initial={"year": years[-1].year + 1})
    if request.method == "POST" and form.is_valid():
        row = actions.publish_year(by=request.user, **form.cleaned_data)
        messages.success(
            request,
            chosen(
                f"{row.year} 年工作日历已公布，在办事项的期限已重新计算。",
                f"The workdays of {row.year} are published; open deadlines were counted again.",
            ),
        )
        return redirect("desk:calendar")
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/calendar.html", {"years": presenters.calendar(years), "form": form}, status=status)
