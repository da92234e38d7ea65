"""What was sent to the resident."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xinju.accounts.access import any_person
from xinju.accounts.queries import binding_of
from xinju.messages import queries
from xinju.messages.presenters import shown_message

ROWS = 30


@any_person
@require_safe
@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """Reminders and answers sent to whom the account stands for; not those of somebody for whom it stood before."""
    binding = binding_of(request.user, asker=request.user)
    found = queries.sent_to(binding, asker=request.user) if binding else []
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    values = {"page": page, "messages_sent": [shown_message(one) for one in page], "is_bound": binding is not None}
    return render(request, "own/messages.html", values)
