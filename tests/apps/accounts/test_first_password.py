"""Accounts: a password that somebody else has seen is replaced before anything else opens."""

import pytest
from django.core.management import call_command
from django.test import Client

from xinju.accounts.models import SecondFactor, User
from xinju.web.keyring import seal_of

pytestmark = pytest.mark.django_db

DOOR, OWN, ENROL = "/account/sign-in/", "/account/sign-in/password/", "/account/sign-in/enrol/"
CHOSEN = "twelve-grey-herons"


@pytest.fixture
def first(settings, capsys):
    """The first password of a new security officer of a site in production."""
    seal_of(SecondFactor.SEALED).seal("x", row=1)  # a demo makes the key that production asks for
    settings.IS_DEMO = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("open_officer", "ji", "--role", "security_officer", "--name", "纪一", "--office", "安全科")
    return capsys.readouterr().out.strip()


def signs_in(password: str) -> tuple[Client, str]:
    client = Client()
    answer = client.post(DOOR, {"username": "ji", "password": password, "next": "/account/staff/"})
    return client, answer.headers.get("Location", "")


def test_the_first_password_opens_only_the_page_that_replaces_it(first):
    client, led_to = signs_in(first)

    assert led_to == OWN
    assert client.get(ENROL).headers["Location"] == OWN
    assert client.get("/account/staff/").status_code == 302


def test_after_the_own_choice_the_second_step_follows_and_the_first_password_is_dead(first):
    client, _ = signs_in(first)

    answer = client.post(OWN, {"new_password1": CHOSEN, "new_password2": CHOSEN})

    assert answer.headers["Location"] == ENROL
    assert client.session["pending"]["next"] == "/account/staff/"
    assert signs_in(first)[1] == "" and signs_in(CHOSEN)[1] == ENROL
    assert not User.objects.get().password_is_first


@pytest.mark.parametrize(
    ("typed", "again", "sentence"),
    [
        (CHOSEN, "another", "两次输入的密码不一样"),
        ("short", "short", "error-summary"),
        ("", "", "error-summary"),
        ("password123", "password123", "error-summary"),
    ],
)
def test_an_unfit_choice_is_told_and_changes_nothing(first, typed, again, sentence):
    client, _ = signs_in(first)

    page = client.post(OWN, {"new_password1": typed, "new_password2": again})

    assert page.status_code == 200 and sentence in page.content.decode()
    assert User.objects.get().check_password(first)


def test_the_first_password_itself_is_no_choice(first):
    client, _ = signs_in(first)

    page = client.post(OWN, {"new_password1": first, "new_password2": first})

    assert "和初始密码不同" in page.content.decode()
