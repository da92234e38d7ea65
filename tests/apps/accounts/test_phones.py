"""Accounts: a resident comes in with a phone, and a phone code is not an identity."""

import datetime

import pytest
from django.test import Client

from xinju.accounts import actions, queries
from xinju.accounts.access import Role
from xinju.accounts.actions import phones
from xinju.accounts.models import Phone, PhoneCode, User
from xinju.accounts.phone_numbers import clean_phone
from xinju.audit import queries as audit

pytestmark = pytest.mark.django_db

PHONE = "19900000001"
ENTER, CODE = "/account/enter/", "/account/enter/code/"


@pytest.fixture
def clock(monkeypatch):
    """The door's clock: clock(minutes=2) lets time pass."""
    started = phones.timezone.now()
    passed = [datetime.timedelta()]
    monkeypatch.setattr(phones.timezone, "now", lambda: started + passed[0])

    def forward(**by):
        passed[0] += datetime.timedelta(**by)

    return forward


def comes_in(phone: str = PHONE, client: Client | None = None) -> Client:
    """A browser that has asked for a code and entered it."""
    client = client or Client()
    client.post(ENTER, {"phone": phone})
    answer = client.post(CODE, {"code": client.session["entering"]["shown"]})
    assert answer.status_code == 302, answer.content.decode()
    return client


def account_in(client: Client) -> User:
    return client.get("/account/").wsgi_request.user


def test_a_code_opens_the_same_account_each_time(clock):
    first = account_in(comes_in())
    clock(minutes=2)

    again = account_in(comes_in("+86 199 0000 0001"))

    assert first == again and first.role == Role.PERSON
    assert queries.person_of(first) is None


