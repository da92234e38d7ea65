"""Who looked at my data, and a value that is wrong: the officer searches with a purpose, the resident reads and objects."""

from datetime import UTC, date, datetime

import pytest
from tests.apps.registry.conftest import wang

from xinju.accounts.access import Role
from xinju.accounts.actions import bind, open_demo_account, open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge import rules
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Place

DAY, AT = date(2026, 5, 12), datetime(2026, 5, 12, 4, tzinfo=UTC)
VILLAGE = "990102001001"
POLICE = Origin(source="police", door="file", by="job:test", at=AT, verification="verified")
LANDLORD = Origin(source="landlord", door="landlord", by="job:test", at=AT, verification="pending")
INSURANCE = Origin(source="social_security", door="file", by="job:test", at=AT, verification="verified")


@pytest.fixture
def two_of_a_name(transactional_db) -> Identity:
    """Two Wang Fang in one building; the first is bound to the demo's resident."""
    rooms = [Planned("room", "501室"), Planned("room", "502室")]
    top = add_building(
        plan=Planned("building", "3幢", rooms),
        division=VILLAGE,
        street="禾润区禾苑街道稻香里",
        by="job:test",
        purpose="t",
    )
    other = Told(name="王芳", number="", birth_date=date(2001, 7, 8), sex="female")
    told = enter_people(told=[wang(phone="13800000001"), other], origin=POLICE, observed_on=DAY, purpose="test")
    for one, place in zip(told, Place.objects.filter(parent=top).order_by("label"), strict=True):
        stay = Stayed(identity=one.identity, start=date(2024, 9, 1), division=VILLAGE, place=place)
        enter_stays(stays=[stay], origin=LANDLORD, purpose="test")
    enter_people(told=[wang(birth_date=date(1990, 3, 14))], origin=INSURANCE, observed_on=DAY, purpose="test")
    me = Identity.objects.get(pk=told[0].identity)
    months = [
        Recorded(
            me.pk, start=date(2026, month, 1), end=date(2026, month, 28), values={"kind": "pension", "paid": "on_time"}
        )
        for month in (1, 2, 3)
    ]
    keep_records(declared=rules.record_types()["social_insurance"], rows=months, origin=INSURANCE, purpose="test")
    account = open_demo_person(DemoPersonKind.RESIDENT)
    bind(account=account, person=str(me.person.key), evidence="demo", by="job:demo")
    open_demo_account(Role.WINDOW_OFFICER)
    return me


def comes_to_the_counter(visitor):
    """A window officer signs in, goes to the search, says why once, and stands before the field."""
    visitor.signs_in_as("窗口人员").presses("找人")
    visitor.page.get_by_label("本人到窗口办理").check()
    return visitor.presses("继续")


def test_the_resident_reads_which_office_looked_in_which_role_why_and_when(visitor, two_of_a_name):
    officer = comes_to_the_counter(visitor)
    officer.has_focus_on("#id_q").page.keyboard.type("wangf", delay=40)
    officer.waits_for("找到 2 人").sees("1990年").sees("2001年").sees("501室").sees("502室")
    officer.finds_no_barrier().keeps_pictures("search")
    officer.page.keyboard.press("Tab")  # the cursor goes on by keys alone: narrowing, the button, then the list
    officer.fills("找人", wang().number)
    officer.page.get_by_label("找人").press("Enter")
    officer.page.wait_for_url("**/persons/**")
    officer.sees("1990年3月4日").sees("1990年3月14日").finds_no_barrier().keeps_pictures("person")
    officer.presses("退出")

    resident = visitor.opens("/account/sign-in/").presses("居民").presses("登记在我名下的信息")
    resident.sees("您的房东").finds_no_barrier().keeps_pictures("my-data")
    resident.presses("谁看过我的信息")

    resident.sees("禾润区新居民服务中心窗口").sees("窗口人员").sees("本人到窗口办理").does_not_see("叶青禾")
    resident.finds_no_barrier().keeps_pictures("my-data-looks")


def test_a_resident_objects_to_a_value_and_reads_what_happens_next_and_by_when(visitor, two_of_a_name):
    resident = visitor.opens("/account/sign-in/").presses("居民").opens("/my/data/")
    resident.page.get_by_role("link", name="有误？ 出生日期").click()
    resident.presses("提交").sees("请写出哪里不对").finds_no_barrier().keeps_pictures("my-data-wrong")

    resident.page.get_by_label("哪里不对").fill("应为1990年3月5日，户口簿上写着。")
    resident.presses("提交")

    resident.sees("受理编号").sees("最迟答复").sees("市公安局").finds_no_barrier().keeps_pictures("my-data-objection")
    resident.opens("/my/data/").presses("我提出的异议").sees("待来源部门核对").presses("出生日期").sees(
        "已收到您的异议"
    )
    number = resident.page.locator(".panel strong").inner_text()
    resident.opens("/account/").presses("退出")

    clerk = visitor.signs_in_as("部门经办人").opens(f"/desk/cases/{number}/")
    clerk.sees("王芳").sees("1990年3月4日").sees("应为1990年3月5日").finds_no_barrier().keeps_pictures(
        "objection-at-the-desk"
    )
