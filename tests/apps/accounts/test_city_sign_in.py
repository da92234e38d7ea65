"""Accounts: an officer comes in by the city's own sign-in (OIDC), against a true server of the tests."""

from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from django.test import Client

from xinju.accounts import actions, oidc
from xinju.accounts.access import Role

pytestmark = pytest.mark.django_db

START, BACK, HOME = "/account/sign-in/city/", "/account/sign-in/city/back/", "/account/"


@pytest.fixture(scope="module")
def server():
    with oidc_provider_mock.run_server_in_thread(require_nonce=True) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def city(server, settings):
    settings.IS_DEMO = False
    settings.XINJU_OIDC = {"issuer": server, "client": "xinju", "secret": "between-us"}
    return server


@pytest.fixture
def shen(city):
    """An officer whom the security officer has linked to subject 4711."""
    account = actions.open_account(username="shen", name="沈", role=Role.HEAD, office="中心", by="job:test")
    guard = actions.open_account(username="ji", name="纪", role=Role.SECURITY_OFFICER, office="科", by="job:test")
    actions.link_identity(account=account, issuer=city, subject="4711", by=guard)
    return account


def vouched(client: Client, subject: str, **start: str) -> dict[str, str]:
    """Go to the city's page, say there who one is; answers with what the browser brings back."""
    page = client.get(START, start).headers["Location"]
    answer = requests.post(page, data={"sub": subject}, allow_redirects=False, timeout=5)
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def test_an_officer_whom_the_city_vouches_for_comes_in(shen):
    client = Client()

    answer = client.get(BACK, vouched(client, "4711", next="/account/purpose/"))

    assert answer.headers["Location"] == "/account/purpose/"
    assert client.get(HOME).wsgi_request.user == shen


def test_nobody_gets_an_account_by_the_citys_word(shen):
    client = Client()

    answer = client.get(BACK, vouched(client, "4712"))

    assert answer.status_code == 403 and "4712" in answer.content.decode()
    assert client.get(HOME).status_code == 302


def test_an_officer_who_left_does_not_come_in(shen):
    shen.is_active = False
    shen.save()
    client = Client()

    assert client.get(BACK, vouched(client, "4711")).status_code == 403


def test_an_answer_is_good_in_the_browser_that_asked_and_once(shen):
    client, other = Client(), Client()
    answer = vouched(client, "4711")
    other.get(START)

    assert other.get(BACK, answer).status_code == 502
    assert client.get(BACK, answer).status_code == 302
    assert Client().get(BACK, answer).headers["Location"] == "/account/sign-in/"
    client.get(START)
    assert client.get(BACK, answer).status_code == 502


def test_a_token_for_another_sign_in_is_refused(shen, city):
    provider, client = oidc.Provider(city, "xinju", "between-us"), Client()
    answer = vouched(client, "4711")
    waiting = oidc.Waiting(**{**client.session["oidc"]["waiting"], "nonce": "another"})

    with pytest.raises(oidc.SignInFailed, match="nonce"):
        oidc.subject(provider, waiting, **answer, back=f"http://testserver{BACK}")


@pytest.mark.parametrize(
    "said", [{}, {"error": "access_denied"}, {"state": "x" * 9000}, {"code": "\x00", "state": "é"}]
)
def test_whatever_comes_back_is_a_page_and_no_traceback(shen, said):
    client = Client()
    client.get(START)

    answer = client.get(BACK, said)

    assert answer.status_code == 502 and "没有登录成功" in answer.content.decode()


def test_a_server_that_is_down_is_told_on_a_page(settings):
    settings.XINJU_OIDC = {"issuer": "http://localhost:9", "client": "xinju", "secret": "x"}

    answer = Client().get(START)

    assert answer.status_code == 502 and "没有登录成功" in answer.content.decode()


def test_where_the_city_has_no_sign_in_there_is_no_page():
    assert [Client().get(page).status_code for page in (START, BACK)] == [404, 404]
