"""Rows behind the doors of the invented district: who registered at the window, the receipt, and a building's plates."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

from xinju.registry.actions.counter import AtWindow, Home, register
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.bridge.told import Told
from xinju.registry.models import Receipt

VILLAGE = "990102001001"


def receipt() -> Receipt:
    """Somebody of the village has registered at the window."""
    window = AtWindow("job:test", datetime(2026, 5, 12, 4, tzinfo=UTC), "test", UUID(int=11))
    home = Home(date(2026, 5, 1), VILLAGE, address="稻香里1号")
    told = Told("王芳", document_kind="none", birth_date=date(1990, 3, 4))
    return register(told=told, is_child=False, home=home, window=window)


def person() -> dict[str, object]:
    return {"key": receipt().lines.get().identity.person.key}


def number() -> dict[str, object]:
    return {"number": receipt().number}


def building() -> dict[str, object]:
    plan = Planned("building", "3号楼", (Planned("room", "101室"),))
    top = add_building(plan=plan, division=VILLAGE, street="稻香里", by="job:test", purpose="test")
    return {"building": top.key}


DOORS: dict[str, Callable[[], dict[str, object]]] = {
    "registry:window-person": person,
    "registry:window-move": person,
    "registry:window-departure": person,
    "registry:window-member": person,
    "registry:window-receipt": number,
    "registry:window-paper": number,
    "registry:plate-sheet": building,
}
