"""The officer's way through a round: list up, faults, placing, confirming."""

from pathlib import PurePath

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header

from xinju.accounts.access import require_role
from xinju.benefits import access, actions, queries
from xinju.benefits.folders import home_path
from xinju.benefits.forms import ConfirmForm, PlaceForm, UploadForm
from xinju.benefits.importers import applicants as lists
from xinju.benefits.presenters import outcome as outcomes
from xinju.benefits.presenters import refusals
from xinju.benefits.presenters import rounds as presenter
from xinju.benefits.presenters import work as works_shown
from xinju.benefits.tasks import CONFIRMATION, PLACEMENT, UPLOAD
from xinju.benefits.views.asking import ask
from xinju.documents.spreadsheets.template import template as empty_form
from xinju.messages.queries import to_look_at
from xinju.web import clock
from xinju.web.language import chosen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
reads = require_role(*access.READERS)
works = require_role(*access.WORKERS)


def round_or_404(request: HttpRequest, key: str):
    return get_object_or_404(queries.rounds(asker=request.user), key=key)


@reads
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds, newest first."""
    listed = [(one, presenter.tone(one), presenter.area(one)) for one in queries.rounds(asker=request.user)]
    return render(request, "benefits/rounds.html", {"rounds": listed, "may_work": access.may_work(request.user)})


@reads
def round_page(request: HttpRequest, key: str) -> HttpResponse:
    """One round as a task list."""
    round_ = round_or_404(request, key)
    upload = queries.latest_upload(round_, asker=request.user)
    run = queries.latest_run(round_, asker=request.user)
    shown = {
        "round": round_,
        "tone": presenter.tone(round_),
        "area": presenter.area(round_),
        "tasks": presenter.tasks(round_, upload, run, may_work=access.may_work(request.user)),
        "works": works_shown.lines(round_, to_look_at(round_, asker=request.user)),
        "upload": upload,
        "run": run,
        "counts": presenter.counts(run) if run else [],
    }
    return render(request, "benefits/round.html", shown)


@reads
def template(request: HttpRequest, key: str) -> HttpResponse:
    """The empty list as a spreadsheet with text columns."""
    round_ = round_or_404(request, key)
    content = empty_form(lists.table_of_round(round_), clock.today())
    return attachment(content, f"{key}-{chosen('名单模板', 'template')}.xlsx", XLSX)


@works
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Send the list: good rows go on, the others are shown."""
    round_ = round_or_404(request, key)
    form = UploadForm(request.POST or None, request.FILES or None)
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "benefits/upload.html", {"round": round_, "form": form})
    file, client_id = form.cleaned_data["file"], form.cleaned_data["client_id"]
    try:
        kept = actions.keep_incoming(round_, client_id, file.chunks())
        name = PurePath(file.name).name
        return ask(request, round_, UPLOAD, client_id, client_id=str(client_id), file=kept, name=name)
    except actions.Refused as error:
        form.add_error(None, refusals.refused(error))
        return render(request, "benefits/upload.html", {"round": round_, "form": form}, status=409)


@reads
def faults(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """What one upload held: good rows, faults with cell, value and reason, lines passed over."""
    round_ = round_or_404(request, key)
    kept = get_object_or_404(queries.uploads(round_, asker=request.user), pk=pk)
    shown = {
        "round": round_,
        "upload": kept,
        "faults": presenter.shown_faults(kept),
        "ignored": presenter.shown_ignored(kept),
        "may_work": access.may_work(request.user),
    }
    return render(request, "benefits/faults.html", shown)


@reads
def marked(request: HttpRequest, key: str, pk: int) -> FileResponse:
    """The uploaded file back with its bad cells marked."""
    kept = get_object_or_404(queries.uploads(round_or_404(request, key), asker=request.user), pk=pk)
    if not kept.marked_file:
        raise Http404
    path = home_path(kept.marked_file)
    name = f"{PurePath(kept.file_name).stem}-{chosen('错误已标出', 'marked')}{path.suffix}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@works
def place(request: HttpRequest, key: str) -> HttpResponse:
    """Rank and place the list that counts."""
    round_ = round_or_404(request, key)
    form = PlaceForm(request.POST or None)
    shown = {"round": round_, "form": form, "rules": outcomes.rules_of(round_)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "benefits/place.html", shown)
    try:
        return ask(request, round_, PLACEMENT, form.cleaned_data["client_id"], seed=form.cleaned_data["seed"])
    except actions.Refused as error:
        form.add_error(None, refusals.refused(error))
        return render(request, "benefits/place.html", shown, status=409)


@works
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """A named officer lets the result take effect."""
    round_ = round_or_404(request, key)
    run = queries.latest_run(round_, asker=request.user)
    if run is None:
        raise Http404
    form = ConfirmForm(request.POST or None, initial={"certificate": run.certificate})
    shown = {"round": round_, "run": run, "form": form, "counts": presenter.counts(run), "is_demo": settings.IS_DEMO}
    if request.method != "POST" or not form.is_valid():
        return render(request, "benefits/confirm.html", shown)
    certificate = form.cleaned_data["certificate"]
    try:
        actions.refuse_confirming(round_=round_, certificate=certificate, by=request.user)
        return ask(request, round_, CONFIRMATION, form.cleaned_data["client_id"], certificate=certificate)
    except actions.Refused as error:
        form.add_error(None, refusals.refused(error))
        return render(request, "benefits/confirm.html", shown, status=409)


def attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep, under a name in the page's language."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
