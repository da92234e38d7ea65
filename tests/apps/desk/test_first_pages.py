"""The first pages of the system operator, the auditor and the head say what is so, and what to do."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from xinju.accounts.access import Role
from xinju.audit.actions import record_look, seal_pending
from xinju.audit.models import Event
from xinju.cases.actions import move, open_case
from xinju.messages import jobs, schedule, worker
from xinju.messages.actions import send, start_due
from xinju.messages.kept_roots import root_file, root_folder
from xinju.messages.models import Message, Work

TODAY = date(2026, 5, 12)


@pytest.fixture(autouse=True)
def on_the_demos_day(settings):
    settings.XINJU_DEMO_DAY = TODAY


@pytest.fixture
def one_job(monkeypatch):
    """Let one function be the whole of the night's work, due from midnight on: one_job(function)."""
    jobs.find_all()
    monkeypatch.setattr(jobs, "_JOBS", dict(jobs._JOBS))
    monkeypatch.setattr(schedule, "_DECLARED", {})

    def declare(function):
        schedule.daily("test.night", at=time(0, 0), zh="试", en="Try")(function)

    return declare


def page_of(client, name: str) -> str:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("role", "first"),
    [(Role.SYSTEM_OPERATOR, "desk:health"), (Role.AUDITOR, "desk:chain"), (Role.HEAD, "desk:figures")],
)
def test_each_comes_in_at_the_own_page(client, db, role, first):
    answer = client.post(reverse("accounts:demo-sign-in"), {"role": role.value})

    assert answer["Location"] == reverse(first)


def test_the_operator_sees_what_the_doctor_says_and_what_to_do(signed_in):
    page = page_of(signed_in(Role.SYSTEM_OPERATOR), "desk:health")

    assert "没有后台程序" in page and "启动 xinju worker" in page
    assert page.index("有问题") < page.index("表结构与程序一致")  # what is amiss comes first


def test_the_operator_runs_a_failed_job_of_the_night_once_more(signed_in, one_job):
    tried = []

    def refuse(work):
        tried.append(work.attempt)
        raise jobs.Stopped("disk_full")

    one_job(refuse)
    start_due(at=datetime(2026, 5, 12, 4, tzinfo=UTC))
    worker.work_off()
    client = signed_in(Role.SYSTEM_OPERATOR)
    assert "没有办成 (disk_full)" in page_of(client, "desk:health")

    answers = [client.post(reverse("desk:night", args=["test.night"]), follow=True).content.decode() for _ in range(2)]
    worker.work_off()

    assert tried == [1, 2]
    assert "已排入队列" in answers[0] and "正在办理" in answers[1]
    assert client.post(reverse("desk:night", args=["test.nothing"])).status_code == 404


def test_the_operator_sees_which_messages_were_given_up_and_why_and_not_to_whom(signed_in):
    message = send(
        "objection_answered", to="accounts.binding:77", about="test:1", by="job:test", key=uuid4(), values={"case": "K9"}
    )  # fmt: skip
    Message.objects.filter(pk=message.pk).update(fate="given_up", why="http_400", ended_at=timezone.now(), tries=1)

    page = page_of(signed_in(Role.SYSTEM_OPERATOR), "desk:health")

    assert "异议已答复" in page and "http_400" in page
    assert "K9" not in page and "accounts.binding" not in page


def test_the_auditor_sees_where_the_chain_ends_and_what_waits(signed_in):
    record_look(about=["registry.person:1"], by="job:test", purpose="test")
    client = signed_in(Role.AUDITOR)
    seal_pending()
    sealed = Event.objects.count()
    record_look(about=["registry.person:1"], by="job:test", purpose="test")

    page = page_of(client, "desk:chain")

    assert f"第 {sealed} 号" in page and "最早" in page


def check(client, key=None) -> str:
    client.post(reverse("desk:chain-verify"), {"client_id": key or uuid4()})
    worker.work_off()
    return page_of(client, "desk:chain")


def test_the_auditor_checks_the_chain_in_the_background_and_reads_that_it_holds(signed_in):
    record_look(about=["registry.person:1"], by="job:test", purpose="test")
    seal_pending()

    page = check(signed_in(Role.AUDITOR))

    assert "没有不符" in page and "已办完" in page


def test_a_row_that_was_changed_by_hand_is_named_on_the_auditors_page(signed_in):
    record_look(about=["registry.person:1"], by="job:test", purpose="test")
    seal_pending()
    client = signed_in(Role.AUDITOR)
    changed = Event.objects.filter(kind="looked").get()
    super(type(Event.objects.all()), Event.objects.filter(pk=changed.pk)).update(purpose="another")

    page = check(client)

    assert f"事件 {changed.pk}" in page and "事件被改动" in page and "不符 1 处" in page


def test_pressed_twice_the_check_runs_once(signed_in):
    client, key = signed_in(Role.AUDITOR), uuid4()

    check(client, key)
    check(client, key)

    assert Work.objects.filter(kind="audit.verify").count() == 1
    assert client.post(reverse("desk:chain-verify"), {"client_id": "x"}).status_code == 404


