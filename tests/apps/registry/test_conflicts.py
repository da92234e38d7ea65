"""Verified sources that contradict each other become a case; an officer's finding holds until a source tells otherwise."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.apps.registry.conftest import NOON, wang

from xinju.accounts.access import Role
from xinju.cases import queries as cases
from xinju.registry.actions.conflicts import NotInConflict, open_conflicts_of, settle_conflict
from xinju.registry.bridge.conflicting import contradiction_of
from xinju.registry.models import Identity, Particulars, Person

OTHER = date(1990, 4, 3)


@pytest.fixture
def person(enter) -> Person:
    """Police and social security bear one number and name, with two dates of birth."""
    enter("police", wang())
    (other,) = enter("social_security", wang(birth_date=OTHER))
    return Identity.objects.get(pk=other.pk).person


def opened(person: Person) -> list:
    open_conflicts_of(identities=person.identities.values_list("pk", flat=True), by="job:test", at=NOON)
    return list(cases.about(f"registry.person:{person.pk}", "job:test").filter(type="conflict"))


def row(source: str) -> Particulars:
    return Particulars.objects.current().get(source=source)


def settle(person: Person, case, officer, chosen) -> None:
    settle_conflict(
        case=case.key, person=person, chosen=chosen, grounds="出生证", by=officer(Role.REGISTRAR), at=NOON,
        client_id=uuid4().hex,
    )  # fmt: skip


def test_a_contradiction_is_one_case_however_often_it_is_found(person):
    assert len(opened(person)) == 1
    assert len(opened(person)) == 1


@pytest.mark.parametrize("name", ["王 芳", "王芳"])
def test_another_way_of_writing_is_no_contradiction(enter, name):
    enter("police", wang())
    (other,) = enter("social_security", wang(name=name))

    assert opened(Identity.objects.get(pk=other.pk).person) == []


def test_what_nobody_verified_contradicts_nothing(enter):
    enter("police", wang())
    (other,) = enter("grid", wang(birth_date=OTHER))
    Particulars.objects.filter(identity=other).update(verification="pending")

    assert opened(Identity.objects.get(pk=other.pk).person) == []


def test_the_finding_supersedes_with_provenance_and_closes_the_case(person, officer):
    (case,) = opened(person)
    assert Person.objects.get(pk=person.pk).birth_date == date(1990, 3, 4)

    settle(person, case, officer, {"birth_date": row("social_security").pk})

    assert Person.objects.get(pk=person.pk).birth_date == OTHER
    police = row("police")
    assert (police.birth_date, police.disputed, police.by.split(":")[0]) == (
        date(1990, 3, 4),
        ["birth_date"],
        "accounts.user",
    )
    assert Particulars.objects.filter(source="police").count() == 2
    assert cases.case(case.key, "job:test").state == "settled"
    assert contradiction_of(person, on=NOON.date()) is None


def test_a_source_that_repeats_itself_changes_nothing_and_its_other_news_keep_the_finding(person, officer, enter):
    settle(person, opened(person)[0], officer, {"birth_date": row("social_security").pk})

    enter("police", wang(), at=NOON + timedelta(days=30))
    enter("police", wang(hukou="990421"), at=NOON + timedelta(days=31))

    assert Person.objects.get(pk=person.pk).birth_date == OTHER
    assert (row("police").hukou, row("police").disputed) == ("990421", ["birth_date"])


def test_what_was_settled_meanwhile_is_not_settled_twice(person, officer):
    (case,) = opened(person)
    chosen = {"birth_date": row("police").pk}
    settle(person, case, officer, chosen)

    with pytest.raises(NotInConflict):
        settle_conflict(
            case=case.key, person=person, chosen=chosen, grounds="同上", by="job:test", at=NOON, client_id="again"
        )


def test_the_page_offers_each_sources_value_and_settles(person, signed_in):
    (case,) = opened(person)
    client = signed_in(Role.REGISTRAR)
    page = client.get(f"/registry/conflicts/{case.key}/").content.decode()

    values = {"row_birth_date": row("social_security").pk, "grounds": "出生证", "version": 1, "client_id": "one"}
    nothing = client.post(f"/registry/conflicts/{case.key}/", {**values, "row_birth_date": "7777"})
    done = client.post(f"/registry/conflicts/{case.key}/", values)

    assert "1990年3月4日" in page and "1990年4月3日" in page
    assert nothing.status_code == 200 and "error-summary" in nothing.content.decode()
    assert done.status_code == 302
    assert Person.objects.get(pk=person.pk).birth_date == OTHER
