"""The registrar asks the police about a community; the police's clerk answers with holes; the registrar sees them and closes."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from tests.apps.registry.conftest import number

from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.models import Record

BORN = date(1990, 3, 4)
COMMUNITY = "990102001001"
NAMES = ("何春生", "吕秋月", "施冬梅", "张夏雨")
FIRST = 3  # the line of the first person: a title and the headings stand above


@pytest.fixture
def four(transactional_db) -> None:
    """Four people whom a grid worker saw in one community."""
    origin = Origin(source="grid", door="grid", by="job:test", at=datetime.now(UTC), verification="verified")
    told = [Told(name=name, number=number(BORN, 101 + at), birth_date=BORN) for at, name in enumerate(NAMES)]
    for one in enter_people(told=told, origin=origin, observed_on=date(2026, 5, 1), purpose="test"):
        enter_stays(stays=[Stayed(one.identity, date(2025, 5, 1), COMMUNITY)], origin=origin, purpose="test")


def filled(file: Path, *, in_two_ways: bool) -> bytes:
    """The first has a permit, the second none, the third is left blank, the fourth is told in two ways or has one; and
    somebody whom nobody asked about."""
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    page = book.worksheets[0]
    at = {cell.value: cell.column for cell in page[FIRST - 1]}
    assert page.cell(FIRST, at["身份证号"]).data_type == "s"

    def say(line: int, **said: str) -> None:
        for heading, value in said.items():
            page.cell(line, at[heading]).value = value

    fourth, extra = FIRST + 3, FIRST + 4
    for line in (FIRST, fourth):
        say(line, 开始日期="2025-06-01", 结束日期="2026-05-31", 签发地=COMMUNITY[:6])
    say(FIRST + 1, 查无记录="是")
    if in_two_ways:
        say(extra, 姓名=NAMES[3], 身份证号=page.cell(fourth, at["身份证号"]).value, 查无记录="是")
        extra += 1
    say(
        extra,
        姓名="钱多多",
        身份证号=number(BORN, 301),
        开始日期="2025-06-01",
        结束日期="2026-05-31",
        签发地=COMMUNITY[:6],
    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def downloads(visitor, link: str) -> Path:
    with visitor.page.expect_download() as loading:
        visitor.page.get_by_role("link", name=link).click()
    return Path(loading.value.path())


@pytest.mark.slow
def test_a_department_is_asked_answers_with_holes_and_the_registrar_sees_what_is_unanswered(
    four, visitor, tmp_path, starts_worker
):
    starts_worker()

    # The registrar makes a list
    registrar = visitor.signs_in_as("登记管理员").presses("部门数据").presses("比对清单")
    registrar.sees("还没有清单").finds_no_barrier()
    registrar.presses("做一份清单").finds_no_barrier().keeps_pictures("query-list-new")
    registrar.page.get_by_label("向谁要什么").select_option("police/residence_permit")
    registrar.page.get_by_label("住在这个区域的人").check()
    registrar.page.get_by_label("区域", exact=True).select_option(COMMUNITY)
    registrar.fills("请在哪天前答复", "2030-06-05").presses("做清单")
    registrar.sees("待部门回复").sees("4 人要核对").sees("2030年6月5日").finds_no_barrier()
    registrar.keeps_pictures("query-list-sent")
    address = registrar.page.url.removeprefix(registrar.address)

    # The police's clerk finds it in the inbox, downloads it, fills it in, hands it back
    clerk = visitor.signs_in_as("部门经办人").opens("/desk/").sees("比对清单").finds_no_barrier()
    clerk.page.locator("main table a").first.click()
    clerk.presses("到专门页面办理").sees("交回填好的清单").finds_no_barrier()
    answer = tmp_path / "回复.xlsx"
    answer.write_bytes(filled(downloads(clerk, "下载清单"), in_two_ways=True))
    clerk.uploads("填好的清单", answer).presses("交回并检查").waits_for("行没有答复")
    clerk.sees("1 行没有答复").sees("3 行退回").finds_no_barrier().keeps_pictures("query-list-checked")

    # The registrar looks at it, takes the good rows over and sends the rest back
    registrar = visitor.signs_in_as("登记管理员").opens(address).sees("已回复，待核对")
    registrar.sees("1 行没有答复").sees("2 行前后不一致").sees("1 行没有问到").finds_no_barrier()
    registrar.presses("看检查结果，确认入库").presses("确认入库").waits_for("入库的结果")
    registrar.opens(address).sees("1 人有记录").sees("1 人查无记录").sees("2 人没有答复").sees("没有答复的行：3、4")
    registrar.finds_no_barrier().keeps_pictures("query-list-came-back")
    assert Record.objects.current().filter(type="residence_permit").count() == 1
    registrar.presses("有缺漏，退回补齐").sees("有缺漏，待补")

    # The clerk completes what is known; who stays unanswered stays not known
    clerk = visitor.signs_in_as("部门经办人").opens(address)
    answer.write_bytes(filled(downloads(clerk, "下载清单"), in_two_ways=False))
    clerk.uploads("填好的清单", answer).presses("交回并检查").waits_for("行没有答复")
    registrar = visitor.signs_in_as("登记管理员").opens(address).presses("回复.xlsx")
    registrar.presses("确认入库").waits_for("入库的结果").opens(address)
    registrar.sees("2 人有记录").sees("1 人没有答复").presses("答复已够，办结").sees("已入库").finds_no_barrier()
    registrar.opens("/registry/query-lists/").sees("已入库").finds_no_barrier().keeps_pictures("query-lists")
    assert Record.objects.current().filter(type="residence_permit").count() == 2
