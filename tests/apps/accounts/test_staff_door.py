"""Accounts: in production an officer comes in with a password and a second factor, and stays only while at work."""

import datetime
import ipaddress
import re

import pytest
from django.test import Client

from xinju.accounts import actions, totp
from xinju.accounts.access import Role
from xinju.accounts.actions import factors
from xinju.accounts.models import OutsideIdentity, RecoveryCode, SecondFactor, User
from xinju.audit import queries as audit
from xinju.web.keyring import seal_of

pytestmark = pytest.mark.django_db

DOOR, ENROL, SECOND, HOME = "/account/sign-in/", "/account/sign-in/enrol/", "/account/sign-in/code/", "/account/"
PASSWORD = "long-enough-phrase"


@pytest.fixture
def shen(settings):
    """An officer of a site in production, with a password and no second factor yet."""
    seal_of(SecondFactor.SEALED).seal("x", row=1)  # a demo makes the key that production asks for
    settings.IS_DEMO = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    return actions.open_account(
        username="shen", name="沈一", role=Role.POLICY_OFFICE, office="政策科", password=PASSWORD, by="job:test"
    )


@pytest.fixture
def clock(monkeypatch):
    """The door's clock: clock(minutes=2) lets time pass."""
    started = factors.timezone.now()
    passed = [datetime.timedelta()]
    monkeypatch.setattr(factors.timezone, "now", lambda: started + passed[0])

    def forward(**by):
        passed[0] += datetime.timedelta(**by)

    return forward


def says_password(client: Client, password: str = PASSWORD, **more: str):
    return client.post(DOOR, {"username": "shen", "password": password, **more})


