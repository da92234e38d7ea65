"""A round from the uploaded list to a letter that opens by the birthday, as an officer and a family walk it."""

import re
from datetime import date

import pytest
from tests.apps.benefits.invented import LETTERS, SCHOOLS, sheet_of
from tests.journeys.conftest import Visitor
from tests.taken_work import taken_by

from xinju.accounts.access import Role
from xinju.accounts.actions import open_demo_account
from xinju.benefits import actions
from xinju.benefits.bridge.codes import code_of
from xinju.benefits.models import Letter, Upload
from xinju.messages import actions as works
from xinju.messages.models import Work

ROUND = """\
round: walk-2026
name: 示例区2026年积分入学
keys: [总积分, 居住]
birth_windows: [{from: 2019-09-01, to: 2020-08-31}]
lottery: {seed: an invented seed of the journey}
stages:
  - {stage: main, name: 平行志愿, mechanism: deferred_acceptance, wishes: 3}
  - {stage: rest, name: 统筹, mechanism: nearest}
"""
DISTANCES = "origin,school,metres\n" + "".join(
    f"{place},{school},{300 + 400 * n}\n" for place in ("东村", "西村") for n, school in enumerate(("S1", "S2", "S3"))
)
GOOD = [
    (f"A{n:03d}", f"周禾{chr(0x4E00 + 40 * n)}", f"2019-10-{n % 28 + 1:02d}", ("东村", "西村")[n % 2], "S1", "S2", "S3", None,
     None, str(60 + n % 7), str(n % 3))
    for n in range(1, 31)
]  # fmt: skip
# Ten planted faults, one cell each, under 30 good rows and the heading.
PLANTED = {
    "E32": ("B01", "吴一青", "2019-11-01", "东村", "S9", "S2", None, None, None, "70", "1"),
    "F33": ("B02", "吴二青", "2019-11-02", "东村", "S1", "S1", None, None, None, "70", "1"),
    "C34": ("B03", "吴三青", "2019-02-30", "东村", "S1", None, None, None, None, "70", "1"),
    "C35": ("B04", "吴四青", "2015-11-04", "东村", "S1", None, None, None, None, "70", "1"),
    "D36": ("B05", "吴五青", "2019-11-05", "南村", "S1", None, None, None, None, "70", "1"),
    "A37": ("A001", "吴六青", "2019-11-06", "东村", "S1", None, None, None, None, "70", "1"),
    "J38": ("B07", "吴七青", "2019-11-07", "东村", "S1", None, None, None, None, "七十", "1"),
    "B39": ("B08", None, "2019-11-08", "东村", "S1", None, None, None, None, "70", "1"),
    "I40": ("B09", "吴九青", "2019-11-09", "东村", "S1", None, None, None, "S8", "70", "1"),
    "K41": ("B10", "吴十青", "2019-11-10", "东村", "S1", None, None, None, None, "70", "=1+1"),
}


@pytest.fixture
def walk_round(db, tmp_path):
    """An open round without a list."""
    rules = tmp_path / "rules"
    rules.mkdir()
    files = {"round.yaml": ROUND, "schools.csv": SCHOOLS, "letters.yaml": LETTERS, "distances.csv": DISTANCES}
    for name, text in files.items():
        (rules / name).write_text(text, encoding="utf-8")
    return actions.create_round(
        key="walk-2026",
        district="示例区",
        title="示例区2026年积分入学",
        rules=rules,
        as_of=date(2026, 4, 30),
        known_at=date(2026, 5, 31),
        by=open_demo_account(Role.EDUCATION_OFFICER),
    )


