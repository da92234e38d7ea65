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
from xinju.messages.models import Work
from xinju.messages.worker import work_off
from xinju.registry.actions import employer_lists
from xinju.registry.actions.staffing import appoint_clerk, dismiss_clerk
from xinju.registry.models import EmployerClerk, EmployerList, Particulars, Receipt, Record
from xinju.values.credit_code import check_character
from xinju.web import clock

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
    """Hand a list in, let a worker read it, and open its page."""
    form = {"file": a_list(*rows), "client_id": client_id or str(uuid4())}
    address = client.post("/employer/", form).headers["Location"]
    work_off()
    return client.get(address, follow=True)


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
    work_off()

    assert Receipt.objects.get().lines.count() == 1


def test_wrong_cells_come_back_marked_and_good_lines_are_declared(firm):
    bad = row("孙小米", 222)
    bad[1] = bad[1][:17] + ("1" if bad[1][17] != "1" else "2")

    answer = hands_in(firm, row(), bad)
    page = answer.content.decode()
    marked = openpyxl.load_workbook(io.BytesIO(firm.get(answer.request["PATH_INFO"] + "marked/").content))

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


class TestReading:
    """A list is kept at once and read by a worker."""

    def sent(self, client: Client, *rows: list[str], client_id: str = "") -> str:
        form = {"file": a_list(*rows), "client_id": client_id or str(uuid4())}
        return client.post("/employer/", form).headers["Location"]

    def bad(self) -> list[str]:
        wrong = row("孙小米", 222)
        return [wrong[0], wrong[1][:17] + ("1" if wrong[1][17] != "1" else "2"), *wrong[2:]]

    def test_until_a_worker_comes_nothing_is_declared_and_the_page_says_so(self, firm):
        address = self.sent(firm, row())

        page = firm.get(address).content.decode()

        assert "排队等候" in page and "名单.xlsx" in page
        assert not Receipt.objects.exists()
        assert "上次传的名单" in firm.get("/employer/").content.decode()

    def test_the_three_workdays_are_counted_to_the_moment_at_which_it_was_handed_in(self, firm, monkeypatch):
        self.sent(firm, row())
        handed_in_at = EmployerList.objects.get().handed_in_at
        later = handed_in_at + timedelta(days=9)
        monkeypatch.setattr(clock, "now", lambda: later)

        work_off()

        assert Receipt.objects.get().declared_at == handed_in_at
        assert Record.objects.get().recorded_at == later  # what was known when stays true

    def test_who_is_no_longer_its_clerk_when_it_is_read_declares_nothing(self, firm, registrar):
        address = self.sent(firm, row())
        dismiss_clerk(clerk=EmployerClerk.objects.current().get(), by=registrar, at=timezone.now())

        work_off()

        assert not Particulars.objects.exists()
        assert firm.get(address).status_code == 404
        assert Work.objects.get().failure == "no_clerk"

    def test_a_reading_that_broke_off_is_begun_again_and_declares_once(self, firm, monkeypatch):
        address = self.sent(firm, row())
        with monkeypatch.context() as broken:
            broken.setattr("xinju.portal.tasks.list_read", lambda **given: 1 / 0)
            work_off()
        assert not Receipt.objects.exists() and "重新开始" in firm.get(address).content.decode()

        firm.post(address + "again/")
        work_off()

        assert (Receipt.objects.count(), Record.objects.count()) == (1, 1)

    def test_what_was_read_does_not_stay_on_the_disk(self, firm, home):
        self.sent(firm, row(), self.bad())
        work_off()
        assert sorted(path.name for path in (home / "employer-lists").rglob("*") if path.is_file()) == [
            "faults",
            "marked",
        ]
        kept = b"".join(path.read_bytes() for path in (home / "employer-lists").rglob("*") if path.is_file())
        assert number(BORN, 128).encode() not in kept and "孙小米".encode() not in kept

        self.sent(firm, row("李明", 333))
        work_off()

        assert not any(path.is_file() for path in (home / "employer-lists").rglob("*"))

    def test_lists_that_were_read_a_month_ago_go_with_the_next_one_of_anybody(self, firm, home, registrar):
        address = self.sent(firm, self.bad())
        work_off()
        EmployerList.objects.update(read_at=timezone.now() - employer_lists.KEPT_FOR - timedelta(days=1))

        self.sent(clerk_of(OTHER, DemoPersonKind.RESIDENT, registrar), row())

        page = firm.get(address).content.decode()
        assert "1 处错误" in page and "不再保存" in page
        assert firm.get(address + "marked/").status_code == 404

    def test_another_account_finds_no_list_and_lands_none_under_its_id(self, firm, registrar):
        key = str(uuid4())
        address = self.sent(firm, row(), client_id=key)
        other = clerk_of(OTHER, DemoPersonKind.RESIDENT, registrar)

        assert other.get(address).status_code == 404
        assert other.post("/employer/", {"file": a_list(row("孙小米", 222)), "client_id": key}).status_code == 404
        assert other.post(address + "again/").status_code == 404

    def test_who_starts_stops_and_starts_again_in_one_list_has_worked_twice(self, firm):
        days = [today() - timedelta(days=many) for many in (30, 20, 10)]
        acts = ("入职", "离职", "入职")

        hands_in(firm, *(row(act=act, on=on) for act, on in zip(acts, days, strict=True)), row("孙小米", 222))

        worked = Record.objects.current().order_by("identity", "start").values_list("start", "end")
        assert list(worked) == [(days[0], days[1]), (days[2], None), (today(), None)]


JUNK = st.one_of(st.binary(max_size=300), st.lists(st.lists(st.text(max_size=30), max_size=6), max_size=5))


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=JUNK, client_id=st.text(max_size=40) | st.uuids().map(str))
def test_whatever_is_handed_in_no_page_breaks(firm, junk, client_id):
    firm.raise_request_exception = False
    before = Particulars.objects.count()
    content = junk if isinstance(junk, bytes) else "\n".join(",".join(cells) for cells in [HEADING, *junk]).encode()

    answer = firm.post("/employer/", {"file": SimpleUploadedFile("x.xlsx", content), "client_id": client_id})
    work_off()

    assert answer.status_code in (200, 302)
    assert Particulars.objects.count() == before
    assert not Work.objects.filter(state="failed").exists()
    if answer.status_code == 302:
        assert firm.get(answer.headers["Location"], follow=True).status_code == 200
        assert firm.get(answer.headers["Location"] + "marked/").status_code in (200, 404)
