"""Accounts: many at the same door at the same moment; nothing is lost, nothing doubled. On a database of its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from xinju.accounts import actions, queries
from xinju.accounts.access import Role
from xinju.accounts.actions import phones
from xinju.accounts.models import Binding, Phone, PhoneCode, User

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "19900000001"


@pytest.fixture
def at_once():
    """Do something in many threads at the same moment: at_once(acts) answers with what each gave or raised."""
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite lies in memory and belongs to one thread")

    def done(act):
        try:
            return act()
        except (actions.TooManyCodes, actions.MayNotBind) as refused:
            return refused
        finally:
            connection.close()

    def run(acts):
        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(done, acts))

    return run


def test_of_sixteen_requests_at_once_one_sends_a_code(at_once):
    answers = at_once([lambda: actions.send_code(phone=PHONE, visitor="10.0.0.1")] * 16)

    assert [type(answer) for answer in answers].count(actions.Sent) == 1
    assert PhoneCode.objects.count() == 1


def test_a_hundred_guesses_at_once_are_at_most_five_tries(at_once):
    sent = actions.send_code(phone=PHONE, visitor="10.0.0.1")
    wrong = f"{(int(sent.shown) + 1) % 10**6:06d}"

    at_once([lambda: phones._phone_proved(sent.key, wrong)] * 16)

    assert PhoneCode.objects.get().tries <= 5


def test_the_right_code_sent_twice_at_once_comes_in_once(at_once):
    sent = actions.send_code(phone=PHONE, visitor="10.0.0.1")

    answers = at_once([lambda: phones._phone_proved(sent.key, sent.shown)] * 8)

    assert answers.count(PHONE) == 1


def test_one_phone_opens_one_account_however_many_browsers_come_at_once(at_once):
    def comes_in():
        return phones._account_of(PHONE)

    accounts = at_once([comes_in] * 8)

    assert Phone.objects.held().count() == 1
    assert Phone.objects.held().get().account in accounts
    assert User.objects.filter(role=Role.PERSON, phones__until_at__isnull=True, phones__isnull=False).count() == 1


def test_a_person_whom_two_windows_bind_at_once_has_one_account(at_once):
    accounts = [actions.open_person_account(phone=f"1990000000{number}", by="job:test") for number in range(8)]

    at_once(
        [
            lambda account=account: actions.bind(account=account, person="P1", evidence="demo", by="job:demo")
            for account in accounts
        ]
    )

    assert Binding.objects.current().count() == 1
    bound = queries.account_of("P1", asker="job:test")
    assert [queries.person_of(account) for account in accounts].count("P1") == 1
    assert bound in accounts
