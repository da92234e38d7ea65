"""A room done as a room: all still here, some gone and some come, nobody home, and what else a door can say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from xinju.accounts.access import Purpose, Role, require_role
from xinju.audit.actions import record_look
from xinju.documents.qr import qr_svg
from xinju.field import presenters
from xinju.field.forms import OutcomeForm, RoomForm
from xinju.field.hours import hour_of
from xinju.field.views.answering import answer, at_door, place_of
from xinju.registry.actions import visits as actions
from xinju.registry.queries import visits as queries
from xinju.web import clock
from xinju.web.language import chosen


@require_role(Role.GRID_WORKER)
def room(request: HttpRequest, key: Any) -> HttpResponse:
    """Who lives here: one tap for all, or ticks for who is here now."""
    place, now = place_of(request, key), clock.now()
    if not queries.is_room(place):
        return redirect("registry:house", key=place.key)
    held = queries.room(place, asker=request.user, on=timezone.localdate(now))
    form = RoomForm(request.POST or None, now=now, version=held.version)

    def again(form: RoomForm, *, status: int = 200, **more: Any) -> HttpResponse:
        return _room_page(
            request, held, RoomForm(None, now=now, version=held.version), now, status=status, sent=form, **more
        )

    def do() -> object:
        door = at_door(request, place, form, now, said=presenters.said_of_presence())
        return actions.visit(door=door, outcome="spoke", version=form.cleaned_data["version"], found=_found(held, form))

    if request.method != "POST":
        return _room_page(request, held, form, now)
    return answer(request, form, do, again=again, done=chosen(f"已登记：{place.label}。", f"Done: {place.label}."))


@require_role(Role.GRID_WORKER)
def otherwise(request: HttpRequest, key: Any, outcome: str) -> HttpResponse:
    """Nobody home, refused, no such address, wrong grid, or the whole room has moved out."""
    place, now = place_of(request, key), clock.now()
    if outcome not in presenters.OUTCOMES:
        raise Http404
    label, asks = presenters.OUTCOMES[outcome]
    held = queries.room(place, asker=request.user, on=timezone.localdate(now))
    first = {"hour": hour_of(now), "slip": _slip_number(place.pk, now), "left_on": timezone.localdate(now).isoformat()}
    form = OutcomeForm(request.POST or None, asks=asks, now=now, version=held.version, initial=first)

    def again(form: OutcomeForm, *, status: int = 200, **more: Any) -> HttpResponse:
        values = {"place": place, "form": form, "label": label, "outcome": outcome, **more}
        return render(request, "field/otherwise.html", values, status=status)

    def do() -> object:
        given = form.cleaned_data
        door = at_door(request, place, form, now, said=given.get("said", ""), slip=given.get("slip", ""))
        left = frozenset(one.key for one in held.occupants) if outcome == "moved_out" else frozenset()
        found = actions.Found(left=left, left_on=given.get("left_on"))
        return actions.visit(door=door, outcome=outcome, version=given["version"], found=found)

    if request.method != "POST":
        return again(form)
    return answer(request, form, do, again=again, done=chosen(f"已登记：{label}。", f"Done: {label}."))


@require_role(Role.GRID_WORKER)
@require_GET
def slip(request: HttpRequest, key: Any) -> HttpResponse:
    """The slip to leave at a door: when somebody was there, and the QR by which people register themselves."""
    place, now = place_of(request, key), clock.now()
    address = request.build_absolute_uri(f"/join/{place.plate}/" if place.plate else "/join/")
    code = qr_svg(address, chosen("扫码自己登记", "Scan to register yourself"))
    values = {"place": place, "code": code, "address": address, "number": _slip_number(place.pk, now), "now": now}
    return render(request, "field/slip.html", values)


def _found(held: queries.Room, form: RoomForm) -> actions.Found:
    """What the ticks say. Somebody who waits and is not ticked goes on waiting: only who lived here can have left."""
    settled = frozenset(one.key for one in held.occupants if not one.is_waiting)
    if form.cleaned_data["act"] == "all":
        return actions.Found(stayed=settled)
    still, shown = form.cleaned_data["still"], form.cleaned_data["shown"]
    return actions.Found(
        stayed=still, left=(shown - still) & settled, left_on=form.cleaned_data["left_on"],
        unknown=form.cleaned_data["unknown"],
    )  # fmt: skip


def _room_page(request: HttpRequest, held: queries.Room, form: RoomForm, now: datetime, **more: Any) -> HttpResponse:
    tasks = queries.open_tasks(held.place, request.user)
    people = [one.person for one in held.occupants]
    record_look(about=people or [held.place], by=request.user, purpose=Purpose.VISIT.value)
    tails = queries.tails(people, asker=request.user, on=timezone.localdate(now))
    shown = presenters.room(held, tasks, tails)
    visits = queries.visits_at(held.place, asker=request.user)[:5]
    status = more.pop("status", 200)
    values = {
        **shown,
        "form": form,
        "outcomes": presenters.OUTCOMES,
        "visits": visits,
        "today": timezone.localdate(now),
        **more,
    }
    return render(request, "field/room.html", values, status=status)


def _slip_number(place: int, now: datetime) -> str:
    return f"{timezone.localdate(now):%m%d}-{place}"
