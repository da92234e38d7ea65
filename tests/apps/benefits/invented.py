"""An invented round with three schools, and its list as a spreadsheet."""

import io

import openpyxl

ROUND = """\
round: test-2026
name: 示例区2026年积分入学
keys: [总积分, 居住]
birth_windows: [{from: 2019-09-01, to: 2020-08-31}]
stages:
  - {stage: main, name: 平行志愿, mechanism: deferred_acceptance, wishes: 3}
"""
SCHOOLS = """\
school,name,town,places,communities
S1,第一小学,东镇,1,东村
S2,第二小学,东镇,1,东村
S3,第三小学,西镇,2,西村
"""
LETTERS = """\
office: {zh: 示例区教育局, en: Example Education Bureau}
objection: {days: 5, days_are: {zh: 工作日, en: working days}, until: 2026-07-20, address: 示例路1号, phone: 0000-0000000}
next_steps:
  placed: [{when: 2026年8月20日, what: 到校报到}]
  unplaced: [{what: 到窗口登记}]
"""
HEADINGS = (
    "申请编号",
    "儿童姓名",
    "出生日期",
    "社区",
    "志愿1",
    "志愿2",
    "志愿3",
    "多胞胎组",
    "哥哥姐姐所在学校",
    "总积分",
    "居住",
)
GOOD = (
    ("A1", "周一禾", "2019-10-01", "东村", "S1", "S2", None, None, None, "90", "10"),
    ("A2", "周二禾", "2019-10-02", "东村", "S1", "S2", None, None, None, "80", "10"),
    ("A3", "周三禾", "2019-10-03", "西村", "第一小学", "S2", None, None, None, "70", "9"),
)


def sheet_of(*rows, headings=HEADINGS) -> bytes:
    """A spreadsheet with these rows under the headings, all cells text."""
    book = openpyxl.Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
