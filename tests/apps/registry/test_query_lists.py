"""Query lists: whom a department is asked about, what its answer says, and what stays not known."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.apps.registry.conftest import NOON, number, wang

from xinju.accounts.access import Role
from xinju.audit.queries import looks_at
from xinju.cases.models import Case
from xinju.messages.worker import work_off
from xinju.points.actions.applications import Family, open_applications
from xinju.registry.actions.query_lists import NobodyToAsk, make_list
from xinju.registry.actions.withdrawing import withdraw
from xinju.registry.bridge.told import Told
from xinju.registry.models import Delivery, Person, QueryAnswer, QueryList, Record
from xinju.registry.queries.facts import fact_tables
from xinju.registry.queries.query_lists import standing

LI = Told(name="李强", number=number(date(1988, 1, 2), 13), birth_date=date(1988, 1, 2))
ZHAO = Told(name="赵敏", number=number(date(1985, 5, 6), 22), birth_date=date(1985, 5, 6))
STRANGER = ("钱某", number(date(1970, 7, 8), 31))
HEADINGS = ("姓名", "身份证号", "开始日期", "结束日期", "坐落", "租赁类别", "查无记录")


@pytest.fixture
def three(enter):
    """Three people whom the police told of."""
    return [one.own for one in enter("police", wang(), LI, ZHAO)]


@pytest.fixture
def asked(three):
    return make_list(
        source="housing", record_type="lease", people=[one.key for one in three], legal_basis="住房租赁条例",
        purpose="applications", due_on=date(2026, 6, 5), by="job:test", at=NOON,
    )  # fmt: skip


def answer_of(*rows: tuple) -> bytes:
    book = openpyxl.Workbook()
    for row in (("比对清单",), HEADINGS, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lease(told: Told, start: str = "2024-03-01", kind: str = "合租") -> tuple:
    return told.name, told.number, start, None, "990102001001", kind, None


def none(told: Told) -> tuple:
    return told.name, told.number, None, None, None, None, "是"


def blank(told: Told) -> tuple:
    return told.name, told.number, None, None, None, None, None


def handed_in(client, found: QueryList, content: bytes, serial: int = 1) -> Delivery:
    client.post(
        reverse("registry:query-list-answer", kwargs={"key": found.key}),
        {"client_id": f"00000000-0000-4000-8000-{serial:012d}", "file": SimpleUploadedFile("答.xlsx", content)},
    )
    work_off()
    return Delivery.objects.order_by("-pk").first()


def landed(client, delivery: Delivery) -> None:
    client.post(reverse("registry:delivery-land", kwargs={"key": delivery.key}))
    work_off()


def test_a_list_has_a_number_and_a_case_with_its_due_day_for_that_department(asked):
    case = Case.objects.get(type="query_list")

    assert asked.number == "BD20260512-001"
    assert (case.state, case.department, case.due_on) == ("sent", "housing", date(2026, 6, 5))
    assert asked.items.count() == 3


def test_people_without_a_number_are_not_asked_about_and_nobody_makes_no_list(enter):
    (child,) = enter("police", Told(name="王小宝", birth_date=date(2024, 1, 1)))

    with pytest.raises(NobodyToAsk):
        make_list(
            source="housing", record_type="lease", people=[child.own.key], legal_basis="条例", purpose="region",
            due_on=date(2026, 6, 5), by="job:test", at=NOON,
        )  # fmt: skip


def test_the_department_downloads_numbers_as_text_in_its_own_columns_which_is_one_look(asked, three, signed_in):
    clerk = signed_in(Role.DEPARTMENT_CLERK, source="housing")

    answer = clerk.get(reverse("registry:query-list-file", kwargs={"key": asked.key}))

    page = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert asked.number in rows[0][0] and "住房租赁条例" in rows[0][0] and "2026-06-05" in rows[0][0]
    assert rows[1] == ["序号", "姓名", "身份证号", "开始日期", "结束日期", "坐落", "租赁类别", "查无记录"]
    assert [row[1:3] for row in rows[2:]] == [[one.name, one.number] for one in (wang(), LI, ZHAO)]
    assert page["C3"].data_type == "s"
    assert [look.among for look in looks_at(three[0], asker="test")] == [3]


def test_another_department_does_not_see_the_list(asked, signed_in):
    clerk = signed_in(Role.DEPARTMENT_CLERK, source="police")

    pages = [clerk.get(reverse(f"registry:{name}", kwargs={"key": asked.key}))
             for name in ("query-list", "query-list-file")]  # fmt: skip

    assert [page.status_code for page in pages] == [404, 404]


def test_what_comes_back_is_counted_answered_none_unanswered_twice_and_not_asked(asked, signed_in):
    registrar = signed_in(Role.REGISTRAR)
    rows = (lease(wang()), none(LI), blank(ZHAO), (*STRANGER, "2024-03-01", None, "990102001001", "合租", None))

    delivery = handed_in(registrar, asked, answer_of(*rows))
    landed(registrar, delivery)

    found = standing(asked, asker="test")
    assert (found.asked, found.with_rows, found.says_none, found.unanswered) == (3, 1, 1, 1)
    assert (found.left_blank, found.not_asked) == (1, 1)
    assert Record.objects.current().count() == 1
    assert not Person.objects.filter(name="钱某").exists()


def test_who_has_records_and_none_at_once_was_answered_twice_and_goes_back(asked, signed_in):
    delivery = handed_in(signed_in(Role.REGISTRAR), asked, answer_of(lease(wang()), none(wang()), none(LI)))

    assert delivery.counts["faults"] == {"told_twice": 2}
    assert delivery.counts["good"] == 1


def test_half_an_answer_is_a_fault_in_its_blank_cells(asked, signed_in):
    half = ("李强", LI.number, "2024-03-01", None, None, "合租", None)

    delivery = handed_in(signed_in(Role.REGISTRAR), asked, answer_of(half))

    assert delivery.counts["faults"] == {"blank": 1}


def test_a_list_goes_back_until_everybody_is_answered_and_then_closes_itself(asked, signed_in):
    registrar = signed_in(Role.REGISTRAR)
    landed(registrar, handed_in(registrar, asked, answer_of(lease(wang()), blank(LI), none(ZHAO))))
    page = registrar.get(reverse("registry:query-list", kwargs={"key": asked.key})).content.decode()
    assert "没有答复的行：2" in page
    registrar.post(reverse("registry:query-list-send-back", kwargs={"key": asked.key}))
    assert Case.objects.get().state == "incomplete"

    landed(registrar, handed_in(registrar, asked, answer_of(none(LI)), 2))

    asked.refresh_from_db()
    assert Case.objects.get().state == "done" and asked.closed_at is not None


def not_known(three) -> set[str]:
    tables, subject_of = fact_tables([str(one.key) for one in three], known_at=NOON + timedelta(days=900), asker="test")
    name_of = {subject_of[str(one.key)]: one.name for one in three}
    return {name_of[row["subject"]] for row in tables["not_known"].to_pylist() if row["record"] == "lease"}


def test_a_type_known_by_lists_only_is_not_known_for_whom_nobody_answered(asked, three, signed_in, enter):
    registrar = signed_in(Role.REGISTRAR)
    landed(registrar, handed_in(registrar, asked, answer_of(lease(wang()), none(LI), blank(ZHAO))))
    delivery = Delivery.objects.get()

    assert not_known(three) == {"赵敏"}

    withdraw(delivery=delivery, because="发错了", by="job:test", at=delivery.landed_at + timedelta(hours=1))
    tables, _ = fact_tables([str(three[0].key)], known_at=NOON + timedelta(days=900), asker="test")
    assert "lease" not in tables


def test_the_same_answer_landed_again_counts_once(asked, signed_in):
    registrar = signed_in(Role.REGISTRAR)
    content = answer_of(lease(wang()), lease(wang(), "2025-03-01"), none(LI))
    for serial in (1, 2):
        landed(registrar, handed_in(registrar, asked, content, serial))

    assert sorted(QueryAnswer.objects.values_list("rows", "says_none")) == [(0, True), (2, False)]


def test_a_list_about_whose_data_are_old(three, signed_in):
    registrar = signed_in(Role.REGISTRAR)
    Person.objects.filter(name="李强").update(division="990102001001")
    given = {"what": "housing/lease", "group": "stale", "division": "990102", "months": 6, "legal_basis": "条例",
             "due_on": "2099-01-04"}  # fmt: skip

    answer = registrar.post(reverse("registry:query-list-new"), given)

    assert answer.status_code == 302
    assert [item.person.name for item in QueryList.objects.get().items.all()] == ["李强"]


def test_a_list_without_people_or_with_a_past_day_is_refused_in_words(three, signed_in):
    registrar = signed_in(Role.REGISTRAR)
    given = {"what": "housing/lease", "group": "region", "division": "990102", "legal_basis": "条例"}

    nobody = registrar.post(reverse("registry:query-list-new"), {**given, "due_on": "2099-01-04"})
    past = registrar.post(reverse("registry:query-list-new"), {**given, "due_on": "2020-01-04"})

    assert "没有可以核对的人" in nobody.content.decode()
    assert "已经过去" in past.content.decode()
    assert not QueryList.objects.exists()


def test_a_list_asks_about_the_people_of_applications_by_their_numbers(three, signed_in):
    family = Family(number="A0001", subject=three[0].key, members=[("child", three[0].key), ("father", three[1].key)])
    open_applications(families=[family], by="job:test", at=NOON, purpose="test")
    given = {"what": "housing/lease", "group": "applications", "numbers": "A0001，A0002", "legal_basis": "条例",
             "due_on": "2099-01-04"}  # fmt: skip

    signed_in(Role.REGISTRAR).post(reverse("registry:query-list-new"), given)

    assert {item.person.name for item in QueryList.objects.get().items.all()} == {"王芳", "李强"}
