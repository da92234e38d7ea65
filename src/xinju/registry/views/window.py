"""Registration at the counter: one field with the cursor in it, then arrival, move, departure, household, and the receipt."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from xinju.accounts.access import purpose_of, require_purpose, require_role
from xinju.audit.actions import record_look
from xinju.cases import queries as cases
from xinju.documents.receipts import receipt_pdf
from xinju.registry.access.people import REGISTERS
from xinju.registry.actions import counter
from xinju.registry.actions.counter import AtWindow, Home, NobodyHere
from xinju.registry.actions.receipts import landed
from xinju.registry.actions.stays import AlreadyEnded
from xinju.registry.bridge.told import Told
from xinju.registry.forms.window import (
    DepartureForm,
    HomeForm,
    MemberForm,
    PersonForm,
    RegisterForm,
    SentOnce,
    StartForm,
)
from xinju.registry.models import Person, Receipt
from xinju.registry.presenters import window as presenter
from xinju.registry.queries import counter as queries
from xinju.registry.queries import permits
from xinju.web.clock import now, today
from xinju.web.language import say

AGAIN = say("请重新打开页面再试。", "Open the page again and try once more.")
NOT_HERE = say(
    "没有可以注销的居住登记：此人在这里没有登记住址，或只有公安的登记（由公安更新）。",
    "There is nothing to end: no address is registered here, or only the police's, which they end.",
)
BEFORE = say("最后一天早于住进的日期。", "The last day lies before the first.")
ENDED = say(
    "别人刚刚登记过搬离，请看现在的住址。",
    "Somebody has just entered the leaving: look at the addresses as they are now.",
)


def at_the_window(view):
    """Open a page to who registers people, with a purpose; nothing of it is cached, no number is kept in an error report."""
    return require_role(*REGISTERS)(
        require_purpose(never_cache(sensitive_post_parameters()(sensitive_variables()(view))))
    )


def _waiting(request: HttpRequest) -> dict[str, object]:
    """What waits beside whoever stands there: deadlines of today, permits to endorse and to hand over."""
    return {
        "today": today(),
        "tally": cases.tally(request.user, on=today()),
        "to_endorse": permits.due_soon(request.user, on=today()).count(),
        "to_hand_over": len(permits.applications_to_hand_over(request.user, on=today())),
    }


@at_the_window
def start(request: HttpRequest) -> HttpResponse:
    """The number of whoever stands there: known, waiting by his own word, or new."""
    form = StartForm(request.POST or None)
    if not form.is_valid():
        return render(request, "registry/window/start.html", {"form": form, **_waiting(request)})
    number = form.cleaned_data["number"]
    known = queries.person_with(number, asker=request.user)
    waiting = queries.waiting_with(number, asker=request.user, on=today())
    people = [one.identity.person for one in waiting] + ([known] if known else [])
    record_look(about=people, by=request.user, purpose=purpose_of(request))
    if known and not waiting:
        return redirect("registry:window-person", known.key)
    begun = _registering(request, None, initial={"number": number, "kind": form.kind, "start": today()})
    shown = {"form": begun, "known": known, "waiting": waiting, "client_id": begun["client_id"].value()}
    return render(request, "registry/window/found.html", shown)


@at_the_window
def new(request: HttpRequest) -> HttpResponse:
    """Somebody new, with or without a document."""
    form = _registering(request, request.POST or None, initial={"kind": "none", "start": today()})
    if not form.is_valid():
        return render(request, "registry/window/new.html", {"form": form})
    if (asked := _asked_whether_known(request, form)) is not None:
        return asked
    receipt = counter.register(
        told=_told(form), is_child=form.is_child, home=_home(form), window=_window(request, form),
        apart=form.cleaned_data["apart"],
    )  # fmt: skip
    return redirect("registry:window-receipt", receipt.number)


@at_the_window
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """A known person: where he lives, and what can be done."""
    found = _person(request, key)
    record_look(about=[found], by=request.user, purpose=purpose_of(request))
    return render(request, "registry/window/person.html", presenter.person(found))


@at_the_window
def move(request: HttpRequest, key: UUID) -> HttpResponse:
    """A new address from a day on."""
    found = _person(request, key)
    form = HomeForm(request.POST or None, today=today(), asker=request.user, initial={"start": today()})
    if not form.is_valid():
        return render(request, "registry/window/move.html", {"form": form, "person": found})
    receipt = counter.move(person=found, home=_home(form), window=_window(request, form))
    return redirect("registry:window-receipt", receipt.number)


@at_the_window
def departure(request: HttpRequest, key: UUID) -> HttpResponse:
    """The last day here."""
    found = _person(request, key)
    form = DepartureForm(request.POST or None, today=today())
    if form.is_valid():
        try:
            receipt = counter.depart(person=found, end=form.cleaned_data["end"], window=_window(request, form))
            return redirect("registry:window-receipt", receipt.number)
        except NobodyHere:
            form.add_error(None, NOT_HERE)
        except AlreadyEnded:
            form.add_error(None, ENDED)
        except ValueError:
            form.add_error("end", BEFORE)
    return render(request, "registry/window/departure.html", {"form": form, "person": found})


@at_the_window
def member(request: HttpRequest, key: UUID) -> HttpResponse:
    """A child or spouse who lives with a known person."""
    found = _person(request, key)
    begun = presenter.household_start(queries.homes_of(found), today())
    form = MemberForm(request.POST or None, today=today(), asker=request.user, initial={"kind": "citizen", **begun})
    if not form.is_valid():
        return render(request, "registry/window/member.html", {"form": form, "person": found})
    if (asked := _asked_whether_known(request, form, besides=found)) is not None:
        return asked
    receipt = counter.add_member(
        person=found, told=_told(form), is_child=form.is_child, relation=form.cleaned_data["relation"], home=_home(form),
        window=_window(request, form), apart=form.cleaned_data["apart"],
    )  # fmt: skip
    return redirect("registry:window-receipt", receipt.number)


@at_the_window
@require_POST
def vouch(request: HttpRequest, identity: int) -> HttpResponse:
    """The document of somebody who registered himself was seen."""
    found, form = queries.waiting_of(identity, asker=request.user), SentOnce(request.POST)
    if found is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, AGAIN)
        return redirect("registry:window")
    receipt = counter.vouch(identity=found, window=_window(request, form))
    return redirect("registry:window-receipt", receipt.number)


@at_the_window
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What was written down, to print."""
    found = _receipt(request, number)
    return render(request, "registry/window/receipt.html", presenter.receipt(found))


