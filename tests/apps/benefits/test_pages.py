"""Pages of rounds: who may see them and what they show."""

import io
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.apps.benefits.invented import GOOD, sheet_of

from xinju.accounts.access import Role
from xinju.benefits import actions, queries
from xinju.benefits.bridge.codes import code_of
from xinju.benefits.models import Letter, Round, VoidReason

pytestmark = pytest.mark.slow

HERUN = Path(__file__).parents[3] / "districts" / "herun"
OFFICE = "/office/rounds/test-2026/"
READ = ("", "points/", "points/?school=S1", "schools/", "children/", "children/A3/", "check/", "letters/")


@pytest.fixture
def desk(clerk):
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def issued(confirmed, clerk):
    run = actions.issue_letters(
        round_=confirmed, check_address="https://example.invalid", on=date(2026, 7, 1), by=clerk
    )
    return {letter.application.number: code_of(letter) for letter in queries.letters(run, asker=clerk)}


@pytest.mark.parametrize("page", READ)
def test_the_officer_and_the_auditor_read_every_page(placed, desk, signed_in, page):
    assert desk.get(OFFICE + page).status_code == 200
    assert signed_in(Role.AUDITOR).get(OFFICE + page).status_code == 200


@pytest.mark.parametrize("page", READ)
def test_others_are_sent_to_the_door_or_refused(placed, signed_in, page):
    assert Client().get(OFFICE + page).status_code == 302
    assert signed_in(Role.WINDOW_OFFICER).get(OFFICE + page).status_code == 403


@pytest.mark.parametrize("page", ["upload/", "place/", "confirm/", "letters/issue/", "letters/all.zip"])
def test_an_auditor_changes_nothing(placed, signed_in, page):
    assert signed_in(Role.AUDITOR).post(OFFICE + page).status_code == 403


def test_every_page_speaks_english_when_asked(placed, desk):
    desk.cookies["language"] = "en"

    assert "Everything holds" in desk.get(OFFICE + "check/").content.decode()
    assert "points below the last child admitted" in desk.get(OFFICE + "children/A3/").content.decode()


def test_the_template_has_text_columns_for_this_round(opened, desk):
    content = desk.get(OFFICE + "template.xlsx").content

    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in page[1]][:5] == ["申请编号", "儿童姓名", "出生日期", "社区", "志愿1"]
    assert page.column_dimensions["A"].number_format == "@"


def test_an_uploaded_list_is_answered_with_its_faults_and_the_marked_file(opened, desk, after_work):
    bad = ("A4", "周四禾", "2019-10-04", "东村", "S9", None, None, None, None, "60", "1")
    file = SimpleUploadedFile("名单.xlsx", sheet_of(*GOOD, bad))

    answer = after_work(desk, desk.post(OFFICE + "upload/", {"client_id": uuid4(), "file": file}))

    page = answer.content.decode()
    assert "E5" in page and "S9" in page
    marked = desk.get(answer.redirect_chain[-1][0] + "marked")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(marked.streaming_content)))
    assert book.worksheets[0]["E5"].comment is not None


def test_the_list_filters_and_leaves_as_a_file(placed, desk):
    page = desk.get(OFFICE + "children/", {"outcome": "unplaced"}).content.decode()
    text = b"".join(desk.get(OFFICE + "children.csv", {"outcome": "unplaced"}).streaming_content).decode("utf-8-sig")

    assert "A3" in page and "A1</a>" not in page
    assert [line.split(",")[0] for line in text.splitlines()] == ["申请编号", "A3"]
    assert desk.get(OFFICE + "children.xlsx").status_code == 200


def test_a_figure_of_the_round_leads_to_the_list_that_it_counts(placed, desk):
    text = desk.get(OFFICE).content.decode()
    figures = re.findall(r'<strong><a href="([^"]+)">(\d+)</a></strong>', text)
    counted = {address: int(number) for address, number in figures if "/children/" in address}

    assert len(counted) >= 3
    for address, number in counted.items():
        assert desk.get(address.replace("&amp;", "&")).context["page"].paginator.count == number, address


def test_the_schools_places_that_are_left_add_up_to_the_rounds_figure(placed, desk):
    run = queries.latest_run(placed, asker="job:test")

    shown = desk.get(OFFICE + "schools/").context["schools"]

    assert sum(left for _, left, _ in shown) == sum(run.counts["left_over"].values()) > 0


def test_both_editions_and_the_report_can_be_downloaded(placed, desk):
    full = zipfile.ZipFile(io.BytesIO(desk.get(OFFICE + "edition/full.zip").content))
    report = desk.get(OFFICE + "report.pdf").content

    assert "test-2026-full/verify.py" in full.namelist()
    assert report.startswith(b"%PDF")


