"""Each door as a person would come through it: the resident's phone, the landlord's, the employer's desk, the window."""

import io
from datetime import date
from pathlib import Path
from uuid import uuid4

import openpyxl
import pytest
from django.utils import timezone
from tests.apps.registry.conftest import number

from xinju.accounts.access import Role
from xinju.accounts.actions import bind
from xinju.accounts.actions.demo import open_demo_account, open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.registry.actions.joining import Joining, register_self
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building, hold
from xinju.registry.actions.staffing import appoint_clerk
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Receipt, Stay

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

VILLAGE = "990102001001"
BORN = date(1990, 3, 4)
MINE = number(BORN, 128)


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def house():
    """A house of four rooms, held by the demo's landlord."""
    plan = Planned("building", "12号", [Planned("room", f"{n}室", is_let=True) for n in (101, 102, 201, 202)])
    house = add_building(plan=plan, division=VILLAGE, street="禾苑路", by="job:test", purpose="test")
    origin = Origin("window", "window", "job:test", timezone.now(), "verified")
    told = Told("钱大有", number(date(1965, 1, 1), 111), birth_date=date(1965, 1, 1))
    (entered,) = enter_people(told=[told], origin=origin, observed_on=today(), purpose="test")
    owner = Identity.objects.get(pk=entered.identity)
    hold(identity=owner.pk, place=house, role="owner", start=date(2020, 1, 1), origin=origin, purpose="test")
    account = open_demo_person(DemoPersonKind.LANDLORD)
    bind(account=account, person=str(owner.own.key), evidence="identity_card", by="job:demo")
    return house


def test_a_tenant_scans_the_door_and_registers_in_nine_small_steps(visitor, house):
    room = house.children.first()
    given = visitor.opens(f"/join/{room.plate}/").sees(room.address).finds_no_barrier().keeps_pictures("join-begin")

    given.presses("开始登记").fills("您叫什么名字", "王芳").finds_no_barrier().keeps_pictures("join-name")
    given.presses("继续")
    given.page.get_by_label("居民身份证", exact=True).check()
    given.fills("证件号码", MINE[:-1] + ("0" if MINE[-1] != "0" else "1")).presses("继续").sees("校验不符")
    given.finds_no_barrier().keeps_pictures("join-document-wrong")
    given.fills("证件号码", MINE).presses("继续")
    given.fills("您的手机号", "138 0000 0001").presses("继续")
    given.presses("我不知道")
    given.fills("孩子的姓名", "王小满").fills("孩子的出生日期", "2020-01-02").presses("添加").sees("王小满")
    given.finds_no_barrier().keeps_pictures("join-children").presses("就这些，继续")
    given.page.get_by_label("孩子上学").check()
    given.presses("继续").sees("核对您的回答").sees("王小满").finds_no_barrier().keeps_pictures("join-check")
    given.presses("提交").sees("已收到您的登记").sees("网格员上门核实")
    given.finds_no_barrier().keeps_pictures("join-done")

    receipt = Receipt.objects.get()
    visitor.opens(f"/receipts/{receipt.number}/").sees("属实").does_not_see("王芳")
    visitor.finds_no_barrier().keeps_pictures("receipt-genuine")


def test_a_resident_registers_by_the_keyboard_alone(visitor, house):
    given = visitor.opens("/join/")
    keys = given.page.keyboard

    def presses_enter_on(words: str) -> None:
        for _ in range(40):
            keys.press("Tab")
            if words in given.page.evaluate("(document.activeElement || document.body).innerText || ''"):
                with given.page.expect_navigation():
                    keys.press("Enter")
                return
        raise AssertionError(f"the keyboard never reaches {words}")

    def types_in(name: str, text: str) -> None:
        for _ in range(40):
            keys.press("Tab")
            if given.page.evaluate("document.activeElement.name || ''") == name:
                keys.type(text)
                with given.page.expect_navigation():
                    keys.press("Enter")
                return
        raise AssertionError(f"the keyboard never reaches the field {name}")

    presses_enter_on("开始登记")
    types_in("name", "阿依古丽·买买提")
    given.page.get_by_label("居民身份证", exact=True).focus()
    keys.press("Space")
    types_in("number", MINE)
    types_in("phone", "13800000001")
    types_in("since", today().isoformat())
    given.sees("您的住址")