def test_the_auditor_takes_a_days_root_along_and_only_what_is_one(signed_in):
    client = signed_in(Role.AUDITOR)
    root_folder().mkdir()
    root_file(TODAY).write_text("{}")

    answer = client.get(reverse("desk:root", args=["2026-05-12"]))

    assert b"".join(answer.streaming_content) == b"{}" and "root-2026-05-12.json" in answer["Content-Disposition"]
    assert [client.get(reverse("desk:root", args=[day])).status_code for day in ("2026-05-13", "x", "..")] == [404] * 3


@pytest.fixture
def cases(officer):
    """Two verifications in one town and one in the next; one of the first is overdue on 12 May, one was closed this month."""

    def opened(on: date, region: str = "990102001001"):
        return open_case(
            type="verification", subject="registry.person:1", region=region, at="visit", by="job:test", opened_on=on
        )

    opened(date(2026, 5, 11))
    opened(date(2026, 4, 1))
    opened(date(2026, 5, 11), "990102002001")
    done = opened(date(2026, 5, 8))
    evidence = {"visited_on": "2026-05-09", "said": "在"}
    worker_ = officer(Role.GRID_WORKER)
    move(case=done.key, move="speak", evidence=evidence, by=worker_, on=date(2026, 5, 9), client_id="a")


def test_the_head_sees_open_and_overdue_cases_by_kind_and_each_figure_leads_to_its_rows(signed_in, cases):
    client = signed_in(Role.HEAD)

    page = page_of(client, "desk:figures")
    every = client.get(reverse("desk:inbox"), {"everything": "on", "type": "verification"})
    late = client.get(reverse("desk:inbox"), {"everything": "on", "type": "verification", "overdue": "on"})

    assert "everything=on&amp;type=verification" in page
    assert figures_in(page) == ["3", "1", "0", "0"]
    assert (len(every.context["lines"]), len(late.context["lines"])) == (3, 1)
    assert (every.context["tally"].waiting, every.context["tally"].overdue) == (3, 1)


def figures_in(page: str) -> list[str]:
    part = page.partition('<ul class="figures">')[2].partition("</ul>")[0]
    return [piece.partition("</strong>")[0] for piece in part.split("<strong>")[1:]]


def test_the_heads_figures_are_those_of_the_own_region(signed_in, cases):
    page = page_of(signed_in(Role.HEAD, region="990102002"), "desk:figures")

    assert figures_in(page)[:2] == ["1", "0"]
    assert "部门数据" not in page  # a file holds people of the whole district


def test_the_towns_stand_beside_each_other_and_each_count_leads_to_its_cases(signed_in, cases):
    client = signed_in(Role.HEAD)

    lines = client.get(reverse("desk:figures")).context["parts"]
    first, second, *others = lines

    assert (first.code, first.open, first.overdue, first.share, first.verified) == ("990102001", 2, 1, 50, 1)
    assert (second.code, second.open, second.overdue, second.share, second.verified) == ("990102002", 1, 0, 0, 0)
    assert others and all((one.open, one.share, one.verified) == (0, None, 0) for one in others)
    for line in lines[:2]:
        assert len(client.get(line.open_at).context["lines"]) == line.open
        assert len(client.get(line.overdue_at).context["lines"]) == line.overdue


def test_cases_of_no_town_are_counted_last_so_that_the_sum_is_the_districts(signed_in, cases):
    open_case(
        type="verification", subject="registry.person:1", region="990102", at="visit", by="job:test", opened_on=date(2026, 4, 1)
    )  # fmt: skip

    page = signed_in(Role.HEAD).get(reverse("desk:figures"))

    *towns, rest = page.context["parts"]
    assert (rest.label, rest.open, rest.overdue, rest.open_at) == ("不在以上各处", 1, 1, "")
    assert sum(one.open for one in towns) + rest.open == page.context["open"]


def test_the_head_of_a_town_sees_its_communities_and_no_other_town(signed_in, cases):
    page = signed_in(Role.HEAD, region="990102001").get(reverse("desk:figures"))

    assert {one.code[:9] for one in page.context["parts"]} == {"990102001"}
    assert {len(one.code) for one in page.context["parts"]} == {12}


def test_this_months_and_last_months_work_stand_side_by_side(signed_in, cases):
    page = page_of(signed_in(Role.HEAD), "desk:figures")

    row = page.partition("信息核实办结")[2].partition("</tr>")[0]
    assert [cell.partition("<")[0] for cell in row.split('class="number">')[1:]] == ["1", "0"]


def test_who_does_not_read_everything_does_not_by_asking(signed_in, cases):
    client = signed_in(Role.WINDOW_OFFICER)

    lines = client.get(reverse("desk:inbox"), {"everything": "on"}).context["lines"]

    assert len(lines) == 3  # a window officer reads verifications of the own district anyway
    assert signed_in(Role.EDUCATION_OFFICER).get(reverse("desk:inbox"), {"everything": "on"}).context["lines"] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("role", "page"), [(Role.SYSTEM_OPERATOR, "desk:health"), (Role.AUDITOR, "desk:chain"), (Role.HEAD, "desk:figures")]
)
def test_the_pages_stand_in_both_languages(signed_in, cases, role, page, language):
    client = signed_in(role)
    client.post("/page/choose/", {"language": language})

    shown = page_of(client, page)

    headings = {"desk:health": "Health of the site", "desk:chain": "The audit chain", "desk:figures": "Overview"}
    assert (f"<h1>{headings[page]}</h1>" in shown) == (language == "en")
