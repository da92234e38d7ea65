"""The desk: what waits, and one case with what can be done in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from xinju.accounts.access import Role, any_officer_for_people, has_role
from xinju.cases import actions, panels, words
from xinju.cases import queries as cases
from xinju.cases.queries import Case, CaseFile
from xinju.desk import presenters, queries
from xinju.desk.forms import ActForm, HandOverForm, InboxForm, MoveForm, ProlongForm, TakeForm
from xinju.web import clock
from xinju.web.language import chosen

PAGE = 50
COMMUNITY_DIGITS = 12


@any_officer_for_people
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for the officer, the nearest deadline first."""
    today = clock.today()
    form, filters = _filters(request)
    waiting = cases.inbox(request.user, on=today, **filters)
    shown = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    divisions = queries.divisions()
    values = {
        "form": form,
        "is_filtered": bool(filters),
        "page": shown,
        "lines": [presenters.line(row, today, divisions) for row in shown],
        "today": today,
        "tally": cases.tally(request.user, on=today, everything=bool(filters.get("everything"))),
        "query": request.GET.urlencode(),
        "may_publish": has_role(request.user, Role.HEAD, Role.POLICY_OFFICE),
        "may_read_all": has_role(request.user, Role.HEAD, Role.AUDITOR),
    }
    return render(request, "desk/inbox.html", values)


@any_officer_for_people
@require_GET
def case(request: HttpRequest, key: str) -> HttpResponse:
    """One case; that it was looked at is on record."""
    row = _seen(request, key)
    actions.look(case=key, by=request.user)
    return _case_page(request, row)


@any_officer_for_people
@require_GET
def following(request: HttpRequest, key: str) -> HttpResponse:
    """The case that comes next in the inbox with the same filters, or the inbox where nothing waits."""
    row = _seen(request, key)
    _, filters = _filters(request)
    found = cases.next_after(row, request.user, on=clock.today(), **filters)
    address = reverse("desk:case", args=[found.key]) if found else reverse("desk:inbox")
    query = request.GET.urlencode()
    return redirect(f"{address}?{query}" if query else address)


@any_officer_for_people
def move(request: HttpRequest, key: str, move: str) -> HttpResponse:
    """Make a move: its form, then the case as it stands afterwards."""
    row = _seen(request, key)
    file = _file(request, row)
    if move not in file.moves or file.kind.moves[move].on_page:
        return _cannot(request, row)
    form = MoveForm(
        request.POST or None,
        kind=file.kind,
        move=move,
        divisions=presenters.listed(queries.divisions(), shortest=COMMUNITY_DIGITS),
        departments=_departments_to_ask(file, move),
        **_as_seen(row),
    )
    label = words.label(file.kind.moves[move].label)

    def do() -> Case:
        return actions.move(
            move=move,
            evidence=form.given(),
            reason=form.cleaned_data.get("reason", ""),
            department=form.cleaned_data.get("department", ""),
            **_of(form, request, key),
        )

    return _act(request, file, form, do, label, chosen(f"已办：{label}。", f"Done: {label}."))


@any_officer_for_people
def hand_over(request: HttpRequest, key: str) -> HttpResponse:
    """Give a case that is in the wrong place to another role or region."""
    row = _seen(request, key)
    file = _file(request, row)
    if row.closed_on is not None:
        return _cannot(request, row)
    here = [one for one in file.kind.moves.values() if row.state in one.origins]
    able = sorted({role for one in here for role in one.roles} - {"job", "person"})
    form = HandOverForm(
        request.POST or None,
        roles=presenters.roles(able),
        divisions=presenters.listed(queries.divisions()),
        **_as_seen(row),
    )

    def do() -> Case:
        to = {name: form.cleaned_data[name] for name in ("role", "region", "why")}
        return actions.hand_over(**to, **_of(form, request, key))

    return _act(request, file, form, do, chosen("移交", "Hand over"), chosen("已移交。", "Handed over."))


