"""Accounts: an authority's signed answer binds an account, once, for that account, while it is fresh."""

import datetime
import json

import pytest
from django.utils import timezone

from xinju.accounts import actions, answers, queries
from xinju.accounts.answers import UnsoundAnswer, challenge, read_answer
from xinju.vault.keyring import Keyring
from xinju.vault.signing import Signer, public_keys

pytestmark = pytest.mark.django_db

NUMBER = "99010219900101123X"


@pytest.fixture
def police(tmp_path, settings):
    """The police's signer, whose public key this site knows."""
    ring = Keyring(tmp_path / "police", demo=True)
    settings.XINJU_AUTHORITY_KEYS = {key: ("police", public) for key, public in public_keys(ring).items()}
    return Signer(ring)


@pytest.fixture
def account():
    return actions.open_person_account(phone="19900000001", by="job:test")


def said(account, **other) -> bytes:
    return json.dumps(
        {"challenge": challenge(account), "subject": NUMBER, "at": timezone.now().isoformat()} | other
    ).encode()


def test_a_fresh_answer_of_a_known_authority_binds_the_account(police, account):
    token = police.sign(said(account), kind=answers.KIND)

    answer = read_answer(token, account=account, now=timezone.now())
    made = actions.bind_by_answer(account=account, person="P1", answer=answer)

    assert answer.subject == NUMBER and NUMBER not in repr(answer)
    assert queries.person_of(account) == "P1"
    assert (made.by, made.evidence) == ("authority:police", "authority_answer")


def test_an_answer_binds_once(police, account):
    answer = read_answer(police.sign(said(account), kind=answers.KIND), account=account, now=timezone.now())
    actions.bind_by_answer(account=account, person="P1", answer=answer)
    actions.unbind(account=account, because="own_wish", by=account)

    with pytest.raises(actions.MayNotBind, match="used before"):
        actions.bind_by_answer(account=account, person="P1", answer=answer)


def test_an_answer_for_one_account_binds_no_other(police, account):
    other = actions.open_person_account(phone="19900000002", by="job:test")
    token = police.sign(said(account), kind=answers.KIND)
    answer = read_answer(token, account=account, now=timezone.now())

    with pytest.raises(UnsoundAnswer, match="another account"):
        read_answer(token, account=other, now=timezone.now())
    with pytest.raises(actions.MayNotBind, match="another account"):
        actions.bind_by_answer(account=other, person="P1", answer=answer)


@pytest.mark.parametrize("minutes", [10, -11, 60 * 24])
def test_an_answer_that_is_old_or_from_a_wrong_clock_is_refused(police, account, minutes):
    token = police.sign(said(account), kind=answers.KIND)

    with pytest.raises(UnsoundAnswer, match="clocks"):
        read_answer(token, account=account, now=timezone.now() + datetime.timedelta(minutes=minutes))


def test_a_stranger_who_knows_the_number_signs_nothing(police, account, tmp_path):
    stranger = Signer(Keyring(tmp_path / "stranger", demo=True))

    with pytest.raises(UnsoundAnswer, match="UnknownKey"):
        read_answer(stranger.sign(said(account), kind=answers.KIND), account=account, now=timezone.now())
    with pytest.raises(UnsoundAnswer, match="Forged"):
        read_answer(police.sign(said(account), kind="permit"), account=account, now=timezone.now())
    with pytest.raises(UnsoundAnswer, match="Unreadable"):
        read_answer(f"{NUMBER} is me", account=account, now=timezone.now())


@pytest.mark.parametrize(
    "wrong", [{"subject": ""}, {"subject": 7}, {"challenge": None}, {"at": "2026-05-12T09:00:00"}, {"at": "noon"}]
)
def test_an_answer_that_says_too_little_is_refused(police, account, wrong):
    with pytest.raises(UnsoundAnswer):
        read_answer(police.sign(said(account, **wrong), kind=answers.KIND), account=account, now=timezone.now())


@pytest.mark.parametrize("payload", [b"", b"[]", b"7", b"\xff", b"{}"])
def test_a_payload_of_another_form_is_refused(police, account, payload):
    with pytest.raises(UnsoundAnswer):
        read_answer(police.sign(payload, kind=answers.KIND), account=account, now=timezone.now())
