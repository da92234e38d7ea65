"""The officer sees for whom the round would end otherwise under another mechanism, before deciding on one."""

import pytest
from django.test import Client
from tests.apps.benefits.invented import GOOD, LETTERS, ROUND, SCHOOLS
from tests.documents.sample_pdfs import pages_of, words_of

from xinju.benefits import actions
from xinju.benefits.bridge import mechanisms, placing
from xinju.benefits.bridge.ranking import Entry
from xinju.benefits.bridge.words import rules as words
from xinju.engines.placement.model import Applicant, Mechanism, Pool, Round, School, Stage
from xinju.engines.scoring.spans import known

pytestmark = pytest.mark.slow

CHECK = "/office/rounds/test-2026/check/"
WITH_ELDER = ("A4", "周四禾", "2019-10-04", "东村", "S3", "S2", None, None, "S2", "60", "9")


@pytest.fixture
def rules(tmp_path):
    """The invented round by points, with 50 points where an elder child is in the school."""
    folder = tmp_path / "rules"
    folder.mkdir()
    by_points = ROUND.replace("平行志愿, mechanism: deferred_acceptance", "积分优先, mechanism: by_points").replace(
        "wishes: 3", "wishes: 3, sibling: {base: 50}"
    )
    for name, text in (("round.yaml", by_points), ("schools.csv", SCHOOLS), ("letters.yaml", LETTERS)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def desk(opened, send, clerk):
    """The officer's browser after A4 was called to its elder child's school, its second wish, while its first is free."""
    send(opened, *GOOD, WITH_ELDER)
    actions.run_placement(round_=opened, by=clerk)
    client = Client()
    client.force_login(clerk)
    return client


def test_the_verdict_names_who_would_be_elsewhere_and_where(desk):
    page = desk.get(CHECK).content.decode()

    assert "如果各步都改用平行志愿，2 个孩子的学校会不同：2 个更接近自己的志愿，0 个更远" in page
    assert "第二小学（第2志愿）" in page and "第三小学（第1志愿）" in page
    assert "A4" in page and "A2" in page


def test_it_says_so_in_english(desk):
    desk.cookies["language"] = "en"

    page = desk.get(CHECK).content.decode()

    assert (
        "With deferred acceptance in every stage instead, 2 children would be at another school: 2 nearer to their wishes"
        in page
    )
    assert "no place" in page


def test_the_report_for_the_bureau_names_them_too(desk):
    report = desk.get("/office/rounds/test-2026/report.pdf").content

    assert pages_of(report) == 2
    assert "A4" in words_of(report) and "如果各步都改用平行志愿" in words_of(report)


def placed(around: Round, *children: Applicant) -> placing.Result:
    entries = [Entry(one, tuple(known(key) for key in one.keys)) for one in children]
    return placing.run(around, entries, (True,), placing.Inputs())


def test_a_pool_with_places_of_its_own_is_said_not_to_compare():
    stage = Stage("main", "main", Mechanism.BY_POINTS)
    around = Round("r", "r", (stage,), (School("S1", "S1", "T", 2, "P"),), pools=(Pool("P", "pool", 1),), seed="s" * 16)

    [report] = mechanisms.mechanisms_report(placed(around, Applicant("A", (1,), ("S1",))))

    assert report["impossible"] == "shared_places"
    assert "共用一个名额总数" in words.compared(report, "zh")


def test_a_lottery_that_only_the_other_way_would_need_is_said_not_to_compare():
    # without a seed: by points A takes S1 from Y, and Y then meets X, its equal in points, at S2
    stages = (
        Stage("first", "first", Mechanism.FIRST_WISH, places={"S1": 1}),
        Stage("second", "second", Mechanism.FIRST_WISH),
    )
    around = Round("r", "r", stages, tuple(School(code, code, "T", 1) for code in ("S1", "S2", "S3")))
    children = Applicant("A", (9,), ("S3", "S1")), Applicant("X", (5,), ("S2",)), Applicant("Y", (5,), ("S1", "S2"))

    report = mechanisms.mechanisms_report(placed(around, *children))[1]

    assert (report["mechanism"], report["impossible"]) == ("by_points", "tie")
    assert "抽签号" in words.compared(report, "zh")


def test_a_round_that_proposes_already_is_compared_with_calling_by_points():
    around = Round("r", "r", (Stage("main", "main", Mechanism.DEFERRED),), (School("S1", "S1", "T", 1),), seed="s" * 16)

    [report] = mechanisms.mechanisms_report(placed(around, Applicant("A", (1,), ("S1",))))

    assert (report["mechanism"], report["changes"]) == ("by_points", [])
