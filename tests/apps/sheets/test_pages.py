"""The policy office's pages of score sheets: who may read them, what they show, what is handed out."""

import io
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest
from django.test import Client

from xinju.accounts.access import Role
from xinju.packs.sheets import load_sheet

pytestmark = pytest.mark.slow

DISTRICTS = Path(__file__).parents[3] / "districts"
ONE = "/office/sheets/herun/jifen/2026/"
PAGES = ("/office/sheets/", ONE, ONE + "rules/", ONE + "cases/", ONE + "findings/")
OVERLAP = "overlap:purchase.pays:100"


@pytest.fixture
def copy(tmp_path, settings):
    """A district of the test's own, whose sheets may be spoilt."""
    shutil.copytree(DISTRICTS, tmp_path / "districts")
    settings.XINJU_DISTRICT = tmp_path / "districts" / "herun"
    return settings.XINJU_DISTRICT


@pytest.mark.parametrize("role", [Role.POLICY_OFFICE, Role.EDUCATION_OFFICER, Role.AUDITOR])
def test_the_offices_that_answer_for_a_sheet_may_read_it(signed_in, role):
    client = signed_in(role)

    assert [client.get(address).status_code for address in PAGES] == [200] * len(PAGES)


@pytest.mark.parametrize("address", PAGES)
def test_others_may_not(signed_in, address):
    assert signed_in(Role.WINDOW_OFFICER).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_the_list_has_both_shelves_with_versions_and_open_questions(signed_in):
    page = signed_in(Role.POLICY_OFFICE).get("/office/sheets/").content.decode()

    assert "2027-draft" in page
    assert "厦门市思明区" in page
    assert "均已答复" in page
    assert "待决定" in page


def test_a_finding_shows_its_values_both_readings_and_the_lines_that_decide_it(signed_in):
    page = signed_in(Role.POLICY_OFFICE).get(ONE + "findings/").content.decode()

    assert "恰为100" in page
    assert "200元" in page and "260元" in page
    assert "reading: lower" in page and "reading: upper" in page


def test_days_without_a_version_are_a_finding_that_the_file_beside_the_versions_answers(signed_in, copy):
    dated = copy / "sheets" / "jifen" / "versions.yaml"
    dated.write_text(dated.read_text("utf-8").replace("to: 2026-12-31", "to: 2026-11-30"), "utf-8")
    address, client = ONE + "findings/", signed_in(Role.POLICY_OFFICE)

    page = client.get(address).content.decode()

    assert "2026年12月1日至2026年12月31日没有版本适用" in page
    assert "versions.yaml 末尾" in page and "reading: earlier" in page

    answer = "{finding: 'version_hole:jifen:2026+2027-draft', reading: earlier, by: 某科, date: 2026-11-01}"
    dated.write_text(f"{dated.read_text('utf-8').rstrip()}\ndecisions:\n  - {answer}\n", "utf-8")
    answered = client.get(address).content.decode()

    assert "versions.yaml 末尾" not in answered
    assert "某科" in answered


def test_an_answered_finding_says_who_decided(signed_in):
    page = signed_in(Role.AUDITOR).get("/office/sheets/herun/jifen/2027-draft/findings/").content.decode()

    assert "已答复" in page
    assert "禾润区新居民服务中心 政策科" in page


def test_the_lines_that_the_page_shows_do_record_the_decision(signed_in, copy):
    client = signed_in(Role.POLICY_OFFICE)
    file = copy / "sheets" / "jifen" / "2026.yaml"
    sheet, bar, cases = file.read_text(encoding="utf-8").partition("\n---\n")
    line = f'decisions:\n  - {{finding: "{OVERLAP}", reading: lower, by: 姓名（职务）, date: 2026-11-22}}'
    shown = client.get(ONE + "findings/").content.decode().replace("&quot;", '"')
    assert line.split("date")[0] in shown

    file.write_text(sheet + "\n" + line + bar + cases, encoding="utf-8")

    assert load_sheet(file).decisions[0].finding == OVERLAP
    assert "姓名（职务）" in client.get(ONE + "findings/").content.decode()


def test_the_findings_are_handed_out_as_xlsx_and_docx(signed_in):
    client = signed_in(Role.POLICY_OFFICE)

    book = openpyxl.load_workbook(io.BytesIO(client.get(ONE + "findings.xlsx").content))
    paper = docx.Document(io.BytesIO(client.get(ONE + "findings.docx").content))

    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert any("恰为100" in text for text in cells)
    assert any("260元" in cell.text for row in paper.tables[0].rows for cell in row.cells)
    assert paper.tables[0].rows[1].cells[-1].text == ""


def test_every_case_is_run_and_says_whether_it_agrees(signed_in, copy):
    client = signed_in(Role.POLICY_OFFICE)
    assert "全部与手算相符" in client.get(ONE + "cases/").content.decode()

    file = copy / "sheets" / "jifen" / "2026.yaml"
    spoilt = file.read_text(encoding="utf-8").replace("expect: {homes: 40}", "expect: {homes: 41}")
    file.write_text(spoilt, encoding="utf-8")

    page = client.get(ONE + "cases/").content.decode()
    assert "1 个与手算不符" in page
    assert "<details open>" in page


def test_a_broken_sheet_shows_its_faults_and_does_not_stop_the_list(signed_in, copy):
    client = signed_in(Role.POLICY_OFFICE)
    file = copy / "sheets" / "jifen" / "2026.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("    cap: 30\n", "    capp: 30\n", 1), encoding="utf-8")

    page = client.get(ONE)

    assert page.status_code == 422
    assert "capp" in page.content.decode()
    assert "文件有误" in client.get("/office/sheets/").content.decode()


@pytest.mark.parametrize(
    "address", ["herun/jifen/1999/", "herun/nothing/2026/", "nowhere/jifen/2026/", "herun/jifen/versions/"]
)
def test_a_sheet_that_is_not_there_is_not_found(signed_in, address):
    assert signed_in(Role.AUDITOR).get("/office/sheets/" + address).status_code == 404


def test_a_list_in_another_form_is_not_found(signed_in):
    assert signed_in(Role.AUDITOR).get(ONE + "findings.exe").status_code == 404


def test_the_table_is_handed_out_as_pdf(signed_in):
    assert signed_in(Role.AUDITOR).get(ONE + "table.pdf").content[:5] == b"%PDF-"
