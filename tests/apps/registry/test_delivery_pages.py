"""Departments' files through the officer's pages: sent in, looked at, landed, taken back."""

import csv
import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.apps.registry.conftest import number
from tests.apps.registry.test_deliveries import BORN, LEASES, xlsx

from xinju.accounts.access import Role
from xinju.audit.queries import events
from xinju.messages.worker import work_off
from xinju.registry.models import Delivery, Identity, Record

HEADINGS = LEASES[1]
GOOD = LEASES[2]


def sent(client, content: bytes, name: str = "租赁.xlsx", what: str = "housing/lease", **more):
    """Hand a file in and let the worker look through it; answers with the last response and the delivery."""
    given = {"client_id": "11111111-2222-4333-8444-555555555555", "what": what, "legal_basis": "示例条例第一条", **more}
    answer = client.post(reverse("registry:delivery-new"), {**given, "file": SimpleUploadedFile(name, content)})
    work_off()
    return answer, Delivery.objects.order_by("-pk").first()


def page(client, delivery: Delivery, name: str = "delivery") -> str:
    answer = client.get(reverse(f"registry:{name}", kwargs={"key": delivery.key}))
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.fixture
def registrar(signed_in):
    return signed_in(Role.REGISTRAR)


def test_a_file_is_previewed_before_anything_lands_and_then_lands_once(registrar):
    _, delivery = sent(
        registrar, xlsx(*LEASES, ("赵敏", "99031519900304", "2024-03-01", "", "990102001001", "合法租赁"))
    )

    shown = page(registrar, delivery)

    assert "2</strong> 行可以入库" in shown and "1</strong> 行退回" in shown
    assert "2</strong> 人是这个来源第一次报送" in shown
    assert not Identity.objects.exists()
    for _ in range(2):
        registrar.post(reverse("registry:delivery-land", kwargs={"key": delivery.key}))
        work_off()
    assert Record.objects.count() == 2
    receipt = page(registrar, delivery, "delivery-receipt")
    assert str(delivery.key) in receipt and "区住房和城乡建设局" in receipt


def test_the_same_form_and_the_same_file_again_change_nothing(registrar):
    _, first = sent(registrar, xlsx(*LEASES))
    content = xlsx(*LEASES)

    sent(registrar, content)
    sent(registrar, content, client_id="99999999-2222-4333-8444-555555555555", name="又一份.xlsx")

    assert Delivery.objects.count() <= 2
    assert first in Delivery.objects.all()


def test_nothing_of_the_file_lies_in_clear_on_the_disk(registrar, home):
    _, delivery = sent(
        registrar, xlsx(*LEASES, ("赵敏", "99031519900304", "2024-03-01", "", "990102001001", "合法租赁"))
    )

    files = [path for path in (home / "deliveries").rglob("*") if path.is_file()]

    assert {path.name for path in files} == {"received", "marked.xlsx", "faults", "rows"}
    for path in files:
        held = path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
        assert held[:2] != b"PK" and number(BORN, 128).encode() not in held and "王芳".encode() not in held


def test_the_marked_file_comes_back_and_the_look_is_on_record(registrar):
    _, delivery = sent(
        registrar, xlsx(*LEASES, ("赵敏", "99031519900304", "2024-03-01", "", "990102001001", "合法租赁"))
    )

    answer = registrar.get(reverse("registry:delivery-marked", kwargs={"key": delivery.key}))

    cell = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))["Sheet"]["B5"]
    assert "18位" in cell.comment.text
    assert events(asker="test", about=f"registry.delivery:{delivery.pk}").filter(kind="looked").exists()


def test_a_clerk_sends_and_sees_the_own_department_s_files_only(registrar, signed_in):
    _, leases = sent(registrar, xlsx(*LEASES))
    clerk = signed_in(Role.DEPARTMENT_CLERK, source="social_security")

    answer, _ = sent(clerk, xlsx(*LEASES), client_id="99999999-2222-4333-8444-555555555555")

    assert "housing/lease" not in clerk.get(reverse("registry:delivery-new")).content.decode()
    assert answer.status_code == 200 and "error-summary" in answer.content.decode()
    assert clerk.get(reverse("registry:delivery", kwargs={"key": leases.key})).status_code == 404
    assert "租赁.xlsx" not in clerk.get(reverse("registry:deliveries")).content.decode()
    assert clerk.post(reverse("registry:delivery-land", kwargs={"key": leases.key})).status_code == 403


