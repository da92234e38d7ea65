"""Registering oneself: one thing a page, answers sealed in the session, check your answers, receipt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from xinju.accounts.access import Role, has_role
from xinju.documents.receipts import receipt_pdf
from xinju.portal.bridge import joining as course
from xinju.portal.bridge.kept_answers import Answers
from xinju.portal.forms.joining import FORMS, Step
from xinju.portal.presenters import joining as presenter
from xinju.portal.presenters import receipts as papers
from xinju.registry.actions.joining import TooMany, register_self
from xinju.registry.queries.plates import place_of_plate
from xinju.registry.queries.receipts import receipt_by_number
from xinju.web.clock import now, today
from xinju.web.doors import public

DONE = "joined"  # in the session: the number of the receipt, so that this browser may read and print it


@public
@never_cache
def begin(request: HttpRequest, plate: str = "") -> HttpResponse:
    """What will be asked, why, and by whom it is read. A grid worker who scans the same plate comes to do a visit."""
    place = place_of_plate(plate, asker=course.ANYONE) if plate else None
    if place is not None and request.method == "GET" and has_role(request.user, Role.GRID_WORKER):
        return redirect("field:plate", plate=plate)
    if request.method == "POST":
        Answers(request).begin(place.plate or "" if place else "")
        return redirect("portal:join-next")
    return render(request, "joining/begin.html", presenter.begin(plate, place))


@public
@never_cache
def go_on(request: HttpRequest) -> HttpResponse:
    """The step that comes next."""
    return _onward(Answers(request))


@public
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One question."""
    answers = Answers(request)
    if not answers.has_begun:
        return redirect("portal:join")
    if step not in course.steps_of(answers):
        return _onward(answers)
    if step == "children":
        return _children(request, answers)
    form = FORMS[step](request.POST or None, initial=presenter.initial(answers, step), today=today())
    if not form.is_valid():
        return _page(request, answers, step, form)
    answers.keep(step, form.answer())
    return _onward(answers)


@public
@never_cache
@sensitive_variables()
def check(request: HttpRequest) -> HttpResponse:
    """Check your answers; sent in once, however often the button is pressed."""
    answers = Answers(request)
    if not answers.has_begun:
        return redirect("portal:join-done" if request.session.get(DONE) else "portal:join")
    if course.next_step(answers):
        return _onward(answers)
    joining = course.joining_of(answers, today=today())
    if request.method != "POST":
        return render(request, "joining/check.html", presenter.check(answers, joining))
    try:
        receipt = register_self(joining=joining, by=course.ANYONE, at=now(), client_id=answers.client_id)
    except TooMany:
        return render(request, "joining/check.html", {**presenter.check(answers, joining), "is_full": True}, status=429)
    answers.forget()
    request.session[DONE] = receipt.number
    return redirect("portal:join-done")


@public
@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """The receipt's number, what happens next and by when."""
    receipt = receipt_by_number(request.session.get(DONE, ""))
    if receipt is None:
        return redirect("portal:join")
    return render(request, "joining/done.html", presenter.done(receipt))


@public
@never_cache
def paper(request: HttpRequest) -> HttpResponse:
    """The receipt to print, for the browser that sent it in."""
    receipt = receipt_by_number(request.session.get(DONE, ""))
    if receipt is None:
        return redirect("portal:join")
    return papers.answer(receipt_pdf(papers.paper(receipt, request)), receipt.number)


@public
@require_POST
@never_cache
def forget(request: HttpRequest) -> HttpResponse:
    """Stop, and keep nothing."""
    Answers(request).forget()
    request.session.pop(DONE, None)
    return redirect("portal:home")


def _children(request: HttpRequest, answers: Answers) -> HttpResponse:
    if request.method == "POST" and "drop" in request.POST:
        course.drop_child(answers, _whole(request.POST["drop"]))
        return redirect("portal:join-step", "children")
    if request.method == "POST" and "add" not in request.POST:
        answers.keep("children", {"done": True})
        return _onward(answers)
    form = FORMS["children"](request.POST or None, today=today())
    if not form.is_valid():
        return _page(request, answers, "children", form)
    course.name_child(answers, form.answer())
    return redirect("portal:join-step", "children")


def _page(request: HttpRequest, answers: Answers, step: str, form: Step) -> HttpResponse:
    return render(
        request, f"joining/{'children' if step == 'children' else 'step'}.html", presenter.step(answers, step, form)
    )


def _onward(answers: Answers) -> HttpResponse:
    if not answers.has_begun:
        return redirect("portal:join")
    following = course.next_step(answers)
    return redirect("portal:join-step", following) if following else redirect("portal:join-check")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
