"""The officer's search screen and person page: who may, what is shown, what is written down."""

from datetime import date

import pytest
from django.urls import reverse
from tests.apps.registry.conftest import NOON, wang

from xinju.accounts.access import Role
from xinju.audit import queries as audit
from xinju.packs.records import DeclaredRecord
from xinju.registry.actions.linking import judge, undo
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.relations import Related, enter_kinships
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge import rules
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Place
from xinju.registry.models.identities import How, Verdict

VILLAGE = "990102001001"
POLICE = Origin(source="police", door="file", by="job:test", at=NOON, verification="verified")


def declared(key: str) -> DeclaredRecord:
    return rules.record_types()[key]


def lives(identity: Identity, *, address: str = "", place: Place | None = None) -> None:
    stay = Stayed(identity=identity.pk, start=date(2025, 1, 1), division=VILLAGE, address=address, place=place)
    enter_stays(stays=[stay], origin=POLICE, purpose="test")


@pytest.fixture
def someone(enter) -> Identity:
    """王芳 of the village, told by the police."""
    (identity,) = enter("police", wang(phone="13800000001"))
    lives(identity, address="禾苑街道稻香里3幢502室")
    identity.refresh_from_db()
    return identity


@pytest.fixture
def desk(signed_in):
    """A client of an officer of a role who has said why."""

    def opens(role: Role, **post: str):
        client = signed_in(role, **post)
        client.post(reverse("accounts:purpose"), {"purpose": "at_the_window"})
        return client

    return opens


def page_of(identity: Identity) -> str:
    return reverse("registry:person", args=[identity.person.key])


def test_a_search_asks_once_why(signed_in):
    client = signed_in(Role.WINDOW_OFFICER)

    asked = client.get(reverse("registry:search"))
    client.post(reverse("accounts:purpose"), {"purpose": "at_the_window"})

    assert asked.headers["Location"].startswith(reverse("accounts:purpose"))
    assert client.get(reverse("registry:search")).status_code == 200


def test_the_list_shown_is_one_look_that_names_no_value(desk, someone):
    client = desk(Role.WINDOW_OFFICER)

    answer = client.post(reverse("registry:search"), {"q": "王芳"}, headers={"HX-Request": "true"})

    (look,) = audit.looks_at(someone.person, asker="job:test")
    assert "<html" not in answer.text
    assert "1990" in answer.text
    assert wang().number[-4:] not in answer.text
    assert look.purpose == "at_the_window"


def test_a_whole_number_with_enter_leads_to_the_person_at_once(desk, someone):
    answer = desk(Role.WINDOW_OFFICER).post(reverse("registry:search"), {"q": wang().number})

    assert answer.headers["Location"] == page_of(someone)


def test_a_search_is_never_in_an_address(desk, someone):
    answer = desk(Role.WINDOW_OFFICER).get(reverse("registry:search"), {"q": "王芳"})

    assert "1990" not in answer.text


def test_the_page_shows_values_with_their_source_and_masks_the_number(desk, someone, enter):
    (other,) = enter("social_security", wang(birth_date=date(1990, 3, 14)))

    text = desk(Role.WINDOW_OFFICER).get(page_of(someone)).text

    assert "1990年3月4日" in text and "1990年3月14日" in text
    assert "公安局" in text and "人力资源和社会保障局" in text and "只读" in text
    assert "**************" + wang().number[-4:] in text and wang().number not in text
    assert "稻香里3幢502室" in text


def test_opening_the_page_is_a_look_with_its_purpose(desk, someone):
    desk(Role.WINDOW_OFFICER).get(page_of(someone))

    (look,) = audit.looks_at(someone.person, asker="job:test")
    assert (look.purpose, look.among) == ("at_the_window", 1)


def test_the_page_says_who_looked_by_office_and_role_and_never_by_name(desk, someone):
    desk(Role.WINDOW_OFFICER).get(page_of(someone))

    text = desk(Role.REGISTRAR).get(page_of(someone)).text

    looks = text[text.index('id="looks"') :]
    assert "测试科" in looks and "窗口人员" in looks and "本人到窗口办理" in looks
    assert "测试员" not in looks


def test_the_page_is_not_there_for_the_neighbouring_region(desk, someone):
    assert desk(Role.WINDOW_OFFICER, region="990202").get(page_of(someone)).status_code == 404


def test_the_key_of_one_that_was_merged_leads_to_the_one_that_speaks_and_back_after_the_undo(desk, someone, enter):
    (other,) = enter("grid", Told(name="王方", birth_date=date(1990, 3, 4)))
    lives(other)
    own = reverse("registry:person", args=[other.own.key])
    link = judge(first=someone, second=other, verdict=Verdict.SAME, how=How.CLERK, by="job:test", at=NOON, purpose="t")
    client = desk(Role.WINDOW_OFFICER)

    merged = client.get(own)
    undo(link=link, by="job:test", at=NOON, because="test", purpose="test")

    assert merged.headers["Location"] == page_of(someone)
    assert client.get(own).status_code == 200


def test_a_child_has_no_digits_and_its_guardian_is_named(desk, someone, enter):
    (child,) = enter("police", Told(name="王小宝", number="99031520200102123X", birth_date=date(2020, 1, 2)))
    lives(child)
    mother = Related(identity=child.pk, other=someone.pk, kin="mother", is_guardian=True, start=date(2020, 1, 2))
    enter_kinships(relations=[mother], origin=POLICE, purpose="test")

    text = desk(Role.WINDOW_OFFICER).get(page_of(child)).text

    assert "未成年人" in text and "123X" not in text
    assert "母亲" in text and "王芳" in text and "监护人" in text


def test_records_are_tables_by_type_and_not_for_the_door(desk, someone):
    rows = [Recorded(someone.pk, start=date(2024, 5, 1), end=date(2024, 5, 1), values={"kind": "detention"})]
    keep_records(declared=declared("penalty"), rows=rows, origin=POLICE, purpose="test")

    assert "行政拘留" in desk(Role.REGISTRAR).get(page_of(someone)).text
    assert "行政拘留" not in desk(Role.GRID_WORKER).get(page_of(someone)).text


def test_a_protected_address_is_on_no_page_but_for_that_duty(desk, someone):
    plan = Planned("building", "3幢", [Planned("room", "501室")])
    top = add_building(plan=plan, division=VILLAGE, street="禾苑街道稻香里", by="job:test", purpose="test")
    rows = [Recorded(someone.pk, start=date(2026, 1, 1))]
    keep_records(declared=declared("address_protection"), rows=rows, origin=POLICE, purpose="test")
    lives(someone, place=Place.objects.get(parent=top))

    assert "稻香里" not in desk(Role.WINDOW_OFFICER).get(page_of(someone)).text
    assert "稻香里" in desk(Role.REGISTRAR).get(page_of(someone)).text


def test_what_was_typed_here_is_handed_on_and_what_departments_told_is_not(desk, someone, enter):
    told = Origin(source="window", door="window", by="job:test", at=NOON, verification="verified")
    enter_people(told=[wang(name="=王芳")], origin=told, observed_on=date(2026, 5, 12), purpose="test")

    answer = desk(Role.REGISTRAR).get(reverse("registry:person-typed", args=[someone.person.key]))

    text = b"".join(answer.streaming_content).decode()
    assert "窗口" in text and "公安" not in text
    assert "'=王芳" in text
