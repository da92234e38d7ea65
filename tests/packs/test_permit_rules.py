"""permit.yaml: the district's own file is sound, and a faulty one is refused with its place."""

from pathlib import Path

import pytest

from xinju.packs.permit_rules import load_permit_rules
from xinju.packs.problems import Unreadable
from xinju.packs.records import load_records

HERUN = Path(__file__).parents[2] / "districts" / "herun"
RECORDS = frozenset(
    load_records([*(HERUN.parent / "library/records").glob("*.yaml"), *(HERUN / "records").glob("*.yaml")])
)


def faulty(folder: Path, old: str, new: str) -> Unreadable:
    text = (HERUN / "permit.yaml").read_text("utf-8")
    assert old in text
    (folder / "permit.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Unreadable) as refused:
        load_permit_rules(folder, RECORDS)
    return refused.value


def test_herun_issues_in_one_town_and_reads_the_police_elsewhere():
    rules = load_permit_rules(HERUN, RECORDS)

    assert rules.master_in("990102001003") == "police"
    assert rules.master_in("990102100002") == "self"
    assert rules.master_in("330100") == "police"


def test_herun_has_the_national_conditions_and_periods():
    rules = load_permit_rules(HERUN, RECORDS)

    assert (rules.half_year.months, set(rules.conditions)) == (6, {"work", "home", "study"})
    assert (rules.endorsement.every_months, rules.endorsement.window_months) == (12, 1)
    assert set(rules.endings) == {"died", "hukou", "left", "wish"} and rules.proxy_under == 16


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{record: employment}", "{record: employments}", "unknown_choice"),
        ("by: police", "by: nobody", "unknown_choice"),
        ("months: 6", "months: 0", "not_positive"),
        ("window_months: 1", "window_months: 13", "unknown_choice"),
        ("for: work", "for: leisure", "unknown_choice"),
        ("held_as: [kindergarten", "held_as: [nursery", "unknown_choice"),
        ("proxy_under: 16", "proxy_under: sixteen", "expected_number"),
        ("remedy:", "remedies:", "missing_key"),
    ],
)
def test_a_faulty_file_is_refused_with_line_and_place(tmp_path, old, new, code):
    problems = faulty(tmp_path, old, new).problems

    assert code in {problem.code for problem in problems}
    assert all(problem.file.endswith("permit.yaml") and problem.line > 0 for problem in problems)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "permit.yaml").write_text("")
    with pytest.raises(Unreadable):
        load_permit_rules(tmp_path, RECORDS)
