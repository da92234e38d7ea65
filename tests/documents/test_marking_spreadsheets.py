"""A spreadsheet with planted faults comes back with as many marked cells."""

import io
from dataclasses import replace

import openpyxl
import pytest
from tests.documents.sample_tables import APPLICANTS, LABELS, applicant, citizen_id, csv, xlsx

from xinju.documents.spreadsheets import marking
from xinju.documents.spreadsheets.marking import mark
from xinju.documents.spreadsheets.reading import read

PLANTED = {
    ("儿童姓名", 4): None,
    ("儿童姓名", 5): "=A1",
    ("儿童公民身份号码", 6): 999001202003150011,
    ("儿童公民身份号码", 7): "99900120200315001",
    ("出生日期", 8): "2020-02-30",
    ("出生日期", 9): "明年",
    ("社会保险月数", 10): "一年",
    ("社会保险月数", 11): -4,
    ("性别", 12): "未知",
    ("监护人公民身份号码", 13): citizen_id(1)[:17] + "A",
}


def planted() -> list[list]:
    rows = [["禾润区2026年积分入学申请名单"], LABELS, *(applicant(serial) for serial in range(3, 20))]
    for (label, line), value in PLANTED.items():
        rows[line - 1][LABELS.index(label)] = value
    return rows


def marked_cells(content: bytes, sheet: str) -> dict[str, str]:
    page = openpyxl.load_workbook(io.BytesIO(content))[sheet]
    return {
        cell.coordinate: cell.comment.text
        for row in page.iter_rows()
        for cell in row
        if cell.comment is not None and cell.fill.start_color.rgb.endswith("FFC7CE")
    }


def test_ten_planted_faults_come_back_as_ten_marked_cells_and_nothing_else_changed():
    content = xlsx(planted())
    reading = read(content, "名单.xlsx", APPLICANTS)

    ending, back = mark(content, reading)

    expected = {"ABCDEFGHI"[LABELS.index(label)] + str(line) for label, line in PLANTED}
    assert ending == "xlsx"
    assert set(marked_cells(back, "Sheet1")) == expected
    assert len(reading.rows) == 17 - 10
    page = openpyxl.load_workbook(io.BytesIO(back))["Sheet1"]
    assert [[cell.value for cell in row] for row in page.iter_rows(max_row=2)] == [
        ["禾润区2026年积分入学申请名单", *[None] * 8],
        LABELS,
    ]
    assert page["B5"].value == "=A1"


def test_the_faults_also_stand_in_a_list_and_mended_files_can_be_sent_again():
    content = xlsx(planted())
    ending, back = mark(content, read(content, "名单.xlsx", APPLICANTS))

    again = read(back, "名单.xlsx", APPLICANTS)

    listed = openpyxl.load_workbook(io.BytesIO(back))["错误清单"]
    assert listed.max_row == 11
    assert again.sheet == "Sheet1" and len(again.faults) == 10


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_file_keeps_its_encoding_and_gains_one_column(encoding):
    content = csv(planted(), encoding).replace(b"None", b"")
    reading = read(content, "名单.csv", APPLICANTS)

    ending, back = mark(content, reading)

    lines = back.decode(encoding).splitlines()
    assert ending == "csv"
    assert lines[1].endswith(",错误原因")
    assert "儿童姓名：此格必填" in lines[3]
    assert sum("：" in line.rsplit(",", 1)[-1] for line in lines) == len({fault.line for fault in reading.faults})


def test_no_text_in_a_marked_text_file_can_act_as_a_formula():
    rows = [LABELS, applicant(1)]
    rows[1][1], rows[1][7], rows[1][5] = "@SUM(A1)", '=HYPERLINK("x")', "abc"
    content = csv(rows).replace(b'=HYPERLINK("x")', b"=cmd")

    back = mark(content, read(content, "a.csv", APPLICANTS))[1].decode()

    assert "'@SUM(A1)" in back and "'=cmd" in back
    assert read(back.encode(), "a.csv", APPLICANTS).unused == ("错误原因",)


def test_a_large_file_is_written_anew_with_the_same_marks(monkeypatch):
    content = xlsx(planted())
    monkeypatch.setattr(marking, "_HELD_IN_MEMORY", 0)

    back = mark(content, read(content, "名单.xlsx", APPLICANTS))[1]

    assert len(marked_cells(back, "Sheet1")) == 10


def test_a_file_that_cannot_be_read_comes_back_as_a_list_of_its_faults():
    reading = read(b"%PDF-1.4", "a.pdf", APPLICANTS)

    ending, back = mark(b"%PDF-1.4", reading, "en")

    assert ending == "xlsx"
    assert "not a spreadsheet" in openpyxl.load_workbook(io.BytesIO(back))["Faults"]["E2"].value


def test_a_fault_in_a_merged_block_marks_the_cell_that_shows():
    book = openpyxl.load_workbook(io.BytesIO(xlsx([LABELS, applicant(1), applicant(2)])))
    book.active.merge_cells("H2:H3")
    output = io.BytesIO()
    book.save(output)
    reading = read(output.getvalue(), "a.xlsx", APPLICANTS)

    back = mark(output.getvalue(), reading)[1]

    assert [fault.cell for fault in reading.faults] == ["H3"]
    assert set(marked_cells(back, "Sheet1")) == {"H2"}


def test_a_reading_without_faults_comes_back_unmarked():
    content = xlsx([LABELS, applicant(1)])
    reading = replace(read(content, "a.xlsx", APPLICANTS), faults=())

    assert marked_cells(mark(content, reading)[1], "Sheet1") == {}
