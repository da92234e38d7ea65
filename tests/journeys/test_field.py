"""A grid worker goes from door to door with a phone: taps are counted, and once there is no network."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from xinju.registry.actions.doubts import queue_doubtful
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.rooms import room_of
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Person, Place, Stay, Visit
from xinju.values.citizen_id import check_character

VILLAGE = "990102001001"
BORN = date(1990, 3, 4)


def number(serial: int) -> str:
    first = f"990315{BORN:%Y%m%d}{serial:03d}"
    return first + check_character(first)


def ending_in_x() -> int:
    return next(serial for serial in range(100, 300) if number(serial).endswith("X"))


class Thumb:
    """Taps on the phone, counted; filling one field counts as one."""

    def __init__(self, visitor) -> None:
        self.page = visitor.page
        self.count = 0

    def taps(self, words: str) -> "Thumb":
        self.count += 1
        self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words)).first.click()
        self.page.wait_for_load_state("load")
        return self

    def ticks(self, words: str) -> "Thumb":
        self.count += 1
        self.page.get_by_label(words).click()
        return self

    def keys_in(self, text: str) -> "Thumb":
        """The large keypad: the whole number is one field."""
        self.count += 1
        for key in text:
            self.page.locator(".keypad button", has_text=key).first.click()
        return self


def building() -> dict[str, Place]:
    floors = [Planned("floor", f"{n}层", [Planned("room", f"{n}0{m}室") for m in (1, 2, 3)]) for n in (1, 2)]
    add_building(
        plan=Planned("building", "3号楼", floors),
        division=VILLAGE,
        street="禾苑街道稻香里",
        by="job:test",
        purpose="test",
    )
    return {place.label: place for place in Place.objects.filter(kind="room")}


def lives(place: Place | None, name: str, serial: int, *, source: str = "police") -> Identity:
    at, door = timezone.now(), source if source == "self" else "file"
    state = "pending" if source == "self" else "verified"
    origin = Origin(source=source, door=door, by="job:test", at=at, verification=state)
    told = Told(name=name, number=number(serial), birth_date=BORN, phone=f"139{99000000 + serial:08d}")
    (one,) = enter_people(told=[told], origin=origin, observed_on=timezone.localdate(at), purpose="test")
    if place is not None:
        enter_stays(stays=[Stayed(one.identity, date(2024, 3, 1), VILLAGE, place=place)], origin=origin, purpose="test")
    return Identity.objects.get(pk=one.identity)


@pytest.fixture
def rooms(transactional_db) -> dict[str, Place]:
    return building()


def names(place: Place) -> set[str]:
    """Who lives here and has been seen."""
    return {one.person.name for one in room_of(place, on=timezone.localdate()).occupants if not one.is_waiting}


def arrived(visitor) -> None:
    """The visit has been written and the day's doors are shown again."""
    expect(visitor.page.locator("h1")).to_have_text("今天的门")


@pytest.mark.slow
def test_a_room_is_done_as_a_room(visitor, rooms):
    lives(rooms["101室"], "王芳", 21)
    lives(rooms["101室"], "周甲", 22, source="self")
    lives(rooms["102室"], "周乙", 23, source="self")
    queue_doubtful(by="job:night", at=timezone.now())
    visitor.signs_in_as("网格员").opens("/field/").sees("2 扇门要去")
    visitor.finds_no_barrier().keeps_pictures("field-today")

    thumb = Thumb(visitor).taps("101室")
    visitor.sees("王芳").finds_no_barrier().keeps_pictures("field-room")
    thumb.taps("全部仍住在这里")
    arrived(visitor)

    assert thumb.count <= 3
    assert names(rooms["101室"]) == {"王芳"}

    thumb = Thumb(visitor).taps("101室").ticks("王芳").ticks("周甲").taps("按勾选登记")
    arrived(visitor)
    assert thumb.count == 4
    visitor.sees("1 扇门要去")
    assert Visit.objects.count() == 2


@pytest.mark.slow
def test_one_known_person_moves_in_within_six(visitor, rooms):
    lives(rooms["101室"], "周甲", 22, source="self")
    serial = ending_in_x()
    lives(None, "林小满", serial)
    queue_doubtful(by="job:night", at=timezone.now())
    visitor.signs_in_as("网格员").opens("/field/")

    thumb = Thumb(visitor).taps("101室").taps("有人搬入")
    visitor.finds_no_barrier().keeps_pictures("field-newcomer")
    thumb.keys_in(number(serial)).taps("查找")
    visitor.sees("林小满").finds_no_barrier().keeps_pictures("field-found")
    thumb.taps("是这个人")
    arrived(visitor)

    assert thumb.count <= 6
    assert "林小满" in names(rooms["101室"])


@pytest.mark.slow
def test_nobody_home_leaves_a_slip(visitor, rooms):
    lives(rooms["101室"], "周甲", 22, source="self")
    queue_doubtful(by="job:night", at=timezone.now())
    visitor.signs_in_as("网格员").opens("/field/")

    thumb = Thumb(visitor).taps("101室").taps("家中无人")
    visitor.finds_no_barrier().keeps_pictures("field-nobody")
    thumb.taps("登记")
    arrived(visitor)

    assert thumb.count <= 3
    visitor.sees("换个时段")
    visitor.opens(f"/field/room/{rooms['101室'].key}/slip/").sees("扫码自己登记").finds_no_barrier()
    visitor.keeps_pictures("field-slip")