def test_nothing_is_public_before_a_named_officer_has_confirmed(placed):
    client = Client()

    assert client.get("/rounds/test-2026/cutoffs/").status_code == 404
    assert client.get("/rounds/test-2026/results/").status_code == 404
    assert client.get("/rounds/test-2026/certificate.zip").status_code == 404


def test_after_it_anyone_sees_cut_offs_and_numbers_but_no_name_and_no_points(confirmed):
    client = Client()

    cutoffs = client.get("/rounds/test-2026/cutoffs/").content.decode()
    listed = client.get("/rounds/test-2026/results/").content.decode()
    archive = zipfile.ZipFile(io.BytesIO(client.get("/rounds/test-2026/certificate.zip").content))

    assert "第一小学" in cutoffs and "90" in cutoffs and "志愿" in cutoffs
    assert "A3" in listed and "周" not in listed and "70" not in listed
    assert "test-2026-public/verify.py" in archive.namelist()


def test_a_code_says_genuine_and_only_the_birthday_the_result(issued):
    client, address = Client(), "/letters/check/" + issued["A1"]

    closed = client.get(address).content.decode()
    wrong = client.post(address, {"birthday": "2019-10-02"}).content.decode()
    opened = client.post(address, {"birthday": "2019-10-01"}).content.decode()

    assert "属实" in closed and "2026年7月1日" in closed and "示例区2026年积分入学" in closed
    assert not any(word in page for page in (closed, wrong) for word in (">A1<", "周一禾", "第一小学"))
    assert ">A1<" in opened and "周一禾" in opened and "第一小学" in opened and ">A2<" not in opened


def test_an_invented_code_is_no_letter(issued):
    assert Client().get("/letters/check/0000-0000-0000-0000-0000-0000-00").status_code == 404
    assert Client().get("/letters/check/nonsense").status_code == 404


def test_wrong_birthdays_are_limited(issued):
    client, address = Client(), "/letters/check/" + issued["A1"]
    for day in range(1, 6):
        client.post(address, {"birthday": f"2018-01-0{day}"})

    late = client.post(address, {"birthday": "2019-10-01"}).content.decode()

    assert "24小时" in late and "周一禾" not in late


def test_a_void_letter_says_so(issued, clerk, placed):
    letter = Letter.objects.get(application__number="A1")
    actions.revoke_letter(letter=letter, because=VoidReason.REVIEW, by=clerk)

    page = Client().post("/letters/check/" + issued["A1"], {"birthday": "2019-10-01"}).content.decode()

    assert "作废" in page and "周一禾" not in page


def test_one_letter_and_all_letters_are_printed(issued, desk):
    assert desk.get(OFFICE + "letters/A3.pdf").content.startswith(b"%PDF")
    assert desk.get(OFFICE + "letters/all.zip?part=1").content.startswith(b"%PDF")
    assert desk.get(OFFICE + "letters/all.zip").content.startswith(b"PK")
    assert desk.get(OFFICE + "letters/ZZ.pdf").status_code == 404


def test_an_officer_opens_a_round_with_the_districts_rules_once(desk, rules, settings, tmp_path):
    district = tmp_path / "district"
    (district / "rounds").mkdir(parents=True)
    rules.rename(district / "rounds" / "first")
    settings.XINJU_DISTRICT = district
    asked = {"rules": "test-2026", "as_of": "2026-04-30"}

    first, second = desk.post("/office/rounds/new/", asked), desk.post("/office/rounds/new/", asked)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "2026年4月30日" in desk.get(OFFICE).content.decode()


def test_of_a_sheet_that_ranks_twice_the_service_with_the_rounds_keys_ranks(desk, settings):
    shutil.copytree(HERUN / "families", settings.XINJU_HOME / "facts" / "families")
    asked = {
        "rules": "herun-2026-primary-1", "as_of": "2026-05-12", "sheet": "jifen@2026", "facts": "facts/families",
    }  # fmt: skip

    answer = desk.post("/office/rounds/new/", asked)

    assert answer.status_code == 302, answer.content.decode()
    assert Round.objects.get().service == "school"


def test_a_sheet_is_not_chosen_without_facts(desk):
    asked = {"rules": "herun-2026-primary-1", "as_of": "2026-05-12", "sheet": "jifen@2026"}

    answer = desk.post("/office/rounds/new/", asked)

    assert "要一起选" in answer.content.decode() and not Round.objects.exists()


def test_without_facts_there_is_no_statement_of_reasons(placed, desk):
    assert desk.get(OFFICE + "children/A3/points/").status_code == 404
