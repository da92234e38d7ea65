"""A department's file in the officer's hands: sent in, looked at, landed, withdrawn."""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from xinju.accounts.access import require_role
from xinju.audit.actions import record_look
from xinju.documents.spreadsheets.template import template as empty_form
from xinju.messages import pages
from xinju.messages.actions import begin, begin_again
from xinju.messages.queries import to_look_at, work_about
from xinju.registry import delivery_files, findings, tasks
from xinju.registry.access import deliveries as access
from xinju.registry.actions import deliveries as actions
from xinju.registry.actions.withdrawing import withdraw as withdraw_delivery
from xinju.registry.bridge import rules
from xinju.registry.forms.deliveries import DeliveryForm, HeadingsForm, WithdrawForm
from xinju.registry.importers.tables import tables_of
from xinju.registry.models import Delivery
from xinju.registry.models.deliveries import DeliveryState
from xinju.registry.presenters import deliveries as presenter
from xinju.registry.queries import deliveries as queries
from xinju.web import clock
from xinju.web.language import chosen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PAGE = 25
reads = require_role(*access.READERS)
sends = require_role(*access.SENDERS)
lands = require_role(*access.REGISTRARS)


def delivery_or_404(request: HttpRequest, key: UUID) -> Delivery:
    """The delivery, for whoever may see it."""
    found = queries.delivery(key, asker=request.user)
    if found is None:
        raise Http404
    return found


@reads
def deliveries(request: HttpRequest) -> HttpResponse:
    """All deliveries, newest first."""
    wanted = {name: request.GET.get(name, "")[:60] for name in ("source", "state")}
    page = Paginator(queries.deliveries(asker=request.user, **wanted), A_PAGE).get_page(request.GET.get("page"))
    held, types = rules.rules(), rules.record_types()
    shown = {
        "page": page,
        "lines": [presenter.line(held, types, one) for one in page],
        "sources": [(key, presenter.source_name(held, key)) for key in _sources(request)],
        "states": DeliveryState.choices,
        "wanted": wanted,
        "may_send": bool(_sendable(request)),
    }
    return render(request, "registry/deliveries.html", shown)


@sends
def send(request: HttpRequest) -> HttpResponse:
    """Hand in a file; it is looked through before anything lands."""
    types = rules.record_types()
    what = presenter.choices(rules.rules(), types, _sendable(request))
    bases = {key: declared.legal_basis for key, declared in types.items()}
    form = DeliveryForm(request.POST or None, request.FILES or None, what=what, bases=bases)
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "registry/delivery_new.html", {"form": form})
    given = form.cleaned_data
    delivery = tasks.store(
        source=given["source"], record_type=given["record_type"], chunks=given["file"].chunks(),
        file_name=given["file"].name, legal_basis=given["legal_basis"], by=request.user, at=clock.now(),
        number=given["number"], client_id=given["client_id"],
    )  # fmt: skip
    return ask(request, delivery, tasks.LOOK_THROUGH)


@reads
def delivery(request: HttpRequest, key: UUID) -> HttpResponse:
    """One delivery: what was found in it, what landing changes, and what can be done with it now."""
    held = delivery_or_404(request, key)
    found = findings.findings_of(held)
    may_land = access.may_land(request.user, rules.district().code)
    shown = {
        **presenter.line(rules.rules(), rules.record_types(), held),
        "figures": presenter.figures(held),
        "changes": presenter.changes(held),
        "faults": presenter.shown_faults(found),
        "fault_count": len(found.faults),
        "ignored": presenter.shown_ignored(found),
        "unused": found.unused,
        "works": presenter.works(held, to_look_at(held, asker=request.user)),
        "needs_mapping": presenter.needs_mapping(held),
        "may_send": access.may_send(request.user, rules.district().code, held.source),
        "may_land": may_land and presenter.may_land_now(held),
        "may_withdraw": may_land and held.state != DeliveryState.WITHDRAWN,
    }
    return render(request, "registry/delivery.html", shown)


@reads
def marked(request: HttpRequest, key: UUID) -> FileResponse:
    """The file back with its bad cells marked; whoever opens it sees people, which is on record."""
    held = delivery_or_404(request, key)
    path = PurePath(held.marked_file)
    if not held.marked_file or not delivery_files.holds(held, path.name):
        raise Http404
    record_look(about=[held], by=request.user, purpose=held)
    name = f"{PurePath(held.file_name).stem}-{chosen('错误已标出', 'marked')}{path.suffix}"
    return FileResponse(delivery_files.reading(held, path.name), as_attachment=True, filename=name)


@reads
def form_file(request: HttpRequest, record_type: str) -> HttpResponse:
    """An empty form of this kind of data, its columns set to text."""
    declared = rules.record_types().get(record_type)
    if declared is None:
        raise Http404
    content = empty_form(tables_of(declared)[0], clock.today())
    return HttpResponse(content, content_type=XLSX, headers={
        "Content-Disposition": f'attachment; filename="{record_type}.xlsx"'})  # fmt: skip


