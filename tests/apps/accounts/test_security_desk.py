"""Accounts: the security officer opens, closes and mends accounts, and sees nobody."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from xinju.accounts import actions, queries
from xinju.accounts.access import Role
from xinju.accounts.models import Binding, SecondFactor, User
from xinju.audit import queries as audit

pytestmark = pytest.mark.django_db

NEW = {"username": "lin", "name": "林一", "role": "window_officer", "office": "窗口", "region": "990102", "source": ""}


@pytest.fixture
def desk(signed_in):
    return signed_in(Role.SECURITY_OFFICER)


def test_an_account_is_opened_with_a_first_password_that_is_shown_once(desk):
    page = desk.post("/account/staff/new/", NEW).content.decode()

    password = re.search(r"<code>(\S{23})</code>", page)[1]
    made = User.objects.get(username="lin")
    assert made.check_password(password) and made.region == "990102"
    assert password not in desk.get(f"/account/staff/{made.pk}/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"role": "grid_worker", "region": "990102"}, "身份、区域和部门不匹配"),
        ({"region": ""}, "身份、区域和部门不匹配"),
        ({"source": "police"}, "身份、区域和部门不匹配"),
        ({"role": "person"}, "error-summary"),
        ({"username": "test-security_officer"}, "已经有人用了"),
        ({"username": "a b"}, "error-summary"),
        ({"region": "9901x"}, "error-summary"),
        ({"name": "\x00"}, "error-summary"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_a_sentence(desk, wrong, sentence):
    page = desk.post("/account/staff/new/", NEW | wrong)

    assert page.status_code == 200 and sentence in page.content.decode()
    assert not User.objects.filter(username="lin").exists()


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(desk, officer):
    person = officer(Role.HEAD)
    client = Client()
    client.force_login(person)

    desk.post(f"/account/staff/{person.pk}/close/")
    closed = client.get("/account/").status_code
    desk.post(f"/account/staff/{person.pk}/reopen/")
    person.refresh_from_db()

    assert closed == 302 and client.get("/account/").status_code == 302
    assert person.is_active


def test_a_new_password_ends_the_sessions(desk, officer):
    person = officer(Role.HEAD)
    client = Client()
    client.force_login(person)

    page = desk.post(f"/account/staff/{person.pk}/password/").content.decode()

    person.refresh_from_db()
    assert person.check_password(re.search(r"<code>(\S{23})</code>", page)[1])
    assert client.get("/account/").status_code == 302


def test_a_second_factor_is_reset_from_the_account_s_page(desk, officer):
    person = officer(Role.HEAD)
    actions.begin_factor(by=person)

    answer = desk.post(f"/account/staff/{person.pk}/factor/")

    assert answer.status_code == 302
    assert not SecondFactor.objects.current().exists()


def test_an_officer_is_linked_to_the_city_s_sign_in(desk, officer, settings):
    settings.XINJU_OIDC = {"issuer": "https://id.example", "client": "xinju", "secret": "x"}
    person = officer(Role.HEAD)

    desk.post(f"/account/staff/{person.pk}/identity/", {"subject": "4711"})

    assert queries.officer_of("https://id.example", "4711", asker="job:test") == person
    assert "4711" in desk.get(f"/account/staff/{person.pk}/").content.decode()


@pytest.mark.parametrize("what", ["close", "password", "factor", "reopen"])
def test_nobody_looks_after_the_own_account(desk, what):
    own = User.objects.get(role=Role.SECURITY_OFFICER)

    assert desk.post(f"/account/staff/{own.pk}/{what}/").status_code == 403
    assert desk.post(f"/account/staff/{own.pk}/nonsense/").status_code == 403


def test_an_officers_region_is_read_by_its_name(desk, officer):
    account = officer(Role.GRID_WORKER, region="990102001001")

    assert "<td>稻香里社区</td>" in desk.get("/account/staff/").content.decode()
    assert "稻香里社区" in desk.get(f"/account/staff/{account.pk}/").content.decode()


def test_residents_accounts_are_not_on_the_desk(desk):
    account = actions.open_person_account(phone="19900000001", by="job:test")

    assert desk.get(f"/account/staff/{account.pk}/").status_code == 404
    assert account.username not in desk.get("/account/staff/").content.decode()


def test_a_binding_is_ended_from_the_list_which_shows_keys_only(desk):
    account = actions.open_person_account(phone="19900000001", by="job:test")
    made = actions.bind(account=account, person="P1", evidence="demo", by="job:demo")

    before = desk.get("/account/bindings/").content.decode()
    desk.post(f"/account/bindings/{made.pk}/end/", {"because": "household_split"})

    assert "P1" in before and "19900000001" not in before
    assert queries.person_of(account) is None
    assert Binding.objects.get().ended_because == "household_split"
    assert "家庭关系变化" in desk.get("/account/bindings/").content.decode()


@pytest.mark.parametrize("said", [{}, {"because": "I say so"}, {"because": "bound_anew"}])
def test_a_binding_ends_for_a_reason_of_the_list_only(desk, said):
    account = actions.open_person_account(phone="19900000001", by="job:test")
    made = actions.bind(account=account, person="P1", evidence="demo", by="job:demo")

    assert desk.post(f"/account/bindings/{made.pk}/end/", said).status_code == 404
    assert queries.person_of(account) == "P1"


def test_every_act_on_an_account_is_one_event_without_a_name(desk, officer):
    person = officer(Role.HEAD)
    before = audit.events(asker="job:test").count()

    desk.post(f"/account/staff/{person.pk}/close/")

    events = list(audit.events(asker="job:test"))[before:]
    assert [(event.kind, event.about) for event in events] == [("accounts.closed", f"accounts.user:{person.pk}")]


def test_the_first_security_officer_is_opened_from_the_server_s_shell(capsys):
    call_command("open_officer", "ji", "--role", "security_officer", "--name", "纪一", "--office", "安全科")

    password = capsys.readouterr().out.strip()
    assert User.objects.get(username="ji").check_password(password)
    with pytest.raises(CommandError, match="taken"):
        call_command("open_officer", "ji", "--role", "security_officer", "--name", "纪一", "--office", "安全科")
    with pytest.raises(CommandError, match="expected a community"):
        call_command("open_officer", "shi", "--role", "grid_worker", "--name", "石", "--office", "社区")


def test_the_security_officer_says_where_an_officers_reminders_go_and_takes_it_back(signed_in, officer):
    clerk, client = officer(Role.REGISTRAR), signed_in(Role.SECURITY_OFFICER)
    page = f"/account/staff/{clerk.pk}/mail/"

    wrong = client.post(page, {"mail": "no address"}).content.decode()
    client.post(page, {"mail": "clerk@district.example"})
    clerk.refresh_from_db()
    kept = clerk.mail
    client.post(page, {"mail": ""})
    clerk.refresh_from_db()

    assert "这不是邮箱地址" in wrong and "error-summary" in wrong
    assert (kept, clerk.mail) == ("clerk@district.example", "")