@any_officer_for_people
def prolong(request: HttpRequest, key: str, clock: str) -> HttpResponse:
    """Prolong a time limit as far as its law allows."""
    row = _seen(request, key)
    file = _file(request, row)
    if clock not in file.prolongable:
        return _cannot(request, row)
    form = ProlongForm(request.POST or None, kind=file.kind, clock=clock, **_as_seen(row))

    def do() -> Case:
        longer = {name: form.cleaned_data[name] for name in ("total", "why")}
        return actions.extend(clock=clock, **longer, **_of(form, request, key))

    label = chosen("延长：", "Prolong: ") + words.label(file.kind.clocks[clock].label)
    return _act(request, file, form, do, label, chosen("期限已延长。", "Prolonged."))


@any_officer_for_people
@require_POST
def take(request: HttpRequest, key: str) -> HttpResponse:
    """Take a case for oneself."""
    row = _seen(request, key)
    form = TakeForm(request.POST, **_as_seen(row))

    def do() -> Case:
        return actions.assign(to=request.user, **_of(form, request, key))

    label = chosen("由我办理", "Take it")
    return _act(request, _file(request, row), form, do, label, chosen("已由您办理。", "It is yours now."))


def _act(
    request: HttpRequest, file: CaseFile, form: ActForm, do: Callable[[], Case], label: str, done: str
) -> HttpResponse:
    """Show the form, or do what it says; whoever was second sees what the first did, with the own words kept."""
    values: dict[str, Any] = {"form": form, "form_label": label}
    if request.method != "POST" or not form.is_valid():
        return _case_page(request, file.row, **values)
    try:
        do()
    except actions.Stale as error:
        form.seen_again(error.case.version)
        return _case_page(request, error.case, status=409, is_stale=True, **values)
    except actions.Refused as error:
        for refusal in error.refusals:
            field = refusal.part if refusal.part in form.fields else None
            form.add_error(field, words.refusal(refusal, file.kind))
        return _case_page(request, file.row, status=422, **values)
    messages.success(request, done)
    return redirect(f"{reverse('desk:case', args=[file.row.key])}?{request.GET.urlencode()}".rstrip("?"))


def _case_page(request: HttpRequest, row: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    file = _file(request, row)
    today = clock.today()
    shown = presenters.page(
        file,
        panels.panel_of(file, request.user),
        today,
        queries.divisions(),
        queries.departments(),
        role=request.user.role,
    )
    query = request.GET.urlencode()
    able = row.closed_on is None and bool(file.moves)
    take_form = TakeForm(None, **_as_seen(row)) if file.is_waiting and row.assignee_id != request.user.pk else None
    values = {**shown, "query": f"?{query}" if query else "", "take": take_form, "may_hand_over": able, **more}
    return render(request, "desk/case.html", values, status=status)


def _cannot(request: HttpRequest, row: Case) -> HttpResponse:
    """The step is no longer possible, or never was for this role: the case as it stands, and that it is so."""
    return _case_page(request, row, status=409, cannot=True)


def _seen(request: HttpRequest, key: str) -> Case:
    row = cases.case(key, request.user)
    if row is None:
        raise Http404
    return row


def _file(request: HttpRequest, row: Case) -> CaseFile:
    return cases.case_file(row, request.user, on=clock.today())


def _filters(request: HttpRequest) -> tuple[InboxForm, dict[str, Any]]:
    regions = presenters.listed(queries.divisions_below(request.user.region))
    form = InboxForm(request.GET, kinds=cases.kinds(request.user), regions=regions)
    form.is_valid()
    return form, form.filters()


def _as_seen(row: Case) -> dict[str, Any]:
    return {"version": row.version, "today": clock.today()}


def _of(form: ActForm, request: HttpRequest, key: str) -> dict[str, Any]:
    """What every act says: which case, who, on which day, in which version it was seen."""
    on: date = form.cleaned_data["on"]
    seen = {name: form.cleaned_data[name] for name in ("client_id", "version")}
    return {"case": key, "by": request.user, "on": on, **seen}


def _departments_to_ask(file: CaseFile, move: str) -> list[tuple[str, str]]:
    """Departments to choose from where the move leads to one and the case names none yet."""
    asks = file.kind.states[file.kind.moves[move].to].role == Role.DEPARTMENT_CLERK
    return presenters.listed(queries.departments()) if asks and not file.row.department else []
