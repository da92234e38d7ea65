"""Accounts: whatever a stranger types at the door, the answer is a page with a sentence, and nothing is half-written."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xinju.accounts import totp
from xinju.accounts.models import PhoneCode, User
from xinju.accounts.phone_numbers import clean_phone

pytestmark = pytest.mark.django_db

ANYTHING = st.text(max_size=60) | st.text(st.characters(categories=["Nd", "Zs", "Cc", "Po"]), max_size=25)
NUMBERS = st.from_regex(r"\+?[0-9 \-]{0,20}(;ext=[0-9]{1,8})?", fullmatch=True)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.slow
@FEW
@given(typed=ANYTHING | NUMBERS, address=ANYTHING)
def test_any_phone(typed, address):
    answer = Client().post("/account/enter/", {"phone": typed, "next": address})

    assert answer.status_code in (200, 302)


@pytest.mark.slow
@FEW
@given(typed=ANYTHING)
def test_any_code(typed):
    client = Client()
    client.post("/account/enter/", {"phone": "19900000001"})

    answer = client.post("/account/enter/code/", {"code": typed})

    assert answer.status_code in (200, 302)
    assert not User.objects.exists()
    PhoneCode.objects.all().delete()


@pytest.mark.slow
@FEW
@given(name=ANYTHING, password=ANYTHING, address=ANYTHING)
def test_any_name_and_password(name, password, address, settings):
    settings.IS_DEMO = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    answer = Client().post("/account/sign-in/", {"username": name, "password": password, "next": address})

    assert answer.status_code in (200, 429)


@FEW
@given(role=ANYTHING, kind=ANYTHING)
def test_any_demo_button(role, kind):
    assert Client().post("/account/demo-sign-in/", {"role": role, "kind": kind}).status_code == 404


@given(typed=ANYTHING | NUMBERS)
def test_a_clean_number_stays_as_it_is(typed):
    clean = clean_phone(typed)

    assert clean is None or clean_phone(clean) == clean


@given(code=ANYTHING, step=st.integers(10, 10**9))
def test_only_the_steps_around_now_are_right(code, step):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    found = totp.matching_step(secret, code, seconds=step * totp.SECONDS, after=0)

    assert found is None or totp.code_at(secret, found) == code
