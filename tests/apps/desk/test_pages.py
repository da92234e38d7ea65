"""The desk: what waits by deadline, one case on one page, acts with their evidence, and no page for whom it does not concern."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from xinju.accounts.access import Role
from xinju.audit.queries import events as audit_events
from xinju.cases import actions, panels, queries

VILLAGE = "990102001001"
NOBODY = {"visited_on": "2026-05-13", "hour": "morning", "slip": "S-1", "on": "2026-05-13"}


@pytest.fixture
def opened(db):
    """Open a verification at the door."""

    def make(opened_on: date = date(2026, 5, 12), **more: object):
        values = {"type": "verification", "subject": "registry.person:1", "region": VILLAGE, "at": "visit"}
        return actions.open_case(**{**values, "by": "job:test", "opened_on": opened_on, **more})

    return make


@pytest.fixture
def desk(signed_in):
    return signed_in(Role.GRID_WORKER, region=VILLAGE)


def hidden(page) -> dict[str, str]:
    """The version and the id that the shown form carries."""
    return dict(re.findall(r'name="(version|client_id)" value="([^"]+)"', page.content.decode()))


def moved(desk, row, move: str = "nobody_home", **typed: str):
    address = f"/desk/cases/{row.key}/move/{move}/"
    return desk.post(address, {**hidden(desk.get(address)), **typed})


def test_an_empty_desk_says_so(desk):
    assert "没有待办事项" in desk.get("/desk/").content.decode()


def test_the_inbox_shows_dates_and_says_overdue_in_words(desk, opened):
    opened(title="砚池社区 3 幢 502 室")

    page = desk.get("/desk/").content.decode()

    assert "2026年5月19日" in page and "已逾期" in page and "砚池社区 3 幢 502 室" in page and "待入户" in page


def test_the_inbox_is_filtered_and_keeps_its_filters(desk, opened):
    row = opened()

    assert row.key in desk.get("/desk/?type=verification&state=visit&overdue=on").content.decode()
    assert "没有符合筛选条件" in desk.get("/desk/?mine=on").content.decode()
    assert "没有符合筛选条件" not in desk.get("/desk/?type=nonsense&state=%00").content.decode()


def test_a_case_shows_its_clock_and_what_can_be_done(desk, opened):
    page = desk.get(f"/desk/cases/{opened().key}/").content.decode()

    assert "入户期限" in page and "5 个工作日" in page and "家中无人，留条" in page and "拒绝配合" in page


def test_looking_at_a_case_is_on_record_with_the_case_as_purpose(desk, opened):
    row = opened()
    desk.get(f"/desk/cases/{row.key}/")

    looked = audit_events(asker="job:test", about=f"cases.case:{row.pk}").filter(kind="cases.looked").get()

    assert looked.purpose == f"cases.case:{row.pk}"


def test_a_move_is_made_with_its_evidence(desk, opened):
    row = opened()

    answer = moved(desk, row, **NOBODY)

    row.refresh_from_db()
    assert answer.status_code == 302 and row.state == "second_visit"
    page = desk.get(f"/desk/cases/{row.key}/").content.decode()
    assert "已办：家中无人，留条" in page and "S-1" in page and "2026年5月13日" in page


def test_a_move_without_its_evidence_is_refused_at_the_field(desk, opened):
    row = opened()

    answer = moved(desk, row, on="2026-05-13", visited_on="2026-05-13")

    row.refresh_from_db()
    assert row.version == 1
    assert 'href="#id_slip"' in answer.content.decode() or "id_slip_error" in answer.content.decode()


def test_what_the_rules_refuse_is_said_at_the_field(desk, opened):
    row = opened()
    moved(desk, row, **NOBODY)

    answer = moved(desk, row, "nobody_home_again", **{**NOBODY, "on": "2026-05-14"})

    assert answer.status_code == 422 and "与上一次相同" in answer.content.decode()


def test_a_day_in_the_future_is_refused(desk, opened):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    assert "不能晚于今天" in moved(desk, opened(), **{**NOBODY, "on": tomorrow}).content.decode()


def test_sending_a_form_twice_acts_once(desk, opened):
    row = opened()
    address = f"/desk/cases/{row.key}/move/nobody_home/"
    typed = {**hidden(desk.get(address)), **NOBODY}

    desk.post(address, typed)
    desk.post(address, typed)

    assert row.events.count() == 2


def test_the_second_officer_sees_the_first_ones_change_and_keeps_what_was_typed(desk, opened, officer):
    row = opened()
    address = f"/desk/cases/{row.key}/move/speak/"
    typed = {**hidden(desk.get(address)), "visited_on": "2026-05-13", "said": "本人在家", "on": "2026-05-13"}
    actions.assign(case=row.key, to=None, by="job:test", on=date(2026, 5, 12), client_id="first")

    second = desk.post(address, typed)
    decided = desk.post(address, {**typed, **hidden(second)})

    assert (
        second.status_code == 409 and "另有人办过" in second.content.decode() and "本人在家" in second.content.decode()
    )
    assert decided.status_code == 302


def test_a_step_that_is_no_longer_possible_shows_the_case_as_it_is(desk, opened):
    row = opened()
    moved(desk, row, **NOBODY)

    answer = desk.get(f"/desk/cases/{row.key}/move/nobody_home/")

    assert answer.status_code == 409 and "现在不能这样办" in answer.content.decode()


def test_next_leads_to_the_following_case_with_the_same_filters(desk, opened):
    first, second = opened(), opened(subject="registry.person:2")

    answer = desk.get(f"/desk/cases/{first.key}/next/?type=verification")

    assert answer.url == f"/desk/cases/{second.key}/?type=verification"


def test_a_case_is_taken_handed_over_and_then_gone(desk, opened):
    row = opened()
    address = f"/desk/cases/{row.key}/"
    on = "2026-05-13"

    desk.post(f"{address}take/", {**hidden(desk.get(address)), "on": on})
    row.refresh_from_db()
    assert row.assignee is not None

    form = hidden(desk.get(f"{address}hand-over/"))
    desk.post(f"{address}hand-over/", {**form, "region": "990102001002", "why": "门牌在隔壁", "on": on})
    row.refresh_from_db()
    assert (row.region, row.assignee) == ("990102001002", None)
    assert desk.get(address).status_code == 404


def test_a_time_limit_is_prolonged_by_the_head_only(signed_in, db):
    row = actions.open_case(
        type="contested_value",
        subject="registry.record:1",
        region=VILLAGE,
        opened_on=timezone.localdate(),
        by="job:test",
    )
    address = f"/desk/cases/{row.key}/prolong/answer/"
    head = signed_in(Role.HEAD)

    assert signed_in(Role.REGISTRAR).get(address).status_code == 409
    too_long = head.post(address, {**hidden(head.get(address)), "total": 31, "why": "须两家会商", "on": row.opened_on})
    done = head.post(address, {**hidden(head.get(address)), "total": 30, "why": "须两家会商", "on": row.opened_on})

    assert too_long.status_code == 422 and "最多 30 个工作日" in too_long.content.decode()
    assert done.status_code == 302


def test_a_case_leads_to_its_own_page_only_whom_that_page_lets_in(signed_in, db):
    row = actions.open_case(
        type="query_list", subject="registry.query_list:1", region="990102", at="sent", by="job:test",
        opened_on=date(2026, 5, 12), days={"due_day": date(2026, 6, 5)}, department="police",
    )  # fmt: skip
    address = f"/registry/query-lists/case/{row.key}/"

    assert address in signed_in(Role.AUDITOR).get(f"/desk/cases/{row.key}/").content.decode()
    assert address not in signed_in(Role.HEAD).get(f"/desk/cases/{row.key}/").content.decode()


@pytest.mark.parametrize("page", ["", "next/", "move/speak/", "hand-over/", "prolong/visit/"])
def test_a_neighbour_finds_no_page(signed_in, opened, page):
    row = opened()
    neighbour = signed_in(Role.GRID_WORKER, region="990102002001")

    assert neighbour.get(f"/desk/cases/{row.key}/{page}").status_code == 404


@pytest.mark.parametrize("role", [Role.SYSTEM_OPERATOR, Role.SECURITY_OFFICER])
def test_who_looks_after_machines_has_no_desk(signed_in, role):
    assert signed_in(role).get("/desk/").status_code == 403


def test_an_app_above_adds_its_facts(desk, opened, monkeypatch):
    monkeypatch.setattr(panels, "_MAKERS", {})
    panels.register("verification", lambda file, asker: panels.Panel(link=f"/people/{file.row.subject[-1]}/"))

    assert 'href="/people/1/"' in desk.get(f"/desk/cases/{opened().key}/").content.decode()


def test_a_deadline_in_a_year_without_calendar_is_shown_as_what_is_known(desk, opened):
    opened(date(2026, 12, 29))

    page = desk.get("/desk/").content.decode()

    assert "不早于 2027年1月3日（2027 年工作日历还没有公布）" in page
    assert queries.workdays().is_workday(date(2027, 1, 1)) is None


def test_every_page_is_there_in_english(desk, opened):
    row = opened()
    desk.post("/page/choose/", {"language": "en", "next": "/desk/"})

    assert "days overdue" in desk.get("/desk/").content.decode()
    assert "Nobody home: slip left" in desk.get(f"/desk/cases/{row.key}/").content.decode()


def test_the_next_year_is_published_and_its_deadlines_become_certain(signed_in, opened):
    row = opened(date(2026, 12, 29))
    head = signed_in(Role.HEAD)
    typed = {"year": 2027, "source": "国办发明电〔2026〕7号", "off": "2027-01-01\n2027-10-01", "worked": "2027-10-09"}

    wrong = head.post("/desk/calendar/", {**typed, "off": "2027-01-01 元旦"})
    other_year = head.post("/desk/calendar/", {**typed, "worked": "2026-10-10"})
    done = head.post("/desk/calendar/", typed)

    assert wrong.status_code == 422 and "“元旦”不是日期" in wrong.content.decode()
    assert other_year.status_code == 422 and "不在 2027 年" in other_year.content.decode()
    row.refresh_from_db()
    assert done.status_code == 302 and (row.due_on, row.due_certain) == (date(2027, 1, 6), True)
    page = head.get("/desk/calendar/").content.decode()
    assert "国办发明电〔2026〕7号" in page and "2027年10月9日" in page and "随程序附带" in page


def test_a_case_can_be_taken_only_by_whom_it_waits_for(signed_in, opened):
    row = opened(at="at_authority", department="police")
    address = f"/desk/cases/{row.key}/"

    assert "由我办理" in signed_in(Role.DEPARTMENT_CLERK).get(address).content.decode()
    assert "由我办理" not in signed_in(Role.WINDOW_OFFICER, region=VILLAGE).get(address).content.decode()


def test_days_off_that_follow_each_other_are_one_span_on_the_calendars_page(signed_in, db):
    page = signed_in(Role.HEAD).get("/desk/calendar/").content.decode()

    assert "2026年10月1日至2026年10月7日" in page and "2026年10月2日、" not in page