def test_a_known_and_an_unknown_phone_get_the_same_answers(clock):
    actions.open_person_account(phone=PHONE, by="job:test")
    known, unknown = Client(), Client()

    answers = [client.post(ENTER, {"phone": phone}) for client, phone in ((known, PHONE), (unknown, "19900000002"))]
    pages = [
        client.get(CODE).content.decode().replace(client.session["entering"]["shown"], "")
        for client in (known, unknown)
    ]
    wrong = [client.post(CODE, {"code": "x"}).content.decode() for client in (known, unknown)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert without_tokens(pages[0]) == without_tokens(pages[1])
    assert "验证码不正确或已过期" in wrong[0] and "验证码不正确或已过期" in wrong[1]


def without_tokens(page: str) -> str:
    return "".join(part for part in page.split('"') if len(part) != 64)


def test_the_number_and_the_code_stand_nowhere_in_clear(clock):
    client = comes_in()

    kept = PhoneCode.objects.values().first() | Phone.objects.values().first()
    events = " ".join(str(event) for event in audit.events(asker="job:test"))
    assert PHONE not in f"{kept} {events} {dict(client.session)} {account_in(client).username}"
    assert PHONE.encode() not in b"".join(bytes(part) for part in kept.values() if isinstance(part, bytes | memoryview))


def test_outside_a_demo_the_page_does_not_show_the_code(settings):
    actions.send_code(phone="19900000009", visitor="10.0.0.1")  # a demo makes the keys that production asks for
    settings.IS_DEMO = False
    client = Client()

    client.post(ENTER, {"phone": PHONE})

    assert client.session["entering"]["shown"] is None
    assert "验证码是" not in client.get(CODE).content.decode()


def test_a_code_is_good_for_five_minutes_and_once(clock, rf):
    client = Client()
    client.post(ENTER, {"phone": PHONE})
    shown = client.session["entering"]
    clock(minutes=5)

    late = client.post(CODE, {"code": shown["shown"]})

    assert "已过期" in late.content.decode() and not User.objects.exists()


def test_after_five_tries_the_right_code_is_wrong_too(clock):
    client = Client()
    client.post(ENTER, {"phone": PHONE})
    right = client.session["entering"]["shown"]
    wrong = f"{(int(right) + 1) % 10**6:06d}"

    for _ in range(5):
        client.post(CODE, {"code": wrong})
    answer = client.post(CODE, {"code": right})

    assert "不正确" in answer.content.decode() and not User.objects.exists()


def test_a_code_is_good_only_in_the_browser_that_asked_for_it(clock, monkeypatch):
    codes = iter([111111, 222222])
    monkeypatch.setattr(phones.secrets, "randbelow", lambda _: next(codes))
    asked, other = Client(), Client()
    asked.post(ENTER, {"phone": PHONE})
    clock(minutes=2)
    other.post(ENTER, {"phone": PHONE})

    answer = other.post(CODE, {"code": "111111"})

    assert "不正确" in answer.content.decode()
    assert asked.post(CODE, {"code": "111111"}).status_code == 302


def test_a_phone_gets_one_code_a_minute_five_an_hour_ten_a_day(clock):
    sent = 0
    for _ in range(24 * 60 // 2):
        try:
            actions.send_code(phone=PHONE, visitor=f"10.0.{sent}.1")
        except actions.TooManyCodes:
            pass
        else:
            sent += 1
            with pytest.raises(actions.TooManyCodes):
                actions.send_code(phone=PHONE, visitor="10.9.9.9")
        clock(minutes=2)

    assert sent == 10


def test_an_address_that_asks_for_many_phones_is_stopped(clock):
    for number in range(20):
        actions.send_code(phone=f"1990000{number:04d}", visitor="10.0.0.1")

    with pytest.raises(actions.TooManyCodes):
        actions.send_code(phone="19900009999", visitor="10.0.0.1")
    actions.send_code(phone="19900009999", visitor="10.0.0.2")


def test_whose_phone_asked_is_forgotten_after_a_day(clock):
    actions.send_code(phone=PHONE, visitor="10.0.0.1")
    clock(days=1)

    actions.send_code(phone="19900000002", visitor="10.0.0.1")

    assert PhoneCode.objects.count() == 1


def test_too_many_codes_is_a_sentence_on_the_page():
    client = Client()
    client.post(ENTER, {"phone": PHONE})

    page = client.post(ENTER, {"phone": PHONE})

    assert page.status_code == 200 and "请一分钟后再试" in page.content.decode()


def test_a_new_owner_who_says_so_starts_with_an_empty_account(clock):
    client = comes_in()
    old = account_in(client)
    actions.bind(account=old, person="P1", evidence="demo", by="job:demo")
    elsewhere = Client()
    elsewhere.force_login(old)
    clock(minutes=2)

    client.post("/account/not-mine/")
    new = account_in(comes_in())

    assert new != old
    assert queries.person_of(new) is None and queries.person_of(old) is None
    assert elsewhere.get("/my/").status_code == 302  # every session of the old account has ended


def test_a_phone_silent_for_too_long_opens_a_new_account_and_the_old_binding_ends(clock, settings):
    old = account_in(comes_in())
    actions.bind(account=old, person="P1", evidence="demo", by="job:demo")
    clock(days=settings.XINJU_PHONE_SILENT_DAYS, minutes=1)

    new = account_in(comes_in())

    assert new != old and queries.person_of(new) is None and queries.person_of(old) is None


def test_a_phone_in_use_keeps_its_account(clock, settings):
    accounts = set()
    for _ in range(3):
        accounts.add(account_in(comes_in()))
        clock(days=settings.XINJU_PHONE_SILENT_DAYS - 1)

    assert len(accounts) == 1


def test_a_closed_account_does_not_open(clock):
    account = account_in(comes_in())
    User.objects.filter(pk=account.pk).update(is_active=False)
    clock(minutes=2)
    client = Client()
    client.post(ENTER, {"phone": PHONE})

    answer = client.post(CODE, {"code": client.session["entering"]["shown"]})

    assert answer.status_code == 200


@pytest.mark.parametrize("typed", ["", "abc", "057188880000", "1" * 31, "19900000001x2y", "🐱", "\x00", "+", "１"])
def test_what_is_no_mobile_number_is_told_so(typed):
    page = Client().post(ENTER, {"phone": typed})

    assert page.status_code == 200 and "error-summary" in page.content.decode()
    assert not PhoneCode.objects.exists()


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("199 0000 0001", PHONE),
        ("+86-199-0000-0001", PHONE),
        ("１９９０００００００１", PHONE),
        ("0086 19900000001", PHONE),
        ("+852 9123 4567", "+85291234567"),
        ("91234567", None),
    ],
)
def test_a_number_has_one_form_however_it_is_typed(typed, clean):
    assert clean_phone(typed) == clean


def test_the_code_page_without_a_code_leads_to_the_phone():
    assert Client().get(CODE).headers["Location"] == ENTER


def test_the_way_back_after_a_code_leads_nowhere_else(clock):
    client = Client()
    client.post(ENTER, {"phone": PHONE, "next": "https://elsewhere.example/"})

    answer = client.post(CODE, {"code": client.session["entering"]["shown"]})

    assert answer.headers["Location"] == "/my/"
