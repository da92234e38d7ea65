"""A department's file with twenty planted faults: twenty marked cells come back, the good rows land, all is taken back."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tests.apps.registry.conftest import number

from xinju.registry.models import Person, Record

HEADINGS = ("姓名", "身份证号", "开始日期", "结束日期", "坐落", "租赁类别")
BORN = date(1990, 3, 4)
PLACE, KIND = "990102001001", "合法租赁"


def sound(serial: int) -> str:
    return number(BORN, serial)


GOOD = [(f"周{chr(0x4E00 + 40 * n)}", sound(100 + n), "2024-03-01", None, PLACE, KIND) for n in range(30)]
WRONG_CHECK = sound(201)[:-1] + ("0" if sound(201)[-1] != "0" else "1")
NO_SUCH_BIRTH = "99031519900230" + "1234"
# One fault a row, the cell that must come back marked; the first stands in line 33.
PLANTED = {
    "A33": (None, sound(200), "2024-03-01", None, PLACE, KIND),
    "B34": ("吴一", WRONG_CHECK, "2024-03-01", None, PLACE, KIND),
    "B35": ("吴二", sound(202)[:17], "2024-03-01", None, PLACE, KIND),
    "B36": ("吴三", NO_SUCH_BIRTH, "2024-03-01", None, PLACE, KIND),
    "B37": ("吴四", int(sound(204)[:17]) * 10, "2024-03-01", None, PLACE, KIND),
    "B38": ("吴五", "9.90315E+17", "2024-03-01", None, PLACE, KIND),
    "B39": ("吴六", None, "2024-03-01", None, PLACE, KIND),
    "C40": ("吴七", sound(207), "去年三月", None, PLACE, KIND),
    "C41": ("吴八", sound(208), "2024-02-30", None, PLACE, KIND),
    "C42": ("吴九", sound(209), "=TODAY()", None, PLACE, KIND),
    "C43": ("吴十", sound(210), None, None, PLACE, KIND),
    "C44": ("郑一", sound(211), "1850-01-01", None, PLACE, KIND),
    "D45": ("郑二", sound(212), "2024-03-01", "2023-12-31", PLACE, KIND),
    "D46": ("郑三", sound(213), "2024-03-01", "至今", PLACE, KIND),
    "D47": ("郑四", sound(214), "2024-03-01", "#N/A", PLACE, KIND),
    "E48": ("郑五", sound(215), "2024-03-01", None, None, KIND),
    "E49": ("郑六", sound(216), "2024-03-01", None, "稻香里", KIND),
    "F50": ("郑七", sound(217), "2024-03-01", None, PLACE, "借住"),
    "A51": ("郑八", sound(218), "2024-03-01", None, PLACE, KIND),
    "A52": ("郑八", sound(218), "2024-03-01", None, PLACE, "违法建筑"),
}


def faulty() -> bytes:
    book = openpyxl.Workbook()
    for row in (("禾润区房屋租赁备案名单",), HEADINGS, *GOOD, *PLANTED.values(), ("合计", "50"), ("制表人：某某",)):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.slow
def test_twenty_planted_faults_come_back_as_twenty_marked_cells_and_the_delivery_is_withdrawn(
    visitor, tmp_path, starts_worker, db
):
    file = tmp_path / "租赁备案.xlsx"
    file.write_bytes(faulty())

    # Sends the file in and sees where it is wrong
    registrar = visitor.signs_in_as("登记管理员").presses("部门数据")
    registrar.finds_no_barrier().keeps_pictures("deliveries-none")
    registrar.presses("上传一份文件").finds_no_barrier().keeps_pictures("delivery-new")
    registrar.page.get_by_label("来源和数据").select_option("housing/lease")
    registrar.fills("依据", "住房租赁条例").uploads("部门发来的文件", file).presses("上传并检查")
    registrar.sees("排队等候").finds_no_barrier().keeps_pictures("delivery-waiting")
    starts_worker()
    registrar.waits_for("行可以入库").sees("30 行可以入库").sees("20 行退回").finds_no_barrier()
    registrar.keeps_pictures("delivery-preview")
    cells = registrar.page.locator("table").first.locator("tbody tr td:nth-child(2)").all_inner_texts()
    assert sorted(cells) == sorted(PLANTED)

    # Gets the same file back with exactly these cells marked
    with registrar.page.expect_download() as loading:
        registrar.page.get_by_role("link", name="下载标出错误的文件").click()
    page = openpyxl.load_workbook(io.BytesIO(Path(loading.value.path()).read_bytes())).worksheets[0]
    marked = {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment}
    assert marked == set(PLANTED)

    # Lands the good rows, prints the receipt
    registrar.presses("确认入库").waits_for("入库的结果").sees("30 人是这个来源第一次报送")
    registrar.finds_no_barrier().keeps_pictures("delivery-landed")
    assert Record.objects.current().filter(type="lease").count() == 30
    registrar.presses("回执").sees("数据接收回执").finds_no_barrier().keeps_pictures("delivery-receipt")

    # Takes it all back, after a look at what goes with it
    registrar.page.go_back()
    registrar.presses("撤回整批").sees("30 条记录失效").finds_no_barrier().keeps_pictures("delivery-withdraw")
    registrar.fills("撤回的原因", "部门发错了月份").presses("撤回整批")
    registrar.sees("已撤回").sees("部门发错了月份").finds_no_barrier().keeps_pictures("delivery-withdrawn")
    assert not Record.objects.current().exists()
    assert not Person.objects.exclude(name="").exists()
    registrar.opens("/registry/deliveries/").sees("租赁备案.xlsx").finds_no_barrier().keeps_pictures("deliveries")
