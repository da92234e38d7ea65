"""The pages of merging: a clerk sees two people, answers with one key, sees who was first, and can take it back."""

from datetime import date

import pytest
from django.test import Client
from tests.apps.registry.conftest import NOON, number, wang

from xinju.accounts.access import Role
from xinju.audit import queries as audit
from xinju.cases import queries as cases
from xinju.registry.actions import merging
from xinju.registry.actions.linking import judge
from xinju.registry.actions.people import Origin
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Link, Question
from xinju.registry.models.identities import How, Verdict

BORN = date(1990, 3, 4)
COMPARED = "姓名、出生日期一致"


@pytest.fixture
def pair(enter) -> tuple[Identity, Identity]:
    (police,) = enter("police", wang(phone="13900000000"))
    (grid,) = enter("grid", Told(name="王方", birth_date=BORN, phone="13900000001"))
    return police, grid


@pytest.fixture
def question(pair) -> Question:
    return merging.ask_again(first=pair[0], second=pair[1], by="job:test", at=NOON)


@pytest.fixture
def clerk(signed_in) -> Client:
    client = signed_in(Role.REGISTRAR)
    session = client.session
    session["purpose"] = {"value": "correction", "at": "2099-01-01T00:00:00+00:00"}
    session.save()
    return client


def answer(client: Client, question: Question, verdict: str, client_id: str = "one", **changes):
    version = cases.case(question.case, "job:test").version
    values = {"verdict": verdict, "compared": COMPARED, "version": version, "client_id": client_id, **changes}
    return client.post(f"/registry/merges/{question.case}/", values)


def persons(*identities: Identity) -> set[int]:
    return set(Identity.objects.filter(pk__in=[one.pk for one in identities]).values_list("person", flat=True))


def test_two_columns_with_the_differing_characters_marked(clerk, question):
    page = clerk.get(f"/registry/merges/{question.case}/").content.decode()

    assert "王<mark>芳</mark>" in page
    assert "王<mark>方</mark>" in page
    assert number(BORN, 128) in page
    assert "经办人提出" in page


def test_looking_is_on_record_with_the_case_as_its_purpose(clerk, question, pair):
    clerk.get(f"/registry/merges/{question.case}/")

    (look,) = audit.looks_at(pair[1].person, asker="test")
    assert look.purpose.startswith("cases.case:")


def test_same_merges_closes_the_case_and_leads_on(clerk, question, pair):
    answered = answer(clerk, question, "same")

    assert answered.status_code == 302
    assert len(persons(*pair)) == 1
    assert cases.case(question.case, "job:test").state == "same"
    link = Link.objects.get(verdict=Verdict.SAME)
    assert (link.how, link.made_by.split(":")[0]) == (How.CLERK, "accounts.user")


def test_different_keeps_them_apart(clerk, question, pair):
    answer(clerk, question, "different")

    assert len(persons(*pair)) == 2
    assert Link.objects.get().verdict == Verdict.DIFFERENT


def test_ask_opens_a_verification_and_the_question_waits(clerk, question, pair):
    answer(clerk, question, "ask")

    row = cases.case(question.case, "job:test")
    assert row.state == "asked"
    assert cases.about(f"registry.person:{pair[1].person_id}", "job:test").get().type == "verification"
    assert answer(clerk, question, "same", "two").status_code == 302


def test_ask_goes_to_the_grid_where_the_door_is_known(clerk, question, pair):
    origin = Origin(source="grid", door="grid", by="job:test", at=NOON, verification="verified")
    stay = Stayed(pair[1].pk, date(2026, 1, 1), "990102001001")
    enter_stays(stays=[stay], origin=origin, purpose="test")

    answer(clerk, question, "ask")

    found = cases.about(f"registry.person:{pair[1].person_id}", "job:test").get()
    assert (found.type, found.region) == ("verification", "990102001001")


def test_the_second_officer_sees_the_first_ones_answer_and_decides(clerk, question, officer):
    first = officer(Role.REGISTRAR, region="990102")
    judge(
        first=question.first, second=question.second, verdict=Verdict.SAME, how=How.CLERK, by=first, at=NOON,
        purpose="test",
    )  # fmt: skip

    page = answer(clerk, question, "different")

    assert page.status_code == 409
    assert "另有人已经认定" in page.content.decode()
    assert "测试员" in page.content.decode()
    assert "撤销这次认定" in page.content.decode()


