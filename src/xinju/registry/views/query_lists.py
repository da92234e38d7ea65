"""Query lists (比对清单): made for a group of people, downloaded by the department, answered, taken over."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import PurePath
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from xinju.accounts.access import require_role
from xinju.audit.actions import record_look
from xinju.cases import queries as cases
from xinju.cases.actions import Refused, Stale
from xinju.registry import tasks
from xinju.registry.access import deliveries as access
from xinju.registry.actions import query_lists as actions
from xinju.registry.bridge import rules
from xinju.registry.forms.query_lists import AnswerForm, CallOffForm, QueryListForm
from xinju.registry.importers import query_sheet
from xinju.registry.models import QueryList
from xinju.registry.presenters import deliveries as delivery_presenter
from xinju.registry.presenters import query_lists as presenter
from xinju.registry.queries import query_lists as queries
from xinju.registry.views.deliveries import ask
from xinju.values.legal_days import day_of
from xinju.web import clock
from xinju.web.language import say

A_PAGE = 25
LINES_SHOWN = 200
reads = require_role(*access.READERS)
sends = require_role(*access.SENDERS)
asks = require_role(*access.REGISTRARS)


def list_or_404(request: HttpRequest, key: UUID) -> QueryList:
    """The list, for whoever may see it."""
    found = queries.query_list(key, asker=request.user)
    if found is None:
        raise Http404
    return found


@reads
def query_lists(request: HttpRequest) -> HttpResponse:
    """All lists, the nearest due day first."""
    page = Paginator(queries.query_lists(asker=request.user), A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "lines": [_line(request, one) for one in page],
        "may_ask": access.may_land(request.user, rules.district().code),
        "tally": cases.tally(request.user, on=clock.today()),
    }
    return render(request, "registry/query_lists.html", shown)


@asks
def ask_about(request: HttpRequest) -> HttpResponse:
    """Make a list for a group of people."""
    if not access.may_land(request.user, rules.district().code):
        raise PermissionDenied("another district's registrar asks about nobody here")
    types = rules.record_types()
    form = QueryListForm(
        request.POST or None,
        what=delivery_presenter.choices(rules.rules(), types, rules.rules().sources),
        divisions=presenter.areas(rules.district(), request.user.region),
        bases={key: declared.legal_basis for key, declared in types.items()},
    )
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, clock.now()
        people = _people(request, given)
        try:
            if len(people) > queries.MOST_AT_ONCE or given["due_on"] < day_of(now):
                raise ValueError
            made = actions.make_list(
                source=given["source"], record_type=given["record_type"], people=people,
                legal_basis=given["legal_basis"], purpose=given["group"], due_on=given["due_on"], by=request.user,
                at=now, division=given["division"] if given["group"] != "applications" else "",
            )  # fmt: skip
            return redirect("registry:query-list", key=made.key)
        except actions.NobodyToAsk:
            form.add_error(None, say("没有可以核对的人：没有这样的人，或者都没有证件号码。",
                                     "Nobody to ask about: there is no such person, or none has a number."))  # fmt: skip
        except ValueError:
            form.add_error(None, say("人太多（最多50000人），或者答复日已经过去。",
                                     "Too many people (50,000 at most), or the day has passed."))  # fmt: skip
    return render(request, "registry/query_list_new.html", {"form": form})


@reads
def query_list(request: HttpRequest, key: UUID) -> HttpResponse:
    """One list: how the answer stands, and what can be done now."""
    found = list_or_404(request, key)
    case = queries.case_of(found, asker=request.user)
    standing = queries.standing(found, asker=request.user)
    answers = list(queries.answers_to(found, asker=request.user))
    may_land = access.may_land(request.user, rules.district().code)
    is_back = case is not None and case.state == "came_back"
    shown = {
        **_line(request, found),
        "figures": presenter.figures(standing, came_back=bool(answers)),
        "unanswered": queries.unanswered_lines(found, asker=request.user)[:LINES_SHOWN] if standing.has_landed else [],
        "to_land": may_land and is_back and not standing.has_landed and answers[:1],
        "answers": answers,
        "form": AnswerForm(),
        "may_answer": access.may_send(request.user, rules.district().code, found.source) and found.closed_at is None,
        "may_send_back": may_land and is_back,
        "may_take_over": may_land and is_back and any(one.landed_at for one in answers),
        "may_call_off": may_land and found.closed_at is None,
    }
    return render(request, "registry/query_list.html", shown)


@reads
def of_case(request: HttpRequest, key: str) -> HttpResponse:
    """The list that a case of the inbox is about."""
    case = cases.case(key, request.user)
    found = queries.list_of_case(case.subject, asker=request.user) if case is not None else None
    if found is None:
        raise Http404
    return redirect("registry:query-list", key=found.key)


@reads
def download(request: HttpRequest, key: UUID) -> FileResponse:
    """The list as the department fills it in; whoever takes it sees people, which is one look on record."""
    found = list_or_404(request, key)
    people = list(queries.lines(found, asker=request.user))
    record_look(about=[f"registry.person:{one.person}" for one in people], by=request.user, purpose=found)
    declared = rules.record_types()[found.record_type]
    headings = queries.headings_of(found.source, found.record_type)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    query_sheet.write(target, found, people, declared, headings, clock.today())
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"比对清单{found.number}.xlsx")


@sends
@require_POST
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the department's answer in and look through it; only whom we asked about is read."""
    found = list_or_404(request, key)
    form = AnswerForm(request.POST, request.FILES)
    if found.closed_at is not None or not form.is_valid():
        return render(request, "registry/query_list_answer.html", {"list": found, "form": form}, status=409)
    now, file = clock.now(), form.cleaned_data["file"]
    delivery = tasks.store(
        source=found.source, record_type=found.record_type, chunks=file.chunks(), file_name=PurePath(file.name).name,
        legal_basis=found.legal_basis, by=request.user, at=now, number=found.number,
        client_id=form.cleaned_data["client_id"], query_list=found,
    )  # fmt: skip
    case = queries.case_of(found, asker=request.user)
    if case is not None and delivery.query_list_id == found.pk:
        actions.came_back(query_list=found, case=case, delivery=delivery, by=request.user, on=day_of(now))
    return ask(request, delivery, tasks.LOOK_THROUGH)


