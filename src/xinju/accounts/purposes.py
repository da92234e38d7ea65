"""Why an officer looks at people: from the open case where there is one, else chosen once and kept for a shift."""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from xinju.web import kept
from xinju.web.language import say

KEY = "purpose"
KEPT_FOR = datetime.timedelta(hours=8)

View = Callable[..., HttpResponse]


class Purpose(models.TextChoices):
    """The short list for a search that belongs to no case; the person is shown the words."""

    AT_THE_WINDOW = "at_the_window", say("本人到窗口办理", "The person is at the window")
    ON_THE_PHONE = "on_the_phone", say("答复本人来电", "Answering the person's call")
    APPLICATION = "application", say("办理申请（居住证、积分、入学）", "Working on an application")
    VERIFICATION = "verification", say("核实登记信息", "Verifying what is registered")
    CORRECTION = "correction", say("处理异议、更正或合并", "An objection, a correction or a merge")
    VISIT = "visit", say("上门走访", "A visit at the door")
    OVERSIGHT = "oversight", say("监督检查", "Oversight")


PURPOSES = Purpose


def purpose_of(request: HttpRequest) -> str | None:
    """The purpose chosen in this session, as a value of `Purpose`; None before it is chosen and after eight hours."""
    chosen = request.session.get(KEY)
    if not chosen or chosen["value"] not in Purpose.values:
        return None
    made = datetime.datetime.fromisoformat(chosen["at"])
    return chosen["value"] if timezone.now() - made < KEPT_FOR else None


def purpose_words(reference: str) -> str | None:
    """The words of a chosen purpose; None for anything else that an event may name, such as a case."""
    return str(Purpose(reference).label) if reference in Purpose.values else None


def keep_purpose(request: HttpRequest, purpose: Purpose) -> None:
    """Keep the purpose in the session from now on."""
    request.session[KEY] = {"value": purpose.value, "at": timezone.now().isoformat()}


def require_purpose(view: View) -> View:
    """Open a view only with a purpose; without one the officer is asked, once, and led back. Below the role's door."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if purpose_of(request) is None and kept.typed(request):
            return kept.answer(request, purpose=reverse("accounts:purpose"))
        if purpose_of(request) is None:
            query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
            return redirect(f"{reverse('accounts:purpose')}?{query}")
        return view(request, *args, **kwargs)

    return guarded