@at_the_window
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt on A4."""
    found = _receipt(request, number)
    response = HttpResponse(receipt_pdf(presenter.paper(found, request)), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{found.number}.pdf")
    return response


def _receipt(request: HttpRequest, number: str) -> Receipt:
    found = queries.window_receipt(number, asker=request.user)
    if found is None:
        raise Http404
    record_look(
        about=[line.identity.person for line in found.lines.select_related("identity__person")],
        by=request.user,
        purpose=purpose_of(request),
    )
    return found


def _person(request: HttpRequest, key: UUID) -> Person:
    found = queries.window_person(key, asker=request.user)
    if found is None:
        raise Http404
    return found


def _asked_whether_known(request: HttpRequest, form: PersonForm, besides: Person | None = None) -> HttpResponse | None:
    """The page with people who may be the one in the form, unless the officer has said of each that it is somebody else."""
    if landed(form.cleaned_data["client_id"]) is not None:
        return None  # sent twice: by now it would find itself
    home = _home(form)
    address = home.place.address if home.place else home.address
    found = [pair for pair in queries.alike(_told(form), address, asker=request.user) if pair[0] != besides]
    if {str(person.key) for person, _ in found} <= form.cleaned_data["apart"]:
        return None
    record_look(about=[person for person, _ in found], by=request.user, purpose=purpose_of(request))
    shown = {"form": form, "alike": presenter.alike(found)}
    return render(request, "registry/window/alike.html", shown)


def _registering(request: HttpRequest, data, initial) -> RegisterForm:
    return RegisterForm(data, today=today(), asker=request.user, initial=initial)


def _told(form) -> Told:
    said = form.cleaned_data
    return Told(said["name"], said["number"], said["kind"], said["born"], said["sex"], phone=said["phone"])


def _home(form) -> Home:
    said = form.cleaned_data
    if form.place is not None:
        return Home(said["start"], form.place.division, form.place, dwelling=said["dwelling"])
    return Home(said["start"], said["community"], address=said["where"], dwelling=said["dwelling"])


def _window(request: HttpRequest, form) -> AtWindow:
    return AtWindow(request.user, now(), purpose_of(request), form.cleaned_data["client_id"])