@asks
@require_POST
def send_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Rows are missing: the department is asked once more."""
    found, case = _with_case(request, key)
    counts = presenter.counts_text(queries.standing(found, asker=request.user))
    with suppress(Refused, Stale):  # somebody was first: the page shows how it stands now
        actions.send_back(
            query_list=found, case=case, counts=counts, by=request.user, on=day_of(clock.now()),
            client_id=f"query-list-back:{found.pk}:{case.version}",
        )  # fmt: skip
    return redirect("registry:query-list", key=key)


@asks
@require_POST
def take_over(request: HttpRequest, key: UUID) -> HttpResponse:
    """The answer is enough: the list is closed, whoever is unanswered stays not known."""
    found, case = _with_case(request, key)
    landed = queries.answers_to(found, asker=request.user).filter(landed_at__isnull=False).first()
    counts = presenter.counts_text(queries.standing(found, asker=request.user))
    if landed is not None:
        with suppress(Refused, Stale):
            actions.take_over(
                query_list=found, case=case, delivery=landed, counts=counts, by=request.user, at=clock.now()
            )
    return redirect("registry:query-list", key=key)


@asks
def call_off(request: HttpRequest, key: UUID) -> HttpResponse:
    """The list is not needed any more."""
    found, case = _with_case(request, key)
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with suppress(Refused, Stale):
            actions.call_off(query_list=found, case=case, why=form.cleaned_data["why"], by=request.user, at=clock.now())
        return redirect("registry:query-list", key=key)
    return render(request, "registry/query_list_call_off.html", {**_line(request, found), "form": form})


def _with_case(request: HttpRequest, key: UUID):
    found = list_or_404(request, key)
    case = queries.case_of(found, asker=request.user)
    if case is None:
        raise Http404
    return found, case


def _line(request: HttpRequest, found: QueryList) -> dict[str, object]:
    case = queries.case_of(found, asker=request.user)
    return presenter.line(rules.rules(), rules.record_types(), found, case, clock.today())


def _people(request: HttpRequest, given: dict) -> list[UUID]:
    match given["group"]:
        case "applications":
            return queries.people_of_applications(given["numbers"], asker=request.user)
        case "region":
            return queries.people_in(division=given["division"], asker=request.user)
    return queries.people_not_seen_in(
        record_type=given["record_type"], months=given["months"], division=given["division"],
        on=clock.today(), asker=request.user,
    )  # fmt: skip
