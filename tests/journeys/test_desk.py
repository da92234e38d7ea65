"""A grid worker and a registrar at the desk: what waits, the step with its evidence, the next case with one key."""

from datetime import timedelta

import pytest
from django.utils import timezone

from xinju.cases import actions

VILLAGE = "990102001001"


@pytest.fixture
def work(db):
    """Cases at the door: one overdue, one due soon, and a permit that waits for its papers."""
    today = timezone.localdate()

    def opened(kind: str, days_ago: int, **more: object):
        values = {"type": kind, "region": VILLAGE, "opened_on": today - timedelta(days=days_ago), "by": "job:test"}
        return actions.open_case(**{**values, **more})

    return [
        opened("verification", 30, subject="registry.person:1", at="visit", title="稻香里 3 幢 502 室"),
        opened("verification", 1, subject="registry.person:2", at="visit", title="稻香里 3 幢 601 室"),
        opened("contested_value", 2, subject="registry.record:7", title="参保月份：本人说少了一个月"),
    ]


def test_a_visit_is_recorded_with_its_evidence_and_the_next_case_follows(work, visitor):
    today = timezone.localdate().isoformat()
    given = visitor.signs_in_as("网格员").opens("/desk/")
    given.sees("已逾期").sees("稻香里 3 幢 502 室").finds_no_barrier().keeps_pictures("desk-inbox")

    given.presses("信息核实").sees("办理").finds_no_barrier().keeps_pictures("desk-case")
    given.presses("家中无人，留条").fills("入户日期", today).fills("留言条编号", "S-2026-17")
    given.page.get_by_label("入户时段").select_option("morning")
    given.finds_no_barrier().keeps_pictures("desk-move").presses("确定")

    given.sees("已办：家中无人，留条").sees("待第二次入户").sees("S-2026-17").finds_no_barrier()
    given.presses("下一件").sees("601 室")


def test_a_step_without_its_evidence_says_what_is_missing(work, visitor):
    given = visitor.signs_in_as("网格员").opens(f"/desk/cases/{work[0].key}/move/refuse/").presses("确定")

    given.sees("入户日期").finds_no_barrier().keeps_pictures("desk-missing")
    assert given.page.locator(".field-wrong").count() >= 2


def test_a_contested_value_goes_to_its_source_by_keyboard(work, visitor):
    given = visitor.signs_in_as("登记管理员").opens(f"/desk/cases/{work[2].key}/")
    given.sees("15 个工作日").sees("参保月份")

    given.page.get_by_role("link", name="转来源部门").focus()
    given.page.keyboard.press("Enter")
    given.page.wait_for_load_state("load")
    given.fills("转办编号", "转〔2026〕3号")
    given.page.get_by_label("由哪个部门答复").select_option("social_security")
    given.presses("确定").sees("待来源部门核对").sees("市人力资源和社会保障局").finds_no_barrier()
    given.keeps_pictures("desk-at-source")


def test_an_empty_desk_is_calm(visitor):
    visitor.signs_in_as("网格员").opens("/desk/").sees("没有待办事项").finds_no_barrier().keeps_pictures("desk-empty")


def test_the_desk_is_there_in_english(work, visitor):
    given = visitor.signs_in_as("网格员").opens(f"/desk/cases/{work[0].key}/").presses("English")

    given.sees("days overdue").sees("Nobody home: slip left").finds_no_barrier().keeps_pictures("desk-english")


def test_the_head_sees_which_years_are_published(visitor):
    given = visitor.signs_in_as("负责人").opens("/desk/calendar/")

    given.sees("随程序附带").sees("公布或更正一年").finds_no_barrier().keeps_pictures("desk-calendar")