def test_a_landlord_sees_red_first_says_yes_types_and_taps_out(visitor, house):
    waiting, _, room, _ = house.children.all()
    what = Joining(person=Told("王芳", MINE, birth_date=BORN), since=today(), division=VILLAGE, place=waiting)
    register_self(joining=what, by="door:self", at=timezone.now(), client_id=uuid4())

    given = visitor.signs_in_as("房东").opens("/landlord/").sees("等您确认")
    given.finds_no_barrier().keeps_pictures("landlord-rooms")
    given.presses(waiting.address).sees("是您的租客吗").finds_no_barrier().keeps_pictures("landlord-room-waiting")
    given.presses("是，住在这里").sees("确认住在这里").sees("按时").finds_no_barrier().keeps_pictures(
        "landlord-receipt"
    )
    given.opens(f"/landlord/rooms/{room.key}/").presses("我来填写").finds_no_barrier().keeps_pictures(
        "landlord-arrival"
    )
    given.fills("姓名", "孙小米").fills("证件号码", number(date(1991, 1, 1), 222)).presses("申报").sees("孙小米")
    given.presses("回到这间房").finds_no_barrier().keeps_pictures("landlord-room")
    given.presses("已搬走").sees("搬走")

    assert Stay.objects.current().get(place=room).end == today()
    given.opens("/landlord/receipts/").sees("孙小米").finds_no_barrier().keeps_pictures("landlord-receipts")


def test_an_employer_hands_in_a_list_and_gets_its_faults_back(visitor, starts_worker, tmp_path: Path):
    account = open_demo_person(DemoPersonKind.EMPLOYER)
    officer = open_demo_account(Role.REGISTRAR)
    appoint_clerk(
        account=account, credit_code="91990102MA2EFGHJ1Q", name="禾润织造厂", division="990102", by=officer,
        at=timezone.now(),
    )  # fmt: skip
    book = openpyxl.Workbook()
    wrong = number(date(1991, 1, 1), 222)[:17] + "A"
    for line in (
        ("姓名", "证件号码", "事项", "日期"),
        ("王芳", MINE, "入职", today().isoformat()),
        ("孙小米", wrong, "入职", today().isoformat()),
    ):
        book.active.append(line)
    held = io.BytesIO()
    book.save(held)
    (tmp_path / "名单.xlsx").write_bytes(held.getvalue())

    given = visitor.signs_in_as("企业经办人").opens("/employer/")
    given.finds_no_barrier().uploads("名单文件", tmp_path / "名单.xlsx").presses("上传名单")
    given.sees("排队等候").finds_no_barrier().keeps_pictures("employer-list")
    starts_worker()
    given.sees("已申报 1 人").sees("1 处错误").does_not_see(wrong).finds_no_barrier().keeps_pictures("employer-outcome")
    given.opens("/employer/").sees("王芳").finds_no_barrier().keeps_pictures("employer-staff")
    given.opens(f"/employer/receipts/{Receipt.objects.get().number}/").sees("按时").finds_no_barrier()
    given.keeps_pictures("employer-receipt")


def test_a_window_officer_reads_a_card_registers_and_prints(visitor, house):
    room = house.children.first()
    given = visitor.signs_in_as("窗口人员").opens("/registry/window/")
    given.page.get_by_label("本人到窗口办理").check()
    given.page.locator("main button").first.click()
    given.sees("窗口登记").finds_no_barrier().keeps_pictures("window-start")

    given.page.keyboard.type(MINE)  # the cursor stands in the field; the card reader ends with Enter
    given.page.keyboard.press("Enter")
    given.sees("没有登记过").finds_no_barrier().keeps_pictures("window-new")
    given.fills("姓名", "王芳").fills("住址或门牌码", room.plate)
    given.page.get_by_role("button", name="登记", exact=True).click()
    given.sees("已登记")
    given.finds_no_barrier().keeps_pictures("window-receipt")
    given.presses("下一位").fills("证件号码", MINE).presses("查找或开始登记").sees("现在的住址").sees(room.address)
    given.finds_no_barrier().keeps_pictures("window-person")
    given.presses("加家庭成员").finds_no_barrier().keeps_pictures("window-member")
    given.opens("/registry/window/plates/").sees(house.address).finds_no_barrier().keeps_pictures("window-plates")
    given.opens("/registry/window/employers/").finds_no_barrier().keeps_pictures("window-employers")


def test_whoever_comes_without_a_document_is_compared_with_those_who_are_known(visitor, house):
    room = house.children.first()
    enter_people(told=[Told("王芳", MINE, birth_date=BORN, sex="female")],
                 origin=Origin("police", "file", "job:test", timezone.now(), "verified"), observed_on=today(), purpose="t")  # fmt: skip
    given = visitor.signs_in_as("窗口人员").opens("/registry/window/new/")
    given.page.get_by_label("本人到窗口办理").check()
    given.presses("继续")
    given.page.get_by_label("证件类型").select_option("none")
    given.fills("姓名", "王芳").fills("出生日期", "1990-03-04").fills("住址或门牌码", room.plate)
    given.page.get_by_role("button", name="登记", exact=True).click()

    given.sees("可能已经登记过").sees("1990年3月4日").finds_no_barrier().keeps_pictures("window-alike")

    given.presses("都不是，登记为新的人").sees("已登记")
    assert Receipt.objects.count() == 1
