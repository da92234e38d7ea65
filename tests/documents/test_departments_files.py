"""What departments' files are like: months in five ways, yes and no as ticks, a sheet for each town, a million rows."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from xinju.documents.spreadsheets.cells import Refused, cell_of, value_of
from xinju.documents.spreadsheets.reading import Streamed, read
from xinju.documents.spreadsheets.table import Column, Kind, Table
from xinju.documents.words import faults_en, faults_zh

MONTH = Column("month", ("缴费月份",), Kind.MONTH)
FLAG = Column("flag", ("是否退保",), Kind.FLAG)
TABLE = Table("缴费", (Column("name", ("姓名",)), MONTH, FLAG), every_sheet=True)


@pytest.mark.parametrize(
    "written",
    ["202403", 202403, "2024.3", "2024.03", "2024年3月", "2024-03", "２０２４年３月", 45352, date(2024, 3, 15)],
)
def test_a_month_is_understood_in_the_ways_departments_write_it(written):
    assert value_of(cell_of(written), MONTH) == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("written", "code"),
    [("202413", "no_such_month"), ("三月", "not_a_month"), (2024.1, "month_zero_lost"), ("2024.10.40", "no_such_day")],
)
def test_what_is_no_month_is_refused_with_a_sentence(written, code):
    with pytest.raises(Refused) as refused:
        value_of(cell_of(written), MONTH)

    assert refused.value.code == code
    assert code in faults_zh._REASONS and code in faults_en._REASONS


@pytest.mark.parametrize(("written", "told"), [("是", True), ("√", True), ("否", False), (True, True), ("×", False)])
def test_yes_and_no_are_understood_as_words_and_ticks(written, told):
    assert value_of(cell_of(written), FLAG) is told


def test_a_sheet_for_each_town_is_read_and_a_covering_letter_is_passed_over(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["关于报送缴费名单的函"])
    for town in ("禾苑", "润桥"):
        page = book.create_sheet(town)
        page.append(["姓名", "缴费月份", "是否退保"])
        page.append([f"{town}的王芳", "2024.3", "否"])
    book["润桥"].append(["李强", "第三个月", "否"])
    book.save(tmp_path / "名单.xlsx")

    reading = read(tmp_path / "名单.xlsx", "名单.xlsx", TABLE)

    assert [row.values["name"] for row in reading.rows] == ["禾苑的王芳", "润桥的王芳"]
    assert [(fault.sheet, fault.cell, fault.code) for fault in reading.faults] == [("润桥", "B3", "not_a_month")]
    assert [(one.sheet, one.reason) for one in reading.ignored] == [("说明", "other_sheet")]


def test_rows_come_one_by_one_and_the_faults_when_all_are_taken(tmp_path: Path):
    path = tmp_path / "名单.csv"
    path.write_text("姓名,缴费月份,是否退保\n" + "王芳,202403,否\n" * 5 + "李强,?,否\n", encoding="gb18030")
    streamed = Streamed(path, "名单.csv", TABLE)

    rows = iter(streamed)

    assert next(rows).line == 2
    assert len(list(rows)) == 4
    assert [fault.line for fault in streamed.reading.faults] == [7]


def test_a_total_in_the_last_column_and_a_signature_in_the_first_are_no_rows(tmp_path: Path):
    book = openpyxl.Workbook()
    for row in (
        ["姓名", "缴费月份", "是否退保"],
        ["王芳", "202403", "否"],
        ["合计", "", "1"],
        ["制表：甲", "审核：乙"],
    ):
        book.active.append(row)
    book.save(tmp_path / "名单.xlsx")

    reading = read(tmp_path / "名单.xlsx", "名单.xlsx", TABLE)

    assert not reading.faults
    assert [one.reason for one in reading.ignored] == ["total", "signature"]
