"""The grid worker's pages: which doors, what is done at one, and what an outbox is told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.apps.field.conftest import fields, person

from xinju.audit.models import Event
from xinju.registry.actions.doubts import ask_at_the_door, queue_doubtful
from xinju.registry.bridge.rooms import room_of
from xinju.registry.models import Person, Stay, Visit
from xinju.web.clock import now, today


def text(answer) -> str:
    return answer.content.decode()


def occupants(place) -> dict[str, bool]:
    """Who lives here by name, and whether somebody has verified it."""
    held = room_of(place, on=today()).occupants
    return {one.person.name: not one.is_waiting for one in held}


def test_doors_stand_in_walking_order_and_two_tasks_of_one_door_are_one_visit(phone, rooms, lives):
    for label, name, serial in (
        ("1001室", "周甲", 11),
        ("201室", "周乙", 12),
        ("102室", "周丙", 13),
        ("102室", "周丁", 14),
    ):
        lives(rooms[label], person(name, serial), source="self", waits=True)
    queue_doubtful(by="job:night", at=now())

    page = text(phone.get(reverse("field:today")))

    places = [page.index(f"{floor}层 · {label}") for floor, label in ((1, "102室"), (2, "201室"), (10, "1001室"))]
    assert places == sorted(places)
    assert page.count("102室") == 1
    assert "3 扇门要去" in page


def test_all_still_here_is_one_form_and_a_look_at_these_people(phone, rooms, lives):
    one = lives(rooms["101室"], person("王芳", 21))
    address = reverse("field:room", args=[rooms["101室"].key])
    page = text(phone.get(address))

    answer = phone.post(address, {**fields(page), "act": "all"})

    assert answer.url == reverse("field:today")
    assert Visit.objects.get().stayed == 1
    assert Stay.objects.current().filter(source="grid", identity=one, verification="verified").count() == 1
    assert Event.objects.filter(kind="looked", about=f"registry.person:{one.person_id}", purpose="visit").count() == 1


def test_one_out_and_two_in_by_ticks(phone, rooms, lives):
    gone = lives(rooms["101室"], person("王芳", 21))
    waiting = [
        lives(rooms["101室"], person(name, n), source="self", waits=True) for name, n in (("周甲", 22), ("周乙", 23))
    ]
    address = reverse("field:room", args=[rooms["101室"].key])
    page = text(phone.get(address))
    shown = [str(one.person.key) for one in (gone, *waiting)]

    phone.post(address, {**fields(page), "act": "some", "shown": shown, "still": shown[1:]})

    ended = Stay.objects.current().get(identity=gone)
    assert (ended.end, ended.source) == (today(), "grid")
    assert {one.name for one in Person.objects.filter(place=rooms["101室"], into=None)} >= {"周甲", "周乙"}
    assert occupants(rooms["101室"])["周甲"] is True


def test_who_registered_and_is_not_ticked_goes_on_waiting(phone, rooms, lives):
    lives(rooms["101室"], person("周甲", 22), source="self", waits=True)
    address = reverse("field:room", args=[rooms["101室"].key])
    page = text(phone.get(address))

    phone.post(address, {**fields(page), "act": "some", "shown": [str(Person.objects.get(name="周甲").key)]})

    assert occupants(rooms["101室"]) == {"周甲": False}


def test_a_room_that_changed_is_shown_and_the_outbox_keeps_the_entry(phone, rooms, lives):
    lives(rooms["101室"], person("王芳", 21))
    address = reverse("field:room", args=[rooms["101室"].key])
    given = {**fields(text(phone.get(address))), "act": "all"}
    lives(rooms["101室"], person("周甲", 22), source="landlord")

    page = phone.post(address, given)
    told = phone.post(address, given, headers={"X-Outbox": "1"})

    assert page.status_code == told.status_code == 409
    assert "这间房刚被别人改过" in text(page)
    assert "周甲" in text(page)
    assert told.json()["state"] == "conflict"
    assert not Visit.objects.exists()


def test_an_entry_that_is_sent_again_after_a_lost_answer_counts_once(phone, rooms, lives):
    lives(rooms["101室"], person("王芳", 21))
    address = reverse("field:room", args=[rooms["101室"].key])
    given = {**fields(text(phone.get(address))), "act": "all"}

    answers = [phone.post(address, given, headers={"X-Outbox": "1"}).json()["state"] for _ in range(3)]

    assert answers == ["done"] * 3
    assert Visit.objects.count() == 1


def test_somebody_known_moves_in_by_the_whole_number(phone, rooms, lives):
    known = lives(None, person("周甲", 31))
    address = reverse("field:newcomer", args=[rooms["101室"].key])
    page = text(phone.get(address))
    number = person("周甲", 31).number

    found = text(phone.post(address, {**fields(page), "act": "find", "number": number}))
    phone.post(address, {**fields(found), "act": "take", "number": number, "person": str(known.person.key)})

    assert "周甲" in found and number[:-4] not in found.replace(f'value="{number}"', "")
    known.person.refresh_from_db()
    assert known.person.place == rooms["101室"]


def test_nobody_slips_in_another_persons_key(phone, rooms, lives):
    known, other = lives(None, person("周甲", 31)), lives(None, person("周乙", 32))
    address = reverse("field:newcomer", args=[rooms["101室"].key])
    page = text(phone.get(address))
    number = person("周甲", 31).number

    answer = phone.post(address, {**fields(page), "act": "take", "number": number, "person": str(other.person.key)})

    assert answer.status_code == 422
    assert occupants(rooms["101室"]) == {}
    assert known.person_id != other.person_id


def test_a_stranger_is_entered_with_the_card_and_a_wrong_digit_is_named(phone, rooms):
    address = reverse("field:newcomer", args=[rooms["101室"].key])
    page = text(phone.get(address))
    number = person("林小满", 41).number
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")

    refused = phone.post(address, {**fields(page), "act": "enter", "number": wrong, "name": "林小满"})
    phone.post(address, {**fields(page), "act": "enter", "number": number, "name": "林小满", "phone": "13900990001"})

    assert refused.status_code == 422
    assert "号码有一位不对" in text(refused)
    assert occupants(rooms["101室"]) == {"林小满": True}
    assert Person.objects.get(name="林小满").birth_date.isoformat() == "1990-03-04"


def test_nobody_home_leaves_a_slip_and_the_list_says_when_not_to_come(phone, rooms, lives):
    lives(rooms["101室"], person("周甲", 22), source="self", waits=True)
    queue_doubtful(by="job:night", at=now())
    address = reverse("field:otherwise", args=[rooms["101室"].key, "nobody_home"])
    page = text(phone.get(address))

    first = phone.post(address, {**fields(page), "hour": "morning", "slip": "L7"})
    same_hour = phone.post(address, {**fields(page), "hour": "morning", "slip": "L8"})

    assert first.status_code == 302
    assert same_hour.status_code == 422
    assert "要换一个时段" in text(same_hour)
    assert "上次上午没人" in text(phone.get(reverse("field:today")))


def test_a_plate_opens_its_room_and_a_wrong_one_says_so(phone, rooms):
    room = rooms["101室"]

    assert phone.get(f"/join/{room.plate}/").url == reverse("field:plate", args=[room.plate])
    assert phone.get(reverse("field:plate", args=[room.plate])).url == reverse("field:room", args=[room.key])
    assert phone.get(reverse("field:plate-typed"), {"plate": f" {room.plate}\n"}).url == reverse(
        "field:plate", args=[room.plate]
    )
    assert phone.get(reverse("field:plate", args=["123"])).status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {}, {"act": "all"}, {"act": "none", "client_id": "x"}, {"client_id": str(uuid4()), "act": "some", "still": ["x", "\x00"]},
        {"client_id": str(uuid4()), "act": "some", "still": [str(uuid4())]}, {"client_id": str(uuid4()), "act": "all", "ago": "-1"},
        {"client_id": str(uuid4()), "act": "all", "ago": str(15 * 24 * 3600)}, {"client_id": str(uuid4()), "act": "some", "left_on": "0001-01-01"},
    ],
)  # fmt: skip
def test_whatever_is_sent_to_a_room_is_answered_in_words(phone, rooms, lives, given):
    lives(rooms["101室"], person("王芳", 21))

    for headers in ({}, {"X-Outbox": "1"}):
        answer = phone.post(reverse("field:room", args=[rooms["101室"].key]), given, headers=headers)
        assert answer.status_code in (409, 422)
    assert not Visit.objects.exists()


def test_what_was_missing_is_filled_in_at_the_door(phone, rooms, lives):
    one = lives(rooms["101室"], person("周甲", 22))
    doubt = ask_at_the_door(identity=one, anchor="K1", by="job:test", at=now())
    address = reverse("field:task", args=[doubt.case])
    page = text(phone.get(address))

    assert "周甲" in page
    answer = phone.post(address, {**fields(page), "number": person("周甲", 22).number, "said": "已看证件"})
    assert answer.status_code == 302
    assert "已核实" in text(phone.get(address))


def test_what_was_entered_yesterday_without_a_network_bears_yesterdays_day(phone, rooms, lives):
    lives(rooms["101室"], person("王芳", 21))
    address = reverse("field:room", args=[rooms["101室"].key])

    phone.post(
        address, {**fields(text(phone.get(address))), "act": "all", "ago": str(24 * 3600)}, headers={"X-Outbox": "1"}
    )

    kept = Visit.objects.get()
    assert kept.on == today() - timedelta(days=1)
    assert kept.recorded_at.date() >= kept.on


def test_a_scanner_that_types_the_whole_address_opens_the_plate(phone, rooms):
    room = rooms["101室"]

    answer = phone.get(reverse("field:plate-typed"), {"plate": f"http://127.0.0.1:54939/join/{room.plate}/"})

    assert answer.url == reverse("field:plate", args=[room.plate])