@pytest.mark.slow
def test_without_a_network_the_phone_keeps_it_and_sends_it_once(visitor, rooms):
    lives(rooms["101室"], "王芳", 21)
    lives(rooms["101室"], "周甲", 22, source="self")
    lives(rooms["102室"], "周乙", 23, source="self")
    queue_doubtful(by="job:night", at=timezone.now())
    visitor.signs_in_as("网格员").opens("/field/")
    visitor.page.evaluate("navigator.serviceWorker.ready")
    visitor.opens("/field/").presses("出门前存到手机").sees("已存到手机")
    visitor.page.context.set_offline(True)

    Thumb(visitor).taps("101室").taps("全部仍住在这里")
    visitor.sees("1 条还没有发送").sees("待发送")
    visitor.keeps_pictures("field-outbox")
    assert not Visit.objects.exists()

    visitor.page.context.set_offline(False)
    visitor.sees("全部已发送")
    assert Visit.objects.get().stayed == 1


@pytest.mark.slow
def test_a_room_changed_meanwhile_stays_in_the_outbox_as_a_conflict(visitor, rooms):
    lives(rooms["101室"], "王芳", 21)
    lives(rooms["101室"], "周甲", 22, source="self")
    queue_doubtful(by="job:night", at=timezone.now())
    visitor.signs_in_as("网格员").opens("/field/")
    Thumb(visitor).taps("101室")
    lives(rooms["101室"], "周乙", 23)

    Thumb(visitor).taps("全部仍住在这里")

    visitor.sees("有冲突").sees("这间房刚被别人改过").finds_no_barrier().keeps_pictures("field-conflict")
    assert not Visit.objects.exists()
    visitor.presses("打开这间房对照").sees("周乙")
    assert Person.objects.filter(name="周乙").exists()


@pytest.mark.slow
def test_a_building_is_entered_and_read_as_a_grid_of_flats(visitor, rooms):
    lives(rooms["101室"], "王芳", 21)
    lives(rooms["201室"], "周甲", 22, source="self")
    queue_doubtful(by="job:night", at=timezone.now())
    visitor.signs_in_as("登记管理员").opens("/registry/houses/").sees("稻香里3号楼")
    visitor.finds_no_barrier().keeps_pictures("houses")

    visitor.presses("禾苑街道稻香里3号楼")
    visitor.page.get_by_label("核实登记信息").check()
    visitor.presses("继续")
    visitor.sees("待核实").sees("1 人").finds_no_barrier().keeps_pictures("house")
    visitor.presses("树").sees("王芳").finds_no_barrier().keeps_pictures("house-tree")
    visitor.presses("101室").sees("王芳").finds_no_barrier().keeps_pictures("house-room")
    visitor.opens("/registry/houses/grids/").finds_no_barrier().keeps_pictures("grids")
    visitor.opens("/registry/houses/new/").finds_no_barrier().keeps_pictures("house-new")
    visitor.fills("路名、小区或自然村", "穗香路").fills("楼号", "8号楼").fills("几层", "3").fills("每层几间", "4")
    visitor.page.get_by_role("button", name="登记", exact=True).click()

    visitor.sees("穗香路8号楼").sees("304室")


@pytest.mark.slow
def test_who_seems_to_have_moved_on_is_asked_about_at_the_door_or_on_the_page_of_the_case(visitor, rooms):
    in_a_room, without_a_door = lives(rooms["101室"], "王芳", 21), lives(None, "周乙", 22)
    for identity, start, division in (
        (in_a_room, date(2026, 4, 1), "990102002001"),
        (without_a_door, date(2024, 3, 1), VILLAGE),
        (without_a_door, date(2026, 4, 1), "990102002001"),
    ):
        origin = Origin(source="police", door="file", by="job:test", at=timezone.now(), verification="verified")
        enter_stays(stays=[Stayed(identity.pk, start, division)], origin=origin, purpose="test")
    queue_doubtful(by="job:night", at=timezone.now())

    given = visitor.signs_in_as("网格员").opens("/field/").sees("可能已搬走").sees("周乙")
    given.finds_no_barrier().keeps_pictures("field-moved-today")
    thumb = Thumb(visitor).taps("101室")
    given.sees("王芳").sees("可能已搬走：问清楚再登记").finds_no_barrier().keeps_pictures("field-moved-room")
    thumb.ticks("王芳").taps("按勾选登记")
    arrived(visitor)
    thumb.taps("周乙")
    given.sees("信息核实").sees("周乙").sees("已搬离").finds_no_barrier().keeps_pictures("field-moved-case")

    left = Stay.objects.current().get(identity=in_a_room, place=rooms["101室"])
    assert (left.source, left.end) == ("grid", timezone.localdate())
    assert Stay.objects.current().filter(identity=without_a_door, end=None).count() == 2  # nobody has answered yet