@sends
def columns(request: HttpRequest, key: UUID) -> HttpResponse:
    """Which heading of the file is which column; remembered for the source's next file once this one has landed."""
    held = delivery_or_404(request, key)
    declared = rules.record_types()[held.record_type]
    wanted = presenter.asked_columns(tables_of(declared)[0].columns)
    labels = findings.findings_of(held).labels
    form = HeadingsForm(request.POST or None, columns=wanted, labels=labels, chosen=held.mapping)
    if request.method != "POST" or not form.is_valid():
        return render(request, "registry/delivery_columns.html", {"delivery": held, "form": form, "labels": labels})
    try:
        held = actions.map_headings(delivery=held, headings=form.headings(), by=request.user)
    except actions.NotNow:
        return redirect("registry:delivery", key=key)
    return ask(request, held, tasks.LOOK_THROUGH)


@lands
@require_POST
def land(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let the good rows in."""
    held = delivery_or_404(request, key)
    if not access.may_land(request.user, rules.district().code):
        raise PermissionDenied("another district's registrar lands nothing here")
    if not presenter.may_land_now(held):
        return redirect("registry:delivery", key=key)
    return ask(request, held, tasks.LAND)


@reads
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the department gets in hand: number, day, counts, and whether it was withdrawn."""
    held = delivery_or_404(request, key)
    if held.state not in (DeliveryState.LANDED, DeliveryState.WITHDRAWN):
        raise Http404
    shown = {
        **presenter.line(rules.rules(), rules.record_types(), held),
        "figures": presenter.figures(held),
        "changes": presenter.changes(held),
        "district": rules.district(),
    }
    return render(request, "registry/delivery_receipt.html", shown)


@lands
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a whole delivery back, after a look at everything that goes with it."""
    held = delivery_or_404(request, key)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        withdraw_delivery(delivery=held, because=because, by=request.user, at=clock.now())
        return redirect("registry:delivery", key=key)
    if held.state == DeliveryState.WITHDRAWN:
        return redirect("registry:delivery", key=key)
    found = queries.rests_on(held, asker=request.user)
    shown = {
        **presenter.line(rules.rules(), rules.record_types(), held),
        "form": form,
        "going": presenter.going(found),
        "computed": presenter.computed(found),
        "people": found.people,
    }
    return render(request, "registry/delivery_withdraw.html", shown)


@reads
def work(request: HttpRequest, key: UUID, work: UUID) -> HttpResponse:
    """How far the work is; when it is done, the delivery's page."""
    held = delivery_or_404(request, key)
    found = work_about(held, asker=request.user, key=work).first()
    if found is None:
        raise Http404
    shown = presenter.shown(found)
    again = request.path + "again/" if shown.can_begin_again else ""
    return pages.answer(
        request, shown, page="registry/delivery_work.html", context={"delivery": held, "again": again},
        outcome=held_address(held),
    )  # fmt: skip


@sends
@require_POST
def work_again(request: HttpRequest, key: UUID, work: UUID) -> HttpResponse:
    """Begin interrupted work again: nothing is lost or doubled."""
    held = delivery_or_404(request, key)
    found = work_about(held, asker=request.user, key=work).first()
    if found is None:
        raise Http404
    if found.kind == tasks.LAND and not access.may_land(request.user, rules.district().code):
        raise PermissionDenied("landing is the registrar's")
    begin_again(found, by=request.user)
    return redirect(presenter.address_of(held, found))


def held_address(held: Delivery) -> str:
    """The delivery's own page."""
    return redirect("registry:delivery", key=held.key).url


def ask(request: HttpRequest, held: Delivery, kind: str) -> HttpResponse:
    """Put work into the queue and lead to its page."""
    if held.state == DeliveryState.LANDED or (kind == tasks.LOOK_THROUGH and held.state != DeliveryState.RECEIVED):
        return redirect("registry:delivery", key=held.key)  # the same file again: what came of it stands there
    under_way = next(iter(to_look_at(held, asker=request.user)), None)
    if under_way is not None and under_way.kind == kind and under_way.state in ("queued", "running"):
        return redirect(presenter.address_of(held, under_way))
    begun = begin(kind, about=held, by=request.user, values={"delivery": held.pk})
    return redirect(presenter.address_of(held, begun))


def _sources(request: HttpRequest) -> list[str]:
    """Sources whose deliveries the officer may see."""
    if access.may_send(request.user, rules.district().code, "") or not request.user.source:
        return list(rules.rules().sources)
    return [request.user.source]


def _sendable(request: HttpRequest) -> list[str]:
    district = rules.district().code
    return [key for key in rules.rules().sources if access.may_send(request.user, district, key)]
