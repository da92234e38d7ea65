"""The permit's pages: what is forbidden is told in a sentence, nothing is half-written, and every look is on record."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from tests.apps.registry.conftest import number, wang
from tests.apps.registry.permits.conftest import OURS, PAPERS, at
from tests.documents.sample_pdfs import pages_of, words_of

from xinju.accounts import actions as accounts
from xinju.accounts.access import Role
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.audit.queries import looks_at
from xinju.cases import queries as cases
from xinju.registry.actions.permit_acts import Act
from xinju.registry.actions.permit_applications import Asked, apply_for_permit, approve, hand_over
from xinju.registry.actions.permits import open_endorsements
from xinju.registry.models import PermitApplication, PermitEvent, PermitStation
from xinju.registry.queries import permits as queries
from xinju.values.period import add_months
from xinju.vault import public_keys
from xinju.vault.permit_papers import Card, check, read_list, sign_card
from xinju.vault.signing import Signer
from xinju.web.keyring import keyring


@pytest.fixture
def window(staff):
    """A client at the window, with the purpose said."""
    return with_purpose(staff.window)


def with_purpose(account) -> Client:
    client = Client()
    client.force_login(account)
    client.post("/account/purpose/", {"purpose": "application"})
    return client


@pytest.fixture
def today(db):
    return timezone.localdate()


@pytest.fixture
def running(lives, told, staff, today):
    """A permit issued here five months ago."""
    issued = add_months(today, -5)
    identity = lives(add_months(issued, -9))
    told(identity, "employment", add_months(issued, -9), division="990102", kind="contract")
    act = lambda by: Act(by, issued, at(issued), uuid4())  # noqa: E731 - three lines of use
    row = apply_for_permit(identity=identity, asked=Asked(OURS, "work", PAPERS), act=act(staff.window))
    approve(application=row, checked="符合", act=act(staff.registrar))
    return hand_over(application=row, act=act(staff.window))


def person_page(permit) -> str:
    return f"/registry/permits/of/{permit.identity.person.key}/"


def test_opening_a_permit_is_a_look_with_its_purpose(running, window):
    window.get(person_page(running))

    assert looks_at(running.identity.person, asker="job:test")[0].purpose == "application"


def test_without_a_purpose_it_is_asked_for(running, staff):
    client = Client()
    client.force_login(staff.window)

    assert client.get(person_page(running)).headers["Location"].startswith("/account/purpose/")


def test_too_early_is_said_with_the_first_day_and_nothing_is_written(running, window, today):
    address = f"/registry/permits/{running.key}/ask/"
    answer = window.post(address, {"on": today, "client_id": uuid4(), "paper_identity": "on", "paper_address": "on"})

    course = queries.permits_of(running.identity.person.key, asker="job:test", on=today)[0].terms
    assert answer.status_code == 422
    assert f"{course.opens.year}年{course.opens.month}月{course.opens.day}日起办理" in answer.content.decode()
    assert PermitEvent.objects.filter(permit=running).count() == 1


@pytest.mark.parametrize("act", ["endorse", "refuse-endorsement", "end", "nothing"])
def test_the_window_neither_endorses_nor_ends(running, window, act):
    assert window.get(f"/registry/permits/{running.key}/{act}/").status_code == 404


def test_a_lost_card_sent_twice_is_replaced_once(running, window, today):
    once = {"on": today, "reason": "lost", "client_id": uuid4()}
    for _ in range(2):
        assert window.post(f"/registry/permits/{running.key}/replace/", once).status_code == 302

    assert PermitEvent.objects.filter(permit=running, act="replaced").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": "tomorrow"}, {"on": "2999-01-01"}, {"on": "1999-01-01"}, {"reason": "boredom"}, {"client_id": "x"},
        {"client_id": ""}, {"reason": ""}, {"on": "2026-13-45"},
    ],
)  # fmt: skip
def test_what_a_form_cannot_use_is_told_and_writes_nothing(running, window, today, wrong):
    typed = {"on": today, "reason": "lost", "client_id": uuid4(), **wrong}

    answer = window.post(f"/registry/permits/{running.key}/replace/", typed)

    assert answer.status_code == 422 and PermitEvent.objects.filter(permit=running).count() == 1


def test_a_child_needs_a_proxy_and_the_registry_offers_its_parents(lives, enter, window, today):
    born = add_months(today, -12 * 10)
    child = lives(add_months(today, -8), told=wang(name="王小", number=number(born, 321), birth_date=born))
    page = f"/registry/permits/of/{child.person.key}/apply/?ground=study&division={OURS}&proxy="

    answer = window.post(page, {"on": today, "client_id": uuid4(), "paper_identity": "on"})

    assert answer.status_code == 422 and "监护人或近亲属代办" in answer.content.decode()
    assert PermitApplication.objects.count() == 0


@pytest.mark.parametrize("query", ["ground=x&division=1", f"ground=work&division={OURS}&proxy=7", "ground=&division="])
def test_a_ground_that_is_none_is_asked_again(lives, window, today, query):
    identity = lives(add_months(today, -8))

    answer = window.get(f"/registry/permits/of/{identity.person.key}/apply/?{query}")

    assert answer.status_code == 200 and "下一步" in answer.content.decode()


def test_the_notice_names_everything_missing_with_its_last_day(lives, staff, window, today):
    identity = lives(add_months(today, -8))
    lacking = {**PAPERS, "photo": "missing", "work": "missing"}
    act = Act(staff.window, today, timezone.now(), uuid4())
    row = apply_for_permit(identity=identity, asked=Asked(OURS, "work", lacking), act=act)

    answer = window.get(f"/registry/permits/cases/{row.case}/notice.pdf")

    words = words_of(answer.content)
    assert pages_of(answer.content) == 1
    assert "一次性告知书" in words and "本人近期相片" in words and "就业证明" in words and "王芳" in words
    last = today + timedelta(days=30)
    assert f"{last.year}年{last.month}月" in words


def test_a_complete_application_has_no_notice(running, window):
    assert window.get(f"/registry/permits/cases/{running.application.case}/notice.pdf").status_code == 404


def test_the_permit_as_pdf_prints_no_more_than_the_law(running, window):
    answer = window.get(f"/registry/permits/{running.key}/card.pdf")

    words = words_of(answer.content)
    assert answer["Content-Type"] == "application/pdf" and pages_of(answer.content) == 1
    assert "王芳" in words and running.number in words and "禾润区公安分局" in words
    assert number(date(1990, 3, 4), 128) not in words and number(date(1990, 3, 4), 128)[-4:] in words


def test_a_suspended_permit_has_no_paper_to_show(running, window, settings, today):
    settings.XINJU_DEMO_DAY = add_months(today, 8)

    assert window.get(f"/registry/permits/{running.key}/card.pdf").status_code == 404
    page = window.get(person_page(running)).content.decode()
    assert 'class="qr"' not in page and "card.pdf" not in page


def test_the_list_of_those_due_shows_who_is_late_and_only_of_the_own_region(running, staff, officer, settings, today):
    settings.XINJU_DEMO_DAY = add_months(today, 8)

    here = with_purpose(staff.registrar).get("/registry/permits/").content.decode()
    there = with_purpose(officer(Role.REGISTRAR, region="990202")).get("/registry/permits/").content.decode()

    assert running.number in here and "已中止" in here
    assert running.number not in there


def test_an_endorsement_s_case_leads_to_its_permit(running, staff, window, today):

    open_endorsements(on=add_months(today, 8), by="job:permits")
    [case] = cases.about(f"registry.permit:{running.pk}", "job:test")

    assert window.get(f"/registry/permits/cases/{case.key}/").headers["Location"] == person_page(running)


def test_a_station_without_day_or_permits_is_not_planned(running, window):
    answer = window.post("/registry/permits/stations/", {"place": "x", "cases": ["nothing"], "on": "x"})

    assert answer.status_code == 422 and PermitStation.objects.count() == 0


@pytest.fixture
def holder(running):
    """The client of the permit's holder."""
    account = accounts.open_demo_person(DemoPersonKind.RESIDENT)
    accounts.bind(account=account, person=str(running.identity.person.key), evidence="identity_card", by="job:demo")
    client = Client()
    client.force_login(account)
    return client


