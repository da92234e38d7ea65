"""The resident's own data: read, who looked, contest, take along; and a child's file for its guardian on record."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from xinju.accounts.access import any_person
from xinju.audit.actions import record_look
from xinju.portal.forms.own import ContestForm
from xinju.portal.presenters import own as presenters
from xinju.portal.presenters import own_points as points_presenter
from xinju.portal.queries.own_points import own_points
from xinju.registry.actions import contests as actions
from xinju.registry.queries import own as queries
from xinju.registry.queries.persons import PersonFile
from xinju.web import clock
from xinju.web.language import say

ALREADY = say(
    "您对这一项提出的异议还在办理，没有再收一份。要改说明，可以先撤回，再重新提出。",
    "Your objection to this value is still open, so none was taken again. To say it differently, take it back and object anew.",
)
OWN = "own_data"  # the purpose of reading one's own file, or one's child's
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def today() -> date:
    """The legal day in Shanghai."""
    return clock.today()


@any_person
@require_safe
@never_cache
def data(request: HttpRequest) -> HttpResponse:
    """What is held on whom the account stands for; before that, what was entered with it."""
    held = queries.own_file(request.user, on=today())
    if held is None:
        return render(request, "own/entered.html", presenters.entered(queries.entered_with(request.user)))
    record_look(about=[held.person], by=request.user, purpose=OWN)
    children = queries.wards(request.user, on=today())
    objections = len(queries.contested_by(request.user, on=today()))
    shown = {"children": children, "objections": objections, "child": None}
    return render(request, "own/file.html", {**presenters.file(held, today()), **shown})


@any_person
@require_safe
@never_cache
def child(request: HttpRequest, key: UUID) -> HttpResponse:
    """The file of a child whose guardian on record the account is today; nobody else learns that there is one."""
    held = _file(request, key)
    record_look(about=[held.person], by=request.user, purpose=OWN)
    return render(request, "own/file.html", {**presenters.file(held, today()), "child": held.person})


@any_person
@require_safe
@never_cache
def points(request: HttpRequest) -> HttpResponse:
    """The points that the registry gives today, with the reason of each; for the family's applications, or before there is
    one for the person alone."""
    found = own_points(request.user, on=today())
    if found is None:
        return render(request, "own/points.html", {"statements": None})
    record_look(
        about=list({one.pk: one for each in found for one in each.people}.values()), by=request.user, purpose=OWN
    )
    return render(request, "own/points.html", points_presenter.page(found, today()))


@any_person
@require_safe
@never_cache
def looks(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    """Which office in which role looked, when and why."""
    held = _file(request, key)
    found = presenters.looks(queries.looks(held, asker=request.user), request.user)
    return render(request, "own/looks.html", {"rows": found, "child": held.person if key else None})


@any_person
@require_safe
@never_cache
def copy(request: HttpRequest, kind: str, key: UUID | None = None) -> HttpResponse:
    """Everything that is held, to take along: for people, and for another program."""
    held = _file(request, key)
    record_look(about=[held.person], by=request.user, purpose=OWN)
    seen = presenters.looks(queries.looks(held, asker=request.user), request.user)
    make, content_type = {
        "xlsx": (presenters.copy_xlsx, SPREADSHEET),
        "json": (presenters.copy_json, "application/json; charset=utf-8"),
    }[kind]
    answer = HttpResponse(make(held, seen, today()), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="my-data-{today():%Y%m%d}.{kind}"'
    return answer


@any_person
@never_cache
@sensitive_post_parameters("says")
@sensitive_variables("form")
def contest(request: HttpRequest, row: str, field: str) -> HttpResponse:
    """Say that one value is wrong."""
    if queries.contestable(row, field, account=request.user, on=today()) is None:
        raise Http404
    waiting = queries.open_objection(row, field, account=request.user)
    if waiting is not None and request.method != "POST":
        return _already(request, waiting.case)
    form = ContestForm(request.POST or None)
    if not form.is_valid():
        return render(request, "own/contest.html", {"form": form, "what": presenters.field_words(field)})
    made = actions.contest(row=row, field=field, by=request.user, at=clock.now(), **form.cleaned_data)
    if made.client_id != form.cleaned_data["client_id"]:
        return _already(request, made.case)
    return redirect("portal:own-contested", case=made.case)


def _already(request: HttpRequest, case: str) -> HttpResponse:
    """The objection that is open, in place of a second one about the same value."""
    messages.info(request, ALREADY)
    return redirect("portal:own-contested", case=case)


@any_person
@require_safe
@never_cache
def contests(request: HttpRequest) -> HttpResponse:
    """All objections of this account and how they stand."""
    found = queries.contested_by(request.user, on=today())
    return render(request, "own/contests.html", {"rows": [presenters.contested(one, today()) for one in found]})


@any_person
@require_safe
@never_cache
def contested(request: HttpRequest, case: str) -> HttpResponse:
    """One objection: its number, how it stands, what happens next and by when."""
    found = queries.contested(case, account=request.user, on=today())
    if found is None:
        raise Http404
    return render(request, "own/contested.html", {"one": presenters.contested(found, today())})


@any_person
@require_POST
def withdraw(request: HttpRequest, case: str) -> HttpResponse:
    """Take an objection back, while it is not answered yet."""
    found = queries.contested(case, account=request.user, on=today())
    if found is None or found.file.row.closed_on is not None:
        raise Http404
    actions.withdraw(contest=found.contest, by=request.user, at=clock.now(), client_id=f"withdraw-{case}")
    return redirect("portal:own-contested", case=case)


def _file(request: HttpRequest, key: UUID | None) -> PersonFile:
    if key is None:
        held = queries.own_file(request.user, on=today())
    else:
        held = queries.child_file(request.user, key, on=today())
    if held is None:
        raise Http404
    return held
