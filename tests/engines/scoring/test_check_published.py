"""What the checker finds in the published tables, and that all of it can be told in both languages."""

from pathlib import Path

import pytest

from xinju.documents.words import findings_en, findings_zh, statement_en, statement_zh
from xinju.documents.words.labels import SheetNames
from xinju.engines.scoring.check import check
from xinju.engines.scoring.reference import evaluate
from xinju.packs.cases import load_cases
from xinju.packs.labels import labels_of
from xinju.packs.sheets import load_sheet, sheet_files

DISTRICTS = Path(__file__).parents[3] / "districts"
SHEETS = sorted(sheet_files(DISTRICTS))
BROKEN = ("{", "Fraction(", "None", "Span(", "datetime")


def found_in(name: str) -> set[str]:
    return {one.id for one in check(load_sheet(DISTRICTS / "library" / name))}


def test_ouhais_purchase_subsidy_is_contradictory_at_100_and_silent_at_80():
    assert {"overlap:purchase.pays:100", "silent:purchase.pays:80"} <= found_in("wenzhou-ouhai-butie/2024.yaml")


def test_the_provinces_table_is_silent_from_61_and_names_no_employment():
    assert {"silent:age:61..", "indicator_missing:zhejiang-gongxing:employment"} <= found_in(
        "zhejiang-gongxing/2023.yaml"
    )


def test_siming_does_not_say_how_its_twelfths_and_365ths_are_rounded():
    assert "rounding:xiamen-siming-jifen-ruxue" in found_in("xiamen-siming-jifen-ruxue/2023.yaml")


def test_other_provinces_are_not_held_against_zhejiangs_regulation():
    for name in ("suzhou-jifen/2023.yaml", "xiamen-siming-jifen-ruxue/2023.yaml"):
        assert not any(one.startswith("indicator_missing") for one in found_in(name))


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_findings_and_statements_of_every_sheet_can_be_told(path: Path):
    sheet = load_sheet(path)
    names = {language: SheetNames(sheet, labels_of(path, language)) for language in ("zh", "en")}
    said = []
    for one in check(sheet):
        for language, words in (("zh", findings_zh), ("en", findings_en)):
            title, readings = words.finding(one, names[language])
            said += [title, *readings]
    for case in load_cases(path, sheet):
        statement = evaluate(sheet, case.application, as_of=case.as_of, known_at=case.known_at)
        for language, words in (("zh", statement_zh), ("en", statement_en)):
            said += [words.sentence(line.step, names[language]) for line in (*statement.lines, *statement.groups)]
            said += [text for one in statement.services.values() for text in words.service(one, names[language])]

    assert all(said)
    assert not [text for text in said if any(mark in text for mark in BROKEN)]
