"""People by house: the list of buildings, one building as a grid of flats or as a tree, one room, and the grids."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from xinju.accounts.access import purpose_of, require_purpose, require_role
from xinju.audit.actions import record_look
from xinju.registry.access.places import WALKERS
from xinju.registry.actions.places import add_building
from xinju.registry.forms.houses import BuildingForm
from xinju.registry.presenters import houses as presenters
from xinju.registry.queries import houses as queries
from xinju.web import clock
from xinju.web.language import chosen

A_PAGE = 50


@require_role(*WALKERS)
@require_safe
def houses(request: HttpRequest) -> HttpResponse:
    """Buildings of the officer's region with rooms, people and who is responsible."""
    search, division = request.GET.get("q", "")[:100], request.GET.get("division", "")[:15]
    found = queries.buildings(asker=request.user, search=search, division=division)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    shown = queries.counts_of(list(page), asker=request.user, on=clock.today())
    responsible = queries.responsible([one.place for one in shown], asker=request.user)
    values = {
        "lines": presenters.listed(shown, responsible),
        "page": page,
        "search": search,
        "division": division,
        "communities": queries.communities(asker=request.user),
    }
    return render(request, "registry/houses/list.html", values)


@require_role(*WALKERS)
@require_safe
@require_purpose
def house(request: HttpRequest, key: UUID) -> HttpResponse:
    """A building as a grid of flats, with `?as=tree` as a tree down to its people; a room with who lives there."""
    place = queries.place(key, asker=request.user)
    if place is None:
        raise Http404
    found = queries.house(place, asker=request.user, on=clock.today())
    is_room, is_tree = place.kind == "room", request.GET.get("as") == "tree"
    people = [one.person for cell in found.cells for one in cell.occupants]
    record_look(
        about=people if (is_room or is_tree) and people else [place], by=request.user, purpose=purpose_of(request)
    )
    values = presenters.house(found, request.user)
    if is_room:
        tasks = queries.with_tasks(found.cells[0], asker=request.user)
        return render(request, "registry/houses/room.html", {**values, "cell": found.cells[0], "tasks": tasks})
    return render(request, "registry/houses/tree.html" if is_tree else "registry/houses/house.html", values)


@require_role(*WALKERS)
def add(request: HttpRequest) -> HttpResponse:
    """A building that was not known: by figures or by a list. What is there already stays as it is."""
    form = BuildingForm(request.POST or None, communities=queries.communities(asker=request.user))
    if request.method != "POST" or not form.is_valid():
        return render(request, "registry/houses/add.html", {"form": form}, status=422 if form.errors else 200)
    given = form.cleaned_data
    grid = request.user.region if len(request.user.region) > len(given["division"]) else ""
    top = add_building(
        plan=form.plan(), division=given["division"], street=given["street"].strip(), grid=grid, by=request.user,
        purpose="registry:houses",
    )  # fmt: skip
    messages.success(
        request, chosen("已登记这幢楼，门牌二维码已生成。", "The building is entered, its plates are made.")
    )
    return redirect("registry:house", key=top.key)


@require_role(*WALKERS)
@require_safe
def grids(request: HttpRequest) -> HttpResponse:
    """Grids with their workers and what waits there."""
    found = queries.grids(asker=request.user, on=clock.today())
    return render(request, "registry/houses/grids.html", {"lines": presenters.grids(found)})
