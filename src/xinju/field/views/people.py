"""Somebody who has moved in, and what was missing about somebody known."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from xinju.accounts.access import Purpose, Role, require_role
from xinju.audit.actions import record_look
from xinju.field.forms import FindForm, NewcomerForm, TaskForm
from xinju.field.views.answering import answer, at_door, place_of
from xinju.registry.actions import doubts
from xinju.registry.actions import visits as actions
from xinju.registry.queries import visits as queries
from xinju.web import clock
from xinju.web.language import chosen


@require_role(Role.GRID_WORKER)
def newcomer(request: HttpRequest, key: Any) -> HttpResponse:
    """Find by a whole number or phone, see who it is, and let them in; who is not known is entered here."""
    place, now = place_of(request, key), clock.now()
    held = queries.room(place, asker=request.user, on=timezone.localdate(now))
    if request.method != "POST":
        return _page(request, place, NewcomerForm(None, now=now, version=held.version))
    if request.POST.get("act") == "find":
        return _found(request, place, held)
    form = NewcomerForm(request.POST, now=now, version=held.version)

    def do() -> object:
        given = form.cleaned_data
        came = actions.Newcomer(start=given["start"] or form.day, **_who(request, place, given))
        door = at_door(request, place, form, now, said=chosen("上门登记", "Registered at the door"))
        return actions.visit(door=door, outcome="spoke", version=given["version"], found=actions.Found(came=(came,)))

    def again(form: NewcomerForm, *, status: int = 200, **more: Any) -> HttpResponse:
        return _page(request, place, form, status=status, is_new=True, **more)

    return answer(request, form, do, again=again, done=chosen("已登记住进。", "Registered as moved in."))


@require_role(Role.GRID_WORKER)
def task(request: HttpRequest, case: str) -> HttpResponse:
    """What was missing about somebody: seen on the card, it is filled in and the case ends."""
    found, now = queries.task(case, request.user), clock.now()
    if found is None:
        raise Http404
    first = {"said": chosen("已看证件", "Card seen")}
    form = TaskForm(request.POST or None, now=now, initial=first)
    record_look(about=[found.person], by=request.user, purpose=found.case)
    if found.doubt.reason == queries.Reason.MOVED_ON:  # no value is missing: the case itself asks who left, and when
        return redirect("desk:case", key=case)

    def again(form: TaskForm, *, status: int = 200, **more: Any) -> HttpResponse:
        values = {"task": found, "form": form, "reason": queries.Reason(found.doubt.reason).label, **more}
        return render(request, "field/task.html", values, status=status)

    def do() -> object:
        given = form.cleaned_data
        queries.refuse_blank(found, number=given["number"], birth_date=given["birth_date"])
        told = queries.telling(name=found.person.name, number=given["number"], birth_date=given["birth_date"])
        return doubts.answer(
            doubt=found.doubt, told=told, on=form.day, said=given["said"], by=request.user, at=now,
            client_id=given["client_id"],
        )  # fmt: skip

    if request.method != "POST" or found.case.closed_on is not None:
        return again(form)
    return answer(request, form, do, again=again, done=chosen("已核实。", "Verified."))


def _found(request: HttpRequest, place: Any, held: queries.Room) -> HttpResponse:
    asked, now = FindForm(request.POST), clock.now()
    number = asked.cleaned_data["number"] if asked.is_valid() else ""
    known = queries.by_number_or_phone(number, at=place, asker=request.user, on=timezone.localdate(now))
    record_look(
        about=[f"registry.identity:{one.identity}" for one in known], by=request.user, purpose=Purpose.VISIT.value
    )
    form = NewcomerForm(None, now=now, version=held.version, initial={"number": number})
    return _page(request, place, form, known=known, asked=asked, is_new=not known and asked.is_valid())


def _who(request: HttpRequest, place: Any, given: dict[str, Any]) -> dict[str, Any]:
    """The person found, by number or phone once more so that nobody slips in another key; or what was told."""
    if given["person"]:
        known = queries.by_number_or_phone(given["number"], at=place, asker=request.user, on=clock.today())
        return {"identity": next((one.identity for one in known if one.key == given["person"]), None)}
    return {"told": queries.telling(name=given["name"], number=given["number"], phone=given["phone"])}


def _page(request: HttpRequest, place: Any, form: NewcomerForm, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "field/newcomer.html", {"place": place, "form": form, **more}, status=status)
