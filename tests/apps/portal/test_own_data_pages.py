"""The resident's pages: own values with source and day, who looked, an objection with its number, a copy to take along."""

import io
import json
from datetime import date, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.apps.registry.conftest import NOON, enter, wang  # noqa: F401 - `enter` is a fixture

from xinju.accounts.access import Role
from xinju.accounts.actions import bind, open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.audit.actions import record_look
from xinju.audit.queries import looks_at
from xinju.portal.views import own as views
from xinju.registry.actions.people import Origin
from xinju.registry.actions.relations import Related, enter_kinships
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.models import Contest, Identity, Particulars

BORN = date(2020, 1, 2)
LANDLORD = Origin(source="landlord", door="landlord", by="job:test", at=NOON, verification="pending")
POLICE = Origin(source="police", door="file", by="job:test", at=NOON, verification="verified")


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setattr(views, "today", lambda: date(2026, 5, 12))


@pytest.fixture
def account(db):
    return open_demo_person(DemoPersonKind.RESIDENT)


@pytest.fixture
def client(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def me(enter, account) -> Identity:  # noqa: F811
    (identity,) = enter("police", wang(phone="13800000001"))
    stay = Stayed(identity=identity.pk, start=date(2025, 1, 1), division="990102001001", address="稻香里3幢502室")
    enter_stays(stays=[stay], origin=LANDLORD, purpose="test")
    bind(account=account, person=str(identity.person.key), evidence="demo", by="job:demo")
    return identity


@pytest.fixture
def child(enter) -> Identity:  # noqa: F811
    (identity,) = enter("police", Told(name="王小宝", number="990315202001021234", birth_date=BORN))
    return identity


def guards(me: Identity, child: Identity, **said) -> None:
    row = Related(identity=child.pk, other=me.pk, kin="mother", start=BORN, **{"is_guardian": True, **said})
    enter_kinships(relations=[row], origin=POLICE, purpose="test")


def contest_address(identity: Identity, field: str = "birth_date") -> str:
    row = Particulars.objects.current().get(identity=identity)
    return reverse("portal:own-contest", args=[f"registry.particulars:{row.pk}", field])


def test_values_stand_with_who_told_them_when_and_the_landlord_by_role(client, me):
    text = client.get(reverse("portal:own-data")).text

    assert "1990年3月4日" in text and "市公安局 2026年5月12日 提供，已核实" in text
    assert "稻香里3幢502室" in text and "您的房东 2026年5月12日 提供，还没有核实" in text
    assert wang().number not in text and wang().number[-4:] in text


def test_an_account_that_stands_for_nobody_sees_no_file(client, enter):  # noqa: F811
    enter("police", wang())

    text = client.get(reverse("portal:own-data")).text

    assert "1990" not in text and "带身份证到窗口" in text
    assert client.get(reverse("portal:own-copy-json")).status_code == 404


def test_who_looked_is_told_by_office_role_purpose_and_day_and_never_by_name(client, me, officer):
    record_look(about=[me.person], by=officer(Role.WINDOW_OFFICER), purpose="at_the_window")
    client.get(reverse("portal:own-data"))

    text = client.get(reverse("portal:own-looks")).text

    assert "测试科" in text and "窗口人员" in text and "本人到窗口办理" in text
    assert "测试员" not in text and "居民账户" not in text


def test_a_look_in_a_demo_is_on_the_demos_own_day_as_everything_else_on_the_page(client, me, officer, settings):
    settings.XINJU_DEMO_DAY = date(2026, 5, 12)
    record_look(about=[me.person], by=officer(Role.WINDOW_OFFICER), purpose="at_the_window")

    text = client.get(reverse("portal:own-looks")).text
    (look,) = looks_at(me.person, asker="test")

    assert "<strong>2026年5月12日</strong>" in text
    assert abs(look.at - timezone.now()) < timedelta(minutes=5), "the audit itself keeps the machine's clock"


def test_an_objection_gets_a_number_and_a_day_and_can_be_followed(client, me):
    answer = client.post(
        contest_address(me), {"says": "应为3月5日", "client_id": "00000000-0000-4000-8000-000000000001"}
    )

    text = client.get(answer.headers["Location"]).text
    assert "受理编号" in text and "应为3月5日" in text and "待来源部门核对" in text and "最迟答复" in text
    assert "出生日期" in client.get(reverse("portal:own-contests")).text


def test_who_objects_again_sees_the_objection_that_is_open(client, me):
    first = client.post(contest_address(me), {"says": "应为3月5日", "client_id": str(uuid4())})

    opened = client.get(contest_address(me), follow=True)
    sent = client.post(contest_address(me), {"says": "再说一遍", "client_id": str(uuid4())}, follow=True)

    for answer in (opened, sent):
        assert answer.redirect_chain[-1][0] == first.headers["Location"]
        assert "还在办理，没有再收一份" in answer.text and "应为3月5日" in answer.text
    assert Contest.objects.count() == 1


def test_a_form_sent_twice_is_answered_with_its_objection_and_without_reproach(client, me):
    form = {"says": "应为3月5日", "client_id": str(uuid4())}

    client.post(contest_address(me), form)

    assert "没有再收" not in client.post(contest_address(me), form, follow=True).text


def test_an_objection_without_words_is_asked_for_again(client, me):
    text = client.post(contest_address(me), {"says": " ", "client_id": "x"}).text

    assert "请写出哪里不对" in text


def test_another_persons_value_has_no_page(client, me, child):
    assert client.get(contest_address(child)).status_code == 404


@pytest.mark.parametrize(
    "row", ["registry.particulars:", "x", "registry.particulars:-1", "registry.particulars:１", "auth:1"]
)
def test_a_made_up_row_has_no_page(client, me, row):
    assert client.get(reverse("portal:own-contest", args=[row, "name"])).status_code == 404


def test_the_copy_for_programs_holds_everything_and_the_whole_number(client, me):
    found = json.loads(client.get(reverse("portal:own-copy-json")).content)

    assert {"values", "stays", "family", "records", "looks"} < set(found)
    assert wang().number in [row["value"] for row in found["values"]]
    assert found["stays"][0]["where"] == "稻香里3幢502室"


def test_the_copy_for_people_is_a_spreadsheet(client, me):
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("portal:own-copy-xlsx")).content))

    assert book.sheetnames == ["基本信息", "居住", "家人", "部门记录", "谁看过"]


