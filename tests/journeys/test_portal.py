"""A parent on a phone: may my child apply, how many points, and where to look; without a sign-in."""

from datetime import date

import pytest

from xinju.portal.views import public as views

TODAY = date(2026, 4, 20)


@pytest.fixture(autouse=True)
def april(monkeypatch):
    """A day on which applications for 2026 are open."""
    monkeypatch.setattr(views, "today", lambda: TODAY)


def answers(visitor, *given):
    """Answer one question after the other: a text to type, or the words of a button or an option."""
    for kind, words in given:
        if kind == "types":
            visitor.page.locator("#id_answer").fill(words)
            visitor.presses("继续")
        elif kind == "chooses":
            visitor.page.get_by_label(words).check()
            visitor.presses("继续")
        else:
            visitor.presses(words)
    return visitor


def test_the_first_page_asks_three_questions_and_shows_dates_and_windows(visitor):
    visitor.opens("/")

    visitor.sees("能不能报名").sees("我有多少积分").sees("告知单是真的吗")
    visitor.sees("2026年4月13日 至 2026年5月12日").sees("进行中").sees("0999-5550120").sees("8:30")
    visitor.finds_no_barrier().keeps_pictures("portal-home")


def test_a_child_may_apply_and_the_page_says_until_when_and_what_to_bring(visitor):
    visitor.opens("/").presses("能不能报名").finds_no_barrier().keeps_pictures("portal-apply-question")

    answers(visitor, ("types", "2019-10-01"), ("types", "2021年3月5日"), ("types", "2020/3/1"), ("types", "13"))

    visitor.sees("可以报名").sees("2026年5月12日截止").sees("请携带").sees("系统已有")
    visitor.finds_no_barrier().keeps_pictures("portal-apply-yes")


def test_a_child_may_not_yet_apply_and_the_page_says_from_which_day(visitor):
    visitor.opens("/apply/")

    answers(
        visitor,
        ("types", "2019-10-01"),
        ("types", "2025-11-05"),
        ("types", "2025-05-02"),
        ("types", "13"),
    )

    visitor.sees("还不能，2026年5月1日起可以").sees("赶得上这一轮")
    visitor.finds_no_barrier().keeps_pictures("portal-apply-not-yet")


def test_a_child_may_not_apply_and_the_page_says_what_then(visitor):
    visitor.opens("/apply/")

    answers(
        visitor,
        ("types", "2019-10-01"),
        ("presses", "没有居住证"),
        ("types", "2026-03-01"),
        ("presses", "没有参保"),
        ("presses", "我不知道"),
        ("presses", "由父母照看"),
    )

    visitor.sees("不能报名").sees("还差").sees("申领居住证").sees("教育局招生窗口")
    visitor.finds_no_barrier().keeps_pictures("portal-apply-no")


def test_a_child_who_is_too_young_hears_the_year(visitor):
    visitor.opens("/apply/")

    answers(visitor, ("types", "2021-01-10"), ("types", "2021-03-05"), ("types", "2020-03-01"), ("types", "13"))

    visitor.sees("还不能，2027年4月13日起可以").sees("以当年通知为准")


def test_points_with_things_not_known_come_out_as_a_range(visitor):
    visitor.opens("/points/").sees("第 1 题，共 10 题")

    answers(visitor, ("types", "1990-05-20"), ("chooses", "大专"))
    visitor.finds_no_barrier().keeps_pictures("portal-points-question")
    answers(
        visitor,
        ("presses", "我不知道"),
        ("types", "2019-03-01"),
        ("types", "2019-09-05"),
        ("types", "60"),
        ("types", "2021-01-01"),
        ("presses", "没有自有住房"),
        ("presses", "我不知道"),
        ("types", "45"),
    )

    visitor.sees("按您的回答").sees(" – ").sees("您答了“不知道”").sees("没有问到的").sees("志愿服务")
    visitor.finds_no_barrier().keeps_pictures("portal-points-result")


def test_an_answer_can_be_changed_and_the_points_change_with_it(visitor):
    visitor.opens("/points/")
    everything = [("types", "1990-05-20"), ("chooses", "大专"), *[("presses", "我不知道")] * 8]
    answers(visitor, *everything).sees("大专（高职）")

    visitor.page.get_by_role("button", name="改 最高学历是？").click()
    visitor.page.get_by_label("本科").check()
    visitor.presses("继续")

    visitor.sees("按您的回答").sees("本科")


def test_back_leads_to_the_question_before_with_the_answer_still_there(visitor):
    visitor.opens("/points/")
    answers(visitor, ("types", "1990-05-20"))

    visitor.presses("上一题")

    assert visitor.page.locator("#id_answer").input_value() == "1990-05-20"


def test_nonsense_gets_a_sentence_at_the_field_and_nothing_is_lost(visitor):
    visitor.opens("/points/")
    answers(visitor, ("types", "昨天")).sees("这不是一个日期")
    answers(visitor, ("types", "1990-02-30")).sees("这不是一个日期")
    answers(visitor, ("types", "2026-01-01")).sees("太晚了")
    visitor.finds_no_barrier().keeps_pictures("portal-nonsense")

    answers(visitor, ("types", "1990-05-20"), ("presses", "继续"))

    visitor.sees("请选一项").sees("第 2 题")


def test_a_visitor_without_a_mouse_counts_points(visitor):
    visitor.opens("/points/")
    keyboard = visitor.page.keyboard

    visitor.page.locator("#id_answer").focus()
    keyboard.type("1990-05-20")
    keyboard.press("Enter")
    visitor.sees("最高学历")
    visitor.page.locator("input[type=radio]").first.focus()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")

    visitor.sees("第 3 题")


def test_the_pages_work_without_scripts(chromium, live_server):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/apply/")

    page.locator("#id_answer").fill("2015-01-01")
    page.get_by_role("button", name="继续").click()

    assert "不能报名" in page.locator("main").inner_text()
    context.close()


def test_the_table_is_read_on_a_phone_with_its_versions(visitor):
    visitor.opens("/table/")

    visitor.sees("最高分值").sees("责任单位").sees("现行").sees("其他版本")
    visitor.finds_no_barrier().keeps_pictures("portal-table")


def test_everything_is_there_in_english(visitor):
    visitor.opens("/").presses("English").sees("How many points?").finds_no_barrier().keeps_pictures("portal-home-en")
    visitor.opens("/points/")
    visitor.page.locator("#id_answer").fill("1990-05-20")
    visitor.presses("Continue")
    for _ in range(9):
        visitor.presses("I do not know")

    visitor.sees("From your answers").sees("What was not asked")
    visitor.finds_no_barrier().keeps_pictures("portal-points-result-en")


def test_where_a_case_stands_and_whether_a_paper_is_genuine(visitor):
    visitor.opens("/").presses("我的事办到哪一步").sees("查安排结果")
    visitor.finds_no_barrier().keeps_pictures("portal-case")

    visitor.presses("这份告知单是真的吗")

    visitor.sees("核验码")


def test_nobody_loses_answers_by_reading_on_in_english_or_in_large_type(visitor):
    visitor.opens("/points/")
    answers(visitor, ("types", "1990-05-20"), ("chooses", "大专"))

    visitor.presses("English").sees("Question 3 of 10").presses("Large type").sees("Question 3 of 10")
    for _ in range(8):
        visitor.presses("I do not know")
    visitor.sees("From your answers").presses("中文")

    visitor.sees("按您的回答").sees("大专（高职）").finds_no_barrier()
