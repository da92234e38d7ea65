"""The map of divisions is looked at, loaded from the district's file, and missed by the doctor where it is not there."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from xinju.cli.main import main
from xinju.desk import checkups
from xinju.desk.findings import AMISS, LOOK, WELL
from xinju.registry.bridge import rules
from xinju.registry.models import Division, DivisionChange

DISTRICT = """
district: x
name: {zh: 试区, en: Trial}
code: "990102"
towns:
  - {code: "990102003", name: {zh: 旧镇, en: Old}, until: 2017-12-31, became: ["990102005"]}
  - code: "990102005"
    name: {zh: 新镇, en: New}
    from: 2018-01-01
    communities:
      - {code: "990102005001", name: {zh: 甲村, en: Jia}}
"""
REGISTRY = "registry: x\nsources:\n  police: {name: {zh: 公安, en: Police}, records: []}\nbest_value: {any: [police]}\nstale_after_months: 6\n"


@pytest.fixture
def district(db, tmp_path, settings, monkeypatch) -> Path:
    """A district of its own: its file is district.yaml."""
    monkeypatch.setenv("XINJU_LANGUAGE", "en")
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "registry.yaml").write_text(REGISTRY, encoding="utf-8")
    settings.XINJU_DISTRICT = folder
    return written(folder, DISTRICT)


def written(folder: Path, text: str) -> Path:
    (folder / "district.yaml").write_text(text, encoding="utf-8")
    return folder


def anew(folder: Path, text: str) -> None:
    """The file has been changed, and a new process reads it: one reads it once."""
    written(folder, text)
    rules._district.cache_clear()


def doctor() -> str:
    (found,) = checkups.divisions(timezone.now())
    return found.state


def test_looking_writes_nothing_and_loading_again_changes_nothing(district, capsys):
    assert main(["divisions", "show"]) == 1
    assert not Division.objects.exists()

    assert main(["divisions", "load", "--since", "2010-01-01"]) == 0
    assert main(["divisions", "load", "--since", "2010-01-01"]) == 0

    said = capsys.readouterr().out
    assert "loaded: 4 new or changed" in said and "loaded: 0 new or changed" in said
    rows = Division.objects.order_by("code").values_list("code", "start", "end")
    assert list(rows) == [
        ("990102", date(2010, 1, 1), None),
        ("990102003", date(2010, 1, 1), date(2017, 12, 31)),
        ("990102005", date(2018, 1, 1), None),
        ("990102005001", date(2010, 1, 1), None),
    ]
    assert DivisionChange.objects.get().new == "990102005"
    assert main(["divisions", "show"]) == 0


def test_a_town_that_ends_or_bears_another_name_is_shown_before_it_is_taken_over(district, capsys):
    main(["divisions", "load"])
    capsys.readouterr()
    later = DISTRICT.replace("from: 2018-01-01", "from: 2018-01-01\n    until: 2026-04-30").replace("zh: 甲村, en: Jia", "zh: 甲一村, en: Jiayi")  # fmt: skip
    anew(district, later)

    assert main(["divisions", "show"]) == 1
    said = capsys.readouterr().out
    assert "ends     990102005" in said and "2026-04-30" in said and "Jia → Jiayi" in said

    assert main(["divisions", "load"]) == 0
    assert Division.objects.get(code="990102005").end == date(2026, 4, 30)
    assert Division.objects.get(code="990102005001").name == "甲一村"
    assert main(["divisions", "show"]) == 0


def test_what_the_file_leaves_out_is_named_and_stays(district, capsys):
    main(["divisions", "load"])
    anew(district, DISTRICT[: DISTRICT.index("    communities")])

    assert main(["divisions", "show"]) == 0

    assert "990102005001 Jia: not in the file, stays in force" in capsys.readouterr().out
    assert Division.objects.filter(code="990102005001", end=None).exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"990102005001"', '"99010200500"', "expected 9, 12 or 15 digits"),
        ('"990102005001"', '"990102009001"', "does not begin with the code of what it lies in: 990102005"),
        ('code: "990102005"\n', 'code: "990102003"\n', "no division"),
        ("from: 2018-01-01", "from: im Januar", "expected"),
    ],
)
def test_a_slip_in_the_file_is_named_with_its_line_and_nothing_is_loaded(district, capsys, old, new, said):
    written(district, DISTRICT.replace(old, new, 1))

    assert main(["divisions", "load"]) == 2
    error = capsys.readouterr().err
    assert said in error and "district.yaml:" in error
    assert not Division.objects.exists()


def test_one_code_twice_on_the_same_days_is_a_slip(district, capsys):
    written(district, DISTRICT + '  - {code: "990102005", name: 又, from: 2020-01-01}\n')

    assert main(["divisions", "load"]) == 2
    assert "990102005 stands here twice" in capsys.readouterr().err


def test_the_doctor_says_where_no_map_is_loaded_or_another_than_the_files(district):
    assert doctor() == LOOK

    main(["divisions", "load"])
    assert doctor() == WELL

    anew(district, DISTRICT.replace("en: New", "en: Newer"))
    assert doctor() == LOOK


def test_the_doctor_says_that_the_file_cannot_be_read(district):
    written(district, DISTRICT.replace('"990102005001"', '"9"'))

    assert doctor() == AMISS
