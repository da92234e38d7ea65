"""Lists go out as text that stays text, in constant memory, and the template comes back readable."""

import io
import tracemalloc
from datetime import date
from fractions import Fraction

import openpyxl
import pytest
from tests.documents.sample_tables import APPLICANTS, applicant

from xinju.documents.spreadsheets.reading import read
from xinju.documents.spreadsheets.template import template
from xinju.documents.spreadsheets.writing import ListColumn, ListSheet, write_csv, write_xlsx

DAY = date(2026, 7, 1)
COLUMNS = (ListColumn("编号"), ListColumn("积分"), ListColumn("日期"), ListColumn("说明", 40, wraps=True))


def cells_of(content: bytes) -> list[list]:
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [[(cell.value, cell.data_type) for cell in row] for row in page.iter_rows(min_row=2)]


def test_no_text_becomes_a_formula_a_link_or_a_number():
    nasty = ["=1+1", "+86 577", "-5 度", "@SUM(A1)", "http://x.example", "0012", "999001202003150018"]
    rows = [[text, None, None, ""] for text in nasty]

    written = cells_of(write_xlsx([ListSheet("名单", COLUMNS, rows)], DAY))

    assert [row[0] for row in written] == [(text, "s") for text in nasty]


def test_points_are_numbers_where_a_decimal_is_exact_and_text_where_none_is():
    rows = [["A", Fraction(257, 2), DAY, "x"], ["B", Fraction(1, 3), DAY, "x"]]

    exact, endless = cells_of(write_xlsx([ListSheet("名单", COLUMNS, rows)], DAY))

    assert exact[1] == (128.5, "n")
    assert endless[1] == ("1/3", "s")
    assert exact[2][1] == "d"


def test_the_same_rows_on_the_same_day_give_the_same_bytes():
    sheet = ListSheet("名单", COLUMNS, [["A", 1, DAY, "x"]], heading="名单")

    assert write_xlsx([sheet], DAY) == write_xlsx([sheet], DAY)


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_little_memory(tmp_path):
    rows = ([f"HR{n}", n, DAY, "一段不短的说明文字" * 3] for n in range(20_000))
    tracemalloc.start()

    with (tmp_path / "list.xlsx").open("wb") as target:
        write_xlsx([ListSheet("名单", COLUMNS, rows)], DAY, target)

    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_text_list_is_readable_by_excel_and_runs_nothing():
    text = b"".join(write_csv(["编号", "说明"], [["=1", "@x"], [-5, Fraction(-1, 2)], ["-3.5", "a,b"]]))

    assert text.startswith(b"\xef\xbb\xbf")
    assert text.decode("utf-8-sig").splitlines()[1:] == ["'=1,'@x", "-5,-0.5", '-3.5,"a,b"']


def test_the_template_is_read_back_when_rows_are_typed_into_it():
    book = openpyxl.load_workbook(io.BytesIO(template(APPLICANTS, DAY)))
    page = book.worksheets[0]
    for position, value in enumerate(applicant(1), 1):
        page.cell(2, position, value)
    output = io.BytesIO()
    book.save(output)

    reading = read(output.getvalue(), "模板.xlsx", APPLICANTS)

    assert reading.faults == () and len(reading.rows) == 1
    assert page.column_dimensions["C"].number_format == "@"
    assert "必填" in page["A1"].comment.text
    assert page.data_validations.dataValidation[0].formula1 == '"男,女"'
