"""The policy office reads a sheet, takes its open questions away as a file, and sees how to record a decision."""

import openpyxl
import pytest


@pytest.fixture
def policy(visitor):
    """Somebody of the policy office, signed in."""
    return visitor.signs_in_as("政策科")


def test_the_list_of_sheets_says_what_is_open(policy):
    policy.presses("计分标准")

    policy.sees("本区").sees("待决定").sees("均已答复").sees("现行")
    policy.finds_no_barrier().keeps_pictures("sheets-list")


def test_the_open_questions_are_taken_away_as_a_spreadsheet(policy, tmp_path):
    policy.opens("/office/sheets/herun/jifen/2026/findings/").sees("恰为100")
    policy.finds_no_barrier().keeps_pictures("sheets-findings")

    with policy.page.expect_download() as waiting:
        policy.page.get_by_role("link", name="下载清单（XLSX）").click()

    kept = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(kept)
    assert kept.name == "jifen-2026-findings.xlsx"
    assert openpyxl.load_workbook(kept).active.max_row >= 3


def test_how_a_decision_is_recorded_is_shown_line_by_line(policy):
    policy.opens("/office/sheets/herun/jifen/2026/findings/")

    policy.page.get_by_text("怎样记录决定").click()

    policy.sees("reading: lower").sees("reading: upper").finds_no_barrier().keeps_pictures("sheets-decision")


def test_table_rules_and_cases_have_no_barrier(policy):
    policy.opens("/office/sheets/herun/jifen/2026/").sees("标准分值").finds_no_barrier().keeps_pictures("sheets-table")
    policy.presses("规则原文").sees("证明材料").finds_no_barrier().keeps_pictures("sheets-rules")
    policy.presses("案例").sees("全部与手算相符").finds_no_barrier().keeps_pictures("sheets-cases")


def test_a_published_sheet_of_another_place_shows_all_that_it_leaves_open(policy):
    policy.opens("/office/sheets/library/wenzhou-ouhai-butie/2024/findings/").sees("没有规定")

    policy.finds_no_barrier().keeps_pictures("sheets-findings-many")


def test_a_sheet_is_read_in_english_and_with_the_keyboard_alone(policy):
    policy.opens("/office/sheets/herun/jifen/2026/findings/").presses("English").sees("not decided yet")
    details = policy.page.get_by_text("How to record a decision")

    details.focus()
    policy.page.keyboard.press("Enter")

    policy.sees("reading: lower").finds_no_barrier()
