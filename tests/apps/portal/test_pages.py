"""The public pages: open to everybody, and they keep nothing."""

import re
from datetime import date
from fractions import Fraction

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xinju.portal.presenters import public as presenters

PAGES = ("/", "/case/", "/apply/", "/points/", "/table/", "/table/2026/", "/table/2027-draft/")
COUNTED = {
    "adult_birth": "1990-05-20",
    "schooling": "college",
    "skill": "unknown",
    "lives_here": "2019-03-01",
    "holds_permit": "2019-09-05",
    "insured": "60",
    "employed": "2021-01-01",
    "home": "no",
    "lease": "unknown",
    "volunteering": "45",
}
ALLOWED = {"child_birth": "2019-10-01", "permit": "2021-03-05", "stay": "2020-03-01", "insured_lately": "13"}


def total_of(page: str) -> str:
    return re.search(r"<h1>按您的回答：([^<]*) 分</h1>", page)[1]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_anyone_may_open_it(client, on, address):
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_nothing_is_stored_in_a_session_a_table_or_a_cookie(client, on):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.post("/points/", {f"a-{key}": text for key, text in COUNTED.items()})
        client.post("/apply/", {f"a-{key}": text for key, text in ALLOWED.items()})
        client.post("/apply/", {"asked": "child_birth", "answer": "nonsense"})

    statements = [one["sql"].split()[0].upper() for one in asked.captured_queries]
    assert set(statements) <= {"SELECT"}
    assert Session.objects.count() == 0
    assert set(client.cookies) <= {"csrftoken"}


@pytest.mark.django_db
def test_answers_never_stand_in_an_address(client, on):
    page = client.post("/points/", {f"a-{key}": text for key, text in COUNTED.items()}).content.decode()

    assert 'name="a-adult_birth"' not in client.get("/points/?a-adult_birth=1990-05-20").content.decode()
    assert all("1990" not in address for address in re.findall(r'(?:href|action)="([^"]*)"', page))
    assert 'method="get"' not in page


@pytest.mark.django_db
def test_a_page_with_answers_is_not_kept_by_the_browser(client, on):
    response = client.post("/points/", {f"a-{key}": text for key, text in COUNTED.items()})

    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_what_is_not_known_makes_a_range_and_what_is_known_one_figure(ask):
    range_, figure = ask("/points/", **COUNTED), ask("/points/", **COUNTED | {"skill": "four", "lease": "no"})

    assert total_of(range_) == "146.25 – 196.25"
    assert total_of(figure) == "151.25"


@pytest.mark.django_db
def test_each_line_says_why_and_by_which_article(ask):
    page = ask("/points/", **COUNTED)

    assert "60 × 0.5 = 30分" in page
    assert "第四条" in page


@pytest.mark.django_db
def test_what_was_not_asked_is_said(ask):
    page = ask("/points/", **COUNTED)

    assert "住房公积金 （最多 12 分）" in page
    assert "减扣分没有问" in page
    assert "违法经营" in page


@pytest.mark.django_db
def test_the_next_cut_off_day_is_counted_too(ask):
    assert "到下一个截止日2026年5月12日" in ask("/points/", **COUNTED)


@pytest.mark.django_db
def test_without_a_confirmed_round_of_this_table_no_cut_offs_are_shown(ask, confirmed):
    assert "还没有公布过的招生结果" in ask("/points/", **COUNTED)


@pytest.mark.django_db
def test_beside_a_confirmed_round_it_says_for_each_school_whether_it_would_have_been_enough(ask, confirmed):
    confirmed.sheet_key = "jifen"
    confirmed.save(update_fields=["sheet_key"])

    page = ask("/points/", **COUNTED)

    assert "3 所学校里，按截止日的最低估分，够 3 所" in page
    assert "未满额" in page


