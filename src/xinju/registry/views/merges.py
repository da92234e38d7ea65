"""Merging: two people side by side with three keys, what was merged into a person, its undo, whose value is right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from xinju.accounts.access import Role, has_role, purpose_of, require_purpose, require_role
from xinju.audit.actions import record_look
from xinju.cases import actions as case_actions
from xinju.cases import queries as cases
from xinju.cases.queries import Case
from xinju.registry.actions import merging
from xinju.registry.actions.conflicts import NotInConflict, settle_conflict
from xinju.registry.forms.merges import AnswerForm, ConflictForm, UndoForm
from xinju.registry.models import Question
from xinju.registry.models.identities import Verdict
from xinju.registry.presenters import merges as presenters
from xinju.registry.queries import merges as queries
from xinju.web import clock
from xinju.web.language import chosen

readers = require_role(Role.REGISTRAR, Role.HEAD, Role.AUDITOR)
registrar = require_role(Role.REGISTRAR)


@readers
def review(request: HttpRequest, key: str) -> HttpResponse:
    """Are these two one person? Three keys; the answer leads to the next question."""
    case, question = _asked(request, key)
    if request.method != "POST":
        return _review_page(request, case, question)
    if not has_role(request.user, Role.REGISTRAR):
        raise PermissionDenied("a registrar answers")
    form = AnswerForm(request.POST, version=case.version, compared="")
    if not form.is_valid():
        return _review_page(request, case, question, form=form, status=422)
    try:
        said = _answer(request, question, form)
    except (merging.AlreadyJudged, merging.Contradicted) as error:
        links = [error.link] if isinstance(error, merging.AlreadyJudged) else error.links
        shown = [presenters.judgement(link) for link in links]
        return _review_page(request, *_asked(request, key), form=form, status=409, judged=shown)
    except case_actions.Stale as error:
        form.seen_again(error.case.version)
        return _review_page(request, *_asked(request, key), form=form, status=409, is_stale=True)
    except case_actions.Refused:
        return _review_page(request, *_asked(request, key), form=form, status=409, cannot=True)
    messages.success(request, said)
    return redirect(_following(request, case))


@readers
@require_GET
def following(request: HttpRequest, key: str) -> HttpResponse:
    """The next question in the inbox, or the inbox where none waits."""
    return redirect(_following(request, _asked(request, key)[0]))


@registrar
@require_purpose
def compare(request: HttpRequest) -> HttpResponse:
    """Any two people side by side, from a search; a question about them can be asked."""
    pair = [_speaks(request, name) for name in ("a", "b")]
    first, second = sorted(pair, key=lambda one: one.pk)
    if first == second:
        return redirect("registry:merges-of", key=first.person.key)
    if request.method == "POST":
        question = merging.ask_again(first=first, second=second, by=request.user, at=clock.now())
        if question is not None:
            return redirect("registry:merge", key=question.case)
        messages.info(request, chosen("这两人已被认定为不是同一人。", "The two have been judged to be different."))
    on = clock.today()
    record_look(about=[one.person for one in pair], by=request.user, purpose=purpose_of(request) or "")
    shown = presenters.page(queries.beside(first, second, on=on, asker=request.user))
    return render(request, "registry/merges/compare.html", {**shown, "a": request.GET["a"], "b": request.GET["b"]})


@readers
@require_purpose
@require_GET
def merges_of(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was merged into a person, when, by whom or by which rule, and what was undone."""
    person = queries.person(key, asker=request.user)
    if person is None:
        raise Http404
    record_look(about=[person], by=request.user, purpose=purpose_of(request) or "")
    links = presenters.judgements(queries.links_of(person, asker=request.user))
    may_undo = has_role(request.user, Role.REGISTRAR)
    return render(request, "registry/merges/of.html", {"person": person, "links": links, "may_undo": may_undo})


