"""The window: one field, everything verified by the document seen, a receipt, and nothing of the next district."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.registry.conftest import number, wang

from xinju.accounts.access import Role
from xinju.audit import queries as audit
from xinju.cases.models import Case
from xinju.registry.actions.joining import Joining, register_self
from xinju.registry.actions.people import Origin
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.models import Household, Identity, Kinship, Link, Particulars, Person, Receipt, Stay
from xinju.registry.models.identities import Verdict
from xinju.registry.tasks_linking import link_everybody

VILLAGE = "990102001001"
MINE = wang().number


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def building(db):
    plan = Planned("building", "3号楼", [Planned("room", f"{n}室") for n in (401, 402)])
    return add_building(plan=plan, division=VILLAGE, street="禾苑路12号", by="job:test", purpose="test")


@pytest.fixture
def room(building):
    return building.children.get(label="402室")


@pytest.fixture
def window(signed_in):
    client = signed_in(Role.WINDOW_OFFICER)
    client.post("/account/purpose/", {"purpose": "at_the_window"})
    return client


def said(**changes) -> dict[str, str]:
    return {
        "kind": "citizen", "number": MINE, "name": "王芳", "born": "", "sex": "", "phone": "13800000001", "where": "禾苑路12号3号楼402室",
        "community": "", "dwelling": "rented", "start": today().isoformat(), "client_id": str(uuid4()), **changes,
    }  # fmt: skip


def registers(window: Client, **changes) -> Receipt:
    answer = window.post("/registry/window/new/", said(**changes))
    assert answer.status_code == 302, answer.content.decode()
    return Receipt.objects.latest("id")


def living(enter, room, told=None, source="grid") -> Person:
    (identity,) = enter(source, told or wang())
    origin = Origin(source, "file", "job:test", timezone.now(), "verified")
    stay = Stayed(identity.pk, date(2026, 1, 1), VILLAGE, place=room)
    enter_stays(stays=[stay], origin=origin, purpose="test")
    return Identity.objects.get(pk=identity.pk).person


def test_a_number_nobody_bears_opens_the_form_with_the_number_in_it(window, room):
    page = window.post("/registry/window/", {"number": f" {MINE.lower()} "}).content.decode()

    assert "没有登记过" in page and f'value="{MINE}"' in page


def test_a_new_person_is_verified_by_the_document_and_has_a_receipt_to_print(window, room):
    receipt = registers(window)

    row, stay = Particulars.objects.get(), Stay.objects.get()
    assert (row.source, row.verification, row.sex, row.birth_date) == ("window", "verified", "female", date(1990, 3, 4))
    assert (stay.place, stay.verification) == (room, "verified")
    assert window.get(f"/registry/window/receipts/{receipt.number}.pdf").content.startswith(b"%PDF")


def test_a_scanned_plate_is_an_address(window, room):
    registers(window, where=room.plate)

    assert Stay.objects.get().place == room


def test_a_known_number_leads_to_the_person_and_the_look_is_on_record(window, room, enter):
    person = living(enter, room)

    answer = window.post("/registry/window/", {"number": MINE})

    assert answer.headers["Location"] == f"/registry/window/persons/{person.key}/"
    assert [look.purpose for look in audit.looks_at(person, asker="job:test")] == ["at_the_window"]


def test_a_move_ends_what_was_open_the_day_before(window, room, building, enter):
    person = living(enter, room)
    other = building.children.get(label="401室")

    window.post(f"/registry/window/persons/{person.key}/move/", said(where=other.plate))

    ends = {stay.place.label: stay.end for stay in Stay.objects.current()}
    assert ends == {"402室": today() - timedelta(days=1), "401室": None}
    assert Person.objects.get(pk=person.pk).place == other


def test_leaving_ends_the_stay_and_twice_is_said(window, room, enter):
    person = living(enter, room)
    page = f"/registry/window/persons/{person.key}/departure/"

    window.post(page, {"end": today().isoformat(), "client_id": str(uuid4())})
    again = window.post(page, {"end": today().isoformat(), "client_id": str(uuid4())})

    assert Stay.objects.current().get().end == today()
    assert "没有可以注销的居住登记" in again.content.decode()


def test_a_newborn_without_number_has_a_guardian_and_a_household(window, room, enter):
    person = living(enter, room)
    child = said(kind="none", number="", name="王小满", born=today().isoformat(), relation="child")

    answer = window.post(f"/registry/window/persons/{person.key}/member/", child)

    assert answer.status_code == 302, answer.content.decode()
    kin = Kinship.objects.current().get()
    assert (kin.kin, kin.is_guardian, kin.other.person_id) == ("mother", True, person.pk)
    assert Household.objects.get().members.count() == 2


def test_whoever_registered_himself_is_one_person_with_whom_the_document_shows(window, room, enter):
    (police,) = enter("police", wang())
    what = Joining(person=wang(), since=today(), division=VILLAGE, place=room)
    register_self(joining=what, by="door:self", at=timezone.now(), client_id=uuid4())
    own = Identity.objects.get(source="self")

    page = window.post("/registry/window/", {"number": MINE}).content.decode()
    window.post(f"/registry/window/waiting/{own.pk}/", {"client_id": str(uuid4())})

    assert "等待核实" in page
    assert len(set(Identity.objects.values_list("person", flat=True))) == 1
    assert Person.objects.get(pk=police.person_id).place == room


def test_the_same_number_under_another_name_is_for_a_clerk(window, room, enter):
    (police,) = enter("police", wang())

    registers(window, name="王方", apart=str(police.own.key))

    assert Case.objects.filter(type="merge_review").count() == 1


WITHOUT_NUMBER = {"kind": "none", "number": "", "born": "1990-03-04", "sex": "female"}


def test_before_somebody_is_entered_twice_the_officer_sees_who_it_may_be(window, room, enter):
    person = living(enter, room)
    form = said(**WITHOUT_NUMBER)

    page = window.post("/registry/window/new/", form).content.decode()

    assert "可能已经登记过" in page and "1990年3月4日" in page and "禾苑路12号3号楼402室" in page
    assert f"/registry/window/persons/{person.key}/" in page
    assert form["client_id"] in page and 'value="1990-03-04"' in page  # what was typed goes on
    assert Receipt.objects.count() == 0
    assert len(audit.looks_at(person, asker="job:test")) == 1


def test_whom_the_officer_knows_for_somebody_else_is_entered_and_no_machine_asks_again(window, room, enter):
    person = living(enter, room)

    registers(window, **WITHOUT_NUMBER, apart=str(person.key))

    new = Identity.objects.get(source="window")
    link = Link.objects.get(verdict=Verdict.DIFFERENT)
    assert new.person_id != person.pk
    assert {link.first.person_id, link.second_id} == {person.pk, new.pk}
    assert link_everybody(by="job:test", at=timezone.now(), purpose="t", tell=lambda *far: None).asked == 0


def test_a_word_about_others_does_not_stand_for_those_who_are_found(window, room, enter):
    living(enter, room)

    page = window.post("/registry/window/new/", said(**WITHOUT_NUMBER, apart=str(uuid4()))).content.decode()

    assert "可能已经登记过" in page and Receipt.objects.count() == 0


def test_a_newborn_who_is_known_already_is_not_entered_twice(window, room, enter):
    person = living(enter, room)
    child = said(kind="none", number="", name="王小满", born=today().isoformat(), relation="child", phone="")
    window.post(f"/registry/window/persons/{person.key}/member/", child)

    page = window.post(f"/registry/window/persons/{person.key}/member/", {**child, "client_id": str(uuid4())})

    assert "可能已经登记过" in page.content.decode()
    assert Person.objects.filter(into=None, name="王小满").count() == 1


def test_a_form_sent_twice_lands_once(window, room):
    form = said()

    first, second = (window.post("/registry/window/new/", form).headers["Location"] for _ in range(2))

    assert (first, Receipt.objects.count()) == (second, 1)


def test_the_next_district_finds_nothing_here(window, signed_in, room, enter):
    person = living(enter, room)
    receipt = registers(window, number=number(date(1991, 1, 1), 222), name="孙小米")
    there = signed_in(Role.WINDOW_OFFICER, region="990202")
    there.post("/account/purpose/", {"purpose": "at_the_window"})

    pages = [f"persons/{person.key}/", f"receipts/{receipt.number}/", f"receipts/{receipt.number}.pdf"]

    assert {there.get(f"/registry/window/{page}").status_code for page in pages} == {404}
    assert "王芳" not in there.post("/registry/window/", {"number": MINE}).content.decode()
    assert there.get(f"/registry/window/plates/{room.parent.key}.pdf").status_code == 404


def test_plates_of_a_building_are_printed_in_sheets(signed_in, building):
    desk = signed_in(Role.GRID_WORKER)

    listed = desk.get("/registry/window/plates/?typed=禾苑路").content.decode()
    printed = desk.get(f"/registry/window/plates/{building.key}.pdf")

    assert "禾苑路12号3号楼" in listed
    assert printed.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": MINE[:17] + ("1" if MINE[17] != "1" else "2")}, "校验不符"),
        ({"name": "字" * 101}, "最多 100 个字"),
        ({"where": "不知道的路1号"}, "请选社区"),
        ({"where": "禾苑路12号3号楼"}, "不止一处"),
        ({"start": "2999-01-01"}, "太晚"),
        ({"start": "1980-01-01"}, "早于出生日期"),
        ({"community": "990202001001", "where": "不知道的路1号"}, "请从列表里选"),
        ({"client_id": ""}, "表单已失效"),
    ],
)
def test_what_cannot_be_right_gets_one_clear_sentence(window, room, change, sentence):
    answer = window.post("/registry/window/new/", said(**change))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Particulars.objects.exists()


KEYS = st.sampled_from([*said(), "relation", "end"])
SAID = st.text(max_size=230) | st.sampled_from(
    ["citizen", "none", MINE, "2026-01-01", "禾苑路12号3号楼402室", "child", VILLAGE]
)


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.dictionaries(KEYS, SAID),
    page=st.sampled_from(["new", "move", "departure", "member", "", "employers", "plates"]),
)
def test_whatever_is_typed_no_page_breaks(window, room, enter, typed, page):
    window.raise_request_exception = False
    person = Person.objects.filter(into=None).first() or living(enter, room)
    where = f"persons/{person.key}/{page}/" if page in ("move", "departure", "member") else f"{page}/" if page else ""
    before = (Receipt.objects.count(), Stay.objects.count(), Particulars.objects.count())

    answer = (
        window.get("/registry/window/plates/", typed)
        if page == "plates"
        else window.post(f"/registry/window/{where}", typed)
    )

    assert answer.status_code < 500
    if answer.status_code != 302:
        assert (Receipt.objects.count(), Stay.objects.count(), Particulars.objects.count()) == before
