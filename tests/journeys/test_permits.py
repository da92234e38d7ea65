"""A permit from the application to the endorsement: at the window, with the reviewer, at the holder's phone."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.apps.registry.conftest import wang

from xinju.accounts import actions as accounts
from xinju.accounts.access import Role
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.permit_acts import Act
from xinju.registry.actions.permit_applications import Asked, apply_for_permit, approve, hand_over
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge import rules
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.models import Identity
from xinju.values.period import add_months

OURS, POLICES = "990102100001", "990102001001"


def noon(day) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.fixture
def today(db):
    return timezone.localdate()


@pytest.fixture
def wang_fang(today):
    """王芳, registered for a year in a town where permits are issued here, with registered work."""
    since = add_months(today, -14)
    police = Origin("police", "file", "job:test", noon(since), "verified")
    (entered,) = enter_people(told=[wang()], origin=police, observed_on=since, purpose="test")
    enter_stays(stays=[Stayed(entered.identity, since, OURS, dwelling="rented")], origin=police, purpose="test")
    tell(entered.identity, "employment", since, division="990102", kind="contract")
    return Identity.objects.select_related("person").get(pk=entered.identity)


def tell(identity: int, record: str, start, end=None, *, source="employment", **values) -> None:
    origin = Origin(source, "file", "job:test", noon(start), "verified")
    row = Recorded(identity, start, end, values)
    keep_records(declared=rules.record_types()[record], rows=[row], origin=origin, purpose="test")


def looks_in(visitor, person, role="窗口人员"):
    """Come in, say why, and open the person's permit page."""
    given = visitor.signs_in_as(role).opens(f"/registry/permits/of/{person.key}/")
    given.page.get_by_label("办理申请（居住证、积分、入学）").check()
    given.page.locator("main").get_by_role("button").first.click()
    given.page.wait_for_load_state("load")
    return given


def as_resident(visitor, person):
    account = accounts.open_demo_person(DemoPersonKind.RESIDENT)
    accounts.bind(account=account, person=str(person.key), evidence="identity_card", by="job:demo")
    visitor.page.context.clear_cookies()
    return visitor.signs_in_as("居民").opens("/my/permit/")


def test_from_the_application_to_the_hand_over(wang_fang, visitor):
    person = wang_fang.person
    given = looks_in(visitor, person).sees("没有居住证").sees("就业登记").finds_no_barrier()
    given.keeps_pictures("permit-none")

    given.presses("受理居住证申请").sees("满半年").finds_no_barrier().keeps_pictures("permit-ground")
    given.presses("下一步：材料").sees("登记里已有，不用再交").sees("就业证明").finds_no_barrier()
    for paper in ("居民身份证（未办的用户口簿）", "居住地住址证明"):
        given.page.get_by_label(paper).check()
    given.keeps_pictures("permit-papers").presses("收件")

    given.sees("已一次性告知").sees("缺").finds_no_barrier().keeps_pictures("permit-gaps")
    given.presses("补交材料")
    for box in given.page.get_by_role("checkbox").all():
        box.check()
    given.presses("确定").sees("已受理").sees("发证期限")
    address = given.page.url

    visitor.page.context.clear_cookies()
    given = visitor.signs_in_as("登记管理员")
    given.page.goto(address)
    given.presses("批准").fills("审核意见", "符合条件").finds_no_barrier().presses("确定")
    given.sees("已批准，待制发").keeps_pictures("permit-approved")

    visitor.page.context.clear_cookies()
    given = visitor.signs_in_as("窗口人员")
    given.page.goto(address)
    given.presses("制发并交付").presses("确定").sees("已发证").finds_no_barrier()

    given = looks_in_again(given, person).sees("有效").sees("JZ990102").finds_no_barrier()
    given.keeps_pictures("permit-officer")


def looks_in_again(given, person):
    given.opens(f"/registry/permits/of/{person.key}/")
    if given.page.get_by_label("办理申请（居住证、积分、入学）").count():
        given.page.get_by_label("办理申请（居住证、积分、入学）").check()
        given.page.locator("main").get_by_role("button").first.click()
        given.page.wait_for_load_state("load")
    return given


