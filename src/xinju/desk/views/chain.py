"""The auditor's first page: how far the audit is sealed, the daily roots, and the check of the whole chain as long work."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xinju.accounts.access import Role, require_role
from xinju.audit import queries as audit
from xinju.audit.faults import Fault
from xinju.audit.roots import NotARoot, Root, read_root
from xinju.desk.chain_words import sentence
from xinju.desk.forms import VerifyForm
from xinju.messages import actions, pages
from xinju.messages.access import State, Work
from xinju.messages.kept_roots import kept_days, root_file
from xinju.messages.presenters import WorkWords
from xinju.messages.presenters import shown as shown_work
from xinju.messages.queries import work_about
from xinju.web.language import chosen

CHAIN, VERIFY = "audit:chain", "audit.verify"
ROOTS_SHOWN, FAULTS_SHOWN = 10, 20
WORDS = WorkWords(title=("核验操作记录的链", "Check of the audit chain"), steps={"checking": ("已核对", "checked")})
auditor = require_role(Role.AUDITOR)


@auditor
@require_safe
@never_cache
def chain(request: HttpRequest) -> HttpResponse:
    """Where the chain ends, what waits for the seal, the roots that lie here, and what the last check found."""
    work = work_about(CHAIN, asker=request.user, kind=VERIFY).first()
    context = {
        "tail": audit.tail(asker=request.user),
        "waiting": audit.unsealed(asker=request.user),
        "since": audit.unsealed_since(asker=request.user),
        "roots": [root for on in reversed(kept_days()[-ROOTS_SHOWN:]) if (root := _root(on)) is not None],
        "form": VerifyForm(initial={"client_id": uuid4()}),
        "verdict": _verdict(work),
        "now": timezone.now(),
    }
    if work is None:
        return render(request, "desk/chain.html", {**context, "work": None})
    return pages.answer(request, shown_work(work, WORDS), page="desk/chain.html", context=context)


@auditor
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the check; pressed twice it runs once."""
    form = VerifyForm(request.POST)
    if not form.is_valid():
        raise Http404
    actions.begin(VERIFY, about=CHAIN, by=request.user, key=form.cleaned_data["client_id"])
    return redirect("desk:chain")


@auditor
@require_safe
def root(request: HttpRequest, on: str) -> HttpResponse:
    """One day's root as a file, to be kept where nobody reaches who reaches the database."""
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    if day not in kept_days():
        raise Http404
    return FileResponse(root_file(day).open("rb"), as_attachment=True, filename=root_file(day).name)


def _root(on: date) -> Root | None:
    try:
        return read_root(root_file(on))
    except (NotARoot, OSError):
        return None


def _verdict(work: Work | None) -> dict[str, object] | None:
    """What the last check found, with a sentence for each fault; None while there is none."""
    if work is None or work.state != State.DONE:
        return None
    said = work.values["said"]
    faults = [Fault(**{**one, "values": tuple(one["values"])}) for one in said["faults"][:FAULTS_SHOWN]]
    lines = [chosen(*sentence(one)) for one in faults]
    return {**said, "at": work.finished_at, "lines": lines, "more": said["fault_count"] - len(lines)}
