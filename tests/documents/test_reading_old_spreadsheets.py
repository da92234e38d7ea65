"""The .xls of old office programs: read as it is, formulas refused, returned as .xlsx with marks."""

import io
from datetime import date

import openpyxl
import pytest
from tests.documents.sample_tables import APPLICANTS, LABELS, applicant
from tests.documents.sample_xls import xls

from xinju.documents.spreadsheets.formulas_in_xls import formula_cells
from xinju.documents.spreadsheets.marking import mark
from xinju.documents.spreadsheets.reading import read

ROWS = [["禾润区2026年积分入学申请名单"], LABELS, *(applicant(serial) for serial in range(1, 30))]


def planted() -> bytes:
    rows = [list(row) for row in ROWS]
    rows[4][1] = "=A1"
    rows[6][2] = 999001202003150011.0
    rows[8][3] = 45352
    return xls(rows, "报名表")


def test_an_old_spreadsheet_is_read_with_its_formulas_and_long_numbers_refused():
    reading = read(planted(), "名单.xls", APPLICANTS)

    assert [(fault.cell, fault.code) for fault in reading.faults] == [("B5", "formula"), ("C7", "number_cell")]
    assert reading.sheet == "报名表"
    assert len(reading.rows) == 27
    assert next(row for row in reading.rows if row.line == 9).values["born"] == date(2024, 3, 1)


def test_it_comes_back_as_a_new_file_with_the_bad_cells_marked():
    content = planted()

    ending, back = mark(content, read(content, "名单.xls", APPLICANTS))

    page = openpyxl.load_workbook(io.BytesIO(back))["报名表"]
    marked = {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment is not None}
    assert ending == "xlsx"
    assert marked == {"B5", "C7"}
    assert page["A3"].value == "HR2026-0001"


def test_an_old_text_document_is_no_spreadsheet():
    document = planted().replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))

    assert [fault.code for fault in read(document, "a.xls", APPLICANTS).faults] == ["not_a_spreadsheet"]


@pytest.mark.parametrize("cut", [100, 600, 3000, 5000])
def test_a_file_that_was_cut_off_is_one_fault(cut):
    reading = read(planted()[:cut], "名单.xls", APPLICANTS)

    assert [fault.code for fault in reading.faults] in (["damaged_file"], ["not_a_spreadsheet"])


def test_a_container_whose_sectors_run_in_a_circle_ends():
    content = bytearray(planted())
    table = len(content) - 512
    content[table : table + 4] = (0).to_bytes(4, "little")

    with pytest.raises(ValueError):
        formula_cells(bytes(content))
