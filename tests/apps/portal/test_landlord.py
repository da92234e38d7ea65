"""The landlord's pages: his own rooms only, one sentence for bad input, a receipt for each word."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.registry.conftest import number

from xinju.accounts.actions import bind, unbind
from xinju.accounts.actions.demo import open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.audit import queries as audit
from xinju.registry.actions.joining import Joining, register_self
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building, hold
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Receipt, Stay
from xinju.registry.presenters.looks import shown_looks

VILLAGE = "990102001001"
BORN = date(1990, 3, 4)
MINE = number(BORN, 128)
GOOD = {"name": "王芳", "kind": "citizen", "number": MINE, "born": "", "phone": "", "start": ""}


def today() -> date:
    return timezone.localdate()


def house_of(kind: DemoPersonKind, label: str, serial: int):
    """A house with two rooms, and a client of the account that holds it."""
    plan = Planned("building", label, [Planned("room", f"{n}室", is_let=True) for n in (101, 102)])
    house = add_building(plan=plan, division=VILLAGE, street="禾苑路", by="job:test", purpose="test")
    origin = Origin("window", "window", "job:test", timezone.now(), "verified")
    told = Told("钱大有", number(date(1965, 1, 1), serial), birth_date=date(1965, 1, 1))
    (entered,) = enter_people(told=[told], origin=origin, observed_on=today(), purpose="test")
    owner = Identity.objects.get(pk=entered.identity)
    hold(identity=owner.pk, place=house, role="owner", start=date(2020, 1, 1), origin=origin, purpose="test")
    account = open_demo_person(kind)
    bind(account=account, person=str(owner.own.key), evidence="identity_card", by="job:demo")
    client = Client()
    client.force_login(account)
    return client, house


@pytest.fixture
def mine(db):
    return house_of(DemoPersonKind.LANDLORD, "12号", 111)


@pytest.fixture
def other(db):
    return house_of(DemoPersonKind.RESIDENT, "99号", 113)


def declares(client: Client, room, **changes) -> Receipt:
    said = {**GOOD, "start": today().isoformat(), "client_id": str(uuid4()), **changes}
    answer = client.post(f"/landlord/rooms/{room.key}/arrival/", said)
    assert answer.status_code == 302, answer.content.decode()
    return Receipt.objects.latest("id")


def test_he_types_who_moved_in_and_prints_the_receipt(mine):
    client, house = mine

    receipt = declares(client, house.children.first())

    page = client.get(f"/landlord/receipts/{receipt.number}/").content.decode()
    assert "按时" in page and "王芳" in page and MINE[-4:] in page and MINE not in page
    assert client.get(f"/landlord/receipts/{receipt.number}.pdf").content.startswith(b"%PDF")


def test_the_tenant_scans_and_he_says_yes(mine):
    client, house = mine
    room = house.children.first()
    what = Joining(person=Told("王芳", MINE, birth_date=BORN), since=today(), division=VILLAGE, place=room)
    register_self(joining=what, by="door:self", at=timezone.now(), client_id=uuid4())
    stay = Stay.objects.get()

    page = client.get(f"/landlord/rooms/{room.key}/").content.decode()
    answer = client.post(
        f"/landlord/stays/{stay.key}/answer/", {"answer": "yes", "client_id": str(uuid4())}, follow=True
    )

    assert "是您的租客吗" in page and MINE not in page
    assert "确认住在这里" in answer.content.decode()


def test_moving_out_is_one_tap_with_a_date(mine):
    client, house = mine
    room = house.children.first()
    declares(client, room)

    page = client.get(f"/landlord/rooms/{room.key}/").content.decode()
    stay = Stay.objects.current().get()
    client.post(f"/landlord/stays/{stay.key}/leaving/", {"end": today().isoformat(), "client_id": str(uuid4())})

    assert f'value="{today().isoformat()}"' in page
    assert Stay.objects.current().get().end == today()
    assert "王芳" not in client.get(f"/landlord/rooms/{room.key}/").content.decode()
    assert client.get(f"/landlord/stays/{stay.key}/leaving/").status_code == 404


def test_another_landlords_rooms_tenants_and_receipts_do_not_exist_for_him(mine, other):
    client, house = mine
    theirs, their_house = other
    room = their_house.children.first()
    receipt = declares(theirs, room)
    stay = Stay.objects.get()

    answers = [
        client.get(f"/landlord/rooms/{room.key}/"),
        client.post(f"/landlord/rooms/{room.key}/arrival/", GOOD),
        client.post(f"/landlord/rooms/{room.key}/empty/", {"client_id": str(uuid4())}),
        client.post(f"/landlord/stays/{stay.key}/leaving/", {"end": today().isoformat(), "client_id": str(uuid4())}),
        client.post(f"/landlord/stays/{stay.key}/answer/", {"answer": "yes", "client_id": str(uuid4())}),
        client.get(f"/landlord/receipts/{receipt.number}/"),
        client.get(f"/landlord/receipts/{receipt.number}.pdf"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert "王芳" not in client.get("/landlord/").content.decode()


def test_the_new_owner_of_a_phone_sees_no_rooms(mine):
    client, _ = mine
    account = open_demo_person(DemoPersonKind.LANDLORD)
    unbind(account=account, because="phone_changed_hands", by=account)

    assert "还没有出租房屋" in client.get("/landlord/").content.decode()


def test_his_look_at_a_tenant_is_on_record(mine):
    client, house = mine
    declares(client, house.children.first())

    client.get("/landlord/")

    looked = audit.looks_at(Identity.objects.get(declared__isnull=False).person, asker="job:test")
    assert [look.purpose for look in looked] == ["landlord_declaration"]
    assert [(look.role, look.purpose) for look in shown_looks(looked, asker="job:test")] == [("房东", "申报租客")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"start": "2999-01-01"}, "太晚"),
        ({"start": "1970-01-01"}, "太早"),
        ({"start": ""}, "请填写日期"),
        ({"number": MINE[:17] + ("1" if MINE[17] != "1" else "2")}, "校验不符"),
        ({"kind": "none", "number": ""}, "请填出生日期"),
        ({"name": "<img src=x onerror=alert(1)>"}, "不能有"),
        ({"client_id": "x"}, "表单已失效"),
        ({"kind": "none", "number": "", "born": "2026-05-02", "start": "2026-05-01"}, "早于出生日期"),
    ],
)
def test_what_cannot_be_right_gets_one_clear_sentence(mine, change, sentence):
    client, house = mine
    said = {**GOOD, "start": today().isoformat(), "client_id": str(uuid4()), **change}

    answer = client.post(f"/landlord/rooms/{house.children.first().key}/arrival/", said)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Stay.objects.exists()


def test_a_name_is_shown_as_text_wherever_it_came_from(mine):
    client, house = mine
    room = house.children.first()
    what = Joining(person=Told("a&lt;b>", "", "none", BORN), since=today(), division=VILLAGE, place=room)
    register_self(joining=what, by="door:self", at=timezone.now(), client_id=uuid4())

    assert "a&amp;lt;b&gt;" in client.get(f"/landlord/rooms/{room.key}/").content.decode()


KEYS = st.sampled_from([*GOOD, "client_id", "end", "answer"])
SAID = st.text(max_size=120) | st.sampled_from(
    ["citizen", "none", MINE, "2026-01-01", "yes", str(uuid4()), "0000-00-00"]
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.dictionaries(KEYS, SAID), page=st.sampled_from(["arrival", "empty", "leaving", "answer"]))
def test_whatever_is_typed_no_page_breaks(mine, typed, page):
    client, house = mine
    client.raise_request_exception = False
    room = house.children.first()
    if not Stay.objects.exists():
        declares(client, room)
    stay = Stay.objects.current().latest("id")
    before = (Receipt.objects.count(), Stay.objects.current().count())
    where = f"rooms/{room.key}" if page in ("arrival", "empty") else f"stays/{stay.key}"

    answer = client.post(f"/landlord/{where}/{page}/", typed)

    assert answer.status_code in (200, 302, 404)
    landed = answer.status_code == 302 and "/receipts/" in answer.headers["Location"]
    assert landed or (Receipt.objects.count(), Stay.objects.current().count()) == before
