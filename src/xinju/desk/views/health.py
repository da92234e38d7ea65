"""The system operator's first page: how the site runs, and what to do where it does not."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xinju.accounts.access import Role, require_role
from xinju.desk import health as shown
from xinju.messages import actions
from xinju.web import clock
from xinju.web.language import chosen

operator = require_role(Role.SYSTEM_OPERATOR)


@operator
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """What the doctor says, the night's work, the outbox."""
    now, found = timezone.now(), shown.findings()
    values = {
        "findings": found,
        "amiss": sum(one.tone == "bad" for one in found),
        "to_look_at": sum(one.tone == "wait" for one in found),
        "nights": shown.nights(at=clock.now()),
        "is_nightly": settings.XINJU_NIGHTLY,
        "channels": shown.channels(at=now),
        "losses": shown.losses(at=now),
        "now": now,
    }
    return render(request, "desk/health.html", values)


@operator
@require_POST
def run_again(request: HttpRequest, kind: str) -> HttpResponse:
    """Put one job of the night into the queue: one that failed, was interrupted or was not begun."""
    try:
        began = actions.start_now(kind, at=clock.now(), by=request.user)
    except KeyError:
        raise Http404 from None
    if began:
        messages.success(request, chosen("已排入队列。", "It is in the queue."))
    else:
        messages.info(request, chosen("它正在办理，或者今天已办成。", "It is under way, or done already."))
    return redirect("desk:health")
