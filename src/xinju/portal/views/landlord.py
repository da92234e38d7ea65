"""A landlord's rooms: a list, red first; three ways in, one tap out; a receipt for each word he gives."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from xinju.accounts.access import any_person
from xinju.audit.actions import record_look
from xinju.documents.receipts import receipt_pdf
from xinju.portal.forms.landlord import AnswerForm, ArrivalForm, LeavingForm, SentOnce
from xinju.portal.presenters import landlord as presenter
from xinju.portal.presenters import receipts as papers
from xinju.registry.actions import letting
from xinju.registry.actions.stays import AlreadyEnded
from xinju.registry.bridge.told import Told
from xinju.registry.queries.receipts import receipt_of, receipts_of
from xinju.registry.queries.rooms import Room, Tenant, persons_of, room_of, rooms_of, tenant_of
from xinju.web.clock import now, today
from xinju.web.language import say

PURPOSE = "landlord_declaration"
AGAIN = say("请重新打开页面再试。", "Open the page again and try once more.")
ENDED = say(
    "这位租客的搬离已经登记过了，日期以先登记的为准。", "Somebody has entered the leaving already; that day counts."
)


@any_person
@never_cache
def rooms(request: HttpRequest) -> HttpResponse:
    """All rooms, those that wait for him first."""
    found = rooms_of(request.user, on=today())
    _looked(request, found)
    return render(request, "landlord/rooms.html", presenter.rooms(found))


@any_person
@never_cache
def room(request: HttpRequest, room: UUID) -> HttpResponse:
    """One room: who lives there, what waits, its code."""
    found = _room(request, room)
    _looked(request, [found])
    return render(request, "landlord/room.html", presenter.room(found, request, today()))


@any_person
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def arrival(request: HttpRequest, room: UUID) -> HttpResponse:
    """He types who moved in."""
    found = _room(request, room)
    form = ArrivalForm(request.POST or None, today=today(), initial={"start": today(), "kind": "citizen"})
    if not form.is_valid():
        return render(request, "landlord/arrival.html", {"form": form, "room": found})
    said = form.cleaned_data
    told = Told(said["name"], said["number"], said["kind"], said["born"], phone=said["phone"])
    receipt = letting.declare_arrival(
        place=found.place, told=told, is_child=form.is_child, start=said["start"], by=request.user, at=now(),
        client_id=said["client_id"],
    )  # fmt: skip
    return redirect("portal:landlord-receipt", receipt.number)


@any_person
@require_POST
def answer(request: HttpRequest, stay: UUID) -> HttpResponse:
    """Yes or no to whom somebody else entered."""
    found, tenant = _tenant(request, stay)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, AGAIN)
        return redirect("portal:landlord-room", found.place.key)
    say_it = letting.confirm_tenant if form.cleaned_data["answer"] == "yes" else letting.deny_tenant
    receipt = say_it(
        stay=tenant.stay, name=tenant.name, tail=tenant.masked[-4:], by=request.user, at=now(),
        client_id=form.cleaned_data["client_id"],
    )  # fmt: skip
    return redirect("portal:landlord-receipt", receipt.number)


@any_person
@never_cache
def leaving(request: HttpRequest, stay: UUID) -> HttpResponse:
    """Moved out, on a day that stands there already."""
    found, tenant = _tenant(request, stay)
    form = LeavingForm(request.POST or None, today=today(), start=min(tenant.stay.start, today()))
    if not form.is_valid():
        return render(request, "landlord/leaving.html", {"form": form, "room": found, "tenant": tenant})
    try:
        receipt = letting.declare_leaving(
            stay=tenant.stay, end=form.cleaned_data["end"], name=tenant.name, tail=tenant.masked[-4:], by=request.user,
            at=now(), client_id=form.cleaned_data["client_id"],
        )  # fmt: skip
    except AlreadyEnded:
        messages.warning(request, ENDED)
        return redirect("portal:landlord-room", found.place.key)
    return redirect("portal:landlord-receipt", receipt.number)


@any_person
@require_POST
def empty(request: HttpRequest, room: UUID) -> HttpResponse:
    """Nobody lives here."""
    found, form = _room(request, room), SentOnce(request.POST)
    if not form.is_valid() or found.tenants:
        messages.error(request, AGAIN)
        return redirect("portal:landlord-room", found.place.key)
    receipt = letting.declare_empty(
        place=found.place, by=request.user, at=now(), client_id=form.cleaned_data["client_id"]
    )
    return redirect("portal:landlord-receipt", receipt.number)


@any_person
@never_cache
def receipts(request: HttpRequest) -> HttpResponse:
    """Own receipts, the newest first."""
    page = Paginator(receipts_of(request.user), 30).get_page(request.GET.get("page"))
    return render(request, "landlord/receipts.html", {"page": page, "lines": presenter.receipt_lines(page)})


@any_person
@never_cache
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """One of them."""
    found = _receipt(request, number)
    shown = {"receipt": found, "title": papers.title(found), "moment": papers.moment(found)}
    return render(request, "landlord/receipt.html", {**shown, "lines": papers.lines(found)})


@any_person
@never_cache
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """One of them on A4."""
    found = _receipt(request, number)
    return papers.answer(receipt_pdf(papers.paper(found, request)), found.number)


def _receipt(request: HttpRequest, number: str):
    found = receipt_of(request.user, number)
    if found is None:
        raise Http404
    return found


def _room(request: HttpRequest, key: UUID) -> Room:
    found = room_of(request.user, key, on=today())
    if found is None:
        raise Http404
    return found


def _tenant(request: HttpRequest, stay: UUID) -> tuple[Room, Tenant]:
    found = tenant_of(request.user, stay, on=today())
    if found is None:
        raise Http404
    return found


def _looked(request: HttpRequest, found: list[Room]) -> None:
    persons = persons_of(found)
    if persons:
        record_look(about=persons, by=request.user, purpose=PURPOSE)
