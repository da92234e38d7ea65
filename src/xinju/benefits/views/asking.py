"""Asking for long work: it goes into the queue, and the officer to its page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from xinju.benefits.actions import Refused
from xinju.benefits.models import Round
from xinju.benefits.presenters.work import address_of
from xinju.messages.actions import AnotherWork, begin


def ask(request: HttpRequest, round_: Round, kind: str, key: UUID, **values: Any) -> HttpResponse:
    """Put work into the queue and lead to its page. Refused where the form's key belongs to other work."""
    try:
        work = begin(kind, about=round_, by=request.user, key=key, values={"round": round_.pk, **values})
    except AnotherWork:
        raise Refused("key_of_other_work") from None
    return redirect(address_of(round_, work))
