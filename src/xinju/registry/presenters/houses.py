"""Buildings as pages show them: a grid of flats whose colours have words too, and a tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from xinju.accounts.access import Officer, Role, has_role
from xinju.registry.presenters.words import division_name
from xinju.registry.queries.houses import Building, Cell, Grid, House
from xinju.web.language import chosen, say

STATES = {
    "overdue": say("核实已过期", "Visit overdue"),
    "waits": say("待核实", "To be verified"),
    "let": say("出租", "Let"),
    "lived_in": say("有人住", "Lived in"),
    "empty": say("空", "Empty"),
}
STYLES = {"overdue": "flat-overdue", "waits": "flat-waits", "let": "flat-let", "lived_in": "", "empty": "flat-empty"}


def listed(found: Sequence[Building], responsible: Mapping[int, Sequence[Officer]]) -> list[dict[str, Any]]:
    """Lines of the list of buildings."""
    return [
        {
            "building": one,
            "where": division_name(one.place.division),
            "workers": [worker.name for worker in responsible.get(one.place.pk, ())],
        }
        for one in found
    ]


def house(found: House, officer: Officer) -> dict[str, Any]:
    """One building with its flats, cell by cell."""
    cells = found.cells
    units = [
        {
            "place": root,
            "is_unit": root.pk != found.place.pk,
            "most": max((len(floor.cells) for floor in floors), default=1),
            "floors": [{"place": floor.place, "flats": [_flat(cell) for cell in floor.cells]} for floor in floors],
        }
        for root, floors in found.units
    ]
    return {
        "place": found.place,
        "where": division_name(found.place.grid or found.place.division),
        "units": units,
        "visits": has_role(officer, Role.GRID_WORKER),
        "workers": [{"name": worker.name, "office": worker.office} for worker in found.responsible],
        "figures": {
            "rooms": len(cells),
            "people": sum(cell.people for cell in cells),
            "children": sum(cell.children for cell in cells),
            "empty": sum(not cell.people for cell in cells),
            "let": sum(cell.place.is_let for cell in cells),
            "overdue": sum(bool(cell.overdue) for cell in cells),
        },
    }


def grids(found: Sequence[Grid]) -> list[dict[str, Any]]:
    """Lines of the list of grids; a code without a name of its own is said with its community's."""
    return [{"grid": one, "name": _grid_name(one.code), "workers": one.workers} for one in found]


def _grid_name(code: str) -> str:
    name = division_name(code)
    if name != code or len(code) <= 12:
        return name
    return f"{division_name(code[:12])} {chosen('网格', 'grid ')}{code[12:]}"


def _flat(cell: Cell) -> dict[str, Any]:
    return {
        "cell": cell,
        "address": reverse("registry:house", args=[cell.place.key]),
        "style": STYLES[cell.state],
        "words": STATES[cell.state],
        "is_let": cell.place.is_let and cell.state != "let",
    }
