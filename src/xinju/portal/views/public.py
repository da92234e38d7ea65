"""Public pages. Answers travel in hidden fields of a form, never in an address, a session or a table."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from xinju.documents.pdf import sheet_table_pdf
from xinju.portal.bridge.questions import Flow, Question
from xinju.portal.forms import public as forms
from xinju.portal.presenters import public as presenters
from xinju.portal.queries import public as queries
from xinju.sheets import queries as sheets
from xinju.web import clock
from xinju.web.doors import public


def today() -> date:
    """The legal day in Shanghai."""
    return clock.today()


@public
def home(request: HttpRequest) -> HttpResponse:
    """Three questions, the dates now running, the window."""
    return render(request, "portal/home.html", presenters.home(queries.district(), today()))


@public
def case(request: HttpRequest) -> HttpResponse:
    """Where to look for one's case, and whether a paper is genuine."""
    return render(request, "portal/case.html", presenters.contact(queries.district()))


@public
def table(request: HttpRequest, version: str = "") -> HttpResponse:
    """The official table, in force now or of the version asked for."""
    book = _book(version)
    return render(request, "portal/table.html", presenters.table(queries.district(), book, today()))


@public
def table_pdf(request: HttpRequest, version: str) -> HttpResponse:
    """The table as people hang it on the wall."""
    book = _book(version)
    shown = sheets.table(book.edition, asker=queries.ANYONE, language=queries.language())
    response = HttpResponse(sheet_table_pdf(shown, today()), content_type="application/pdf")
    name = f"{book.edition.key}-{book.edition.version}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _book(version: str):
    place = queries.district()
    if not version:
        return queries.book_on(place, today())
    found = next((one for one in queries.versions(place) if one.version == version), None)
    if found is None:
        raise Http404
    return sheets.book(found, asker=queries.ANYONE)


@public
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def apply(request: HttpRequest) -> HttpResponse:
    """Can my child apply? As many questions as the answer needs."""
    place, form, day = queries.district(), queries.questionnaire(), today()

    def is_settled(given: dict[str, str]) -> bool:
        return queries.is_settled(place, form, given, today=day)

    shown, given = _asked(request, "apply", form.of("apply"), day, is_settled)
    if shown is not None:
        return shown
    may, book = queries.may_apply(place, form, given, today=day)
    return render(request, "portal/may_apply.html", presenters.may_apply(place, form, book, may, given, day))


@public
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def points(request: HttpRequest) -> HttpResponse:
    """How many points? At most ten questions, a range as result."""
    place, form, day = queries.district(), queries.questionnaire(), today()
    shown, given = _asked(request, "points", form.of("points"), day, lambda given: False)
    if shown is not None:
        return shown
    found, book = queries.count(place, form, given, today=day, language=queries.language())
    other = queries.next_version(place, book.edition, day)
    shown = presenters.count(form, book, found, given, queries.last_round(place), other)
    return render(request, "portal/count.html", shown)


def _asked(request: HttpRequest, flow: Flow, asked: tuple[Question, ...], day: date, is_settled):
    """The page of the question that comes next, or None and the answers once nothing more is to be asked."""
    given = forms.answers(request.POST, asked, today=day)
    by_key = {question.key: question for question in asked}
    answered = by_key.get(request.POST.get("asked", ""))
    if "change" in request.POST and request.POST["change"] in by_key:
        return _page(request, flow, asked, by_key[request.POST["change"]], given, day, None), given
    if answered is not None:
        form = forms.QuestionForm(answered, request.POST, today=day)
        if not form.is_valid():
            return _page(request, flow, asked, answered, given, day, form), given
        given[answered.key] = form.cleaned_data["answer"]
    missing = next((question for question in asked if question.key not in given), None)
    if missing is None or is_settled(given):
        return None, given
    return _page(request, flow, asked, missing, given, day, None), given


def _page(request: HttpRequest, flow: Flow, asked, question: Question, given, day: date, form) -> HttpResponse:
    form = form or forms.QuestionForm(question, None, today=day, given=given.get(question.key, ""))
    return render(request, "portal/question.html", presenters.question(flow, asked, question, given, form))
