"""Statement, official table, bureau report and findings say what their values say."""

import io
from dataclasses import replace

import docx
import openpyxl
import pytest
from tests.documents.sample_papers import DAY, FINDINGS, REPORT, STATEMENT, TABLE
from tests.documents.sample_pdfs import pages_of, words_of

from xinju.documents.docx import findings_docx
from xinju.documents.pdf import bureau_report_pdf, sheet_table_pdf, statement_pdf
from xinju.documents.reports import Moved, OtherRule, SchoolRow, Verified
from xinju.documents.spreadsheets.findings import findings_xlsx
from xinju.documents.tables import TableRow, cells_wide, sheet_table_html, sheet_table_text


def test_a_statement_shows_what_counted_what_did_not_and_why_and_a_range_where_facts_are_open():
    words = words_of(statement_pdf(STATEMENT))

    for said in (
        "持有居住证满4年1个月",
        "第五条第一款",
        "未计入：尚未核实",
        "30至50",
        "58.5至78.5",
        "还可以：",
        "141.5",
        "与职业资格取高者",
    ):
        assert said in words, said


def test_a_long_statement_runs_over_several_pages():
    assert pages_of(statement_pdf(replace(STATEMENT, lines=STATEMENT.lines * 12))) > 1


def test_the_official_table_has_its_six_columns_in_pdf():
    words = words_of(sheet_table_pdf(TABLE, DAY))

    for said in ("类别", "指标", "标准分值", "最高分值", "责任单位", "备注", "41—60周岁每增加1岁减0.5分", "以上、以下"):
        assert said in words, said


def test_a_table_of_two_hundred_rows_repeats_its_heading():
    pdf = sheet_table_pdf(replace(TABLE, rows=TABLE.rows * 50), DAY)

    assert pages_of(pdf) > 3
    assert words_of(pdf).count("责任单位") == pages_of(pdf)


def test_the_text_table_stands_straight_though_chinese_is_twice_as_wide():
    lines = [line for line in sheet_table_text(TABLE).splitlines() if " | " in line]

    places = {tuple(cells_wide(line[:at]) for at in _bars(line)) for line in lines if line.count(" | ") == 5}
    assert len(places) == 1


def _bars(line: str) -> list[int]:
    return [at for at in range(len(line)) if line.startswith(" | ", at)]


def test_the_html_table_escapes_and_groups_and_has_no_style():
    html = sheet_table_html(replace(TABLE, rows=(*TABLE.rows, TableRow("减扣分", "<script>", "a\nb", "", "&", '"'))))

    assert "<script>" not in html and "style" not in html
    assert 'rowspan="2">基础分' in html and 'rowspan="2">减扣分' in html
    assert "<td>a<br>b</td>" in html


@pytest.mark.parametrize("schools", [1, 12, 40])
def test_the_bureau_report_has_two_pages(schools):
    rows = tuple(SchoolRow(f"第{n}小学", 45, 50, 90, 45, "130.5 分，抽签号 3f09") for n in range(schools))

    assert pages_of(bureau_report_pdf(replace(REPORT, schools=rows))) == 2


def test_the_bureau_report_keeps_two_pages_with_every_other_rule_and_its_children():
    moved = tuple(Moved(f"RX26-{n:06d}", "禾润区实验小学（第1志愿）", "禾苑第一小学（统筹）") for n in range(24))
    others = (
        OtherRule("如果改用平行志愿，30 个孩子的学校会不同。", moved, more=6),
        OtherRule("每个孩子的学校都一样。"),
    )

    report = bureau_report_pdf(replace(REPORT, others=others))

    assert pages_of(report) == 2
    assert "RX26-000023" in words_of(report) and "另有6名" in words_of(report)


def test_the_bureau_report_does_not_say_that_all_holds_when_a_rule_is_broken():
    broken = replace(REPORT, verified=(*REPORT.verified, Verified("抽签号按公开种子算出", 600, 2)))

    assert "全部核验项目成立" in words_of(bureau_report_pdf(REPORT))
    assert "有核验项目不成立" in words_of(bureau_report_pdf(broken))


def test_findings_go_out_with_both_readings_and_an_empty_decision():
    table = docx.Document(io.BytesIO(findings_docx(FINDINGS))).tables[0]
    page = openpyxl.load_workbook(io.BytesIO(findings_xlsx(FINDINGS))).worksheets[0]

    for open_row, answered in (
        ([cell.text for cell in table.rows[1].cells], [cell.text for cell in table.rows[2].cells]),
        ([cell.value or "" for cell in page[3]], [cell.value or "" for cell in page[4]]),
    ):
        assert open_row[5] == "A．100 分属于上档，每平方米 260 元\nB．100 分属于下档，每平方米 200 元"
        assert open_row[6] == ""
        assert answered[6] == "按 0 分（区政策法规科 2026-06-10）"


def test_findings_for_printing_lie_across_a4_and_repeat_their_heading():
    page = openpyxl.load_workbook(io.BytesIO(findings_xlsx(FINDINGS))).worksheets[0]
    section = docx.Document(io.BytesIO(findings_docx(FINDINGS))).sections[0]

    assert page.page_setup.paperSize == "9" or page.page_setup.paperSize == 9
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == "$2:$2"
    assert round(section.page_width.mm) == 297