def test_headings_that_nobody_knows_are_pointed_out_once_and_remembered(registrar):
    odd = ("当事人", "证照代码", "自", "到", "坐落", "类型")
    _, delivery = sent(registrar, xlsx(odd, *LEASES[2:]))
    assert "对应表头" in page(registrar, delivery)

    chosen = {"name": "当事人", "number": "证照代码", "start": "自", "end": "到", "division": "坐落", "kind": "类型"}
    registrar.post(reverse("registry:delivery-columns", kwargs={"key": delivery.key}), chosen)
    work_off()
    registrar.post(reverse("registry:delivery-land", kwargs={"key": delivery.key}))
    work_off()
    more = ("李强", number(date(1988, 1, 2), 13), "2025-09-01", "", "990102001002", "合租")
    _, second = sent(registrar, xlsx(odd, more), client_id="99999999-2222-4333-8444-555555555555")

    assert Record.objects.count() == 2
    assert second.counts["good"] == 1 and "no_heading" not in second.counts["faults"]


def test_withdrawing_says_first_what_goes_and_wants_a_reason(registrar):
    _, delivery = sent(registrar, xlsx(*LEASES))
    registrar.post(reverse("registry:delivery-land", kwargs={"key": delivery.key}))
    work_off()
    address = reverse("registry:delivery-withdraw", kwargs={"key": delivery.key})

    shown = registrar.get(address).content.decode()
    refused = registrar.post(address, {"because": ""}).content.decode()

    assert "2</strong> 条记录失效" in shown and "涉及2人" in shown
    assert "请写明原因" in refused and Record.objects.current().count() == 2
    registrar.post(address, {"because": "部门发错了"})
    assert Record.objects.current().count() == 0
    assert "部门发错了" in page(registrar, delivery, "delivery-receipt")


def zip_of(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def csv_of(*rows: tuple, encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


HOSTILE = {
    "a page with another ending": b"<html><table><tr><td>1</td></tr></table></html>",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "a zip that is no book": zip_of(readme=b"x"),
    "a path in a zip": zip_of(**{"..__..__etc__passwd": b"root", "xl__workbook.xml": b"<x/>"}),
    "a book cut in half": xlsx(*LEASES)[:900],
    "nothing but blanks": b"  \r\n ,,, \r\n",
    "no known encoding": b"\xff\xfe\xfd\x81\x00\xff" * 50,
    "nul bytes": b"a,b\x00c\n1,2\n",
    "a bomb": zip_of(**{"xl__workbook.xml": b"<x/>", "xl__worksheets__sheet1.xml": bytes(30_000_000)}),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_file_that_is_none_gets_one_clear_sentence_and_nothing_lands(registrar, content, monkeypatch):
    from xinju.registry.importers import department_files

    monkeypatch.setattr(
        department_files, "LIMITS", department_files.Limits(unpacked_bytes=20_000_000, shared_text_bytes=1_000_000)
    )

    _, delivery = sent(registrar, content)

    shown = page(registrar, delivery)
    assert delivery.counts["good"] == 0 and sum(delivery.counts["faults"].values()) == 1
    assert "确认入库" not in shown and "Traceback" not in shown
    assert registrar.get(reverse("registry:delivery-marked", kwargs={"key": delivery.key})).status_code == 200


def test_a_number_kept_as_a_number_and_a_formula_come_back_with_how_to_mend_them(registrar):
    rows = [HEADINGS, ("王芳", 990315199003041280, *GOOD[2:]), ("李强", number(BORN, 13), "=TODAY()", *GOOD[3:])]

    _, delivery = sent(registrar, xlsx(*rows))

    shown = page(registrar, delivery)
    assert "设为“文本”格式后重新录入" in shown and "粘贴为数值" in shown
    assert delivery.counts["faults"] == {"number_cell": 1, "formula": 1}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_text_files_of_either_encoding_land_and_come_back_in_it(registrar, encoding):
    rows = (*LEASES[1:], ("=cmd|' /C calc'!A0", number(BORN, 77), "2024-99-01", "", "990102001001", "合法租赁"))

    _, delivery = sent(registrar, csv_of(*rows, encoding=encoding), name="租赁.csv")

    answer = registrar.get(reverse("registry:delivery-marked", kwargs={"key": delivery.key}))
    back = b"".join(answer.streaming_content).decode(encoding)
    assert delivery.counts["good"] == 2
    assert "'=cmd" in back and "错误原因" in back


def test_what_is_not_a_form_of_ours_is_refused_without_a_trace(registrar):
    answer = registrar.post(reverse("registry:delivery-new"), {"what": "housing/nothing", "client_id": "x"})

    assert answer.status_code == 200
    assert not Delivery.objects.exists()
