"""An employer's people: the list by file, its faults marked in the file, receipts that prove the three workdays."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xinju.accounts.access import any_person
from xinju.audit.actions import record_look
from xinju.documents.receipts import receipt_pdf
from xinju.messages import pages
from xinju.messages.actions import begin, begin_again
from xinju.messages.queries import work_about
from xinju.portal.forms.employer import ListForm
from xinju.portal.importers.staff_list import staff_template
from xinju.portal.presenters import employer as presenter
from xinju.portal.presenters import receipts as papers
from xinju.portal.tasks import STAFF_LIST
from xinju.registry import employer_files
from xinju.registry.actions.employer_lists import keep_list
from xinju.registry.queries.receipts import receipts_of_employer
from xinju.registry.queries.staff import employer_of, last_list, list_of, persons_of, staff_of
from xinju.web.clock import now, today

PURPOSE = "employer_declaration"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50


@any_person
@never_cache
def staff(request: HttpRequest) -> HttpResponse:
    """Own people, and the place to hand in a list."""
    employer = employer_of(request.user)
    if employer is None:
        return render(request, "employer/nobody.html")
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _hand_in(request, employer, form)
    people = staff_of(employer)
    page = Paginator(people, SHOWN).get_page(request.GET.get("page"))
    shown = persons_of(page)
    if shown:
        record_look(about=shown, by=request.user, purpose=PURPOSE)
    last = last_list(request.user)
    work = work_about(last, asker=request.user, kind=STAFF_LIST).first() if last else None
    return render(request, "employer/staff.html", presenter.staff(employer, form, page, len(people), last, work))


@any_person
def form_file(request: HttpRequest) -> HttpResponse:
    """The empty form to fill in."""
    return _file(staff_template(today()), "用工人员申报.xlsx", XLSX)


@any_person
@never_cache
def handed_in(request: HttpRequest, key: UUID) -> HttpResponse:
    """A list that was handed in: how far it is, and then what came of it."""
    held, work = _list(request, key)
    shown = presenter.work(work)
    done = held.receipt if held.receipt and not held.faults else None
    context = presenter.outcome(held, employer_files.faults_of(held) if work.state == "done" else ())
    context["again"] = reverse("portal:employer-list-again", args=[key]) if shown.can_begin_again else ""
    receipt = reverse("portal:employer-receipt", args=[done.number]) if done else ""
    return pages.answer(request, shown, page="employer/list.html", context=context, outcome=receipt)


@any_person
@require_POST
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin interrupted reading again: nothing is declared twice."""
    _, work = _list(request, key)
    begin_again(work, by=request.user)
    return redirect("portal:employer-list", key)


@any_person
@never_cache
def marked(request: HttpRequest, key: UUID) -> HttpResponse:
    """The list back with its bad cells marked."""
    held, _ = _list(request, key)
    content = employer_files.marked(held)
    if content is None:
        raise Http404
    return _file(content, f"名单_需改正.{held.marked}", XLSX if held.marked == "xlsx" else "text/csv; charset=utf-8")


@any_person
@never_cache
def receipts(request: HttpRequest) -> HttpResponse:
    """The employer's receipts, the newest first."""
    employer = employer_of(request.user)
    if employer is None:
        return redirect("portal:employer")
    page = Paginator(receipts_of_employer(employer), 30).get_page(request.GET.get("page"))
    return render(request, "employer/receipts.html", {"page": page, "lines": presenter.receipts(page)})


@any_person
@never_cache
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """One of them."""
    found = _receipt(request, number)
    shown = {"receipt": found, "title": papers.title(found), "moment": papers.moment(found)}
    page = Paginator(papers.lines(found), SHOWN).get_page(request.GET.get("page"))
    return render(request, "employer/receipt.html", {**shown, "page": page})


@any_person
@never_cache
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """One of them on A4."""
    found = _receipt(request, number)
    return papers.answer(receipt_pdf(papers.paper(found, request)), found.number)


def _hand_in(request: HttpRequest, employer, form: ListForm) -> HttpResponse:
    """Keep the file and ask for its reading; sent twice it is the same list."""
    file, client_id = form.cleaned_data["file"], form.cleaned_data["client_id"]
    held = keep_list(
        employer=employer, file_name=file.name, chunks=file.chunks(), by=request.user, at=now(), client_id=client_id
    )
    if list_of(request.user, held.key) is None:  # another account's form
        raise Http404
    begin(STAFF_LIST, about=held, by=request.user, key=held.key, values={"list": held.pk})
    return redirect("portal:employer-list", held.key)


def _list(request: HttpRequest, key: UUID):
    held = list_of(request.user, key)
    work = work_about(held, asker=request.user, kind=STAFF_LIST).first() if held else None
    if held is None or work is None:
        raise Http404
    return held, work


def _receipt(request: HttpRequest, number: str):
    employer = employer_of(request.user)
    found = receipts_of_employer(employer).filter(number=number[:20]).first() if employer else None
    if found is None:
        raise Http404
    return found


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
