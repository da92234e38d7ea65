"""People by house: a building as floors and rooms, who is responsible for it, and how it is added."""

from datetime import date

import pytest
from django.urls import reverse
from tests.apps.registry.conftest import NOON, number, wang

from xinju.accounts.access import Role
from xinju.audit.models import Event
from xinju.registry.actions.doubts import queue_doubtful
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.models import Doubt, Place
from xinju.registry.queries import houses as queries
from xinju.web.clock import today

VILLAGE = "990102001001"
ELSEWHERE = "990102002001"


@pytest.fixture
def building(db) -> Place:
    floors = [
        Planned("floor", f"{n}层", [Planned("room", f"{n}0{m}室", is_let=m == 2) for m in (1, 2)]) for n in (1, 2, 10)
    ]
    plan = Planned("building", "3号楼", [Planned("unit", "1单元", floors), Planned("unit", "2单元", floors[:1])])
    return add_building(plan=plan, division=VILLAGE, street="禾苑街道稻香里", by="job:test", purpose="test")


def lives(place: Place, told: Told, *, source: str = "police", state: str = "verified") -> None:
    door = "self" if source == "self" else "file"
    origin = Origin(source=source, door=door, by="job:test", at=NOON, verification=state)
    (one,) = enter_people(told=[told], origin=origin, observed_on=date(2026, 5, 12), purpose="test")
    enter_stays(
        stays=[Stayed(one.identity, date(2024, 3, 1), place.division, place=place)], origin=origin, purpose="test"
    )


def room(label: str) -> Place:
    return Place.objects.filter(label=label).order_by("pk")[0]


@pytest.fixture
def window(signed_in):
    client = signed_in(Role.WINDOW_OFFICER)
    client.post(reverse("accounts:purpose"), {"purpose": "visit"})
    return client


def test_floors_stand_from_the_top_down_and_cells_say_what_they_are(building, officer):
    lives(room("101室"), wang())
    lives(room("102室"), wang(name="周甲", number=number(date(1988, 1, 1), 5), birth_date=date(1988, 1, 1)))
    child = date(2020, 5, 1)
    lives(room("102室"), Told(name="周小", number=number(child, 7), birth_date=child))
    lives(room("201室"), wang(name="林乙", number=number(date(1990, 3, 4), 300)), source="self", state="pending")
    queue_doubtful(by="job:night", at=NOON)

    in_time = queries.house(building, asker=officer(Role.WINDOW_OFFICER), on=date(2026, 5, 12))
    too_late = queries.house(building, asker=officer(Role.REGISTRAR), on=date(2026, 8, 1))

    unit, floors = in_time.units[0]
    assert (unit.label, [floor.place.label for floor in floors]) == ("1单元", ["10层", "2层", "1层"])
    assert [cell.state for cell in floors[2].cells] == ["lived_in", "let"]
    assert [(cell.people, cell.children) for cell in floors[2].cells] == [(1, 0), (2, 1)]
    assert floors[1].cells[0].state == "waits"
    assert too_late.units[0][1][1].cells[0].state == "overdue"


def test_each_building_has_the_worker_of_its_smallest_region(building, officer):
    village = officer(Role.GRID_WORKER)
    officer(Role.GRID_WORKER, region=ELSEWHERE)
    grid = officer(Role.GRID_WORKER, region=VILLAGE + "003")
    theirs = add_building(
        plan=Planned("building", "9号楼", [Planned("room", "101室")]), division=VILLAGE, grid=VILLAGE + "003",
        street="稻香里", by="job:test", purpose="test",
    )  # fmt: skip

    found = queries.responsible([building, theirs], asker=village)

    assert found[building.pk] == [village]
    assert found[theirs.pk] == [grid]