def test_the_holder_sees_number_dates_and_code(running, holder):
    text = holder.get("/my/permit/").content.decode()

    assert running.number in text and "下次签注" in text and 'class="qr"' in text
    assert holder.get("/my/permit/permit.pdf")["Content-Type"] == "application/pdf"


def test_the_holder_cannot_ask_before_the_window_opens(running, holder):
    answer = holder.post("/my/permit/endorsement/", {"client_id": uuid4()}, follow=True)

    assert PermitEvent.objects.filter(permit=running).count() == 1 and answer.status_code == 200


def test_a_stranger_s_account_sees_nothing_of_it(running):
    client = Client()
    client.force_login(accounts.open_demo_person(DemoPersonKind.LANDLORD))

    text = client.get("/my/permit/").content.decode()

    assert running.number not in text and "还没有核对本人" in text
    assert client.get("/my/permit/permit.pdf").status_code == 404
    assert client.post("/my/permit/endorsement/", {"client_id": uuid4()}).status_code == 404


def test_keys_and_list_are_published_and_check_each_other(running, client):

    keys = public_keys.read(client.get("/permit/keys.json").content.decode())
    papers = read_list(client.get("/permit/status-list.txt").content.decode().strip(), keys)
    _, token = queries.token_of(running, on=timezone.localdate())

    assert check(token, keys, on=timezone.localdate(), papers=papers).result == "valid"


def test_a_replaced_paper_is_revoked_on_the_list_that_follows(running, window, client, today):

    _, old = queries.token_of(running, on=today)
    window.post(f"/registry/permits/{running.key}/replace/", {"on": today, "reason": "lost", "client_id": uuid4()})
    keys = public_keys.read(client.get("/permit/keys.json").content.decode())
    papers = read_list(client.get("/permit/status-list.txt").content.decode().strip(), keys)

    found = check(old, keys, on=today, papers=papers)
    assert (found.result, found.why) == ("revoked", "replaced")


@given(code=st.text(max_size=300))
@trying(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_in_the_public_check_gets_an_answer(db, client, code):
    answer = client.post("/permit/check/", {"code": code})

    assert answer.status_code == 200 and "<script>" not in answer.content.decode()


@pytest.mark.django_db
def test_a_name_in_a_code_is_never_markup(client):

    code = sign_card(Card(1, date(2026, 1, 1), date(2099, 1, 1), "990102", "<b>x</b>", ""), Signer(keyring()))

    text = client.post("/permit/check/", {"code": code}).content.decode()

    assert "&lt;b&gt;" in text and "<b>x</b>" not in text


def test_the_desk_leads_to_the_permit_s_own_page_so_that_no_step_is_made_without_its_permit(
    lives, staff, window, today
):
    identity = lives(add_months(today, -8))
    act = Act(staff.window, today, timezone.now(), uuid4())
    row = apply_for_permit(identity=identity, asked=Asked(OURS, "work", PAPERS), act=act)

    shown = window.get(f"/desk/cases/{row.case}/").content.decode()
    answer = window.post(f"/desk/cases/{row.case}/move/withdraw/", {"request": "x", "on": today})

    assert f"/registry/permits/cases/{row.case}/" in shown and "/move/" not in shown
    assert answer.status_code == 409