@pytest.mark.django_db
def test_a_hidden_answer_that_was_tampered_with_is_asked_again(ask):
    assert "最高学历是" in ask("/points/", **COUNTED | {"schooling": "emperor"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "9" * 39, "\x00", "'; DROP TABLE", "٢٠٢٠-٠١-٠١", "−5", "1e9"]
)
@pytest.mark.parametrize(
    ("address", "asked"),
    [("/apply/", "child_birth"), ("/apply/", "insured_lately"), ("/points/", "schooling"), ("/points/", "home")],
)
def test_nonsense_in_any_field_gets_a_sentence_and_no_traceback(client, on, address, asked, text):
    response = client.post(address, {"asked": asked, "answer": text})

    page = response.content.decode()
    assert response.status_code == 200
    assert 'class="wrong"' in page
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_an_unknown_question_or_change_begins_at_the_beginning(client, on):
    page = client.post("/points/", {"asked": "nothing", "change": "nothing"}).content.decode()

    assert "第 1 题" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "2026年小学一年级"),
        (date(2026, 8, 20), "2026年8月20日"),
        (date(2026, 8, 21), "以当年通知为准"),
        (date(2031, 1, 1), "2031年小学一年级"),
        (date(2024, 2, 29), "2026年小学一年级"),
    ],
)
def test_the_home_page_has_dates_on_any_day(client, on, day, words):
    on(day)

    assert words in client.get("/").content.decode()


@pytest.mark.django_db
def test_every_page_answers_on_days_far_from_any_round(client, on):
    for day in (date(2020, 2, 29), date(2026, 12, 31), date(2045, 6, 1)):
        on(day)
        assert client.get("/table/").status_code == 200
        assert (
            client.post(
                "/apply/", {"asked": "child_birth", "answer": day.replace(year=day.year - 5, day=1).isoformat()}
            ).status_code
            == 200
        )
        given = {f"a-{key}": text for key, text in COUNTED.items()}
        assert client.post("/points/", given).status_code == 200


@pytest.mark.django_db
def test_a_version_says_whether_it_is_in_force_and_a_missing_one_is_not_found(client, on):
    assert "现行" in client.get("/table/2026/").content.decode()
    assert "未施行" in client.get("/table/2027-draft/").content.decode()
    assert client.get("/table/1999/").status_code == 404


@pytest.mark.django_db
def test_the_table_is_handed_out_as_pdf(client, on):
    response = client.get("/table/2026.pdf")

    assert response.content[:5] == b"%PDF-"
    assert "jifen-2026.pdf" in response.headers["Content-Disposition"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "changed", "words"),
    [
        (date(2026, 4, 20), {}, ("可以报名", "现在就可以报名，2026年5月12日截止")),
        (date(2026, 2, 1), {}, ("可以报名", "2026年4月13日至2026年5月12日报名")),
        (date(2026, 4, 20), {"stay": "2025-05-10"}, ("还不能，2026年5月9日起可以", "赶得上这一轮")),
        (date(2026, 4, 20), {"child_birth": "2021-03-01"}, ("还不能，2027年4月13日起可以", "2027年才读")),
        (date(2026, 4, 20), {"stay": "2025-06-01"}, ("这一轮不能报名", "最早2026年5月31日才满足", "统筹安排")),
        (date(2026, 4, 20), {"permit": "no"}, ("不能报名", "还差", "申领居住证")),
        (date(2026, 5, 13), {}, ("不能报名", "报名已在2026年5月12日截止", "统筹安排")),
        (date(2026, 4, 20), {"child_birth": "2016-03-01"}, ("不能报名", "转学、插班")),
        (date(2026, 4, 20), {"permit": "unknown"}, ("还说不准", "不清楚")),
    ],
)
def test_each_answer_has_its_words(ask, on, day, changed, words):
    on(day)

    page = ask("/apply/", **ALLOWED | {"at_work": "no", "guardian_birth": "no"} | changed)

    assert [one for one in words if one not in page] == []


@pytest.mark.django_db
def test_a_paper_says_whether_to_bring_it_or_who_holds_it(ask):
    page = ask("/apply/", **ALLOWED)

    assert "请携带" in page
    assert "系统已有" in page
    assert "人力资源和社会保障局" in page


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "words"), [("147.3", "可能够"), ("147.25", "够"), ("197.3", "可能够"), ("197.35", "不够")]
)
def test_a_line_that_is_only_equalled_is_no_promise(ask, confirmed, monkeypatch, line, words):
    confirmed.sheet_key = "jifen"
    confirmed.save(update_fields=["sheet_key"])
    monkeypatch.setattr(presenters.rounds, "cutoffs", lambda run, asker: [("示例小学", Fraction(line))])

    page = ask("/points/", **COUNTED)

    assert re.search(r'<td><strong class="status[^>]*>([^<]*)<', page)[1] == words
