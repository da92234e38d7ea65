"""A decision keeps all it rests on: whatever happens to the registry, its merges or the sheet's file, it comes out the same."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from tests.apps.points.test_frozen_facts import family, pay  # noqa: F401 - a fixture is used by its name
from tests.apps.registry.conftest import NOON, enter  # noqa: F401

from xinju.accounts.access import Role
from xinju.audit.added import OnlyAdded
from xinju.cases import queries as cases
from xinju.messages.actions import begin
from xinju.messages.worker import work_off
from xinju.points import queries
from xinju.points.actions import Undecidable, decide, freeze_facts, review
from xinju.points.bridge.canonical import result_of
from xinju.points.bridge.deciding import NotAsKept, rerun
from xinju.points.models import Application, Decision, Review
from xinju.registry.actions import merging
from xinju.registry.actions.linking import judge
from xinju.registry.actions.records import supersede_records
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Record
from xinju.registry.models.identities import How, Verdict

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
DAY = NOON.date()


@pytest.fixture
def sheet(tmp_path):
    """A copy of the district's files, so that a test can edit them."""
    shutil.copytree(ROOT / "districts", tmp_path / "districts")
    return tmp_path / "districts" / "herun" / "sheets" / "jifen" / "2026.yaml"


@pytest.fixture
def decided(enter, family, sheet, officer) -> Decision:  # noqa: F811
    """A mother with two years of pension paid; a named officer has confirmed her child's points."""
    pay(family[0], 24)
    return decide(
        application=Application.objects.get(), sheet=sheet, as_of=DAY, known_at=DAY, by=officer(Role.EDUCATION_OFFICER),
        at=NOON, purpose="test", client_id=uuid4(),
    )  # fmt: skip


def test_points_cite_the_answer_that_they_rest_on_and_keep_it(family, enter, sheet, officer):  # noqa: F811
    pay(family[0], 25)
    answer = f'{{finding: "rounding:jifen", reading: down_total, by: 政策科, date: {DAY}}}'
    text = sheet.read_text(encoding="utf-8")
    answered = text.replace("\nrecords:", f"\nrounding: unknown\ndecisions: [{answer}]\nrecords:", 1)
    sheet.write_text(answered, "utf-8")
    asked = {
        "application": Application.objects.get(),
        "as_of": DAY,
        "by": officer(Role.EDUCATION_OFFICER),
        "purpose": "test",
    }

    made = decide(**asked, sheet=sheet, known_at=DAY, at=NOON, client_id=uuid4())
    sheet.write_text(text, "utf-8")

    assert rerun(made) == bytes(made.statement)
    assert "政策科" in bytes(made.statement).decode() and "down_total" in bytes(made.statement).decode()
    assert result_of(rerun(made))["group:total"][0].isdigit()


def later(days: int):
    return NOON + timedelta(days=days)


def looks_again(decision: Decision, days: int) -> Review | None:
    return review(decision=decision, by="job:test", at=later(days), purpose="test")


def test_a_decision_is_the_same_bytes_whatever_happens_afterwards(decided, family, enter, sheet):  # noqa: F811
    """The test of the issue."""
    mother, _ = family
    before = bytes(decided.statement)
    assert rerun(decided) == before

    wrong = Record.objects.current().filter(identity=mother, start__lt=date(2025, 6, 1))
    supersede_records(records=wrong, by="job:test", at=later(3), purpose="test")
    first = looks_again(decided, 3)
    (insured,) = enter("social_security", Told(name="王方", birth_date=date(1990, 3, 4)), at=later(4))
    pay(insured, 30, at=later(4))
    link = judge(
        first=mother, second=insured, verdict=Verdict.SAME, how=How.CLERK, by="job:test", at=later(5), purpose="test"
    )
    second = looks_again(decided, 5)
    merging.take_back(link=link, because="不是同一人", by="job:test", at=later(6), purpose="test")
    text = sheet.read_text(encoding="utf-8")
    edited = text.replace("version: ", "version: 9", 1).replace("points: 0.5", "points: 5").replace(": 12", ": 13")
    assert edited != text
    sheet.write_text(edited, "utf-8")
    shutil.rmtree(sheet.parents[2] / "records")

    again = Decision.objects.get(pk=decided.pk)
    assert rerun(again) == before == bytes(again.statement)
    assert first is not None and second is not None
    assert set(again.reviews.all()) == {first, second}
    assert "group:total" in first.changed
    case = cases.case(first.case, "job:test")
    assert (case.type, case.state, case.subject) == ("decision_review", "open", f"points.decision:{decided.pk}")


