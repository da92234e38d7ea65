"""Registering oneself on the pages: one thing a page, sent in once, nothing revealed, nothing broken."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.registry.conftest import number

from xinju.cases.models import Case
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Particulars, Receipt, Stay

VILLAGE = "990102001001"
BORN = date(1990, 3, 4)
MINE = number(BORN, 128)
YESTERDAY = (timezone.localdate() - timedelta(days=1)).isoformat()
ANSWERS = {
    "name": {"name": "王芳"},
    "document": {"kind": "citizen", "number": MINE},
    "phone": {"phone": "138 0000 0001"},
    "since": {"since": YESTERDAY},
    "children": {},
    "needs": {"needs": ["schooling"]},
}


@pytest.fixture
def room(db):
    plan = Planned("building", "3号楼", [Planned("room", "402室", is_let=True)])
    return add_building(plan=plan, division=VILLAGE, street="禾苑路12号", by="job:test", purpose="test").children.get()


def answered(client: Client, plate: str = "", **changes) -> Client:
    """Everything up to the page that shows the answers."""
    client.post(f"/join/{plate}/" if plate else "/join/")
    for step, values in {**ANSWERS, **changes}.items():
        answer = client.post(f"/join/step/{step}/", values)
        assert answer.status_code == 302, answer.content.decode()
    return client


def test_five_minutes_at_the_door_end_in_a_receipt_and_a_visit(room):
    visitor = answered(Client(), room.plate)

    shown = visitor.get("/join/check/").content.decode()
    done = visitor.post("/join/check/", follow=True).content.decode()

    receipt = Receipt.objects.get()
    assert "禾苑路12号3号楼402室" in shown and "王芳" in shown
    assert receipt.number in done
    assert Case.objects.get(key=receipt.case).region == VILLAGE
    assert visitor.get("/join/done/receipt.pdf").content.startswith(b"%PDF")


def test_the_button_pressed_twice_sends_in_once(room):
    visitor = answered(Client(), room.plate)

    for _ in range(2):
        visitor.post("/join/check/")

    assert (Receipt.objects.count(), Identity.objects.count(), Stay.objects.count()) == (1, 1, 1)


def test_without_a_plate_the_address_is_asked_and_the_community_may_be_unknown(db):
    visitor = answered(Client(), address={"address": "禾苑路12号3号楼402室", "community": "unknown"})

    visitor.post("/join/check/")

    assert [stay.division for stay in Stay.objects.all()] == ["990102"]


def test_without_a_document_the_birth_date_is_asked(room):
    visitor = answered(Client(), room.plate, document={"kind": "none", "number": ""}, born={"born": "1990年3月4日"})

    visitor.post("/join/check/")

    row = Particulars.objects.get()
    assert (row.document_kind, row.birth_date, row.number_index) == ("none", BORN, None)


def test_a_child_stands_under_the_guardians_number(room):
    visitor = answered(Client(), room.plate)
    visitor.post("/join/step/children/", {"add": "1", "name": "王小满", "born": "2020-01-02"})

    visitor.post("/join/check/")

    child = Particulars.objects.get(name="王小满")
    assert child.is_guardians
    assert [line.tail for line in Receipt.objects.get().lines.filter(name="王小满")] == [""]


def pages(client: Client, plate: str) -> list[str]:
    """All that a visitor is shown on the way, without the tokens and the number that are new each time."""
    answered(client, plate)
    shown = [client.get("/join/check/"), client.post("/join/check/"), client.get("/join/done/")]
    texts = [one.content.decode() for one in shown]
    drop = r'csrfmiddlewaretoken" value="[^"]*"|[0-9]{8}-[0-9A-Z]{9}'
    return [re.sub(drop, "", text) for text in texts]


def test_a_known_number_gets_the_same_answers_as_an_unknown_one(room):
    unknown = pages(Client(), room.plate)
    origin = Origin("police", "file", "job:test", datetime(2026, 5, 12, 4, tzinfo=UTC), "verified")
    enter_people(
        told=[Told("王芳", MINE, birth_date=BORN)], origin=origin, observed_on=date(2026, 5, 12), purpose="test"
    )

    assert pages(Client(), room.plate) == unknown


def questions(client: Client) -> list[str]:
    """What sending in asks of the database, without values."""
    with CaptureQueriesContext(connection) as asked:
        client.post("/join/check/")
    return [re.sub(r"\d+|'[^']*'", "?", query["sql"])[:60] for query in asked]


def test_a_known_number_costs_no_other_question_to_the_database(room):
    questions(answered(Client(), room.plate))  # the first case of a type keeps its text once
    unknown = questions(answered(Client(), room.plate, document={"kind": "citizen", "number": number(BORN, 256)}))
    origin = Origin("police", "file", "job:test", datetime(2026, 5, 12, 4, tzinfo=UTC), "verified")
    enter_people(
        told=[Told("王芳", MINE, birth_date=BORN)], origin=origin, observed_on=date(2026, 5, 12), purpose="test"
    )

    assert questions(answered(Client(), room.plate)) == unknown


def test_the_session_holds_no_name_number_or_phone_in_clear(room):
    visitor = answered(Client(), room.plate)

    kept = str(Session.objects.get(pk=visitor.session.session_key).get_decoded())

    assert "王芳" not in kept and MINE not in kept and "13800000001" not in kept and "joining" in kept


def test_a_flooded_door_sends_people_to_the_window(room, monkeypatch):
    monkeypatch.setattr("xinju.registry.actions.joining.MOST_A_DAY", 0)

    answer = answered(Client(), room.plate).post("/join/check/")

    assert answer.status_code == 429
    assert "请带证件到窗口登记" in answer.content.decode()
    assert not Particulars.objects.exists()


def test_the_phone_of_somebody_else_opens_and_changes_nothing(room):
    origin = Origin("police", "file", "job:test", datetime(2026, 5, 12, 4, tzinfo=UTC), "verified")
    known = Told("李某", number(BORN, 256), birth_date=BORN, phone="13800000001")
    (one,) = enter_people(told=[known], origin=origin, observed_on=date(2026, 5, 12), purpose="test")

    answered(Client(), room.plate).post("/join/check/")

    assert Identity.objects.get(pk=one.identity).person.name == "李某"
    assert Identity.objects.exclude(pk=one.identity).get().person_id != Identity.objects.get(pk=one.identity).person_id


def test_a_plate_nobody_hung_up_still_lets_people_register(db):
    page = Client().get("/join/99010200100199/")

    assert page.status_code == 200
    assert "没有找到这块门牌" in page.content.decode()


def test_a_plate_tells_the_address_and_nothing_about_who_lives_there(room):
    answered(Client(), room.plate).post("/join/check/")

    page = Client().get(f"/join/{room.plate}/").content.decode()

    assert room.address in page
    assert "王芳" not in page


def test_the_code_on_a_receipt_shows_no_name(room):
    answered(Client(), room.plate).post("/join/check/")
    receipt = Receipt.objects.get()

    genuine = Client().get(f"/receipts/{receipt.number}/")
    forged = Client().get("/receipts/20260512-ABCDEFGHJ/")

    assert "王芳" not in genuine.content.decode() and MINE[-4:] not in genuine.content.decode()
    assert (genuine.status_code, forged.status_code) == (200, 404)


@pytest.mark.parametrize(
    ("step", "values", "sentence"),
    [
        ("name", {"name": ""}, "请填写姓名"),
        ("name", {"name": "字" * 101}, "最多 100 个字"),
        ("name", {"name": "<script>alert(1)</script>"}, "不能有"),
        ("document", {"kind": "citizen", "number": MINE[:-1] + ("0" if MINE[-1] != "0" else "1")}, "校验不符"),
        ("document", {"kind": "citizen", "number": ""}, "请填写证件号码"),
        ("document", {"kind": "home_return", "number": MINE}, "不是所选的证件类型"),
        ("phone", {"phone": "12345"}, "不是一个电话号码"),
        ("since", {"since": "2999-01-01"}, "太晚"),
        ("since", {"since": "0001-01-01"}, "太早"),
        ("since", {"since": "2026-02-30"}, "不是一个日期"),
        ("since", {"since": ""}, "我不知道"),
    ],
)
def test_what_cannot_be_right_gets_one_clear_sentence(room, step, values, sentence):
    visitor = Client()
    visitor.post(f"/join/{room.plate}/")

    answer = visitor.post(f"/join/step/{step}/", values)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("name", ["阿依古丽·买买提", "𬭚玥", "Nguyễn Văn A", "㛃", "长" * 100, "欧阳　娜娜"])
def test_names_as_people_bear_them_are_taken(room, name):
    visitor = answered(Client(), room.plate, name={"name": name})

    visitor.post("/join/check/")

    assert Particulars.objects.get().name == " ".join(name.split())


KEYS = st.sampled_from(
    ["name", "kind", "number", "born", "phone", "since", "address", "community", "needs", "add", "drop", "unknown"]
)
SAID = st.text(max_size=120) | st.sampled_from(
    ["citizen", "none", MINE, "2026-01-01", "13800000001", "schooling", "-1", "<b>"]
)


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(step=st.sampled_from(["name", "document", "born", "phone", "since", "address", "children", "needs", "nothing"]),
       typed=st.dictionaries(KEYS, SAID), plate=st.text(max_size=40))  # fmt: skip
def test_whatever_is_typed_no_page_breaks_and_nothing_is_half_written(db, step, typed, plate):
    visitor = Client(raise_request_exception=False)
    visitor.post("/join/")
    before = Particulars.objects.count()

    answers = [
        visitor.post(f"/join/step/{step}/", typed),
        visitor.get("/join/next/"),
        visitor.get("/join/check/"),
        visitor.post("/join/check/"),
        visitor.get(f"/join/{plate.replace('/', '') or 'x'}/"),
    ]

    assert max(answer.status_code for answer in answers) < 500
    assert Particulars.objects.count() == before
