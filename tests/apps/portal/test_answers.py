"""What an answer may be, and which facts it becomes."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xinju.packs.labels import labels_of
from xinju.packs.problems import Unreadable
from xinju.packs.sheets import load_sheet
from xinju.portal.bridge.answers import application_of
from xinju.portal.bridge.questions import Wrong, day_of, is_answer, load_questionnaire, parse

HERUN = Path(__file__).parents[3] / "districts" / "herun"
TODAY = date(2026, 4, 20)


@pytest.fixture(scope="module")
def form():
    return load_questionnaire(HERUN)


@pytest.fixture(scope="module", params=["2026", "2027-draft"])
def sheet(request):
    return load_sheet(HERUN / "sheets" / "jifen" / f"{request.param}.yaml")


def question(form, key):
    return next(one for one in form.questions if one.key == key)


def application(form, sheet, flow, **given):
    return application_of(sheet, form.of(flow), given, form.people, here="990102", today=TODAY)


@pytest.mark.parametrize(
    "text", ["2020-10-01", "2020/10/1", "2020.10.1", "2020年10月1日", "20201001", "２０２０－１０－０１"]
)
def test_a_day_is_read_as_people_write_it(text):
    assert day_of(text) == date(2020, 10, 1)


@pytest.mark.parametrize(
    "text", ["", "2020", "2020-13-01", "1990-02-30", "昨天", "2020-10", "0000-00-00", "99999-01-01"]
)
def test_what_is_no_day_is_none(text):
    assert day_of(text) is None


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("child_birth", "2026-04-21", "too_late"),
        ("child_birth", "1990-01-01", "too_early"),
        ("adult_birth", "2015-01-01", "too_late"),
        ("insured", "-3", "no_number"),
        ("insured", "12.5", "no_number"),
        ("insured", "十二", "no_number"),
        ("insured", "601", "too_large"),
        ("home", "0", "too_small"),
        ("schooling", "kindergarten", "no_option"),
    ],
)
def test_nonsense_is_refused_with_what_is_the_matter(form, key, text, code):
    with pytest.raises(Wrong) as refused:
        parse(question(form, key), text, today=TODAY)

    assert refused.value.code == code


def test_i_do_not_know_is_an_answer_everywhere_but_for_the_childs_birth(form):
    unknown = {one.key: is_answer(one, "unknown", today=TODAY) for one in form.questions}

    assert [key for key, taken in unknown.items() if not taken] == ["child_birth"]


def test_points_ask_at_most_ten_questions(form):
    assert len(form.of("points")) <= 10


def test_an_answer_becomes_a_record_of_the_department_that_holds_it(form, sheet):
    made = application(form, sheet, "points", lives_here="2019-03-01", insured="3", schooling="college", home="88")

    assert [(one.start, one.end) for one in made.records["stay"]] == [(date(2019, 3, 1), None)]
    assert [one.start for one in made.records["social_insurance"]] == [
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
    ]
    assert made.records["education"][0].values["level"] == 2
    assert made.records["home_ownership"][0].values["area"] == Fraction(88)


def test_none_is_no_record_and_i_do_not_know_is_not_known(form, sheet):
    made = application(form, sheet, "points", lives_here="no", insured="unknown")

    assert "stay" not in made.records
    assert ("adult", "stay") not in made.not_known
    assert ("adult", "social_insurance") in made.not_known


def test_a_title_settles_which_certificate_counts(form, sheet):
    made = application(form, sheet, "points", skill="middle")

    assert made.choices == {"which_title": "title"}


def test_every_option_of_every_question_fills_columns_that_the_sheet_declares(form, sheet):
    for one in form.questions:
        for answer in [option.key for option in one.options] or ["2010-01-01" if one.kind in ("day", "since") else "7"]:
            flow = one.flows[0]
            made = application(form, sheet, flow, **{one.key: answer})

            assert made.number == "-"


def test_a_broken_questions_file_is_refused_with_its_line(tmp_path):
    (tmp_path / "portal").mkdir()
    text = "people: {adult: applicant}\nquestions:\n  - {question: a, in: [apply], kind: riddle, ask: x}\n"
    (tmp_path / "portal" / "questions.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(Unreadable) as refused:
        load_questionnaire(tmp_path)

    assert refused.value.problems[0].line == 3


def test_every_name_of_the_table_has_an_english_one(form, sheet):
    labels = {**labels_of(HERUN / "sheets" / "jifen" / f"{sheet.version}.yaml", "en"), **form.labels("en")}
    categories = {f"category:{item.category}" for item in sheet.items.values()}

    wanted = categories | {f"item:{key}" for key in (*sheet.items, *sheet.groups)}

    assert {key for key in wanted if not labels.get(key, "").isascii() or not labels.get(key)} == set()
