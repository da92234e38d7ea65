"""The doors of a real site: a resident by phone, an officer with a second step, the security officer's desk."""

import re
import time

import pytest

from xinju.accounts import actions, totp
from xinju.accounts.access import Role
from xinju.accounts.models import SecondFactor
from xinju.web.keyring import seal_of


@pytest.fixture
def production(settings):
    """The staff's door as in production; the demo's keys stay, for there are no others here."""
    seal_of(SecondFactor.SEALED).seal("x", row=1)
    settings.IS_DEMO = False
    return settings


def test_a_resident_comes_in_by_phone_and_is_told_what_opens_next(visitor):
    visitor.opens("/account/enter/").finds_no_barrier().keeps_pictures("enter")

    visitor.fills("手机号", "199 0000 0001").presses("发送验证码")
    visitor.sees("演示系统不发短信").finds_no_barrier().keeps_pictures("enter-code")
    code = re.search(r"验证码是 (\d{6})", visitor.page.inner_text("main"))[1]
    visitor.fills("六位验证码", code).presses("登录")

    visitor.sees("还没有核对本人").finds_no_barrier().keeps_pictures("my-account")


def test_a_wrong_number_and_a_wrong_code_are_told_beside_the_field(visitor):
    visitor.opens("/account/enter/").fills("手机号", "12345").presses("发送验证码")
    visitor.sees("这不是可以收短信的手机号").finds_no_barrier().keeps_pictures("enter-wrong")

    visitor.fills("手机号", "19900000001").presses("发送验证码").fills("六位验证码", "12").presses("登录")

    visitor.sees("验证码不正确或已过期").finds_no_barrier()


def test_the_new_owner_of_a_phone_cuts_the_old_account_off(visitor):
    visitor.opens("/account/enter/").fills("手机号", "19900000001").presses("发送验证码")
    code = re.search(r"验证码是 (\d{6})", visitor.page.inner_text("main"))[1]
    visitor.fills("六位验证码", code).presses("登录")

    visitor.page.get_by_text("这不是我的账户").click()
    visitor.finds_no_barrier().presses("断开这个账户")

    visitor.sees("再次登录会是一个新的空白账户")


def test_an_officer_sets_up_the_second_step_at_the_first_sign_in(visitor, production):
    actions.open_account(
        username="shen", name="沈一", role=Role.HEAD, office="中心", password="long-enough-phrase", by="job:test"
    )
    visitor.opens("/account/sign-in/").finds_no_barrier().keeps_pictures("staff-sign-in")
    visitor.fills("用户名", "shen").fills("密码", "long-enough-phrase").presses("登录")
    visitor.sees("设置第二步验证").finds_no_barrier().keeps_pictures("enrol")

    secret = visitor.page.locator("code").inner_text().replace(" ", "")
    visitor.fills("应用里的六位数", totp.code_at(secret, _step())).presses("完成设置")
    visitor.sees("备用码").finds_no_barrier().keeps_pictures("recovery-codes")
    spare = visitor.page.locator("main code").first.inner_text()
    visitor.presses("我已保存").sees("我的工作").presses("退出")

    visitor.fills("用户名", "shen").fills("密码", "long-enough-phrase").presses("登录")
    visitor.sees("第二步验证").finds_no_barrier().keeps_pictures("second-step")
    visitor.fills("应用里的六位数，或一个备用码", spare).presses("登录").sees("我的工作")


def _step() -> int:
    return int(time.time()) // totp.SECONDS


def test_an_officer_says_once_why_people_are_looked_at(visitor):
    visitor.signs_in_as("窗口人员").opens("/account/purpose/?next=/account/")
    visitor.sees("为什么查找").finds_no_barrier().keeps_pictures("purpose")

    visitor.page.get_by_label("本人到窗口办理").check()
    visitor.presses("继续").sees("我的工作")


def test_the_security_officer_opens_an_account_and_ends_a_binding(visitor):
    account = actions.open_person_account(phone="19900000001", by="job:test")
    actions.bind(account=account, person="P1", evidence="demo", by="job:demo")
    visitor.signs_in_as("安全管理员").presses("账号").presses("新开账号")
    visitor.finds_no_barrier().keeps_pictures("officer-new")
    visitor.fills("用户名", "lin").fills("姓名", "林一").fills("单位", "审计局")
    visitor.page.get_by_label("身份").select_option("auditor")
    visitor.presses("开账号").sees("初始密码").finds_no_barrier().keeps_pictures("password-once")
    visitor.presses("完成").sees("未设置").finds_no_barrier().keeps_pictures("officer")
    visitor.opens("/account/staff/").finds_no_barrier().keeps_pictures("staff")

    visitor.presses("绑定").sees("P1").finds_no_barrier().keeps_pictures("bindings")
    visitor.page.get_by_label("原因").select_option("household_split")
    visitor.presses("立即结束")

    visitor.sees("家庭关系变化")


def test_an_officer_comes_in_with_a_passkey_of_the_device(visitor, production):
    account = actions.open_account(
        username="shen", name="沈一", role=Role.HEAD, office="中心", password="long-enough-phrase", by="job:test"
    )
    _, secret = actions.begin_factor(by=account)
    actions.confirm_factor(code=totp.code_at(secret, _step() - 1), by=account)
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})

    visitor.opens("/account/sign-in/").fills("用户名", "shen").fills("密码", "long-enough-phrase").presses("登录")
    visitor.fills("应用里的六位数，或一个备用码", totp.code_at(secret, _step())).presses("登录")
    visitor.sees("我的工作").presses("我的通行密钥").presses("添加这台设备").sees("最近使用")
    visitor.finds_no_barrier().keeps_pictures("passkeys")
    visitor.presses("退出")

    visitor.fills("用户名", "shen").fills("密码", "long-enough-phrase").presses("登录")
    visitor.presses("用通行密钥登录").finds_no_barrier().keeps_pictures("passkey-step").presses("用通行密钥")

    visitor.sees("我的工作")