@pytest.fixture
def permit(wang_fang, today):
    """Issued so long ago that its endorsement is due in twelve days."""
    issued = add_months(today + timedelta(days=12), -12)
    window, registrar = (accounts.open_demo_account(role) for role in (Role.WINDOW_OFFICER, Role.REGISTRAR))

    def act(by):
        return Act(by, issued, noon(issued), uuid4())

    since = add_months(issued, -8)
    police = Origin("police", "file", "job:test", noon(since), "verified")
    enter_stays(stays=[Stayed(wang_fang.pk, since, OURS, dwelling="rented")], origin=police, purpose="test")
    tell(wang_fang.pk, "employment", since, division="990102", kind="contract")
    papers = {"identity": "seen", "photo": "seen", "address": "seen", "work": "held"}
    application = apply_for_permit(identity=wang_fang, asked=Asked(OURS, "work", papers), act=act(window))
    approve(application=application, checked="符合", act=act(registrar))
    return hand_over(application=application, act=act(window))


def test_the_holder_sees_what_is_lost_and_asks_for_the_endorsement(permit, visitor):
    person = permit.identity.person
    given = as_resident(visitor, person).sees("有效，待签注").sees("过了这一天，居住证中止使用").sees("登记凭证号")
    given.finds_no_barrier().keeps_pictures("my-permit")

    given.presses("申请签注").sees("已申请签注").sees("按您申请的日期算").finds_no_barrier()

    visitor.page.context.clear_cookies()
    given = looks_in(visitor, person, "登记管理员").sees("本年签注").finds_no_barrier()
    given.page.get_by_role("link", name="签注", exact=True).click()
    given.presses("确定").sees("已签注").sees("下次签注").finds_no_barrier().keeps_pictures("permit-endorsed")


def test_a_late_permit_says_that_it_is_suspended_and_what_follows(permit, visitor, today, settings):
    person = permit.identity.person
    settings.XINJU_DEMO_DAY = today + timedelta(days=20)
    given = as_resident(visitor, person).sees("使用功能中止").sees("补办之日起恢复").does_not_see("出示核验码")
    given.finds_no_barrier().keeps_pictures("my-permit-suspended")


def test_where_the_police_are_master_all_is_read_only(wang_fang, visitor, today):
    issued = add_months(today, -7)
    tell(
        wang_fang.pk, "residence_permit", issued, add_months(issued, 12), source="police", division="990102001",
        permit_number="GA990102260001",
    )  # fmt: skip
    given = looks_in(visitor, wang_fang.person).sees("GA990102260001").sees("此处只读").sees("公安系统签发")

    given.does_not_see("变更居住地址").does_not_see("补发").finds_no_barrier().keeps_pictures("permit-police")


def test_a_resident_who_is_not_bound_learns_what_to_do(db, visitor):
    visitor.signs_in_as("居民").opens("/my/permit/").sees("还没有核对本人").finds_no_barrier()
    visitor.keeps_pictures("my-permit-unbound")


def test_a_mobile_station_is_planned_with_its_list(wang_fang, visitor, today):
    window, registrar = (accounts.open_demo_account(role) for role in (Role.WINDOW_OFFICER, Role.REGISTRAR))
    papers = {"identity": "seen", "photo": "seen", "address": "seen", "work": "held"}
    act = Act(window, today, timezone.now(), uuid4())
    row = apply_for_permit(identity=wang_fang, asked=Asked(OURS, "work", papers), act=act)
    approve(application=row, checked="符合", act=Act(registrar, today, timezone.now(), uuid4()))

    given = visitor.signs_in_as("窗口人员").opens("/registry/permits/stations/").sees("王芳").finds_no_barrier()
    given.fills("哪一天", (today + timedelta(days=2)).isoformat()).fills("地点", "苇汀文化礼堂")
    given.page.get_by_label("所在地区").select_option(OURS)
    given.page.get_by_label("王芳").check()
    given.keeps_pictures("permit-stations").presses("安排")

    given.sees("上门发证清单").sees("苇汀文化礼堂").sees("王芳").finds_no_barrier().keeps_pictures("permit-station")