@registrar
@require_purpose
def undo(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a judgement back: first what will be two again, then with a reason."""
    link = queries.link(key, asker=request.user)
    if link is None:
        raise Http404
    purpose = purpose_of(request) or ""
    form = UndoForm(request.POST or None)
    status, contradicted = 200, []
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {**form.cleaned_data, "by": request.user, "at": clock.now(), "purpose": purpose}
        try:
            merging.take_back(link=link, **given)
            messages.success(request, chosen("已撤销。", "Undone."))
            return redirect("registry:merges-of", key=link.first.own.key)
        except merging.Contradicted as error:
            status, contradicted = 409, [presenters.judgement(one) for one in error.links]
    record_look(about=[link.first.person, link.second.person], by=request.user, purpose=purpose)
    found = queries.parting(link, on=clock.today(), until=clock.now(), asker=request.user)
    values = {
        "link": presenters.judgement(link),
        **presenters.parting(found),
        "form": form,
        "contradicted": contradicted,
    }
    values["back"] = reverse("registry:merges-of", args=[link.first.own.key])
    return render(request, "registry/merges/undo.html", values, status=status)


@readers
def conflict(request: HttpRequest, key: str) -> HttpResponse:
    """Verified sources contradict each other: say whose value is right."""
    case = cases.case(key, request.user)
    label, _, pk = case.subject.partition(":") if case else ("", "", "")
    person = queries.person_of(pk, asker=request.user) if label == "registry.person" else None
    if case is None or case.type != "conflict" or person is None:
        raise Http404
    found = queries.conflict_of(person, on=clock.today(), asker=request.user)
    fields = presenters.conflict(found, queries.rows_in_conflict(found, asker=request.user)) if found else {}
    form = ConflictForm(request.POST or None, version=case.version, fields=fields)
    status = 200
    may_settle = case.closed_on is None and has_role(request.user, Role.REGISTRAR)
    if request.method == "POST" and not may_settle:
        raise PermissionDenied("a registrar settles")
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("grounds", "client_id", "version")}
        try:
            settle_conflict(
                case=key, person=person, chosen=form.chosen(), by=request.user, at=clock.now(), **given
            )  # fmt: skip
            messages.success(request, chosen("已定取值。", "Settled."))
            return redirect("desk:case", key=key)
        except (NotInConflict, case_actions.Stale, case_actions.Refused):
            status = 409
    record_look(about=[person], by=request.user, purpose=case)
    values = {"case": case, "person": person, "form": form, "fields": fields if may_settle else {}}
    values["is_stale"] = status == 409
    return render(request, "registry/merges/conflict.html", values, status=status)


def _asked(request: HttpRequest, key: str) -> tuple[Case, Question]:
    case = cases.case(key, request.user)
    question = queries.question(key, asker=request.user) if case is not None else None
    if case is None or question is None:
        raise Http404
    return case, question


def _answer(request: HttpRequest, question: Question, form: AnswerForm) -> str:
    given = form.cleaned_data
    act: dict[str, Any] = {"by": request.user, "at": clock.now(), "client_id": given["client_id"]}
    if given["verdict"] == "ask":
        merging.hand_on(question=question, why=given["compared"], version=given["version"], **act)
        return chosen("已请人核实。", "Somebody is asked to verify it.")
    verdict = Verdict(given["verdict"])
    merging.answer(question=question, verdict=verdict, compared=given["compared"], version=given["version"], **act)
    key = question.case
    return chosen(f"{key} 已认定：{verdict.label}。", f"{key} judged: {verdict.label}.")


def _review_page(
    request: HttpRequest,
    case: Case,
    question: Question,
    *,
    form: AnswerForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    pair = question.first, question.second
    record_look(about=[one.person for one in pair], by=request.user, purpose=case)
    found = queries.beside(*pair, on=clock.today(), asker=request.user)
    shown = presenters.page(found, question=question)
    may_answer = case.closed_on is None and has_role(request.user, Role.REGISTRAR)
    form = form or AnswerForm(None, version=case.version, compared=shown["compared"])
    values = {**shown, "case": case, "form": form, "may_answer": may_answer, "is_open": case.state == "open", **more}
    return render(request, "registry/merges/review.html", values, status=status)


def _following(request: HttpRequest, case: Case) -> str:
    found = cases.next_after(case, request.user, on=clock.today(), type=case.type)
    return reverse("registry:merge", args=[found.key]) if found else reverse("desk:inbox")


def _speaks(request: HttpRequest, name: str):
    try:
        found = queries.speaks_for(UUID(request.GET.get(name, "")), asker=request.user)
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
