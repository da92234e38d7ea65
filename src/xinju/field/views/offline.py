"""What a phone without network needs: the outbox, and the script that keeps the day's pages."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xinju.accounts.access import Role, require_role
from xinju.web.doors import public

SCRIPT = Path(__file__).parents[1] / "static" / "field" / "worker.js"


@require_role(Role.GRID_WORKER)
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """What has not been sent yet; the list stands on the phone only."""
    return render(request, "field/outbox.html")


@public
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from here, since a service worker rules only what lies below its own address."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer
