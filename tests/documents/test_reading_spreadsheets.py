"""What an education officer uploads, and what becomes of it."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from tests.documents.sample_tables import APPLICANTS, LABELS, applicant, citizen_id, csv, xlsx

from xinju.documents.spreadsheets.limits import Limits
from xinju.documents.spreadsheets.reading import Reading, read
from xinju.documents.words import faults_en, faults_zh


def codes(reading: Reading) -> list[tuple[str, str]]:
    return [(fault.cell, fault.code) for fault in reading.faults]


def changed(column: str, value) -> list:
    row = applicant(7)
    row[LABELS.index(column)] = value
    return row


def test_rows_under_title_rows_and_above_total_and_signature_are_read_and_the_others_listed():
    rows = [
        ["禾润区2026年积分入学申请名单"],
        ["填报单位：禾润区教育局", None, None, "2026年6月1日"],
        [],
        LABELS,
        applicant(1),
        applicant(2),
        [],
        ["合 计", None, None, None, None, 75],
        ["制表：张三", None, "审核：李四"],
    ]

    reading = read(xlsx(rows), "名单.xlsx", APPLICANTS)

    assert [row.line for row in reading.rows] == [5, 6]
    assert reading.faults == ()
    assert [(i.first_line, i.last_line, i.reason) for i in reading.ignored] == [
        (1, 2, "title"),
        (3, 3, "blank"),
        (7, 7, "blank"),
        (8, 8, "total"),
        (9, 9, "signature"),
    ]


def test_a_heading_merged_over_two_rows_is_understood():
    upper = ["申请编号", "儿童", None, None, "监护人公民身份号码", "社会保险月数", "性别", "志愿", None]
    lower = [None, "姓名", "身份证号", "出生日期", None, None, None, "第一", "第二"]

    reading = read(xlsx([["名单"], upper, lower, applicant(1)]), "a.xlsx", APPLICANTS)

    assert reading.faults == ()
    assert reading.rows[0].values["wish_1"] == "禾润区第一小学"
    assert reading.mapping["child_id"] == "儿童身份证号"


@pytest.mark.parametrize(
    "written",
    ["2024-03-01", "2024/3/1", "2024.3.1", "2024年3月1日", "２０２４年３月１日", "20240301", 20240301, 45352, "45352",
     date(2024, 3, 1), datetime.combine(date(2024, 3, 1), time(8, 30)), "2024-03-01 00:00:00"],
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways(written):
    reading = read(xlsx([LABELS, changed("出生日期", written)]), "a.xlsx", APPLICANTS)

    assert reading.faults == ()
    assert reading.rows[0].values["born"] == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("儿童公民身份号码", 999001202003150011, "number_cell"),
        ("儿童公民身份号码", "9.99001E+17", "digits_lost"),
        ("儿童公民身份号码", "99900120200315001", "citizen_id_shape"),
        ("儿童公民身份号码", "999001202013150018", "citizen_id_date"),
        ("儿童公民身份号码", citizen_id(7)[:17] + ("0" if citizen_id(7)[17] != "0" else "1"), "citizen_id_check"),
        ("儿童姓名", "=A1", "formula"),
        ("儿童姓名", None, "blank"),
        ("儿童姓名", "长" * 51, "too_long"),
        ("出生日期", "2024-02-30", "no_such_day"),
        ("出生日期", "24/3/1", "not_a_day"),
        ("出生日期", "2026-07-01", "too_late"),
        ("社会保险月数", "12.5", "not_whole"),
        ("社会保险月数", "-1", "out_of_range"),
        ("社会保险月数", "一年", "not_a_number"),
        ("性别", "未知", "not_a_choice"),
        ("申请编号", 1234567890123456789, "number_cell"),
    ],
)
def test_a_bad_cell_is_named_with_its_reason_and_the_good_rows_go_through(column, value, code):
    reading = read(xlsx([LABELS, applicant(1), changed(column, value), applicant(2)]), "a.xlsx", APPLICANTS)

    assert codes(reading) == [("ABCDEFGHI"[LABELS.index(column)] + "3", code)]
    assert [row.line for row in reading.rows] == [2, 4]
    assert "a.xlsx" in faults_zh.sentence(reading.faults[0]) and column in faults_zh.sentence(reading.faults[0])
    assert "line 3" in faults_en.sentence(reading.faults[0])


def test_an_error_repeats_nothing_of_a_child_and_four_characters_of_an_adult():
    wrong = citizen_id(7, "19900101")[:17] + "?"
    rows = [LABELS, changed("监护人公民身份号码", wrong), changed("儿童公民身份号码", citizen_id(8)[:17] + "?")]

    adult, child = read(xlsx(rows), "a.xlsx", APPLICANTS).faults

    assert adult.value == "*" * 14 + wrong[-4:]
    assert set(child.value) == {"*"}


def test_how_to_keep_long_numbers_is_said():
    fault = read(xlsx([LABELS, changed("儿童公民身份号码", 999001202003150011)]), "a.xlsx", APPLICANTS).faults[0]

    assert "设为“文本”格式" in faults_zh.sentence(fault)


def test_the_same_child_twice_names_the_first_line():
    twice = applicant(2)
    twice[2] = applicant(1)[2]

    reading = read(xlsx([LABELS, applicant(1), twice]), "a.xlsx", APPLICANTS)

    assert codes(reading) == [("C3", "repeated")]
    assert reading.faults[0].values["first_line"] == 2


def test_full_width_digits_and_stray_spaces_are_narrowed_in_numbers_but_not_in_names():
    row = changed("社会保险月数", "１２ ")
    row[1], row[0] = "　古丽·Ａ ", "ＨＲ 7"

    values = read(xlsx([LABELS, row]), "a.xlsx", APPLICANTS).rows[0].values

    assert (values["insured"], values["child"], values["application"]) == (12, "古丽·Ａ", "HR7")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_in_every_usual_encoding(encoding):
    row = changed("儿童姓名", "㛃·𠮷")

    reading = read(csv([LABELS, row], encoding), "a.csv", APPLICANTS)

    assert reading.faults == ()
    assert reading.rows[0].values["child"] == "㛃·𠮷"


def test_a_line_without_end_is_passed_over_and_the_lines_around_it_are_read(tmp_path: Path):
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(csv([LABELS, applicant(1)]) + b"\r\n")
        for _ in range(300):
            file.write(b"x" * 100_000)
        file.write(b"\r\n" + csv([applicant(2)]))

    reading = read(path, "long.csv", APPLICANTS)

    assert [row.line for row in reading.rows] == [2, 4]
    assert [(fault.line, fault.code) for fault in reading.faults] == [(3, "line_too_long")]


def test_a_file_of_ten_gigabytes_is_refused_without_reading_it(tmp_path: Path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(10 * 2**30)  # sparse: takes no disk

    assert codes(read(path, "huge.csv", APPLICANTS)) == [("", "file_too_large")]


def test_an_unclosed_quotation_mark_costs_only_the_lines_it_swallows():
    content = csv([LABELS, applicant(1)]) + b'\r\n"' + csv([applicant(n % 900) for n in range(2, 2000)])

    reading = read(content, "a.csv", APPLICANTS)

    assert reading.faults[0].code == "unclosed_quote"
    assert reading.faults[0].line == 3
    first_after = reading.faults[0].values["until"] + 1
    assert reading.rows[1].line == first_after


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)

    reading = read(bomb.getvalue(), "bomb.xlsx", APPLICANTS, Limits(unpacked_bytes=1_000_000))

    assert codes(reading) == [("", "unpacks_too_large")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty_file"),
        (b"%PDF-1.7 ...", "not_a_spreadsheet"),
        (b"\x00\x01\x02binary" * 50, "not_a_spreadsheet"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web_page"),
        (b"PK\x03\x04 no package at all", "damaged_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged_file"),
        ("姓名,分数\r\n".encode() + b"\xff\xff\xff", "unknown_encoding"),
        ("姓名,电话\r\n张三,1".encode(), "no_heading"),
    ],
)
def test_what_is_no_such_table_is_refused_in_one_sentence(content, code):
    reading = read(content, "file.xlsx", APPLICANTS)

    assert codes(reading) == [("", code)]
    assert faults_zh.sentence(reading.faults[0]).endswith("。")


def test_the_right_sheet_is_found_among_others_and_the_others_are_listed():
    book = openpyxl.load_workbook(io.BytesIO(xlsx([["说明"], ["请勿修改"]], "说明")))
    page = book.create_sheet("报名")
    for row in [LABELS, applicant(1)]:
        page.append(row)
    output = io.BytesIO()
    book.save(output)

    reading = read(output.getvalue(), "a.xlsx", APPLICANTS)

    assert reading.sheet == "报名" and len(reading.rows) == 1
    assert [(i.sheet, i.reason) for i in reading.ignored] == [("说明", "other_sheet")]


def test_a_second_sheet_with_the_same_heading_is_a_fault_and_a_hidden_one_is_listed():
    book = openpyxl.load_workbook(io.BytesIO(xlsx([LABELS, applicant(1)], "一小")))
    for title in ("二小", "旧名单"):
        page = book.create_sheet(title)
        for row in [LABELS, applicant(2)]:
            page.append(row)
    book["旧名单"].sheet_state = "hidden"
    output = io.BytesIO()
    book.save(output)

    reading = read(output.getvalue(), "a.xlsx", APPLICANTS)

    assert [(f.sheet, f.code) for f in reading.faults] == [("二小", "second_table")]
    assert [(i.sheet, i.reason) for i in reading.ignored] == [("二小", "other_sheet"), ("旧名单", "hidden_sheet")]


def test_a_missing_column_is_named_and_nothing_is_read_by_halves():
    reading = read(xlsx([LABELS[:-2], applicant(1)[:-2]]), "a.xlsx", APPLICANTS)

    assert [(f.column, f.code) for f in reading.faults] == [("第一志愿", "column_missing")]
    assert reading.rows == ()


def test_an_unknown_column_is_left_alone_and_listed():
    reading = read(xlsx([["序号", *LABELS], [1, *applicant(1)], [2]]), "a.xlsx", APPLICANTS)

    assert reading.unused == ("序号",)
    assert len(reading.rows) == 1
    assert [(i.first_line, i.reason) for i in reading.ignored] == [(3, "no_values")]


def test_an_applicant_with_holes_is_a_fault_and_never_a_remark():
    row = applicant(1)
    row[5] = row[7] = None

    assert codes(read(xlsx([LABELS, row]), "a.xlsx", APPLICANTS)) == [("F2", "blank"), ("H2", "blank")]


def test_a_fault_that_only_the_caller_can_find_takes_its_row_out():
    reading = read(xlsx([LABELS, applicant(1), applicant(2)]), "a.xlsx", APPLICANTS)

    refused = reading.refusing(reading.rows[0], "wish_1", "unknown_school", schools=("甲校", "乙校"))

    assert [row.line for row in refused.rows] == [3]
    assert faults_zh.sentence(refused.faults[0]) == (
        "《a.xlsx》 工作表“Sheet1” 第2行 “第一志愿”（H2）：“禾润区第一小学”——本批次没有这所学校；可填：甲校、乙校。"
    )


def test_both_languages_know_the_same_faults():
    assert faults_zh._REASONS.keys() == faults_en._REASONS.keys()
    assert faults_zh.IGNORED.keys() == faults_en.IGNORED.keys()