def test_a_grid_worker_sees_the_own_grid_only(building, officer):
    add_building(
        plan=Planned("building", "9号楼", [Planned("room", "101室")]), division=VILLAGE, grid=VILLAGE + "003",
        street="稻香里", by="job:test", purpose="test",
    )  # fmt: skip

    mine = queries.buildings(asker=officer(Role.GRID_WORKER, region=VILLAGE + "003"))
    whole = queries.buildings(asker=officer(Role.GRID_WORKER))
    other = queries.buildings(asker=officer(Role.GRID_WORKER, region=ELSEWHERE))

    assert (mine.count(), whole.count(), other.count()) == (1, 2, 0)


def test_the_grid_of_flats_says_in_words_what_its_colours_say(building, window):
    lives(room("102室"), wang())

    page = window.get(reverse("registry:house", args=[building.key])).content.decode()

    assert "出租" in page and "空" in page
    assert "王芳" not in page
    assert Event.objects.filter(kind="looked", about=f"registry.place:{building.pk}", purpose="visit").exists()


def test_the_tree_shows_people_and_is_a_look_at_each(building, window):
    lives(room("102室"), wang())

    page = window.get(reverse("registry:house", args=[building.key]), {"as": "tree"}).content.decode()

    assert "王芳" in page
    assert Event.objects.filter(kind="looked", about__startswith="registry.person:", purpose="visit").count() == 1


def test_a_building_is_added_by_figures_or_by_a_list_and_never_twice(window):
    given = {"division": VILLAGE, "street": "穗香路", "label": "8号楼", "units": 2, "floors": 3, "rooms": 4}
    for _ in range(2):
        answer = window.post(reverse("registry:house-new"), given)
        assert answer.status_code == 302
    assert Place.objects.filter(kind="room").count() == 24
    assert Place.objects.filter(parent=None).count() == 1

    listed = "1层 101室\n1层 102室\n\n2层 201室"
    window.post(
        reverse("registry:house-new"),
        {**given, "label": "9号楼", "units": 0, "floors": "", "listed": listed, "is_let": "on"},
    )

    nine = Place.objects.get(label="9号楼")
    assert [floor.label for floor in nine.children.all()] == ["1层", "2层"]
    assert Place.objects.filter(parent__parent=nine, is_let=True).count() == 3
    assert nine.plate


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"floors": 0, "rooms": 1},
        {"floors": 120, "rooms": 99},
        {"division": "990202001001", "floors": 1, "rooms": 1},
        {"street": "🙂🙂", "floors": 1, "rooms": 1},
        {"street": "2026-02-30", "floors": 1, "rooms": 1},
        {"label": "<script>", "floors": 1, "rooms": 1},
        {"listed": "1层 101室\n🙂 102室"},
        {"listed": "x" * 400},
    ],
)
def test_a_building_that_cannot_be_is_refused_in_words(window, wrong):
    given = {"division": VILLAGE, "street": "穗香路", "label": "8号楼", "units": 0, **wrong}

    answer = window.post(reverse("registry:house-new"), given)

    assert answer.status_code == 422
    assert not Place.objects.exists()


def test_grids_name_their_people_and_what_waits(building, officer, window):
    officer(Role.GRID_WORKER)
    lives(room("101室"), wang(), source="self", state="pending")
    queue_doubtful(by="job:night", at=NOON)

    found = {one.code: one for one in queries.grids(asker=officer(Role.REGISTRAR), on=today())}

    assert (found[VILLAGE].rooms, found[VILLAGE].waiting, len(found[VILLAGE].workers)) == (8, 1, 1)
    assert found[ELSEWHERE].workers == ()
    assert "没有网格员" in window.get(reverse("registry:grids")).content.decode()


def test_the_desks_page_of_a_verification_says_what_is_doubtful_and_leads_to_the_person(building, signed_in):
    lives(room("101室"), wang(), source="self", state="pending")
    queue_doubtful(by="job:night", at=NOON)
    doubt = Doubt.objects.get(reason="pending")

    page = signed_in(Role.REGISTRAR).get(reverse("desk:case", args=[doubt.case])).content.decode()

    assert "自报待核实" in page and "稻香里3号楼1单元1层101室" in page
    assert reverse("registry:person", args=[doubt.identity.person.key]) in page
