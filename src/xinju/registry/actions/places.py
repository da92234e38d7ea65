"""The tree building → unit → floor → room: nodes are added and ended, never removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from xinju.audit.actions import Reference, record
from xinju.packs.districts import Region
from xinju.registry.actions.people import Origin
from xinju.registry.bridge.addresses import comparable, plate_of
from xinju.registry.bridge.map_changes import SAME, changes
from xinju.registry.models import Division, DivisionChange, Holding, Place
from xinju.registry.models.places import PlaceKind


@dataclass(frozen=True)
class Planned:
    """A node to be added with everything below it. `label` is how people say it: 3号楼, 2单元, 4层, 402室."""

    kind: str
    label: str
    parts: Sequence[Planned] = field(default=())
    is_let: bool = False


@transaction.atomic
def add_building(
    *, plan: Planned, division: str, street: str, by: Reference, purpose: Reference, grid: str = "",
    within: Place | None = None,
) -> Place:  # fmt: skip
    """Add a node and all below it under a street address (or within a node); labels that are there already are kept.

    Every room and building gets a plate for its QR. Answers with the top node.
    """
    top = _add(plan, within, division, grid or (within.grid if within else ""), street, 0)
    record("registry.building_added", about=top, by=by, purpose=purpose)
    return top


@transaction.atomic
def hold(*, identity: int, place: Place, role: str, start: date, origin: Origin, purpose: Reference) -> Holding:
    """Somebody answers for a place from a day on; said again it changes nothing."""
    held = Holding.objects.current().filter(identity=identity, place=place, role=role).first()
    if held is not None:
        return held
    held = Holding.objects.create(identity_id=identity, place=place, role=role, start=start, **origin.columns)
    record("registry.held", about=held, by=origin.by, purpose=purpose)
    return held


@transaction.atomic
def load_divisions(*, regions: Sequence[Region], start: date, by: Reference) -> int:
    """Enter a district's divisions with their days, and what became of those that were merged, split or renamed.

    A region that names no first day was in force from `start` on. What is held already stays; an end or another name that the
    file gives is taken over. Answers with how many rows are new or changed; loaded again nothing changes.
    """
    found = [one for one in changes(regions, start) if one.kind != SAME]
    for one in found:
        region = one.region
        Division.objects.update_or_create(
            code=region.code, start=one.start,
            defaults={"name": region.name, "english": region.english, "within": region.within,
                      "end": region.end or (one.held.end if one.held else None)},
        )  # fmt: skip
    for region in regions:
        for new in region.became if region.end is not None else ():
            DivisionChange.objects.get_or_create(on=region.end + timedelta(days=1), old=region.code, new=new)
    record("registry.divisions_loaded", about=f"registry:divisions {len(found)}", by=by, purpose="district")
    return len(found)


def _add(plan: Planned, parent: Place | None, division: str, grid: str, street: str, order: int) -> Place:
    address = f"{parent.address if parent else street}{plan.label}"
    held = Place.objects.filter(parent=parent, label=plan.label, search=comparable(address), ended_on__isnull=True)
    node = held.first() or Place.objects.create(
        parent=parent, kind=plan.kind, label=plan.label, order=order, division=division, grid=grid, address=address,
        search=comparable(address), is_let=plan.is_let,
    )  # fmt: skip
    if node.plate is None and plan.kind in (PlaceKind.BUILDING, PlaceKind.ROOM):
        node.plate = plate_of(node.division, node.pk)
        node.save(update_fields=["plate"])
    for at, part in enumerate(plan.parts):
        _add(part, node, division, grid, street, at)
    return node
