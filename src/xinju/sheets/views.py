"""Score sheets for the policy office, the education office and auditors: read here, changed in their files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from xinju.accounts.access import require_role
from xinju.documents.docx import findings_docx
from xinju.documents.pdf import sheet_table_pdf
from xinju.documents.spreadsheets.findings import findings_xlsx
from xinju.packs.problems import Unreadable
from xinju.sheets import access, presenters, queries
from xinju.sheets.bridge.editions import Book
from xinju.web import clock

FORMS = {
    "xlsx": (findings_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (findings_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
reads = require_role(*access.READERS)
Page = Callable[[HttpRequest, Book], HttpResponse]


def _of_a_sheet(page: Page) -> Callable[..., HttpResponse]:
    """A page of one sheet: 404 if there is none, its faults in words where the file cannot be used."""

    @wraps(page)
    def found(request: HttpRequest, shelf: str, key: str, version: str, **more: str) -> HttpResponse:
        edition = queries.edition(shelf, key, version, asker=request.user)
        if edition is None:
            raise Http404
        try:
            return page(request, queries.book(edition, asker=request.user), **more)
        except Unreadable as error:
            return render(request, "sheets/unreadable.html", presenters.unreadable(edition, error), status=422)

    return found


@reads
def sheets(request: HttpRequest) -> HttpResponse:
    """All sheets with their versions, and how many questions are open in each."""
    found = queries.all_editions(asker=request.user)
    shelves = presenters.listed(found, clock.today(), request.user)
    return render(request, "sheets/sheets.html", {"shelves": shelves})


@reads
@_of_a_sheet
def sheet(request: HttpRequest, book: Book) -> HttpResponse:
    """The official table."""
    shown = presenters.sheet(book, clock.today(), "table")
    return render(request, "sheets/table.html", {**shown, **presenters.table(book)})


@reads
@_of_a_sheet
def rules(request: HttpRequest, book: Book) -> HttpResponse:
    """Items with article, evidence and office, and the file's own text."""
    shown = presenters.sheet(book, clock.today(), "rules")
    return render(request, "sheets/rules.html", {**shown, **presenters.rules(book)})


@reads
@_of_a_sheet
def cases(request: HttpRequest, book: Book) -> HttpResponse:
    """The worked cases, run now."""
    shown = presenters.sheet(book, clock.today(), "cases")
    return render(request, "sheets/cases.html", {**shown, **presenters.cases(book, request.user)})


@reads
@_of_a_sheet
def findings(request: HttpRequest, book: Book) -> HttpResponse:
    """What the checker finds, and how a decision is recorded."""
    today = clock.today()
    shown = presenters.sheet(book, today, "findings")
    return render(request, "sheets/findings.html", {**shown, **presenters.findings(book, request.user, today)})


@reads
@_of_a_sheet
def findings_file(request: HttpRequest, book: Book, form: str) -> HttpResponse:
    """The findings as a list with an empty column for the decision."""
    if form not in FORMS:
        raise Http404
    write, kind = FORMS[form]
    listed = queries.findings_list(book, clock.today(), asker=request.user, language=presenters.language())
    return _file(write(listed), f"{book.edition.key}-{book.edition.version}-findings.{form}", kind)


@reads
@_of_a_sheet
def table_file(request: HttpRequest, book: Book) -> HttpResponse:
    """The official table as PDF."""
    shown = queries.table(book.edition, asker=request.user, language=presenters.language())
    content = sheet_table_pdf(shown, clock.today())
    return _file(content, f"{book.edition.key}-{book.edition.version}.pdf", "application/pdf")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": content_disposition_header(True, name)}
    )
