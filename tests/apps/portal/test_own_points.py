"""A resident's own points: each with its reason, what nobody has told us named as not known, and only for whom they are."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.apps.registry.conftest import NOON, enter, wang  # noqa: F401 - `enter` is a fixture

from xinju.accounts.actions import bind, open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.audit.queries import looks_at
from xinju.points.actions import Family, open_applications
from xinju.points.models import Member
from xinju.portal.views import own as views
from xinju.registry.actions.linking import judge
from xinju.registry.actions.people import Origin
from xinju.registry.actions.relations import Related, enter_kinships
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge import scoring_facts
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity
from xinju.registry.models.identities import How, Verdict
from xinju.registry.queries.facts import fact_tables
from xinju.web import clock

pytestmark = pytest.mark.slow

DAY = date(2026, 5, 12)
ADDRESS = "/my/points/"
POLICE = Origin(source="police", door="file", by="job:test", at=NOON, verification="verified")


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setattr(views, "today", lambda: DAY)
    monkeypatch.setattr(clock, "today", lambda: DAY)


@pytest.fixture
def client(db) -> Client:
    client = Client()
    client.force_login(open_demo_person(DemoPersonKind.RESIDENT))
    return client


@pytest.fixture
def me(enter) -> Identity:  # noqa: F811
    """Born on 4 March 1990, in the district for sixteen months."""
    (identity,) = enter("police", wang())
    stay = Stayed(identity=identity.pk, start=date(2025, 1, 1), division="990102001001", dwelling="rented")
    enter_stays(stays=[stay], origin=POLICE, purpose="test")
    account = open_demo_person(DemoPersonKind.RESIDENT)
    bind(account=account, person=str(identity.person.key), evidence="demo", by="job:demo")
    return identity


@pytest.fixture
def child(enter, me) -> Identity:  # noqa: F811
    (identity,) = enter("police", Told(name="王小宝", birth_date=date(2019, 10, 2)))
    row = Related(identity=identity.pk, other=me.pk, kin="mother", is_guardian=True, start=date(2019, 10, 2))
    enter_kinships(relations=[row], origin=POLICE, purpose="test")
    return identity


def apply(child: Identity, mother: Identity) -> None:
    members = [("child", child.own.key), ("mother", mother.own.key)]
    family = Family("H26-000001", child.own.key, members)
    open_applications(families=[family], by="job:test", at=NOON, purpose="test")


def test_before_there_is_an_application_the_person_alone_is_reckoned_with_reasons(client, me):
    text = client.get(ADDRESS).text

    assert "以您本人为申请人" in text
    assert "自1990年3月4日起满36年" in text  # the age, and why it gives what it gives
    assert "居住登记16个月" in text  # months in the district


def test_what_no_office_has_told_us_is_named_as_not_known_and_makes_the_total_a_range(client, me):
    text = client.get(ADDRESS).text

    assert "还不知道的" in text and "社会保险缴费" in text
    assert "所以是一个范围" in text


def test_each_look_at_ones_own_points_is_on_record(client, me):
    client.get(ADDRESS)

    (look,) = looks_at(me.person, asker="test")
    assert look.purpose == "own_data"


def test_a_familys_application_stands_there_for_the_guardian_who_takes_part_in_it(client, me, child):
    apply(child, me)

    text = client.get(ADDRESS).text

    assert "申请 H26-000001" in text and "以您本人为申请人" not in text


def test_who_is_guardian_no_more_does_not_see_the_childs_application(client, me, child):
    apply(child, me)
    start, end = date(2019, 10, 2), date(2026, 1, 1)
    ended = Related(identity=child.pk, other=me.pk, kin="mother", is_guardian=True, start=start, end=end)
    enter_kinships(relations=[ended], origin=POLICE, purpose="test")

    assert "H26-000001" not in client.get(ADDRESS).text


def test_who_was_taken_off_the_form_does_not_see_the_application(client, me, child):
    apply(child, me)
    Member.objects.filter(role="mother").update(superseded_at=NOON, superseded_by="job:test")

    assert "H26-000001" not in client.get(ADDRESS).text


def test_an_account_that_stands_for_nobody_is_led_to_the_estimate(client):
    text = client.get(ADDRESS).text

    assert "还没有核对本人" in text and reverse("portal:points") in text


def test_the_first_page_says_the_points_and_that_nothing_waits(client, me):
    text = client.get("/my/").text

    assert "现在没有要办的事" in text or "可以申请居住证" in text
    assert "还没有居住证" in text and "以您本人为申请人" in text


@pytest.mark.parametrize("few", [0, 100])
def test_facts_are_the_same_whether_a_familys_links_are_followed_or_all_are_read(enter, monkeypatch, few):  # noqa: F811
    monkeypatch.setattr(scoring_facts, "_FEW", few)
    told = [Told(name="欧阳一", birth_date=date(1990, 1, day)) for day in (1, 2, 3)]
    first, second, third = (enter(source, one)[0] for source, one in zip(("police", "grid", "self"), told, strict=True))
    for one, other in ((first, second), (second, third)):
        judge(first=one, second=other, verdict=Verdict.SAME, how=How.CLERK, by="job:t", at=NOON, purpose="t")

    tables, subject_of = fact_tables([str(third.own.key)], known_at=NOON, asker="test")

    assert subject_of == {str(third.own.key): str(first.own.key)}
    assert tables["person"].column("subject").to_pylist() == [str(first.own.key)]
