"""Accounts: nobody looks at people without saying why."""

import datetime

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from xinju.accounts import purposes
from xinju.accounts.access import Purpose, Role, purpose_of, require_purpose, require_role
from xinju.audit import queries as audit

pytestmark = pytest.mark.django_db

PAGE = "/account/purpose/"


@pytest.fixture
def search_page(rf):
    """A page that is searched freely, asked for by an officer in a session: search_page(officer, session)."""

    @require_role(Role.WINDOW_OFFICER)
    @require_purpose
    def page(request):
        return HttpResponse(purpose_of(request))

    def ask(person, session):
        request = rf.get("/search/?name=li")
        request.user, request.session = person, session
        return page(request)

    return ask


def test_a_free_search_asks_once_and_leads_back(signed_in, search_page):
    client = signed_in(Role.WINDOW_OFFICER)
    person = client.get("/account/").wsgi_request.user
    asked = search_page(person, client.session)

    chosen = client.post(PAGE, {"purpose": "at_the_window", "next": "/search/?name=li"})

    assert asked.headers["Location"] == f"{PAGE}?next=%2Fsearch%2F%3Fname%3Dli"
    assert chosen.headers["Location"] == "/search/?name=li"
    assert search_page(person, client.session).content == b"at_the_window"


def test_a_purpose_holds_for_eight_hours(signed_in, search_page, monkeypatch):
    client = signed_in(Role.WINDOW_OFFICER)
    person = client.get("/account/").wsgi_request.user
    client.post(PAGE, {"purpose": "visit"})
    session, now = client.session, timezone.now()

    monkeypatch.setattr(purposes.timezone, "now", lambda: now + datetime.timedelta(hours=7, minutes=59))
    before = search_page(person, session)
    monkeypatch.setattr(purposes.timezone, "now", lambda: now + datetime.timedelta(hours=8))
    after = search_page(person, session)

    assert (before.status_code, after.status_code) == (200, 302)


def test_a_purpose_ends_with_the_session(signed_in):
    client = signed_in(Role.WINDOW_OFFICER)
    client.post(PAGE, {"purpose": "visit"})

    client.post(reverse("accounts:sign-out"))

    assert "purpose" not in client.session


def test_the_choice_is_recorded_in_the_events(signed_in):
    signed_in(Role.HEAD).post(PAGE, {"purpose": "oversight"})

    kept = [(event.kind, event.purpose) for event in audit.events(asker="job:test")][-1]
    assert kept == ("accounts.purpose_chosen", "oversight")


@pytest.mark.parametrize("answer", [{}, {"purpose": "curiosity"}, {"purpose": ["visit"] * 2 + ["x"]}])
def test_what_is_not_on_the_list_is_no_purpose(signed_in, answer):
    client = signed_in(Role.WINDOW_OFFICER)

    page = client.post(PAGE, answer)

    assert page.status_code == 200 and "purpose" not in client.session


@pytest.mark.parametrize("role", [Role.SECURITY_OFFICER, Role.SYSTEM_OPERATOR])
def test_who_sees_no_people_has_no_purpose_to_choose(signed_in, role):
    assert signed_in(role).get(PAGE).status_code == 403


def test_every_purpose_has_words_in_both_languages():
    assert [purposes.purpose_words(value) is not None for value in Purpose.values] == [True] * len(Purpose)
    assert purposes.purpose_words("cases.case:7") is None
