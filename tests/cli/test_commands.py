"""The command line says what it did and ends with 0 done, 1 findings, 2 unreadable; never with a traceback."""

import json
import shutil

import pytest

from xinju.cli.main import main
from xinju.demo.district import HERUN

pytestmark = pytest.mark.slow

SHEET = str(HERUN / "sheets" / "jifen" / "2026.yaml")
FAMILIES = str(HERUN / "families")
OUHAI = str(HERUN.parent / "library" / "wenzhou-ouhai-butie" / "2024.yaml")
DAYS = ["--on", "2026-05-12", "--known", "2026-05-12"]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XINJU_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XINJU_LANGUAGE", "zh")
    return tmp_path


def test_check_names_the_value_that_lies_in_two_bands_and_offers_both_readings(capsys):
    code = main(["sheet", "check", OUHAI])

    said = capsys.readouterr().out
    assert code == 1
    assert "100" in said and "260" in said and "200" in said
    assert "2024.yaml:" in said


def test_check_names_the_days_on_which_no_version_applies_and_the_file_that_says_so(capsys, home):
    shutil.copytree(HERUN.parent / "library", home / "library")
    dated = home / "library" / "suzhou-jifen" / "versions.yaml"
    dated.write_text(dated.read_text("utf-8").replace("from: 2023-01-01", "from: 2023-03-01"), "utf-8")

    assert main(["sheet", "check", str(dated.parent / "2023.yaml")]) == 1
    said = capsys.readouterr().out
    assert f"{dated}  " in said
    assert "2023年1月1日至2023年2月28日没有版本适用" in said
    assert "id: version_hole:suzhou-jifen:2021+2023" in said


@pytest.mark.parametrize("name", ["findings.docx", "findings.xlsx"])
def test_findings_go_to_the_policy_office_as_a_list(home, name):
    code = main(["sheet", "check", OUHAI, "-o", str(home / name)])

    assert code == 1
    assert (home / name).read_bytes()[:2] == b"PK"


def test_show_prints_the_table_as_people_know_it(capsys, home):
    assert main(["sheet", "show", SHEET]) == 0
    said = capsys.readouterr().out
    assert all(heading in said for heading in ("类别", "指标", "标准分值", "最高分值", "责任单位", "备注"))

    assert main(["sheet", "show", SHEET, "-o", str(home / "table.pdf")]) == 0
    assert (home / "table.pdf").read_bytes().startswith(b"%PDF")


def test_explain_says_what_counted_and_why_the_rest_did_not(capsys):
    code = main(["explain", SHEET, FAMILIES, "RX26-900009", *DAYS])

    said = capsys.readouterr().out
    assert code == 0
    assert "补缴" in said and "总分 87" in said


def test_what_if_says_from_which_day_a_family_has_enough_points(capsys):
    code = main(["what-if", SHEET, FAMILIES, "RX26-900008", *DAYS, "--reach", "81", "--json"])

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert found["day"] > "2026-05-12"


def test_what_if_on_another_day_shows_the_difference(capsys):
    code = main(["what-if", SHEET, FAMILIES, "RX26-900008", *DAYS, "--then", "2027-05-12"])

    assert code == 0
    assert "居住时间" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["sheet", "check", "nowhere.yaml"], "nowhere.yaml"),
        (["score", SHEET, "nowhere", *DAYS], "nowhere"),
        (["explain", SHEET, FAMILIES, "RX-none", *DAYS], "RX-none"),
        (["verify", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_is_named(capsys, arguments, named):
    code = main(arguments)

    said = capsys.readouterr()
    assert code == 2
    assert named in said.err
    assert "Traceback" not in said.err + said.out


def test_a_broken_sheet_is_named_with_its_line(capsys, home):
    (home / "broken.yaml").write_text("sheet: x\nitems: [\n", encoding="utf-8")

    assert main(["sheet", "check", str(home / "broken.yaml")]) == 2
    assert "broken.yaml:" in capsys.readouterr().err


def test_a_folder_where_a_file_is_due_is_said_so(capsys, home):
    assert main(["sheet", "show", str(home)]) == 2
    assert str(home) in capsys.readouterr().err
