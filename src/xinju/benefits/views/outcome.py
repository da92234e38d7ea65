"""What a placement has come to: points, schools, children, the verdict on it, and everything as files."""

import io
import zipfile

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from xinju.benefits import queries
from xinju.benefits.forms import ListForm
from xinju.benefits.presenters import outcome as presenter
from xinju.benefits.presenters import verdict as verdicts
from xinju.benefits.views.office import XLSX, attachment, reads, round_or_404
from xinju.documents.pdf import statement_pdf
from xinju.web import clock

PAGE = 50


def run_or_404(request: HttpRequest, key: str):
    """The round and the placement that counts."""
    round_ = round_or_404(request, key)
    run = queries.latest_run(round_, asker=request.user)
    if run is None:
        raise Http404
    return round_, run


@reads
def points(request: HttpRequest, key: str) -> HttpResponse:
    """How points spread, with the cut-off of one school or of the whole round."""
    round_ = round_or_404(request, key)
    run = queries.latest_run(round_, asker=request.user)
    listed = queries.applications(round_, asker=request.user)
    totals = presenter.placed_totals(run) if run else presenter.totals_of(round_, listed)
    chart = presenter.distribution(totals, run, school=request.GET.get("school", ""))
    return render(request, "benefits/points.html", {"round": round_, "run": run, **chart})


@reads
def schools(request: HttpRequest, key: str) -> HttpResponse:
    """Each school with places, wishes and the whole cut-off key."""
    round_, run = run_or_404(request, key)
    return render(request, "benefits/schools.html", {"round": round_, "run": run, **presenter.schools(run)})


@reads
def children(request: HttpRequest, key: str) -> HttpResponse:
    """The list by application number: filter, order, pages."""
    round_, run = run_or_404(request, key)
    form = ListForm(request.GET or None, schools=presenter.school_choices(run))
    found = queries.results(run, asker=request.user, **form.chosen())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = {"round": round_, "form": form, "page": page, "query": request.GET.urlencode()}
    return render(request, "benefits/children.html", shown)


@reads
def children_file(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The same list as .csv, row by row, or as .xlsx."""
    round_, run = run_or_404(request, key)
    chosen = ListForm(request.GET or None, schools=presenter.school_choices(run)).chosen()
    found = queries.results(run, asker=request.user, **chosen)
    name = f"{round_.key}-results.{form}"
    if form == "csv":
        response = StreamingHttpResponse(presenter.csv_lines(run, found), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = content_disposition_header(True, name)
        return response
    if form == "xlsx":
        return attachment(presenter.workbook(run, found, clock.today()), name, XLSX)
    raise Http404


@reads
def child(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """One application: every wish with rank, cut-off, missing points and reason."""
    round_, run = run_or_404(request, key)
    shown = presenter.child(round_, run, number)
    if shown is None:
        raise Http404
    return render(request, "benefits/child.html", {"round": round_, "run": run, **shown})


@reads
def statement(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """One application's points, each with what counted, what did not, and why; with ?pdf on paper."""
    round_ = round_or_404(request, key)
    paper = presenter.paper(round_, number, clock.today())
    if paper is None:
        raise Http404
    if "pdf" in request.GET:
        return attachment(statement_pdf(paper), f"{number}-points.pdf", "application/pdf")
    return render(request, "benefits/statement.html", {"round": round_, "paper": paper, "number": number})


@reads
def check(request: HttpRequest, key: str) -> HttpResponse:
    """The verdict: the checks run now, and what each means."""
    round_, run = run_or_404(request, key)
    return render(request, "benefits/check.html", {"round": round_, "run": run, **verdicts.verdict(round_, run)})


@reads
def edition(request: HttpRequest, key: str, edition: str) -> HttpResponse:
    """One edition of the certificate as a zip."""
    _, run = run_or_404(request, key)
    files = queries.edition_files(run, edition, asker=request.user)
    if not files:
        raise Http404
    return attachment(zipped(files, f"{key}-{edition}"), f"{key}-{edition}.zip", "application/zip")


@reads
def report(request: HttpRequest, key: str) -> HttpResponse:
    """Two pages for the bureau and discipline inspection."""
    round_, run = run_or_404(request, key)
    content = verdicts.report_pdf(round_, run, clock.today())
    return attachment(content, f"{key}-report.pdf", "application/pdf")


def zipped(files: dict[str, bytes], folder: str) -> bytes:
    """Files in one folder of a zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}/{name}", content)
    return held.getvalue()
