"""Tokens of signed papers: genuine, forged, of an unknown key, or no token at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinju.vault.keyring import Keyring, activate, new_key, retire
from xinju.vault.signing import Forged, Genuine, Signer, UnknownKey, Unreadable, public_key, public_keys, verify

PAYLOAD = b'{"number":"P-1"}'
DAY = date(2026, 5, 12)


@pytest.fixture
def ring(tmp_path):
    return Keyring(tmp_path / "keys", demo=True)


def test_what_was_signed_here_is_genuine(ring):
    token = Signer(ring).sign(PAYLOAD, kind="permit")

    assert verify(token, public_keys(ring), kind="permit") == Genuine(PAYLOAD, ring.active("sign").id)


def test_a_token_keeps_to_the_signs_of_a_qr_codes_short_mode_and_of_an_address(ring):
    token = Signer(ring).sign(PAYLOAD, kind="permit")

    assert token.isalnum() and token == token.upper() and len(token) == -(-(5 + 64 + len(PAYLOAD)) * 8 // 5)


def test_spaces_and_small_letters_of_a_scanner_do_no_harm(ring):
    token = Signer(ring).sign(PAYLOAD, kind="permit")

    assert isinstance(verify(f" {token[:30].lower()}\n{token[30:]} ", public_keys(ring), kind="permit"), Genuine)


def test_a_paper_of_one_kind_never_passes_for_another(ring):
    token = Signer(ring).sign(PAYLOAD, kind="status-list")

    assert verify(token, public_keys(ring), kind="permit") == Forged(ring.active("sign").id)


def test_a_key_that_the_checker_lacks_is_named(ring, tmp_path):
    token = Signer(ring).sign(PAYLOAD, kind="permit")
    others = public_keys(Keyring(tmp_path / "other", demo=True))

    assert verify(token, others, kind="permit") == UnknownKey(ring.active("sign").id, 1)


@pytest.mark.parametrize("text", ["", "ABC", "1", "https://example.org/", "证件", "A" * 80, "=" * 40])
def test_another_code_is_unreadable_and_not_forged(ring, text):
    assert verify(text, public_keys(ring), kind="permit") == Unreadable()


def test_papers_of_old_and_retired_keys_stay_genuine(ring):
    signer = Signer(ring)
    token = signer.sign(PAYLOAD, kind="permit")
    before = ring.active("sign")
    activate(ring.folder, new_key(ring.folder, "sign", on=DAY, coming=True).id)
    assert isinstance(verify(token, public_keys(ring), kind="permit"), Genuine)

    retire(ring.folder, before.id, on=DAY, public=public_key(before))

    assert verify(token, public_keys(ring), kind="permit") == Genuine(PAYLOAD, before.id)


@given(st.data())
def test_no_token_with_one_changed_sign_is_genuine(tmp_path_factory, data):
    ring = Keyring(tmp_path_factory.getbasetemp() / "one-ring", demo=True)
    token = Signer(ring).sign(PAYLOAD, kind="permit")
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").filter(lambda sign: sign != token[at]))

    verdict = verify(token[:at] + other + token[at + 1 :], public_keys(ring), kind="permit")

    assert not isinstance(verdict, Genuine)


@given(st.text(max_size=400))
def test_any_text_gets_a_verdict(text):
    assert isinstance(verify(text, {}, kind="permit"), (Unreadable, UnknownKey))