def app_code(account: User) -> str:
    """What the officer's app shows now."""
    held = SecondFactor.objects.current().get(account=account)
    secret = seal_of(SecondFactor.SEALED).open(held.secret_sealed, row=held.key)
    return totp.code_at(secret, int(factors.timezone.now().timestamp()) // totp.SECONDS)


def enrols(account: User) -> list[str]:
    """Enrol with a browser of its own; answers with the recovery codes that the page shows."""
    client = Client()
    says_password(client)
    client.get(ENROL)
    page = client.post(ENROL, {"code": app_code(account)}).content.decode()
    return re.findall(r"<li><code>([A-Z2-9]{10})</code>", page)


def test_the_codes_are_those_of_the_standard():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: "12345678901234567890"

    codes = [totp.code_at(secret, seconds // 30) for seconds in (59, 1111111109, 1234567890, 20000000000)]

    assert codes == ["287082", "081804", "005924", "353130"]


def test_a_code_counts_one_step_early_or_late_and_once():
    secret = totp.new_secret()
    code = totp.code_at(secret, 100)

    assert [totp.matching_step(secret, code, seconds=at * 30, after=0) for at in (98, 99, 100, 101, 102)] == [
        None,
        100,
        100,
        100,
        None,
    ]
    assert totp.matching_step(secret, code, seconds=3000, after=100) is None


def test_an_officer_without_a_second_factor_gets_only_the_page_that_sets_it_up(shen):
    client = Client()

    answer = says_password(client)

    assert answer.headers["Location"] == ENROL
    assert client.get(HOME).headers["Location"].startswith(DOOR)
    assert client.get("/office/sheets/").headers["Location"].startswith(DOOR)
    assert "<svg" in client.get(ENROL).content.decode()


def test_the_first_right_code_opens_the_door_and_shows_ten_recovery_codes_once(shen):
    client = Client()
    says_password(client, next="/office/sheets/")
    client.get(ENROL)

    wrong = client.post(ENROL, {"code": "000000"})
    right = client.post(ENROL, {"code": app_code(shen)}).content.decode()

    assert "验证码不正确" in wrong.content.decode()
    assert len(set(re.findall(r"<code>([A-Z2-9]{10})</code>", right))) == 10
    assert 'href="/office/sheets/"' in right
    assert client.get("/office/sheets/").status_code == 200
    assert not RecoveryCode.objects.filter(digest__regex="^[A-Z2-9]{10}$").exists()


def test_at_every_other_sign_in_the_code_of_now_is_asked_for(shen, clock):
    enrols(shen)
    clock(minutes=1)
    client = Client()

    asked = says_password(client)
    before = client.get(HOME)
    came = client.post(SECOND, {"code": app_code(shen)})

    assert asked.headers["Location"] == SECOND
    assert before.status_code == 302
    assert came.headers["Location"] == HOME and client.get(HOME).status_code == 200


def test_a_code_that_was_seen_over_the_shoulder_is_used_up(shen, clock):
    enrols(shen)
    clock(minutes=1)
    code = app_code(shen)
    first, second = Client(), Client()
    for client in (first, second):
        says_password(client)

    answers = [client.post(SECOND, {"code": code}).status_code for client in (first, second)]

    assert answers == [302, 200]


def test_a_recovery_code_stands_in_once(shen):
    codes = enrols(shen)
    first, second = Client(), Client()
    for client in (first, second):
        says_password(client)

    answers = [client.post(SECOND, {"code": f" {codes[0].lower()} "}).status_code for client in (first, second)]

    assert answers == [302, 200]
    assert "accounts.recovery_code_used" in [event.kind for event in audit.events(asker="job:test")]


def test_five_wrong_codes_close_the_second_step_for_a_quarter_of_an_hour(shen, clock):
    enrols(shen)
    clock(minutes=1)
    client = Client()
    says_password(client)
    right = app_code(shen)
    wrong = f"{(int(right) + 1) % 10**6:06d}"

    told = [client.post(SECOND, {"code": wrong}).content.decode() for _ in range(5)]
    locked = client.post(SECOND, {"code": right}).content.decode()
    clock(minutes=15)
    says_password(client)
    later = client.post(SECOND, {"code": app_code(shen)})

    assert "错误次数太多" in told[-1] and "错误次数太多" in locked
    assert later.status_code == 302


def test_an_enrolled_officer_cannot_enrol_another_phone_with_the_password_alone(shen):
    enrols(shen)
    client = Client()
    says_password(client)

    answers = [client.get(ENROL), client.post(ENROL, {"code": app_code(shen)})]

    assert [answer.headers["Location"] for answer in answers] == [SECOND, SECOND]
    with pytest.raises(ValueError):
        actions.begin_factor(by=shen)


def test_ten_minutes_after_the_password_it_is_asked_for_again(shen, clock):
    client = Client()
    says_password(client)
    clock(minutes=10)

    assert client.get(ENROL).headers["Location"] == DOOR


def test_a_wrong_password_is_told_without_saying_which_of_the_two_is_wrong(shen):
    pages = [Client().post(DOOR, {"username": name, "password": "x"}).content.decode() for name in ("shen", "nobody")]

    assert all("用户名或密码不正确" in page for page in pages)


def test_after_five_wrong_passwords_the_right_one_is_not_tried_for_a_while(shen):
    for _ in range(5):
        says_password(Client(), "wrong")

    answer = says_password(Client())

    assert answer.status_code == 429 and "账号暂时锁定" in answer.content.decode()


def test_a_resident_has_no_password_to_come_in_with(shen):
    account = User.objects.create_user("person-x", name="", role=Role.PERSON, office="", password=PASSWORD)
    client = Client()

    client.post(DOOR, {"username": account.username, "password": PASSWORD})

    assert client.get(ENROL).headers["Location"] == DOOR


def test_a_session_ends_when_nobody_uses_it(shen, clock, settings):
    settings.XINJU_IDLE_MINUTES = 20
    client = Client()
    client.force_login(shen)

    states = []
    for minutes in (0, 19, 19, 20):
        clock(minutes=minutes)
        states.append(client.get(HOME).status_code)

    assert states == [200, 200, 200, 302]
    assert "已自动退出" in client.get(DOOR).content.decode()


def test_a_session_ends_after_eight_hours_however_busy(shen, clock):
    client = Client()
    client.force_login(shen)

    states = []
    for _ in range(9 * 3):
        states.append(client.get(HOME).status_code)
        clock(minutes=20)

    assert states.count(200) == 24 and states[24] == 302


def test_officers_come_from_the_offices_networks_only(shen, settings):
    settings.XINJU_STAFF_NETWORKS = [ipaddress.ip_network("10.20.0.0/16")]
    inside, outside = Client(REMOTE_ADDR="10.20.3.4"), Client(REMOTE_ADDR="192.0.2.7")
    for client in (inside, outside):
        client.force_login(shen)

    assert [client.get(HOME).status_code for client in (inside, outside)] == [200, 403]
    assert [client.get(HOME).status_code for client in (Client(REMOTE_ADDR="192.0.2.7"),)] == [302]
    assert Client(REMOTE_ADDR="192.0.2.7").get(DOOR).status_code == 403
    assert Client(REMOTE_ADDR="::ffff:10.20.3.4").get(DOOR).status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get("/account/enter/").status_code == 200


def test_an_address_that_the_visitor_wrote_is_not_believed(shen, settings):
    settings.XINJU_STAFF_NETWORKS = [ipaddress.ip_network("10.20.0.0/16")]
    settings.XINJU_PROXIES = 1
    forged = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="10.20.3.4, 192.0.2.7")
    true = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.7, 10.20.3.4")

    assert [client.get(DOOR).status_code for client in (forged, true)] == [403, 200]


def test_the_security_officer_resets_a_lost_second_factor_and_ends_the_sessions(shen, settings):
    enrols(shen)
    client = Client()
    client.force_login(shen)
    guard = actions.open_account(username="ji", name="纪一", role=Role.SECURITY_OFFICER, office="安全科", by="job:test")

    actions.reset_factor(account=shen, by=guard)

    assert client.get(HOME).status_code == 302
    assert says_password(Client()).headers["Location"] == ENROL


@pytest.mark.parametrize("role", [Role.SYSTEM_OPERATOR, Role.AUDITOR, Role.HEAD])
def test_nobody_else_resets_it_and_nobody_the_own(shen, role):
    by = actions.open_account(username="x", name="某", role=role, office="科", by="job:test")
    guard = actions.open_account(username="ji", name="纪", role=Role.SECURITY_OFFICER, office="科", by="job:test")

    with pytest.raises(actions.MayNotReset):
        actions.reset_factor(account=shen, by=by)
    with pytest.raises(actions.MayNotReset):
        actions.reset_factor(account=guard, by=guard)
    with pytest.raises(actions.MayNotReset):
        actions.link_identity(account=shen, issuer="https://id.example", subject="7", by=by)
    assert not OutsideIdentity.objects.exists()