def test_the_guardian_reads_the_childs_file_without_a_digit_of_its_number(client, me, child):
    guards(me, child)

    text = client.get(reverse("portal:own-child", args=[child.person.key])).text
    copied = client.get(reverse("portal:own-child-copy-json", args=[child.person.key])).text

    assert "王小宝" in text and "1234" not in text and "1234" not in copied


@pytest.mark.parametrize("page", ["own-child", "own-child-looks", "own-child-copy-json", "own-child-copy-xlsx"])
@pytest.mark.parametrize("said", [{"is_guardian": False}, {"end": date(2026, 5, 11)}], ids=["ex-spouse", "ended"])
def test_for_everybody_else_there_is_no_such_child(client, me, child, page, said):
    guards(me, child, **said)

    assert client.get(reverse(f"portal:{page}", args=[child.person.key])).status_code == 404


def test_ones_own_key_is_no_childs(client, me):
    assert client.get(reverse("portal:own-child", args=[me.person.key])).status_code == 404


def test_another_accounts_objection_is_not_there(client, me):
    sent = client.post(contest_address(me), {"says": "x", "client_id": "00000000-0000-4000-8000-000000000001"})
    other = Client()
    other.force_login(open_demo_person(DemoPersonKind.LANDLORD))

    assert other.get(sent.headers["Location"]).status_code == 404
    assert other.post(sent.headers["Location"] + "withdraw/").status_code == 404


def test_an_objection_is_taken_back_once(client, me):
    sent = client.post(contest_address(me), {"says": "x", "client_id": "00000000-0000-4000-8000-000000000001"})

    client.post(sent.headers["Location"] + "withdraw/")

    assert "本人撤回" in client.get(sent.headers["Location"]).text
    assert client.post(sent.headers["Location"] + "withdraw/").status_code == 404
