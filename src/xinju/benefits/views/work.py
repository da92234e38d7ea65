"""Long work of a round: its page while it goes on, and asking for it again."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from xinju.benefits import access
from xinju.benefits.models import Round
from xinju.benefits.presenters import work as presenter
from xinju.benefits.views.office import reads, round_or_404
from xinju.messages import actions as works
from xinju.messages import pages
from xinju.messages.access import Work
from xinju.messages.queries import work_about


@reads
def progress(request: HttpRequest, key: str, work: UUID) -> HttpResponse:
    """How far it is; when it is done, what came of it."""
    round_ = round_or_404(request, key)
    found = _work_or_404(request, round_, work)
    shown = presenter.shown(found)
    may_again = shown.can_begin_again and _may_ask(request, found)
    context = {
        "round": round_,
        "again": request.path + "again/" if may_again else "",
        "asked_at": presenter.asked_at(round_, found),
    }
    outcome = presenter.result_of(round_, found)
    return pages.answer(request, shown, page="benefits/work.html", context=context, outcome=outcome)


@reads
@require_POST
def again(request: HttpRequest, key: str, work: UUID) -> HttpResponse:
    """Begin failed or interrupted work again."""
    round_ = round_or_404(request, key)
    found = _work_or_404(request, round_, work)
    if not _may_ask(request, found):
        raise PermissionDenied("a reader begins no work of others")
    works.begin_again(found, by=request.user)
    return redirect(presenter.address_of(round_, found))


def _work_or_404(request: HttpRequest, round_: Round, key: UUID) -> Work:
    found = work_about(round_, asker=request.user, key=key).first()
    if found is None:
        raise Http404
    return found


def _may_ask(request: HttpRequest, work: Work) -> bool:
    return access.may_work(request.user) or work.officer == request.user
