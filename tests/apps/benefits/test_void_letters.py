"""Declaring a letter void: a reason from the list, a step to confirm, and the check page says so."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from xinju.accounts.access import Role
from xinju.audit.queries import events
from xinju.benefits import actions, queries
from xinju.benefits.bridge.codes import code_of
from xinju.benefits.models import Letter, VoidReason

pytestmark = pytest.mark.slow

LETTERS = "/office/rounds/test-2026/letters/"


@pytest.fixture
def desk(clerk):
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def codes(confirmed, clerk):
    """The issued letters' codes by application number."""
    run = actions.issue_letters(
        round_=confirmed, check_address="https://example.invalid", on=date(2026, 7, 1), by=clerk
    )
    return {letter.application.number: code_of(letter) for letter in queries.letters(run, asker=clerk)}


def letter(number):
    return Letter.objects.get(application__number=number)


def test_the_reason_alone_changes_nothing_and_the_second_step_makes_it_void(codes, desk, clerk):
    first = desk.post(LETTERS + "A1/revoke/", {"because": "details"}).content.decode()

    assert "确认作废" in first and "告知单上的信息有误" in first
    assert letter("A1").revoked_at is None

    second = desk.post(LETTERS + "A1/revoke/", {"because": "details", "confirmed": "1"}, follow=True).content.decode()

    assert (letter("A1").revoked_by, letter("A1").revoked_because) == (clerk, VoidReason.DETAILS)
    assert "已作废" in second and "告知单上的信息有误" in second
    assert [event.kind for event in events(asker="job:test")][-1] == "benefits.letter_revoked"


def test_the_check_page_says_withdrawn_without_the_reason_and_opens_to_no_birthday(codes, desk):
    desk.post(LETTERS + "A1/revoke/", {"because": "lost", "confirmed": "1"})
    client, address = Client(), "/letters/check/" + codes["A1"]

    shown = client.get(address).content.decode()
    tried = client.post(address, {"birthday": "2019-10-01"}).content.decode()

    assert "已作废" in shown and "遗失" not in shown
    assert "周一禾" not in tried and "第一小学" not in tried
    assert "属实" in client.get("/letters/check/" + codes["A2"]).content.decode()


@pytest.mark.parametrize("sent", [{}, {"because": "because I say so", "confirmed": "1"}, {"confirmed": "1"}])
def test_without_a_reason_from_the_list_nothing_happens(codes, desk, sent):
    page = desk.post(LETTERS + "A1/revoke/", sent).content.decode()

    assert letter("A1").revoked_at is None
    if sent:
        assert "请选择原因" in page


def test_a_void_letter_stays_void_with_its_first_reason(codes, desk, clerk):
    desk.post(LETTERS + "A1/revoke/", {"because": "details", "confirmed": "1"})
    desk.post(LETTERS + "A1/revoke/", {"because": "lost", "confirmed": "1"})

    with pytest.raises(actions.Refused) as refusal:
        actions.revoke_letter(letter=letter("A1"), because=VoidReason.LOST, by=clerk)

    assert refusal.value.code == "already_void"
    assert letter("A1").revoked_because == "details"


def test_an_auditor_sees_it_and_cannot_do_it(codes, signed_in):
    auditor = signed_in(Role.AUDITOR)

    assert auditor.get(LETTERS + "A1/revoke/").status_code == 403
    assert "/revoke/" not in auditor.get(LETTERS).content.decode()


def test_there_is_no_page_for_a_letter_that_was_not_issued(codes, desk):
    assert desk.get(LETTERS + "ZZ/revoke/").status_code == 404


def test_who_when_and_why_belong_together_in_the_table(codes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter("A1").pk).update(revoked_because="lost")
