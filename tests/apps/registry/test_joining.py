"""Registering oneself: written down once, unverified, and nothing known is touched."""

from datetime import date
from uuid import uuid4

import pytest
from tests.apps.registry.conftest import NOON, number, wang

from xinju.registry.actions.joining import MOST_A_DAY, Joining, TooMany, register_self
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Kinship, Link, Particulars, Person, Receipt, Record, Stay

VILLAGE = "990102001001"


@pytest.fixture
def room(db):
    plan = Planned("building", "3号楼", [Planned("room", "402室", is_let=True)])
    top = add_building(
        plan=plan, division=VILLAGE, street="禾苑路12号", by="job:test", purpose="test", grid=VILLAGE + "01"
    )
    return top.children.get()


def joining(told: Told, **changes) -> Joining:
    return Joining(**{"person": told, "since": date(2026, 5, 10), "division": VILLAGE, **changes})


def register(what: Joining, client_id=None) -> Receipt:
    return register_self(joining=what, by="door:self", at=NOON, client_id=client_id or uuid4())


def test_what_somebody_says_of_himself_is_his_own_word_and_unverified(room):
    child = Told(
        name="王小满", birth_date=date(2020, 1, 2), number=wang().number, is_guardians=True, document_kind="none"
    )

    receipt = register(joining(wang(), place=room, children=(child,), needs=("schooling", "housing")))

    rows = Particulars.objects.current()
    assert {(row.name, row.source, row.verification) for row in rows} == {
        ("王芳", "self", "pending"),
        ("王小满", "self", "pending"),
    }
    assert {stay.place_id for stay in Stay.objects.current()} == {room.pk}
    assert sorted(record.values["kind"] for record in Record.objects.current()) == ["housing", "schooling"]
    assert [line.tail for line in receipt.lines.all()] == [wang().number[-4:], ""]


def test_whoever_says_that_a_child_is_his_is_no_guardian_on_record_yet(room):
    child = Told(
        name="王小满", birth_date=date(2020, 1, 2), number=wang().number, is_guardians=True, document_kind="none"
    )

    register(joining(wang(), children=(child,)))

    assert [kin.is_guardian for kin in Kinship.objects.current()] == [False]


def test_a_form_sent_twice_lands_once(room):
    key = uuid4()

    first, second = (register(joining(wang(), place=room), key) for _ in range(2))

    assert first == second
    assert (Identity.objects.count(), Stay.objects.count(), Receipt.objects.count()) == (1, 1, 1)


def test_a_stranger_with_a_known_number_and_name_changes_nothing_of_the_person(enter, room):
    (known,) = enter("police", wang(phone="13800000001"))
    before = Person.objects.filter(pk=known.person_id).values().get()

    register(joining(wang(phone="13900000009"), place=room))

    assert Person.objects.filter(pk=known.person_id).values().get() == before
    assert not Link.objects.exists()


def test_what_a_stranger_typed_does_not_hinder_what_a_department_tells_later(enter, room):
    (police,) = enter("police", wang())
    register(joining(wang(), place=room))

    (health,) = enter("health", wang())

    assert Identity.objects.get(pk=health.pk).person_id == police.person_id


def test_nobody_is_asked_about_a_number_that_only_a_stranger_typed(enter, room):
    register(joining(Told(name="赵某", number=number(date(1990, 3, 4), 128)), place=room))

    (police,) = enter("police", wang())

    assert Person.objects.get(pk=police.person_id).name == "王芳"
    assert not Link.objects.exists()


def test_two_strangers_with_one_number_are_two_tellings(room):
    for name in ("甲某", "乙某"):
        register(joining(Told(name=name, number=wang().number), place=room))

    assert sorted(Particulars.objects.current().values_list("name", flat=True)) == ["乙某", "甲某"]


def test_a_door_takes_so_many_a_day_and_no_more(room):
    for _ in range(MOST_A_DAY):
        register(joining(wang(), place=room))

    with pytest.raises(TooMany):
        register(joining(wang(), place=room))

    assert Receipt.objects.count() == MOST_A_DAY
