"""`xinju place`, `verify` and `letters` on files, as a department without the website uses them."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from xinju.cli.main import main

pytestmark = pytest.mark.slow

HERUN = Path(__file__).parents[2] / "districts" / "herun"
ROUND = """\
round: test-2026
name: 示例区2026年积分入学
keys: [总积分, 居住]
stages:
  - {stage: main, name: 平行志愿, mechanism: deferred_acceptance, wishes: 3}
"""
SCHOOLS = "school,name,town,places,communities\nS1,第一小学,东镇,1,\nS2,第二小学,东镇,1,\nS3,第三小学,西镇,2,\n"
LIST = """\
申请编号,儿童姓名,出生日期,志愿1,志愿2,志愿3,key1,key2
A1,周一禾,2019-10-01,S1,S2,,90,10
A2,周二禾,2019-10-02,S1,S2,,80,10
A3,周三禾,2019-10-03,S1,S2,,70,9
"""
LETTERS = """\
office: 示例区教育局
check_address: https://example.invalid/letters/check/
objection: {days: 5, days_are: 工作日, until: 2026-07-20, address: 示例路1号, phone: 0000-0000000}
"""


@pytest.fixture
def round_folder(tmp_path):
    folder = tmp_path / "round"
    folder.mkdir()
    files = {"round.yaml": ROUND, "schools.csv": SCHOOLS, "applicants.csv": LIST, "letters.yaml": LETTERS}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def placed(round_folder, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["place", str(round_folder), "-o", str(out)]) == 0
    capsys.readouterr()
    return out


def seats(folder: Path) -> dict[str, str]:
    with (folder / "full" / "assignment.csv").open(encoding="utf-8") as file:
        return {row["application"]: row["school"] for row in csv.DictReader(file)}


def test_a_round_becomes_a_folder_in_two_editions(placed):
    assert seats(placed) == {"A1": "S1", "A2": "S2", "A3": ""}
    assert (placed / "public" / "verify.py").is_file()
    public = b"".join(path.read_bytes() for path in (placed / "public").glob("*.csv"))
    assert "周".encode() not in public and b"2019" not in public and b",90," not in public


def test_it_says_for_whom_another_mechanism_would_differ(round_folder, tmp_path, capsys):
    assert main(["place", str(round_folder), "-o", str(tmp_path / "out"), "--json"]) == 0
    [other] = json.loads(capsys.readouterr().out)["other_mechanisms"]

    assert (other["mechanism"], other["counts"]) == ("by_points", {"gained": 0, "lost": 0, "other": 0})
    assert main(["place", str(round_folder), "-o", str(tmp_path / "out")]) == 0
    assert "每个孩子的学校都一样" in capsys.readouterr().out


def test_the_folder_verifies_and_a_moved_seat_does_not(placed, capsys):
    assert main(["verify", str(placed)]) == 0
    moved = placed / "full" / "assignment.csv"
    moved.write_text(moved.read_text().replace("A2,S2", "A2,S3"))

    assert main(["verify", str(placed)]) == 1
    assert "A2" in capsys.readouterr().out


def test_what_is_no_placement_folder_cannot_be_verified(tmp_path):
    assert main(["verify", str(tmp_path)]) == 2


def test_a_tie_asks_for_the_seed_and_names_the_hash(round_folder, tmp_path, capsys):
    listed = round_folder / "applicants.csv"
    listed.write_text(LIST + "A4,周四禾,2019-10-04,S1,,,90,10\n", encoding="utf-8")

    assert main(["place", str(round_folder), "-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert main(["place", str(round_folder), "--freeze", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["frozen_list"] in said
    assert main(["place", str(round_folder), "--seed", "0123456789abcdef", "-o", str(tmp_path / "out")]) == 0


def test_good_rows_are_placed_and_bad_ones_are_written_with_their_reasons(round_folder, tmp_path, capsys):
    listed = round_folder / "applicants.csv"
    listed.write_text(LIST + "A4,周四禾,2019-10-04,S9,,,60,1\n", encoding="utf-8")
    out = tmp_path / "out"

    assert main(["place", str(round_folder), "-o", str(out)]) == 1

    assert "A4" not in seats(out)
    rejected = (out / "office" / "rejected.csv").read_text(encoding="utf-8-sig")
    assert "S9" in rejected and "A4" in rejected
    assert "applicants.csv:5" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "text"),
    [("round.yaml", "round: [broken"), ("schools.csv", "school,name\n"), ("round.yaml", ROUND.replace("keys", "kyes"))],
)
def test_unreadable_rules_end_with_two_and_name_the_file(round_folder, tmp_path, capsys, file, text):
    (round_folder / file).write_text(text, encoding="utf-8")

    assert main(["place", str(round_folder), "-o", str(tmp_path / "out")]) == 2
    assert file in capsys.readouterr().err


def test_letters_wait_for_a_named_officer(placed, tmp_path, capsys):
    assert main(["letters", str(placed), "-o", str(tmp_path / "letters")]) == 1
    assert "--confirmed-by" in capsys.readouterr().err
    assert not (tmp_path / "letters").exists()


def test_after_the_confirmation_every_child_has_a_page_and_the_register_holds_no_code(placed, tmp_path):
    out = tmp_path / "letters"

    assert main(["letters", str(placed), "--confirmed-by", "季小满", "--on", "2026-07-01", "-o", str(out)]) == 0

    assert sorted(path.name for path in (out / "single").iterdir()) == ["A1.pdf", "A2.pdf", "A3.pdf"]
    assert json.loads((out / "confirmation.json").read_text(encoding="utf-8"))["confirmed_by"] == "季小满"
    register = list(csv.DictReader((out / "register.csv").open(encoding="utf-8-sig")))
    assert all(len(row["sha256_of_code"]) == 64 for row in register)


def test_letters_are_not_printed_from_an_altered_folder(placed, tmp_path):
    moved = placed / "full" / "assignment.csv"
    moved.write_text(moved.read_text().replace("A2,S2", "A2,S3"))

    assert main(["letters", str(placed), "--confirmed-by", "季小满", "-o", str(tmp_path / "letters")]) == 1


def test_scores_are_computed_anew_and_a_changed_one_names_child_and_item(tmp_path, capsys):
    folder = tmp_path / "herun"
    folder.mkdir()
    for source in (*(HERUN / "rounds" / "2026-primary-1").iterdir(), *(HERUN / "families" / "round").iterdir()):
        (folder / source.name).write_bytes(source.read_bytes())
    facts = ["--facts", str(HERUN / "families"), "--sheet", str(HERUN / "sheets" / "jifen" / "2026.yaml")]
    out = tmp_path / "out"
    days = ["--on", "2026-05-12", "--known", "2026-05-12", "--service", "school"]
    assert main(["place", str(folder), *facts, *days, "-o", str(out)]) in (0, 1)
    assert main(["verify", str(out), *facts]) == 0
    scores = out / "full" / "scores.csv"
    rows = list(csv.reader(scores.open(encoding="utf-8")))
    rows[1][1] = "99"
    with scores.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    capsys.readouterr()

    assert main(["verify", str(out), *facts]) == 1

    said = capsys.readouterr().out
    assert rows[1][0] in said and rows[0][1] in said and "99" in said


def test_two_versions_are_compared_on_a_round_by_the_service_that_ranks_with_its_keys(tmp_path, capsys):
    around = shutil.copytree(HERUN / "rounds" / "2026-primary-1", tmp_path / "round")
    shutil.copy(HERUN / "families" / "round" / "applicants.csv", around)
    sheets = [
        str(HERUN / "sheets" / "jifen" / name) for name in ("2026.yaml", "2027-draft.yaml")
    ]  # rank for two services
    command = ["simulate", *sheets, str(HERUN / "families"), "--on", "2026-05-12", "--round", str(around), "--json"]

    assert main(command) == 0

    assert len(json.loads(capsys.readouterr().out)["schools"]) == 12
