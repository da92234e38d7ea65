"""Accounts: an account stands for a person only while an officer's or an authority's word says so."""

from uuid import UUID

import pytest

from xinju.accounts import actions, queries
from xinju.accounts.access import OFFICERS, Role
from xinju.accounts.actions.bindings import BINDERS, ENDERS
from xinju.accounts.models import Binding
from xinju.audit import queries as audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts():
    """Two residents' accounts with phones."""
    return [actions.open_person_account(phone=f"1990000000{number}", by="job:test") for number in (1, 2)]


def test_a_window_officer_binds_an_account_that_then_stands_for_the_person(officer, accounts):
    account, other = accounts
    by = officer(Role.WINDOW_OFFICER)

    made = actions.bind(account=account, person="P1", evidence="identity_card", by=by)

    assert queries.person_of(account) == "P1" and queries.person_of(other) is None
    assert queries.account_of("P1", asker=by) == account
    kept = [
        (event.kind, event.purpose) for event in audit.events(asker="job:test", about=f"accounts.binding:{made.pk}")
    ]
    assert kept == [("accounts.bound", "evidence:identity_card")]


def test_the_same_binding_twice_is_one(officer, accounts):
    by = officer(Role.WINDOW_OFFICER)

    first, again = (actions.bind(account=accounts[0], person="P1", evidence="identity_card", by=by) for _ in range(2))

    assert first == again and Binding.objects.count() == 1


def test_a_person_with_a_new_phone_is_bound_anew_and_the_lost_phone_opens_nothing(officer, accounts):
    lost, new = accounts
    by = officer(Role.REGISTRAR)
    actions.bind(account=lost, person="P1", evidence="identity_card", by=by)

    actions.bind(account=new, person="P1", evidence="identity_card", by=by)

    assert queries.person_of(lost) is None and queries.person_of(new) == "P1"
    ended = Binding.objects.get(account=lost)
    assert (ended.ended_because, ended.until_at is not None) == ("bound_anew", True)


def test_an_account_bound_to_somebody_else_leaves_the_first_person(officer, accounts):
    by = officer(Role.REGISTRAR)
    actions.bind(account=accounts[0], person="P1", evidence="identity_card", by=by)

    actions.bind(account=accounts[0], person="P2", evidence="identity_card", by=by)

    assert queries.person_of(accounts[0]) == "P2"
    assert queries.account_of("P1", asker=by) is None


def test_an_ex_spouse_sees_nothing_from_the_moment_an_officer_ends_it(officer, accounts, client):
    account = accounts[0]
    by = officer(Role.WINDOW_OFFICER)
    actions.bind(account=account, person=str(UUID(int=1)), evidence="identity_card", by=by)
    client.force_login(account)
    assert queries.person_of(account) == str(UUID(int=1))

    actions.unbind(account=account, because="household_split", by=by)

    assert queries.person_of(account) is None
    assert "还没有核对本人" in client.get("/my/").content.decode()
    assert not actions.unbind(account=account, because="household_split", by=by)


def test_what_an_account_stood_for_can_be_told_for_any_moment(officer, accounts):
    by = officer(Role.REGISTRAR)
    made = actions.bind(account=accounts[0], person="P1", evidence="identity_card", by=by)
    actions.unbind(account=accounts[0], because="wrong_person", by=by)
    ended = Binding.objects.get(pk=made.pk)

    assert queries.was_bound_at(accounts[0], "P1", ended.from_at, asker=by)
    assert not queries.was_bound_at(accounts[0], "P1", ended.until_at, asker=by)


@pytest.mark.parametrize("role", OFFICERS)
def test_only_window_and_registrar_bind_and_the_security_officer_ends_too(officer, accounts, role):
    account, by = accounts[0], officer(role)
    bound = attempt(lambda: actions.bind(account=account, person="P1", evidence="identity_card", by=by))
    actions.bind(account=account, person="P1", evidence="demo", by="job:demo")

    ended = attempt(lambda: actions.unbind(account=account, because="wrong_person", by=by))

    assert (bound, ended) == (role in BINDERS, role in ENDERS)


def attempt(act) -> bool:
    try:
        act()
    except actions.MayNotBind:
        return False
    return True


def test_a_resident_binds_nobody_and_ends_the_own_binding_only(officer, accounts):
    mine, others = accounts
    actions.bind(account=others, person="P2", evidence="demo", by="job:demo")

    assert not attempt(lambda: actions.bind(account=mine, person="P1", evidence="identity_card", by=mine))
    assert not attempt(lambda: actions.unbind(account=others, because="wrong_person", by=mine))
    assert attempt(lambda: actions.unbind(account=others, because="wrong_person", by=others))


def test_an_officer_who_left_binds_nobody(officer, accounts):
    by = officer(Role.WINDOW_OFFICER)
    by.is_active = False

    assert not attempt(lambda: actions.bind(account=accounts[0], person="P1", evidence="identity_card", by=by))


def test_outside_a_demo_no_job_binds(accounts, settings):
    settings.IS_DEMO = False

    assert not attempt(lambda: actions.bind(account=accounts[0], person="P1", evidence="demo", by="job:demo"))


@pytest.mark.parametrize("evidence", ["", "he_said_so", "authority_answer"])
def test_what_an_officer_cannot_have_seen_is_no_evidence(officer, accounts, evidence):
    by = officer(Role.WINDOW_OFFICER)

    assert not attempt(lambda: actions.bind(account=accounts[0], person="P1", evidence=evidence, by=by))


def test_an_officers_account_stands_for_nobody(officer):
    by = officer(Role.WINDOW_OFFICER)

    assert not attempt(lambda: actions.bind(account=by, person="P1", evidence="identity_card", by=by))
    assert queries.person_of(by) is None


def test_the_window_finds_an_account_by_phone_and_other_roles_do_not(officer, accounts):
    window, head = officer(Role.WINDOW_OFFICER), officer(Role.HEAD)

    assert queries.account_with_phone("19900000001", asker=window) == accounts[0]
    assert queries.account_with_phone("19900000003", asker=window) is None
    assert queries.account_with_phone("19900000001", asker=head) is None
