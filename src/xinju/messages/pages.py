"""Answering a page of long work: whole, in part for a page that asks again by itself, or with where to go when it is over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from xinju.messages.presenters import ShownWork

BODY = "messages/work_body.html"


def answer(
    request: HttpRequest, work: ShownWork, *, page: str, context: dict[str, object], outcome: str = ""
) -> HttpResponse:
    """Render `page`, which includes messages/work.html, with `work` in its context.

    `outcome` is the address of what was made: a finished work leads there. It is empty where the page itself shows it.
    """
    shown = {**context, "work": work}
    is_part = bool(request.htmx)
    if work.state == "done" and outcome:
        return HttpResponseClientRedirect(outcome) if is_part else redirect(outcome)
    if is_part:
        return render(request, BODY, shown) if work.goes_on else HttpResponseClientRefresh()
    return render(request, page, shown)