def test_what_changes_no_result_opens_no_review(decided, family, enter):  # noqa: F811
    enter("grid", Told(name="无关的人"), at=later(1))

    assert looks_again(decided, 2) is None


def test_the_same_later_result_is_reviewed_once(decided, family):  # noqa: F811
    supersede_records(records=Record.objects.current(), by="job:test", at=later(1), purpose="test")

    assert looks_again(decided, 2) is not None
    assert looks_again(decided, 3) is None


def test_all_decisions_are_compared_as_long_work(decided):
    supersede_records(records=Record.objects.current(), by="job:test", at=later(1), purpose="test")

    for _ in range(2):
        begin("points.review", about="points:decisions", by="job:test", key=uuid4())
        work_off()

    assert decided.reviews.count() == 1


def test_a_review_shows_the_result_as_known_then_and_now(decided, family, signed_in):  # noqa: F811
    supersede_records(records=Record.objects.current(), by="job:test", at=later(1), purpose="test")
    found = looks_again(decided, 2)

    total = next(one for one in queries.differences(found) if one.key == "group:total")
    assert total.then != total.now
    page = signed_in(Role.HEAD).get(f"/desk/cases/{found.case}/").content.decode()
    assert "决定时与现在" in page and "总分" in page


def test_a_decision_and_its_review_are_never_changed(decided):
    decided.kind = "other"
    with pytest.raises(OnlyAdded):
        decided.save()
    with pytest.raises(OnlyAdded):
        Decision.objects.filter(pk=decided.pk).update(kind="other")
    with pytest.raises(OnlyAdded):
        decided.delete()


def test_what_was_touched_behind_the_program_is_named(decided):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE points_decision SET facts = (SELECT sheet FROM points_decision)")

    with pytest.raises(NotAsKept) as refused:
        rerun(Decision.objects.get())

    assert refused.value.part == "facts"


def test_the_same_submission_decides_once(decided, sheet, officer):
    again = decide(
        application=decided.application, sheet=sheet, as_of=DAY, known_at=DAY, by=decided.confirmed_by, at=later(1),
        purpose="test", client_id=decided.client_id,
    )  # fmt: skip

    assert again == decided
    assert Decision.objects.count() == 1


def test_nothing_is_decided_on_what_was_not_known_then(decided, sheet):
    with pytest.raises(Undecidable):
        decide(
            application=decided.application, sheet=sheet, as_of=DAY, known_at=DAY - timedelta(days=1),
            by=decided.confirmed_by, at=NOON, purpose="test", client_id=uuid4(),
        )  # fmt: skip


def test_an_application_made_on_a_merged_person_goes_to_a_clerk_when_it_is_undone(enter, family):  # noqa: F811
    from xinju.points.actions import Family, open_applications

    mother, _ = family
    (other,) = enter("grid", Told(name="王方", birth_date=date(1990, 3, 4)))
    link = judge(first=mother, second=other, verdict=Verdict.SAME, how=How.CLERK, by="job:t", at=NOON, purpose="t")
    speaks = Identity.objects.get(pk=other.pk).person.key
    one = Family("RX26-000002", speaks, (("applicant", speaks),))
    open_applications(families=[one], by="job:test", at=later(1), purpose="test")

    merging.take_back(link=link, because="不是同一人", by="job:test", at=later(2), purpose="test")

    found = cases.about(f"registry.link:{link.pk}", "job:test").get()
    assert found.type == "undone_merge"


def test_an_undone_merge_leaves_the_same_bytes_to_a_points_run(family, enter, tmp_path):  # noqa: F811
    mother, _ = family
    pay(mother, 24)
    (insured,) = enter("social_security", Told(name="王方", birth_date=date(1990, 3, 4)))
    pay(insured, 30)
    frozen = {}
    for name in ("before", "merged", "undone"):
        if name == "merged":
            link = judge(
                first=mother, second=insured, verdict=Verdict.SAME, how=How.CLERK, by="job:t", at=later(1), purpose="t"
            )
        elif name == "undone":
            merging.take_back(link=link, because="不是同一人", by="job:test", at=later(2), purpose="test")
        folder = freeze_facts(folder=tmp_path / name, known_at=later(3).date(), by="job:test", purpose="test")
        frozen[name] = {path.name: path.read_bytes() for path in folder.iterdir()}

    assert frozen["merged"] != frozen["before"]
    assert frozen["undone"] == frozen["before"]
