"""Coming in by the demo's buttons, reading in English and in large type."""

import pytest


@pytest.mark.parametrize(
    "role",
    [
        "窗口人员",
        "网格员",
        "登记管理员",
        "教育局经办人",
        "政策科",
        "部门经办人",
        "负责人",
        "审计员",
        "安全管理员",
        "系统管理员",
    ],
)
def test_each_role_comes_in_by_its_button_and_goes_out_again(visitor, role):
    visitor.signs_in_as(role)
    visitor.opens("/account/").sees("我的工作").sees(role)

    visitor.presses("退出")

    visitor.sees("选择演示身份")


@pytest.mark.parametrize("kind", ["居民", "房东", "企业经办人"])
def test_each_kind_of_resident_comes_in_by_its_button_and_goes_out_again(visitor, kind):
    visitor.opens("/account/sign-in/").presses(kind)
    visitor.sees("我的账户")

    visitor.presses("退出")

    visitor.sees("选择演示身份")


def test_the_door_has_no_barrier_on_a_phone_and_on_a_desk(visitor):
    visitor.opens("/account/sign-in/")

    visitor.finds_no_barrier().keeps_pictures("sign-in")


def test_an_officers_first_page_has_no_barrier(visitor):
    visitor.signs_in_as("教育局经办人")

    visitor.finds_no_barrier().keeps_pictures("my-work")


def test_a_visitor_reads_on_in_english_and_in_large_type(visitor):
    visitor.opens("/account/sign-in/").presses("English")
    visitor.sees("Choose who to be")

    visitor.presses("Large type")

    visitor.sees("Choose who to be").finds_no_barrier().keeps_pictures("sign-in-large")


def test_a_missing_page_says_so_and_shows_the_way_back(visitor):
    visitor.opens("/nowhere/")

    visitor.sees("没有找到这一页").finds_no_barrier().keeps_pictures("not-found")


def test_a_visitor_without_a_mouse_skips_to_the_content_and_presses_a_role(visitor):
    visitor.opens("/account/sign-in/")
    press = visitor.page.keyboard.press

    press("Tab")
    press("Enter")
    press("Tab")
    press("Enter")

    visitor.sees("我的账户")
