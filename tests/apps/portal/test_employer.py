"""The employer's pages: a list by file, faults marked in it, a receipt for each line, own people only."""

import io
from datetime import date, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.registry.conftest import number

from xinju.accounts.access import Role
from xinju.accounts.actions.demo import open_demo_person
from xinju.accounts.actions.phones import open_person_account
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.registry.actions.staffing import appoint_clerk, dismiss_clerk
from xinju.registry.models import EmployerClerk, Particulars, Receipt, Record
from xinju.values.credit_code import check_character

FIRM, OTHER = ("91990102MA2EFGHJ1Q", "91990102MA2EFGHJ2U")
BORN = date(1990, 3, 4)
HEADING = ["姓名", "证件号码", "事项", "日期", "手机号"]


def today() -> date:
    return timezone.localdate()


def clerk_of(code: str, kind: DemoPersonKind, officer) -> Client:
    account = open_demo_person(kind)
    appoint_clerk(
        account=account, credit_code=code, name="禾润织造厂", division="990102", by=officer, at=timezone.now()
    )
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def registrar(officer):
    return officer(Role.REGISTRAR)


@pytest.fixture
def firm(registrar):
    return clerk_of(FIRM, DemoPersonKind.EMPLOYER, registrar)


def row(name="王芳", serial=128, act="入职", on=None, phone="") -> list[str]:
    return [name, number(BORN, serial), act, (on or today()).isoformat(), phone]


def a_list(*rows: list[str]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for line in (HEADING, *rows):
        book.active.append(line)
    held = io.BytesIO()
    book.save(held)
    return SimpleUploadedFile("名单.xlsx", held.getvalue())


def hands_in(client: Client, *rows: list[str], client_id: str = ""):
    return client.post("/employer/", {"file": a_list(*rows), "client_id": client_id or str(uuid4())}, follow=True)


def test_a_list_is_declared_and_each_line_has_its_day(firm):
    page = hands_in(firm, row(), row("孙小米", 222, on=today() - timedelta(days=60))).content.decode()

    receipt = Receipt.objects.get()
    assert receipt.number in page and "按时" in page and "逾期" in page
    assert {(one.source, one.verification) for one in Particulars.objects.all()} == {("employer", "pending")}
    assert firm.get(f"/employer/receipts/{receipt.number}.pdf").content.startswith(b"%PDF")


def test_the_empty_form_filled_in_is_read(firm):
    book = openpyxl.load_workbook(io.BytesIO(firm.get("/employer/list.xlsx").content))
    book.worksheets[0].append(row())
    held = io.BytesIO()
    book.save(held)

    firm.post("/employer/", {"file": SimpleUploadedFile("a.xlsx", held.getvalue()), "client_id": str(uuid4())})

    assert Receipt.objects.get().lines.count() == 1


def test_wrong_cells_come_back_marked_and_good_lines_are_declared(firm):
    bad = row("孙小米", 222)
    bad[1] = bad[1][:17] + ("1" if bad[1][17] != "1" else "2")

    page = hands_in(firm, row(), bad).content.decode()
    marked = openpyxl.load_workbook(io.BytesIO(firm.get("/employer/marked/").content))

    assert "已申报 1 人" in page and "校验不符" in page and bad[1] not in page
    assert "校验不符" in marked.worksheets[0]["B3"].comment.text


def test_the_same_list_again_changes_nothing(firm):
    hands_in(firm, row())

    page = hands_in(firm, row()).content.decode()

    assert "没有变化" in page
    assert (Receipt.objects.count(), Record.objects.count()) == (1, 1)


def test_a_form_sent_twice_lands_once(firm):
    key = str(uuid4())

    for _ in range(2):
        hands_in(firm, row(), client_id=key)

    assert Receipt.objects.count() == 1


def test_who_left_is_gone_from_the_list_and_the_work_ends(firm):
    hands_in(firm, row(on=today() - timedelta(days=30)))
    hands_in(firm, row(act="离职"))

    assert "王芳" not in firm.get("/employer/").content.decode()
    assert [one.end for one in Record.objects.current()] == [today()]


def test_another_firm_sees_none_of_them(firm, registrar):
    hands_in(firm, row())
    receipt = Receipt.objects.get()
    other = clerk_of(OTHER, DemoPersonKind.RESIDENT, registrar)
    hands_in(other, row("孙小米", 222))

    assert "王芳" not in other.get("/employer/").content.decode()
    assert other.get(f"/employer/receipts/{receipt.number}/").status_code == 404


def test_who_no_longer_declares_for_the_firm_sees_nothing(firm, registrar):
    hands_in(firm, row())
    dismiss_clerk(clerk=EmployerClerk.objects.current().get(), by=registrar, at=timezone.now())

    assert "王芳" not in firm.get("/employer/").content.decode()
    assert firm.get(f"/employer/receipts/{Receipt.objects.get().number}/").status_code == 404


def test_numbers_are_masked_on_every_page(firm):
    hands_in(firm, row())

    pages = [firm.get("/employer/"), firm.get(f"/employer/receipts/{Receipt.objects.get().number}/")]

    assert all(number(BORN, 128)[-4:] in page.content.decode() for page in pages)
    assert not any(number(BORN, 128) in page.content.decode() for page in pages)


def test_an_officer_sets_the_clerk_by_the_phone_of_the_account(signed_in):
    desk = signed_in(Role.WINDOW_OFFICER)
    account = open_person_account(phone="13800000001", by="job:test")
    said = {"phone": "13800000001", "credit_code": FIRM.lower(), "name": "禾润织造厂"}

    wrong = desk.post("/registry/window/employers/", {**said, "credit_code": FIRM[:-1] + "A"}).content.decode()
    unknown = desk.post("/registry/window/employers/", {**said, "phone": "13900000009"}).content.decode()
    desk.post("/registry/window/employers/", said)

    assert "信用代码不对" in wrong and "还没有登录过" in unknown
    assert EmployerClerk.objects.current().get().account == account
    assert check_character(FIRM[:17]) == FIRM[17]


JUNK = st.one_of(st.binary(max_size=300), st.lists(st.lists(st.text(max_size=30), max_size=6), max_size=5))


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=JUNK, client_id=st.text(max_size=40) | st.uuids().map(str))
def test_whatever_is_handed_in_no_page_breaks(firm, junk, client_id):
    firm.raise_request_exception = False
    before = Particulars.objects.count()
    content = junk if isinstance(junk, bytes) else "\n".join(",".join(cells) for cells in [HEADING, *junk]).encode()

    answer = firm.post("/employer/", {"file": SimpleUploadedFile("x.xlsx", content), "client_id": client_id})

    assert answer.status_code in (200, 302)
    assert Particulars.objects.count() == before
    assert firm.get("/employer/marked/").status_code in (200, 404)
