"""The letters of a round: issuing them, printing all or one."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from xinju.benefits import access, actions, queries
from xinju.benefits.forms import IssueForm, RevokeForm
from xinju.benefits.models import VoidReason
from xinju.benefits.presenters import letters as presenter
from xinju.benefits.presenters import refusals
from xinju.benefits.tasks import LETTERS
from xinju.benefits.views.asking import ask
from xinju.benefits.views.office import attachment, reads, works
from xinju.benefits.views.outcome import run_or_404, zipped
from xinju.web import clock
from xinju.web.language import chosen

PAGE = 100
PDF = "application/pdf"


@reads
def overview(request: HttpRequest, key: str) -> HttpResponse:
    """The letters by application number."""
    round_, run = run_or_404(request, key)
    page = Paginator(queries.letters(run, asker=request.user), PAGE).get_page(request.GET.get("page"))
    parts = presenter.parts(run)
    shown = {
        "round": round_,
        "run": run,
        "page": page,
        "parts": parts,
        "may_work": access.may_work(request.user),
        "form": IssueForm(),
    }
    return render(request, "benefits/letters.html", shown)


@works
@require_POST
def issue(request: HttpRequest, key: str) -> HttpResponse:
    """Make every family's letter."""
    round_, _ = run_or_404(request, key)
    form = IssueForm(request.POST)
    if not form.is_valid():
        return redirect("benefits:letters", key=key)
    values = {
        "check_address": request.build_absolute_uri("/"),
        "on": clock.today().isoformat(),
        "language": form.cleaned_data["language"],
    }
    try:
        return ask(request, round_, LETTERS, form.cleaned_data["client_id"], **values)
    except actions.Refused as error:
        return render(request, "benefits/refused.html", {"round": round_, "why": refusals.refused(error)}, status=409)


@works
def revoke(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """Declare one letter void: choose the reason, then confirm."""
    round_, run = run_or_404(request, key)
    letter = get_object_or_404(queries.letters(run, asker=request.user), application__number=number)
    form = RevokeForm(request.POST or None)
    shown = {"round": round_, "letter": letter, "form": form}
    if letter.revoked_at is not None or request.method != "POST" or not form.is_valid():
        return render(request, "benefits/revoke.html", shown)
    because = VoidReason(form.cleaned_data["because"])
    if not form.cleaned_data["confirmed"]:
        return render(request, "benefits/revoke.html", {**shown, "because": because})
    try:
        actions.revoke_letter(letter=letter, because=because, by=request.user)
    except actions.Refused as error:
        return render(request, "benefits/refused.html", {"round": round_, "why": refusals.refused(error)}, status=409)
    return redirect("benefits:letters", key=key)


@works
def all_letters(request: HttpRequest, key: str) -> HttpResponse:
    """Every letter as issued: one file of a hundred, or all files in a zip."""
    _, run = run_or_404(request, key)
    files = presenter.printed(run)
    part = request.GET.get("part", "")
    if part.isdigit() and 0 < int(part) <= len(files):
        name, content = list(files.items())[int(part) - 1]
        return attachment(content, f"{key}-{name}", PDF)
    if part or not files:
        raise Http404
    name = f"{key}-{chosen('告知单', 'letters')}"
    return attachment(zipped(files, name), f"{name}.zip", "application/zip")


@works
def one_letter(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """One family's letter, as issued."""
    round_, run = run_or_404(request, key)
    letter = get_object_or_404(queries.letters(run, asker=request.user), application__number=number)
    content = presenter.letter_pdf(round_, letter)
    if content is None:
        raise Http404
    return attachment(content, f"{number}.pdf", PDF)
