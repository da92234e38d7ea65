"""Rows that lie in the invented district: for each page of one row, how to make it and what stands in its address.

One entry a URL name. `test_access_matrix.py` opens the page with it as an officer from here and from the district beside.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

from tests.house.known_doors import DOORS
from tests.house.known_merges import MERGES
from tests.house.known_permits import PERMITS

from xinju.cases import actions as cases
from xinju.registry.actions.doubts import ask_at_the_door
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.query_lists import make_list
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.queries.people import keys_of
from xinju.registry.tasks import land, take_in

VILLAGE = "990102001001"


def case() -> dict[str, str]:
    """A verification at a door of the village, waiting for its grid worker."""
    row = cases.open_case(
        type="verification",
        subject="registry.person:1",
        region=VILLAGE,
        at="visit",
        by="job:test",
        opened_on=date(2026, 5, 12),
    )
    return {"key": row.key}


def room() -> dict[str, object]:
    """A door of the village."""
    plan = Planned("building", "3号楼", (Planned("room", "101室"),))
    building = add_building(plan=plan, division=VILLAGE, street="稻香里", by="job:test", purpose="test")
    return {"key": building.children.get().key}


def doubt() -> dict[str, object]:
    """Somebody of the village of whom sources disagree, with a case at the door."""
    at = datetime(2026, 5, 12, tzinfo=UTC)
    origin = Origin(source="police", door="file", by="job:test", at=at, verification="verified")
    (one,) = enter_people(told=[Told("王芳")], origin=origin, observed_on=date(2026, 5, 12), purpose="test")
    identity = one.identity
    return {"case": ask_at_the_door(identity=identity, anchor="K7", division=VILLAGE, by="job:test", at=at).case}


def delivery() -> dict[str, object]:
    """A department's file of the district that has landed."""
    content = "姓名,身份证号,开始日期,结束日期,坐落,租赁类别\n王芳,,,,,\n".encode()
    at = datetime(2026, 5, 12, tzinfo=UTC)
    given = {"source": "police", "record_type": "lease", "file_name": "a.csv", "legal_basis": "x", "by": "job:test"}
    return {"key": land(delivery=take_in(content=content, at=at, **given), by="job:test", at=at).key}


def query_list() -> dict[str, object]:
    """A list that asks the police about somebody."""
    at = datetime(2026, 5, 12, tzinfo=UTC)
    origin = Origin(source="police", door="file", by="job:test", at=at, verification="verified")
    told = Told("王芳", number="990315199003041289")
    (one,) = enter_people(told=[told], origin=origin, observed_on=date(2026, 5, 12), purpose="test")
    made = make_list(
        source="police", record_type="lease", people=keys_of([one.identity], asker="test").values(), legal_basis="x", purpose="region",
        due_on=date(2026, 6, 5), by="job:test", at=at,
    )  # fmt: skip
    return {"key": made.key}


def person() -> dict[str, object]:
    """Somebody who lives in the village."""
    at = datetime(2026, 5, 12, tzinfo=UTC)
    origin = Origin(source="police", door="file", by="job:test", at=at, verification="verified")
    (one,) = enter_people(told=[Told("王芳")], origin=origin, observed_on=date(2026, 5, 12), purpose="test")
    stay = Stayed(identity=one.identity, start=date(2025, 1, 1), division=VILLAGE)
    enter_stays(stays=[stay], origin=origin, purpose="test")
    return {"key": next(iter(keys_of([one.identity], asker="test").values()))}


KNOWN: dict[str, Callable[[], dict[str, object]]] = {
    "desk:case": case,
    "desk:move": lambda: case() | {"move": "nobody_home"},
    "desk:hand-over": case,
    "registry:house": room,
    "field:room": room,
    "field:newcomer": room,
    "field:slip": room,
    "field:otherwise": lambda: room() | {"outcome": "nobody_home"},
    "field:task": doubt,
    **dict.fromkeys(("registry:delivery", "registry:delivery-receipt", "registry:delivery-withdraw"), delivery),
    **dict.fromkeys(("registry:query-list", "registry:query-list-file", "registry:query-list-call-off"), query_list),
    "registry:person": person,
    "registry:person-typed": person,
    **DOORS,
    **MERGES,
    **PERMITS,
}
