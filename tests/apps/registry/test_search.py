"""One field finds people: by name, pinyin, address and permit while typing, by number and phone whole."""

from datetime import date

import pytest
from tests.apps.registry.conftest import NOON, wang

from xinju.accounts.access import Role
from xinju.packs.records import load_records
from xinju.registry.actions.people import Origin
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge import rules
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.searching import Sort
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Person, Place
from xinju.registry.queries.search import MOST, find

VILLAGE, NEXT_VILLAGE = "990102001001", "990102002001"
GRID = Origin(source="grid", door="grid", by="job:test", at=NOON, verification="verified")


@pytest.fixture
def rooms(db) -> list[Place]:
    """Rooms 501 and 502 of building 3 in the village."""
    plan = Planned("building", "3幢", [Planned("room", "501室"), Planned("room", "502室")])
    top = add_building(plan=plan, division=VILLAGE, street="禾润区禾苑街道稻香里", by="job:test", purpose="test")
    return list(Place.objects.filter(parent=top).order_by("label"))


def lives(identity: Identity, *, place: Place | None = None, division: str = VILLAGE) -> None:
    stay = Stayed(identity=identity.pk, start=date(2025, 1, 1), division=division, place=place)
    enter_stays(stays=[stay], origin=GRID, purpose="test")


def names(answer) -> list[str]:
    return [one.name for one in answer.found]


@pytest.mark.parametrize(
    "typed",
    ["王芳", "王", "wangfang", "wang f", "WangFang", "wf", "稻香里3幢502", "稻香里3", "稻香里三幢502室", "稻香"],
)
def test_a_beginning_finds_the_person(typed, enter, officer, rooms):
    (identity,) = enter("police", wang())
    lives(identity, place=rooms[1])

    answer = find(typed, asker=officer(Role.WINDOW_OFFICER))

    assert names(answer) == ["王芳"]


def test_another_room_of_the_building_is_not_meant(enter, officer, rooms):
    (identity,) = enter("police", wang())
    lives(identity, place=rooms[0])

    assert names(find("稻香里3幢502", asker=officer(Role.WINDOW_OFFICER))) == []


@pytest.mark.parametrize("typed", ["小芳", "买买提", "娜"])
def test_a_given_name_finds_whoever_bears_it_after_any_surname(typed, enter, officer):
    for identity in enter("police", *(Told(name=name) for name in ("王小芳", "阿依古丽·买买提", "欧阳娜"))):
        lives(identity)

    found = find(typed, asker=officer(Role.WINDOW_OFFICER))

    assert len(found.found) == 1


def test_exact_goes_before_beginning_before_inside(enter, officer):
    for identity in enter("police", *(Told(name=name) for name in ("王小明", "小明亮", "小明", "小名"))):
        lives(identity)

    assert names(find("小明", asker=officer(Role.WINDOW_OFFICER))) == ["小明", "小明亮", "王小明"]


def test_a_whole_number_names_one_person_and_a_part_names_nobody(enter, officer):
    (identity,) = enter("police", wang())
    lives(identity)
    window, whole = officer(Role.WINDOW_OFFICER), wang().number

    assert find(whole, asker=window).only.name == "王芳"
    assert find(whole[:12], asker=window).found == ()
    assert find(whole[:-1] + ("0" if whole[-1] != "0" else "1"), asker=window).sort == Sort.PART


def test_a_whole_phone_finds_everybody_who_gave_it(enter, officer):
    born = date(2015, 1, 2)
    for identity in enter("self", wang(phone="13800000001"), Told(name="王小宝", birth_date=born, phone="13800000001")):
        lives(identity)

    answer = find("138 0000 0001", asker=officer(Role.WINDOW_OFFICER))

    assert sorted(names(answer)) == ["王小宝", "王芳"]
    assert answer.only is None


def test_a_parents_number_leads_to_the_parent_and_then_to_the_child(enter, officer):
    child = Told(name="王小宝", number=wang().number, is_guardians=True, birth_date=date(2020, 1, 2))
    for identity in [*enter("education", child), *enter("police", wang())]:
        lives(identity)

    answer = find(wang().number, asker=officer(Role.WINDOW_OFFICER))

    assert [(one.name, one.by) for one in answer.found] == [("王芳", "number"), ("王小宝", "guardian")]
    assert answer.only.name == "王芳"


def test_who_lives_in_another_region_is_not_found(enter, officer):
    (identity,) = enter("police", wang())
    lives(identity, division=NEXT_VILLAGE)
    town = officer(Role.WINDOW_OFFICER, region="990102001")

    assert find("王芳", asker=town).found == ()
    assert find(wang().number, asker=town).found == ()


def test_a_newcomer_who_lives_nowhere_yet_is_found_by_the_number_only(enter, officer):
    enter("social_security", wang())
    window = officer(Role.WINDOW_OFFICER)

    assert find("王芳", asker=window).found == ()
    assert find(wang().number, asker=window).only.name == "王芳"


def test_a_merged_person_is_found_once(enter, officer):
    for identity in [*enter("police", wang()), *enter("social_security", wang())]:
        lives(identity)

    assert len(find("王芳", asker=officer(Role.WINDOW_OFFICER)).found) == 1


def test_a_protected_address_is_neither_shown_nor_found_but_by_that_duty(enter, officer, rooms):
    (identity,) = enter("police", wang())
    lives(identity, place=rooms[0])
    protect(identity)

    window, registrar = officer(Role.WINDOW_OFFICER), officer(Role.REGISTRAR)

    assert find("稻香里3幢501", asker=window).found == ()
    assert find("王芳", asker=window).found[0].address == ""
    assert find("稻香里3幢501", asker=registrar).found[0].address == "禾润区禾苑街道稻香里3幢501室"


def protect(identity: Identity) -> None:
    declared = rules.record_types()["address_protection"]
    row = Recorded(identity.pk, start=date(2026, 1, 1))
    origin = Origin(source="police", door="file", by="job:test", at=NOON, verification="verified")
    keep_records(declared=declared, rows=[row], origin=origin, purpose="test")
    lives(identity, place=Place.objects.filter(kind="room").first())


def test_too_many_are_cut_and_said_so(db, officer):
    Person.objects.bulk_create(Person(name=f"王{n:04d}", division=VILLAGE) for n in range(MOST + 5))

    answer = find("王", asker=officer(Role.WINDOW_OFFICER))

    assert (len(answer.found), answer.is_cut) == (MOST, True)


def test_a_role_that_does_not_search_finds_nobody(enter, officer):
    (identity,) = enter("police", wang())
    lives(identity)

    assert find("王芳", asker=officer(Role.GRID_WORKER)).found == ()


@pytest.mark.parametrize(
    "typed", ["", " ", "w", "%", "_", "'; --", "\x00王", "王\udfff"[:1], "🙂", "9" * 60, "·", "王%"]
)
def test_any_text_has_an_answer(typed, officer):
    assert find(typed, asker=officer(Role.REGISTRAR)).found == ()


def test_the_library_declares_the_protection_of_addresses():
    declared = load_records(sorted((rules.district().folder.parent / "library" / "records").glob("*.yaml")))

    assert declared["address_protection"].type.shape == "period"
    assert declared["address_protection"].master == "police"
