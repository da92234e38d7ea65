"""An officer sees the rounds of the own region, and of the district that the region lies in; all others are not there."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.apps.benefits.test_pages import READ

from xinju.accounts.access import Role
from xinju.benefits import queries
from xinju.benefits.models import Round
from xinju.messages import actions as works

pytestmark = pytest.mark.slow

OFFICE = "/office/rounds/test-2026/"
GET = (*READ, "template.xlsx", "upload/", "place/", "confirm/", "children.csv", "report.pdf", "edition/full.zip")
POST = ("upload/", "place/", "confirm/", "letters/issue/", "letters/A1/revoke/")


@pytest.fixture
def of_herun(placed):
    """A placed round of the invented district 990102."""
    Round.objects.filter(pk=placed.pk).update(division="990102")
    placed.refresh_from_db()
    return placed


@pytest.mark.parametrize(
    ("region", "sees"),
    [("", True), ("99", True), ("9901", True), ("990102", True), ("990102001", True), ("990102001001", True),
     ("990101", False), ("990202", False), ("9902", False), ("990101001", False), ("98", False)],
)  # fmt: skip
@pytest.mark.parametrize("role", [Role.EDUCATION_OFFICER, Role.AUDITOR])
def test_which_region_sees_the_round_of_a_district(of_herun, officer, role, region, sees):
    asker = officer(role, region=region)

    assert queries.rounds(asker=asker).filter(pk=of_herun.pk).exists() is sees


def test_a_round_without_a_division_is_seen_by_those_without_a_region_only(placed, officer, clerk):
    assert queries.rounds(asker=clerk).count() == 1
    assert queries.rounds(asker=officer(Role.EDUCATION_OFFICER, region="990102")).count() == 0


@pytest.mark.parametrize("page", GET)
def test_from_the_neighbouring_region_no_page_of_the_round_is_there(of_herun, signed_in, page):
    neighbour = signed_in(Role.EDUCATION_OFFICER, region="990101")

    assert neighbour.get(OFFICE + page).status_code == 404


@pytest.mark.parametrize("page", POST)
def test_from_the_neighbouring_region_nothing_of_it_can_be_changed(of_herun, signed_in, page):
    neighbour = signed_in(Role.EDUCATION_OFFICER, region="990101")

    assert neighbour.post(OFFICE + page, {"client_id": uuid4(), "seed": ""}).status_code == 404


def test_the_neighbours_list_shows_no_trace_of_it(of_herun, signed_in):
    said = signed_in(Role.EDUCATION_OFFICER, region="990101").get("/office/rounds/").content.decode()
    own = signed_in(Role.EDUCATION_OFFICER, region="990102").get("/office/rounds/").content.decode()

    assert "test-2026" not in said and of_herun.title not in said
    assert "test-2026" in own


def test_work_of_the_round_is_not_there_for_the_neighbour(of_herun, signed_in, clerk):
    work = works.begin("benefits.placement", about=of_herun, by=clerk, values={"round": of_herun.pk, "seed": ""})

    page = reverse("benefits:work", args=["test-2026", work.key])

    assert signed_in(Role.AUDITOR, region="990101").get(page).status_code == 404
    assert signed_in(Role.AUDITOR, region="990102").get(page).status_code == 200


def test_a_confirmed_result_is_public_everywhere(confirmed):
    Round.objects.update(division="990102")

    assert Client().get("/rounds/test-2026/results/").status_code == 200


def test_an_officer_of_another_region_opens_no_round_here(signed_in):
    assert signed_in(Role.EDUCATION_OFFICER, region="990101").get("/office/rounds/new/").status_code == 403
    assert signed_in(Role.EDUCATION_OFFICER, region="990102").get("/office/rounds/new/").status_code == 200
