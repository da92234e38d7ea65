"""The tests' own gateway is what the tests take it for."""

import json
import time

import pytest
import requests
from tests.fake_gateway import SECRET, FakeGateway

from xinju.messages.gateways.http_sms import signed


@pytest.fixture
def gateway():
    made = FakeGateway()
    yield made
    made.close()


def ask(gateway, *, key="1", secret=SECRET, timeout=1.0):
    body = json.dumps({"id": key, "phone": "19900000001", "text": "试"}).encode()
    headers = {"X-Timestamp": "7", "X-Signature": signed(secret, "7", body, "sha256")}
    session = requests.Session()
    session.trust_env = False
    return session.post(gateway.url, data=body, headers=headers, timeout=timeout)


def test_it_takes_what_is_signed_and_says_of_the_second_that_it_is_one(gateway):
    answers = [ask(gateway).status_code, ask(gateway).status_code, ask(gateway, key="2").status_code]

    assert answers == [200, 409, 200]
    assert set(gateway.taken) == {"1", "2"}


def test_it_refuses_a_wrong_signature(gateway):
    assert ask(gateway, secret=b"another").status_code == 401
    assert gateway.taken == {}


@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_it_answers_with_the_status_that_it_is_told(gateway, status):
    gateway.manner = status

    assert ask(gateway).status_code == status


@pytest.mark.slow
def test_it_is_slow_when_told_and_drips_when_told(gateway):
    gateway.manner = "slow"
    with pytest.raises(requests.Timeout):
        ask(gateway, timeout=0.3)

    gateway.manner = "drips"
    began = time.monotonic()
    with ask_streaming(gateway) as answer:
        assert answer.raw.read(5) == b" " * 5
    assert time.monotonic() - began > 0.3


def ask_streaming(gateway):
    session = requests.Session()
    session.trust_env = False
    return session.post(gateway.url, data=b"{}", stream=True, timeout=2)


def test_it_hangs_up_when_told(gateway):
    gateway.manner = "cut"

    with pytest.raises(requests.ConnectionError):
        ask(gateway)
