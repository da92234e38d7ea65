"""What was typed when the session ended or the form grew old is kept on a page that sends it again; nothing is written before."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from xinju.accounts.access import Role
from xinju.accounts.actions import open_demo_account
from xinju.accounts.models import User

HERE = {"Origin": "http://testserver"}
TYPED = {"username": "lin", "name": "林一 <b>", "office": "审计局", "role": "auditor"}


@pytest.fixture
def officer(db) -> User:
    return open_demo_account(Role.SECURITY_OFFICER)


def typed_again(page: str) -> dict[str, str]:
    """The hidden fields of the page, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def test_a_form_sent_after_the_session_ended_keeps_what_was_typed_and_is_taken_once_signed_in(officer):
    client = Client()
    address = reverse("accounts:new-officer")

    refused = client.post(address, TYPED, headers=HERE)

    assert refused.status_code == 403 and "填的内容还在" in refused.text and reverse("accounts:sign-in") in refused.text
    assert not User.objects.filter(username="lin").exists()
    client.force_login(officer)
    client.post(address, typed_again(refused.text), headers=HERE)
    assert User.objects.get(username="lin").name == "林一 <b>"


def test_a_form_whose_token_grew_old_is_offered_again_with_what_was_typed(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    refused = client.post(reverse("accounts:new-officer"), TYPED, headers=HERE)

    assert refused.status_code == 403 and "再次提交" in refused.text
    again = typed_again(refused.text)
    client.post(reverse("accounts:new-officer"), again, headers=HERE)
    assert User.objects.filter(username="lin").exists()


def test_a_form_of_another_site_is_not_offered_again(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    refused = client.post(reverse("accounts:new-officer"), TYPED, headers={"Origin": "http://elsewhere.example"})

    assert refused.status_code == 403 and "审计局" not in refused.text


def test_what_was_typed_to_come_in_is_never_put_on_a_page():
    client = Client(enforce_csrf_checks=True)

    refused = client.post(
        reverse("accounts:sign-in"), {"username": "lin", "password": "long-enough-phrase"}, headers=HERE
    )

    assert refused.status_code == 403 and "long-enough-phrase" not in refused.text


def test_a_page_that_is_only_opened_still_leads_to_the_door():
    answer = Client().get(reverse("accounts:new-officer"))

    assert answer.status_code == 302 and reverse("accounts:sign-in") in answer.headers["Location"]


def test_a_form_at_the_window_survives_until_the_purpose_is_said(db):
    client = Client()
    client.force_login(open_demo_account(Role.WINDOW_OFFICER))

    asked = client.post(reverse("registry:window"), {"number": "H0000"}, headers=HERE)

    assert asked.status_code == 403 and reverse("accounts:purpose") in asked.text
    assert typed_again(asked.text)["number"] == "H0000"