def test_sent_twice_it_is_answered_once(clerk, question):
    answer(clerk, question, "same", "one", version=1)
    again = answer(clerk, question, "same", "one", version=1)

    assert again.status_code in (302, 409)
    assert Link.objects.count() == 1


@pytest.mark.parametrize("values", [{"verdict": "maybe"}, {"compared": ""}, {"version": "x"}, {"client_id": "' or 1"}])
def test_bad_input_is_a_sentence_and_changes_nothing(clerk, question, values):
    assert answer(clerk, question, **{"verdict": "same", **values}).status_code == 422
    assert Link.objects.count() == 0


def test_an_officer_of_the_neighbouring_district_finds_nothing(signed_in, question, pair, enter):
    origin = Origin(source="grid", door="grid", by="job:test", at=NOON, verification="verified")
    for one in pair:
        enter_stays(stays=[Stayed(one.pk, date(2026, 1, 1), "990102001001")], origin=origin, purpose="test")
    neighbour = signed_in(Role.REGISTRAR, region="990202")

    assert neighbour.get(f"/registry/merges/{question.case}/").status_code == 404


def test_any_two_are_compared_and_a_question_is_asked(clerk, pair):
    address = f"/registry/merges/compare/?a={pair[1].own.key}&b={pair[0].own.key}"

    page = clerk.get(address)
    asked = clerk.post(address)

    assert "<mark>芳</mark>" in page.content.decode()
    assert asked.headers["Location"] == f"/registry/merges/{Question.objects.get().case}/"


@pytest.mark.parametrize("query", ["", "?a=x&b=y", "?a=00000000-0000-0000-0000-000000000007&b="])
def test_comparing_nobody_is_not_found(clerk, query):
    assert clerk.get(f"/registry/merges/compare/{query}").status_code == 404


def test_what_was_merged_is_listed_and_can_be_undone_with_a_preview(clerk, question, pair):
    answer(clerk, question, "same")
    listed = clerk.get(f"/registry/merges/of/{pair[1].own.key}/").content.decode()
    link = Link.objects.get()

    preview = clerk.get(f"/registry/merges/links/{link.key}/undo/").content.decode()
    nothing = clerk.post(f"/registry/merges/links/{link.key}/undo/", {"because": ""})
    undone = clerk.post(f"/registry/merges/links/{link.key}/undo/", {"because": "看错了", "are_different": "on"})

    assert f"/registry/merges/links/{link.key}/undo/" in listed
    assert "王芳" in preview and "王方" in preview
    assert nothing.status_code == 200 and "error-summary" in nothing.content.decode()
    assert undone.status_code == 302
    assert len(persons(*pair)) == 2
    assert Link.objects.in_force().get().verdict == Verdict.DIFFERENT


def test_what_was_done_in_between_goes_to_a_clerk(clerk, question, pair):
    answer(clerk, question, "same")
    link = Link.objects.get()
    origin = Origin(source="window", door="window", by="job:test", at=link.made_at, verification="verified")
    enter_stays(stays=[Stayed(pair[0].pk, date(2026, 5, 1), "990102001001")], origin=origin, purpose="test")

    clerk.post(f"/registry/merges/links/{link.key}/undo/", {"because": "看错了"})

    found = cases.about(f"registry.link:{link.pk}", "job:test").get()
    assert found.type == "undone_merge"
    assert "居住登记" in clerk.get(f"/desk/cases/{found.key}/").content.decode()


def test_the_case_leads_to_its_page(clerk, question):
    assert f"/registry/merges/{question.case}/" in clerk.get(f"/desk/cases/{question.case}/").content.decode()


def test_the_next_question_is_one_key_away(clerk, question, enter, pair):
    (third,) = enter("employer", Told(name="王芬", birth_date=BORN))
    other = merging.ask_again(first=pair[0], second=third, by="job:test", at=NOON)

    answered = answer(clerk, question, "different")

    assert answered.headers["Location"] == f"/registry/merges/{other.case}/"
