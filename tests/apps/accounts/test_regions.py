"""Accounts: which rows an officer sees, and which posts go together."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from xinju.accounts import actions
from xinju.accounts.access import OFFICERS, Role, answers_for, region_filter, sees_region
from xinju.accounts.models import User

pytestmark = pytest.mark.django_db

COMMUNITY = "990102001001"
NEXT_DISTRICT = "990202001001"


def rows_seen(officer) -> set[str]:
    """The codes that the query condition leaves, over a table that has a column with codes: accounts themselves."""
    return set(User.objects.filter(region_filter(officer, "region")).values_list("region", flat=True))


def test_an_officer_of_a_town_sees_its_communities_and_no_other_town(officer):
    person = officer(Role.WINDOW_OFFICER, region="990102001")

    seen = [code for code in (COMMUNITY, "990102001", "990102002001", "990102", "") if sees_region(person, code)]

    assert seen == [COMMUNITY, "990102001"]


def test_an_officer_of_the_next_district_sees_nothing_here(officer):
    person = officer(Role.REGISTRAR, region="990202")

    assert not sees_region(person, COMMUNITY)
    assert sees_region(person, NEXT_DISTRICT)


def test_a_blank_region_is_the_whole_district_for_the_roles_that_may_see_it(officer):
    head = officer(Role.HEAD)

    assert sees_region(head, COMMUNITY)
    assert sees_region(head, "")


@pytest.mark.parametrize("role", [Role.SECURITY_OFFICER, Role.SYSTEM_OPERATOR])
def test_whoever_looks_after_accounts_or_machines_sees_nobody(officer, role):
    blank, posted = officer(role), officer(role, region="990102")

    assert not sees_region(blank, COMMUNITY) and not sees_region(posted, COMMUNITY)
    assert rows_seen(blank) == rows_seen(posted) == set()


def test_a_resident_and_a_visitor_see_no_region():
    resident = actions.open_demo_person("resident")

    assert not sees_region(resident, COMMUNITY) and not sees_region(AnonymousUser(), COMMUNITY)
    assert rows_seen(resident) == rows_seen(AnonymousUser()) == set()


def test_an_officer_whose_account_is_closed_sees_nothing(officer):
    person = officer(Role.HEAD)
    person.is_active = False

    assert not sees_region(person, COMMUNITY)
    assert rows_seen(person) == set()


@pytest.mark.parametrize("role", OFFICERS)
def test_query_and_predicate_agree(officer, role):
    for region in ("990102", "990102001", "990102001001", "990202001001"):
        officer(Role.WINDOW_OFFICER, region=region)
    person = officer(role)

    codes = set(User.objects.values_list("region", flat=True))

    assert rows_seen(person) == {code for code in codes if sees_region(person, code)}


def test_a_clerk_answers_the_lists_of_the_own_department_only(officer):
    clerk, registrar = officer(Role.DEPARTMENT_CLERK, source="police"), officer(Role.REGISTRAR)

    assert answers_for(clerk, "police")
    assert not answers_for(clerk, "health")
    assert not answers_for(clerk, "")
    assert not answers_for(registrar, "police")


@pytest.mark.parametrize(
    ("role", "region", "source", "sentence"),
    [
        (Role.WINDOW_OFFICER, "", "", "region is blank"),
        (Role.GRID_WORKER, "990102001", "", "12 or more digits"),
        (Role.GRID_WORKER, "", "", "12 or more digits"),
        (Role.DEPARTMENT_CLERK, "", "", "a department clerk has one"),
        (Role.REGISTRAR, "", "police", "a department clerk has one"),
        (Role.HEAD, "禾润", "", "expected a division code"),
        (Role.HEAD, "9" * 21, "", "expected a division code"),
        (Role.PERSON, "", "", "with a phone"),
    ],
)
def test_a_post_that_does_not_go_together_is_refused_with_a_sentence(role, region, source, sentence):
    with pytest.raises(actions.UnfitPost, match=sentence):
        actions.open_account(
            username="x", name="某", role=role, office="科", region=region, source=source, by="job:test"
        )

    assert not User.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"role": "king"}, {"role": Role.PERSON, "region": "990102"}, {"role": Role.HEAD, "source": "police"}]
)
def test_the_table_refuses_what_no_action_would_write(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="x", **wrong)
