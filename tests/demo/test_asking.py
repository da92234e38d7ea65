"""The demo's query lists: one waits in the police's own columns, one came back with what a registrar has to see."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.urls import reverse

from xinju.accounts.access import Role
from xinju.accounts.actions import open_demo_account
from xinju.demo.asking import ask_departments
from xinju.demo.neighbours import settle
from xinju.registry.queries.query_lists import case_of, query_lists, standing
from xinju.values.legal_days import SHANGHAI

pytestmark = pytest.mark.slow

DAY = date(2026, 5, 12)
AT = datetime(2026, 5, 12, tzinfo=SHANGHAI)


@pytest.fixture
def lists(db):
    registrar = open_demo_account(Role.REGISTRAR)
    settle(day=DAY, at=AT, by=registrar)
    return ask_departments(day=DAY, by=registrar)


def test_one_list_waits_at_the_polices_clerk_with_its_due_day_and_nothing_of_another_department(lists):
    clerk = open_demo_account(Role.DEPARTMENT_CLERK)

    (seen,) = query_lists(asker=clerk)

    assert seen == lists.waiting
    assert (case_of(seen, asker=clerk).state, seen.due_on) == ("sent", date(2026, 5, 15))


def test_it_is_downloaded_with_the_people_and_the_columns_to_fill_in(lists, client):
    client.force_login(open_demo_account(Role.DEPARTMENT_CLERK))

    answer = client.get(reverse("registry:query-list-file", kwargs={"key": lists.waiting.key}))

    page = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert [cell.value for cell in page[2]] == [
        "序号", "姓名", "身份证号", "开始日期", "结束日期", "签发地", "居住证编号", "查无记录",
    ]  # fmt: skip
    assert page.max_row == 2 + 12


def test_the_other_came_back_with_one_unanswered_one_answered_twice_and_one_not_asked(lists):
    registrar = open_demo_account(Role.REGISTRAR)

    found = standing(lists.came_back, asker=registrar)

    assert case_of(lists.came_back, asker=registrar).state == "came_back"
    assert (found.asked, found.with_rows, found.says_none) == (5, 2, 1)
    assert (found.left_blank, found.twice, found.not_asked) == (1, 2, 1)
    assert found.unanswered == 2  # who was answered twice in two ways is not answered