def test_an_officer_finds_ten_planted_faults_and_takes_a_round_to_its_letters(
    visitor, walk_round, tmp_path, starts_worker
):
    faulty, mended = tmp_path / "名单.xlsx", tmp_path / "名单改.xlsx"
    faulty.write_bytes(sheet_of(*GOOD, *PLANTED.values()))
    mended.write_bytes(sheet_of(*GOOD))

    # Sees the list, and where it is wrong
    officer = visitor.signs_in_as("教育局经办人").presses("招生批次")
    officer.finds_no_barrier().keeps_pictures("rounds")
    officer.opens("/office/rounds/new/").finds_no_barrier().keeps_pictures("round-open").presses("招生批次")
    officer.presses("示例区2026年积分入学").sees("待上传名单").finds_no_barrier().keeps_pictures("round-draft")
    officer.presses("上传申请人名单").finds_no_barrier().keeps_pictures("round-upload")
    officer.uploads("申请人名单", faulty).presses("上传并检查")
    officer.sees("排队等候").finds_no_barrier().keeps_pictures("round-work-waiting")
    starts_worker()
    officer.waits_for("行已读入").sees("30").sees("10").finds_no_barrier().keeps_pictures("round-faults")
    shown = officer.page.locator("tbody tr td:nth-child(2)").all_inner_texts()
    assert set(PLANTED) <= set(shown) and len(shown) == 10

    # Mends it, places, reads the verdict
    officer.presses("重新上传").uploads("申请人名单", mended).presses("上传并检查")
    officer.waits_for("没有错误")
    officer.presses("返回批次").presses("排名与安排").finds_no_barrier().keeps_pictures("round-place")
    officer.presses("开始排名与安排").waits_for("全部成立").finds_no_barrier().keeps_pictures("round-check")
    officer.opens("/office/rounds/walk-2026/points/?school=S1").finds_no_barrier().keeps_pictures("round-points")
    officer.opens("/office/rounds/walk-2026/schools/").finds_no_barrier().keeps_pictures("round-schools")
    officer.opens("/office/rounds/walk-2026/children/").finds_no_barrier().keeps_pictures("round-children")
    officer.presses("A002").sees("最低准入").finds_no_barrier().keeps_pictures("round-child")

    # Confirms by name, issues the letters
    officer.opens("/office/rounds/walk-2026/").presses("确认结果").finds_no_barrier().keeps_pictures("round-confirm")
    officer.page.get_by_label("我已查看核验结论").check()
    officer.presses("确认生效").waits_for("季小满 已确认").finds_no_barrier().keeps_pictures("round-confirmed")
    officer.presses("结果告知单").finds_no_barrier().keeps_pictures("letters-before")
    officer.presses("签发告知单").waits_for("共 30 份").finds_no_barrier().keeps_pictures("letters")
    officer.opens("/office/rounds/walk-2026/letters/A001/revoke/").finds_no_barrier().keeps_pictures("letter-revoke")
    officer.page.get_by_label("告知单上的信息有误").check()
    officer.presses("继续").sees("作废不能撤回").finds_no_barrier().keeps_pictures("letter-revoke-confirm")
    officer.presses("确认作废").sees("已作废").finds_no_barrier().keeps_pictures("letters-one-void")
    officer.page.context.clear_cookies()

    # A family checks its letter
    codes = {letter.application.number: code_of(letter) for letter in Letter.objects.select_related("application")}
    code = codes["A002"]
    visitor.opens(f"/letters/check/{codes['A001']}").sees("已作废").finds_no_barrier().keeps_pictures("letter-void")
    family = visitor.opens("/letters/check/").finds_no_barrier().keeps_pictures("letter-check-form")
    family.fills("核验码", code.lower().replace("-", " ")).presses("核验")
    family.sees("属实").does_not_see("A002").finds_no_barrier().keeps_pictures("letter-check")
    family.fills("儿童出生日期", "2019-10-03").presses("查看").sees("A002").does_not_see("A003")
    family.finds_no_barrier().keeps_pictures("letter-opened")
    family.opens("/rounds/walk-2026/cutoffs/").sees("第一小学").finds_no_barrier().keeps_pictures("cutoffs")
    family.presses("按申请编号的安排结果").sees("A002").finds_no_barrier().keeps_pictures("public-results")


def test_the_way_works_in_english_and_by_keyboard(visitor, walk_round, tmp_path, starts_worker):
    starts_worker()
    mended = tmp_path / "list.xlsx"
    mended.write_bytes(sheet_of(*GOOD))
    officer = visitor.signs_in_as("教育局经办人").opens("/office/rounds/walk-2026/upload/").presses("English")
    officer.sees("Upload the list of applicants").uploads("List of applicants", mended)
    officer.page.get_by_role("button", name="Upload and check").press("Enter")
    officer.waits_for("No faults").opens("/office/rounds/walk-2026/place/")
    officer.page.get_by_role("button", name=re.compile("Rank and place")).press("Enter")
    officer.waits_for("Everything holds").finds_no_barrier().keeps_pictures("round-check-english")


def test_without_a_script_the_page_shows_by_itself_what_came_of_the_work(
    chromium, live_server, walk_round, tmp_path, starts_worker
):
    mended = tmp_path / "list.xlsx"
    mended.write_bytes(sheet_of(*GOOD))
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    officer = Visitor(context.new_page(), live_server.url).signs_in_as("教育局经办人")
    officer.opens("/office/rounds/walk-2026/upload/").uploads("申请人名单", mended).presses("上传并检查")
    officer.sees("排队等候").sees("刷新进度")

    # Leaves the page, sees on the round's page that the work goes on, and comes back to it
    officer.opens("/office/rounds/walk-2026/").sees("读入申请人名单").presses("读入申请人名单")
    starts_worker()

    officer.waits_for("没有错误")
    context.close()


def test_a_placement_whose_worker_ended_half_way_is_begun_again_by_one_press(
    visitor, walk_round, tmp_path, starts_worker
):
    mended = tmp_path / "list.xlsx"
    mended.write_bytes(sheet_of(*GOOD))
    officer = visitor.signs_in_as("教育局经办人").opens("/office/rounds/walk-2026/upload/")
    officer.uploads("申请人名单", mended).presses("上传并检查").sees("排队等候")
    gone = works.enrol()
    taken_by(gone)
    works.leave(gone)
    Work.objects.update(step="reading", done=1, of=3)

    officer.waits_for("中断了").finds_no_barrier().keeps_pictures("round-work-interrupted")
    officer.opens("/office/rounds/walk-2026/").sees("中断了").finds_no_barrier().keeps_pictures("round-with-work")
    officer.presses("读入申请人名单").presses("重新开始").sees("排队等候")
    starts_worker()

    officer.waits_for("没有错误")
    assert Upload.objects.count() == 1
