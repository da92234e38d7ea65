"""One act at a door: done once, refused in words, or shown where the room has changed meanwhile. To a page or to the outbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from xinju.cases.actions import Refused, Stale
from xinju.field import presenters
from xinju.field.forms import DoorForm
from xinju.registry.actions.visits import AtDoor, CannotBe, RoomChanged
from xinju.registry.queries import visits as queries
from xinju.registry.queries.visits import Unsound
from xinju.web.language import chosen

Again = Callable[..., HttpResponse]


def place_of(request: HttpRequest, key: Any) -> Any:
    """The place of this key in the worker's region, or 404."""
    found = queries.place(key, request.user)
    if found is None:
        raise Http404
    return found


def at_door(request: HttpRequest, place: Any, form: DoorForm, now: datetime, **more: str) -> AtDoor:
    """Where, when and by whom, as the form says."""
    return AtDoor(
        place=place, client_id=form.cleaned_data["client_id"], on=form.day, hour=form.hour, by=request.user, at=now, **more
    )  # fmt: skip


def is_outbox(request: HttpRequest) -> bool:
    """Does the phone's outbox ask, and not a page?"""
    return request.headers.get("X-Outbox") == "1"


def answer(request: HttpRequest, form: DoorForm, do: Callable[[], object], *, again: Again, done: str) -> HttpResponse:
    """Do it and lead on to the day's doors; else show the page again (`again(form, status=, **values)`) with the reason."""
    if not form.is_valid():
        return _not_done(request, form, again, 422)
    try:
        do()
    except RoomChanged as error:
        return _changed(request, form, again, error)
    except (CannotBe, Unsound) as error:
        field = getattr(error, "field", None)
        form.add_error(field if field in form.fields else None, presenters.SENTENCES[error.code])
    except Refused as error:
        for sentence in presenters.refusals(error):
            form.add_error("hour" if "hour" in form.fields else None, sentence)
    except (Stale, PermissionDenied):
        form.add_error(None, chosen("这件事已转给别人。", "This has gone to somebody else."))
    if form.errors:
        return _not_done(request, form, again, 422)
    if is_outbox(request):
        return JsonResponse({"state": "done", "next": reverse("field:today")})
    messages.success(request, done)
    return redirect("field:today")


def _changed(request: HttpRequest, form: DoorForm, again: Again, error: RoomChanged) -> HttpResponse:
    if is_outbox(request):
        said = chosen("这间房刚被别人改过，您的这次没有写入。请对照后再定。", "Somebody has changed this room. Nothing of yours was written: compare, then decide.")  # fmt: skip
        address = reverse("field:room", args=[error.room.place.key])
        return JsonResponse({"state": "conflict", "say": said, "next": address}, status=409)
    return again(form, status=409, is_changed=True)


def _not_done(request: HttpRequest, form: DoorForm, again: Again, status: int) -> HttpResponse:
    if is_outbox(request):
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"state": "refused", "say": said, "next": request.path}, status=status)
    return again(form, status=status)
