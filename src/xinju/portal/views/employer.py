"""An employer's people: the list by file, its faults marked in the file, receipts that prove the three workdays."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from xinju.accounts.access import any_person
from xinju.audit.actions import record_look
from xinju.documents.receipts import receipt_pdf
from xinju.documents.spreadsheets.marking import mark
from xinju.portal.bridge import marked_files
from xinju.portal.forms.employer import ListForm
from xinju.portal.importers.staff_list import read_staff_list, staff_template
from xinju.portal.presenters import employer as presenter
from xinju.portal.presenters import receipts as papers
from xinju.portal.queries.public import language
from xinju.registry.actions.staffing import declare_staff
from xinju.registry.queries.receipts import receipts_of_employer
from xinju.registry.queries.staff import employer_of, persons_of, staff_of
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
        return _declare(request, employer, form)
    people = staff_of(employer)
    page = Paginator(people, SHOWN).get_page(request.GET.get("page"))
    shown = persons_of(page)
    if shown:
        record_look(about=shown, by=request.user, purpose=PURPOSE)
    return render(request, "employer/staff.html", presenter.staff(employer, form, page, len(people)))


@any_person
def form_file(request: HttpRequest) -> HttpResponse:
    """The empty form to fill in."""
    return _file(staff_template(today()), "用工人员申报.xlsx", XLSX)


@any_person
@never_cache
def marked(request: HttpRequest) -> HttpResponse:
    """The list back with its bad cells marked."""
    held = marked_files.kept(request)
    if held is None:
        raise Http404
    content, ending = held
    return _file(content, f"名单_需改正.{ending}", XLSX if ending == "xlsx" else "text/csv; charset=utf-8")


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


def _declare(request: HttpRequest, employer, form: ListForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    content = file.read()
    found = read_staff_list(content, file.name, today=today())
    marked_files.forget(request)
    if found.reading.faults:
        ending, copy = mark(content, found.reading, language())
        marked_files.keep(request, copy, ending)
    receipt = None
    if found.lines:
        receipt = declare_staff(
            employer=employer, lines=found.lines, by=request.user, at=now(), client_id=form.cleaned_data["client_id"]
        )
    if receipt and not found.reading.faults:
        return redirect("portal:employer-receipt", receipt.number)
    declared = receipt.lines.count() if receipt else 0
    return render(request, "employer/outcome.html", presenter.outcome(receipt, declared, found.reading.faults))


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
